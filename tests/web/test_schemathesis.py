"""Schemathesis against the API, with every one of its checks: what the document promises, and nothing else, happens."""

import os
from collections import Counter
from pathlib import Path

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from parcours.model.account import Membership, Right
from parcours.model.definition import Definition
from parcours.web.shielding import shielded
from visiting import OURS, Ground, ground

pytestmark = pytest.mark.slow

EXAMPLES = {"check": 5, "test": 10}.get(os.environ.get("PARCOURS_HYPOTHESIS", "check"), 200)
CHECKS = {
    *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance"),
    *("response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header"),
    *("unsupported_method", "allow_header_conformance", "ignored_auth", "use_after_free"),
    *("ensure_resource_availability", "object_level_authorization"),
}


@pytest.fixture
def site(files: tuple[Path, dict[str, Definition]]) -> Ground:
    """Cases to be found, and a user who may do everything."""
    site = ground(*files)
    for number in range(3):
        site.opens(f"P-{number}")
    site.keep("endi", Membership(OURS, ("accueil", "referent", "comite"), frozenset(Right)))
    return site


def test_the_api_does_what_its_document_says_and_nothing_else(site: Ground) -> None:
    """The whole engine of schemathesis: examples, what lies at the edges, chance, and one call after another."""
    secret = site.bearing("endi").secret
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "workers": 1,
            "continue-on-failure": True,
            "headers": {"Authorization": f"Bearer {secret}"},
            "generation": {"max-examples": EXAMPLES},
            "checks": {"enabled": True},
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", shielded(site.app), config=config)
    run: Counter[str] = Counter()
    found = {}
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if isinstance(event, events.ScenarioFinished):
            for each in (each for checks in event.recorder.checks.values() for each in checks):
                run[each.name] += 1
                if each.failure_info is not None:
                    found[each.name, event.recorder.label] = each.failure_info.code_sample
    assert found == {}
    assert {name for name in CHECKS if not run[name]} == set()
    assert "bug" not in site.log.events()
