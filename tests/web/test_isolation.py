"""Every route, every role, two cooperatives: worked out from the OpenAPI document and the table of pages.

A new route is asked all of this by being there; one that needs a value nobody has thought of fails until it has one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from parcours.model.account import Membership, Right
from parcours.model.definition import Definition
from parcours.model.delivery import Document
from parcours.web.api.describing import RULE, described
from parcours.web.routes import PAGES, Route
from parcours.web.rules import Rule
from visiting import OURS, THEIRS, Browser, Ground, Program, definitions, ground

PERSON = "P-SECRET"
METHODS = {"get", "post", "put", "patch", "delete"}
# What each name stands for, wherever it is asked.
SAMPLES: Mapping[str, Any] = {
    "workflow": OURS,
    "task": "1.0",
    "person": "P-77",
    "incident": 1,
    "cases": ["C-1"],
    "dry_run": False,
    "fields": {"ville": "Brest"},
    "from": "2026-01-01",
    "until": "2027-01-01",
    "Idempotency-Key": "cle",
    "parcours": OURS,
    "evenement": "visiter",
    "numero": "1",
    "tache": "1.0",
    "fait": "1",
    "role": "referent",
    "held": "referent",
    "user": "maud",
    "reason": "doublon",
    "to": 1,
    "fact": "1",
    "cae": OURS,
    "compte": "maud",
    "jeton": "tableur",
    "digest": hashlib.sha256(b"Le Goff").hexdigest(),
}
PLANS = ("/erasure", "/revocation")  # they refuse as what they plan would
OF_ONE_COOPERATIVE = {"case", "workflow", "incident"}


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    method: str
    path: str
    told: Mapping[str, Any]

    @property
    def rule(self) -> Rule:
        return Rule(self.told[RULE])

    @property
    def is_of_one(self) -> bool:
        """Whether it names something of one cooperative, or somebody there."""
        return any(f"{{{name}}}" in self.path for name in OF_ONE_COOPERATIVE) or self.names_one

    @property
    def names_one(self) -> bool:
        """Whether what is sent does."""
        return self.is_of_somebody or "/bulk/" in self.path

    @property
    def is_of_somebody(self) -> bool:
        return "/people/" in self.path

    def asked(self, schemas: Mapping[str, Any], case: str) -> dict[str, Any]:
        """A request that is well formed, about that case."""
        opens = self.path.endswith("{workflow}/cases")
        samples = {**SAMPLES, "case": case, "event": "entrer" if opens else "visiter"}
        samples |= {"person": PERSON} if self.is_of_somebody else {}
        required = [each for each in self.told.get("parameters", ()) if each["required"]]
        place = {kind: {each["name"]: samples[each["name"]] for each in required if each["in"] == kind}
                 for kind in ("path", "query", "header")}  # fmt: skip
        body = self.told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        made = None if body is None else {
            name: samples[name] for name in schemas[body["$ref"].rpartition("/")[2]].get("required", ())
        }  # fmt: skip
        url = self.path.format(**place["path"])
        return {"method": self.method, "url": url, "params": place["query"], "headers": place["header"], "json": made}


@dataclass(frozen=True)
class Somebody:
    """Who asks: roles and rights in one cooperative."""

    cae: str
    roles: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()

    def holds(self, rule: Rule) -> bool:
        return {
            Rule.ANYBODY: True,
            Rule.MEMBER: True,
            Rule.ACTOR: bool(self.roles),
            Rule.OPERATOR: Right.OPERATE in self.rights,
            Rule.ADMINISTRATOR: Right.ADMINISTER in self.rights,
        }[rule]

    def __str__(self) -> str:
        return "-".join((self.cae, *self.roles, *self.rights))


EVERYBODY = [
    Somebody(cae, roles, rights)
    for cae in (OURS, THEIRS)
    for roles, rights in (
        ((), ()),
        (("accueil",), ()),
        (("referent",), ()),
        (("comite",), ()),
        ((), (Right.OPERATE,)),
        ((), (Right.ADMINISTER,)),
        (("accueil", "referent", "comite"), tuple(Right)),
    )
]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("document")
    return described(ground(folder, definitions(folder)).app)


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, found in document["paths"].items():
        for method, told in found.items():
            if method in METHODS:
                yield Operation(method.upper(), path, told)


@pytest.fixture
def site(files: tuple[Path, dict[str, Definition]]) -> Ground:
    """A case with a task, a date and an incident of ours; nothing of theirs."""
    site = ground(*files)
    case = site.opens(PERSON)
    assert site.program("accueil").post(f"/cases/{case}/events", event="signer").status_code == 200
    with site.engine.store.transaction() as transaction:
        transaction.open_incident(OURS, "effect_failed", f"{case}/1/0", "", site.clock.now())
        made = Document(case, 1, 0, "declarer", "declaration.txt", "text/plain", SAMPLES["digest"], site.clock.now())
        transaction.keep_document(OURS, PERSON, made, b"Le Goff")
    return site


def facts(site: Ground) -> list[tuple[str, int, str]]:
    """Every write with its author: facts of cases, incidents that somebody has seen to."""
    with site.engine.store.reading() as reader:
        cases = [(cae, each.id) for cae in reader.cooperatives() for each in reader.cases(cae)]
        ended = [(each.subject, each.id, each.author) for each in reader.incidents() if each.resolved_at is not None]
        return [(case, fact.seq, fact.user) for cae, case in cases for fact in reader.facts(cae, case)] + ended


def as_program(site: Ground, who: Somebody) -> Program:
    return site.program(*who.roles, cae=who.cae, rights=who.rights)


def shows_ours(answer: Response) -> bool:
    return PERSON in answer.text or "C-1" in answer.text or "Le Goff" in answer.text


def test_every_operation_of_the_document_names_its_rule(document: Mapping[str, Any]) -> None:
    found = list(operations(document))
    assert len(found) >= 14
    assert [each for each in found if each.rule is Rule.ANYBODY] == []


def test_nobody_is_answered_without_a_token(site: Ground, document: Mapping[str, Any]) -> None:
    before = facts(site)
    schemas, client = document["components"]["schemas"], site.visitor().client
    answers = {each: client.request(**each.asked(schemas, "C-1")) for each in map(_named, operations(document))}
    assert {each.status_code for each in answers.values()} == {401}
    assert not any(shows_ours(each) for each in answers.values())
    assert facts(site) == before


def _named(operation: Operation) -> "Named":
    return Named(operation.method, operation.path, operation.told)


class Named(Operation):
    """An operation that can be a key."""

    def __hash__(self) -> int:
        return hash((self.method, self.path))


@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_each_is_answered_what_their_role_and_their_cooperative_open(
    site: Ground, document: Mapping[str, Any], who: Somebody
) -> None:
    program = as_program(site, who)
    wrong = {}
    for operation in operations(document):
        before = facts(site)
        answer = program.client.request(**operation.asked(document["components"]["schemas"], "C-1"))
        added = set(facts(site)) - set(before)
        if any((
            not _expected(operation, who, answer.status_code),
            who.cae == THEIRS and (shows_ours(answer) or added),
            {user for *_, user in added} - {f"{who}-programme"},
            answer.status_code >= 400 and added,
        )):  # fmt: skip
            wrong[operation.method, operation.path] = (answer.status_code, answer.text, added)
    assert wrong == {}


def _expected(operation: Operation, who: Somebody, status: int) -> bool:
    if not who.holds(operation.rule):
        return status == 403
    if who.cae == THEIRS and operation.is_of_one:
        return status == 404
    # The rest is for the kernel to say: a role that may not send this, a task that is not there.
    plan = {409} if operation.path.endswith(PLANS) else set()
    return status in ({200, *plan} if operation.method == "GET" else {200, 201, 403, 409})


def test_each_write_that_is_accepted_is_in_the_journal_with_its_author(
    site: Ground, document: Mapping[str, Any]
) -> None:
    """Of somebody who may all: as many writes leave facts of theirs as were accepted."""
    program = as_program(site, EVERYBODY[6])
    accepted = []
    for operation in operations(document):
        if operation.method == "GET":
            continue
        before = facts(site)
        asked = operation.asked(document["components"]["schemas"], "C-1")
        asked["headers"]["Idempotency-Key"] = f"cle-{len(accepted)}"
        if program.client.request(**asked).status_code < 300:
            accepted.append(operation.path)
            assert {user for *_, user in set(facts(site)) - set(before)} == {f"{EVERYBODY[6]}-programme"}
    assert len(accepted) >= 3


def as_browser(site: Ground, who: Somebody) -> Browser:
    return site.member(*who.roles, cae=who.cae, rights=who.rights)


def page(browser: Browser, route: Route) -> Response:
    url = route.path.format(**{**SAMPLES, "dossier": "C-1"})
    return browser.get(url) if route.method == "GET" else browser.post(url)


@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_each_page_is_shown_to_whom_it_is_open(site: Ground, who: Somebody) -> None:
    browser = as_browser(site, who)
    before, wrong = facts(site), {}
    for route in PAGES:
        if route.rule is Rule.ANYBODY:
            continue
        answer = page(browser, route)
        if not who.holds(route.rule):
            is_right = answer.status_code == 403
        elif who.cae == THEIRS and {"{dossier}", "{cae}"} & set(route.path.split("/")):
            is_right = answer.status_code == 404
        else:
            is_right = answer.status_code not in {401, 500}
        if not is_right or (who.cae == THEIRS and shows_ours(answer)):
            wrong[route.method, route.path] = answer.status_code
    assert wrong == {}
    assert who.cae == OURS or facts(site) == before


def test_somebody_of_two_cooperatives_sees_both_and_acts_in_each_by_their_role_there(site: Ground) -> None:
    site.keep("deux", Membership(OURS), Membership(THEIRS, ("accueil",)))
    theirs, program = site.opens("P-2", THEIRS), site.bearing("deux")
    assert {each["case"] for each in program.get("/cases").json()["items"]} == {"C-1", theirs}
    assert program.post(f"/cases/{theirs}/events", event="visiter").status_code == 200
    refused = program.post("/cases/C-1/events", event="visiter")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:parcours:problem:role")
    assert program.post("/cases/C-1/events", event="visiter", role="accueil").status_code == 403
