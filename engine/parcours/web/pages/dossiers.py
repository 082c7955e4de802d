"""*Dossiers*: the list, searched, filtered, sorted, page by page."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime import labels
from parcours.runtime.desk.listing import Wanted
from parcours.runtime.desk.shelf import Sort, Standing
from parcours.web.office import Office, Show, Team, audience
from parcours.web.visitors import Here

SORTS: Final = {"nom": Sort.NAME, "etape": Sort.STAGE, "echeance": Sort.DUE, "entree": Sort.OPENED}
STANDINGS: Final = {
    "ouverts": Standing.OPEN,
    "suspendus": Standing.SUSPENDED,
    "finis": Standing.ENDED,
    "tous": Standing.ALL,
}
SAID: Final = {
    Standing.OPEN: Text("En cours"),
    Standing.SUSPENDED: Text("Suspendus"),
    Standing.ENDED: Text("Terminés"),
    Standing.ALL: Text("Tous"),
}
LONGEST: Final = 200  # characters of a search
Meant = TypeVar("Meant", bound=StrEnum)


def show(request: Request, show: Show, office: Team, visitor: Here) -> Response:
    asked = asked_of(request)
    wanted = wanted_of(asked)
    page = office.lists.page(visitor.caes, wanted, asked.get("apres", ""))
    today = office.agenda.day(audience(visitor))
    return show(
        "dossiers.html",
        "dossiers",
        page=page,
        asked=asked,
        wanted=wanted,
        today=today,
        standings=[(name, SAID[each]) for name, each in STANDINGS.items()],
        stages=_stages(office, visitor.caes, wanted.standing),
        holders=office.lists.holders(visitor.caes),
        stage_of=lambda line: labels.stage_label(office.workflow(line), line.stage),
        link=lambda **changed: _link(asked, **changed),
        many=len(visitor.caes) > 1,
    )


def asked_of(request: Request) -> dict[str, str]:
    """What an address asks, empty words left out."""
    return {name: value.strip()[:LONGEST] for name, value in request.query_params.items() if value.strip()}


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """The filters of an address. UsageError for what cannot be meant."""
    workflow, _, stage = asked.get("etape", "").partition(".")
    return Wanted(
        search=asked.get("q", ""),
        workflow=workflow,
        stage=stage,
        standing=_meant(STANDINGS, asked.get("etat", "ouverts")),
        holder=asked.get("suivi", ""),
        due_before=day_said(asked["avant"]) if "avant" in asked else None,
        sort=_meant(SORTS, asked.get("tri", "nom")),
        descending=asked.get("sens") == "desc",
    )


def _meant(known: Mapping[str, Meant], said: str) -> Meant:
    if said not in known:
        raise UsageError(Text("« {said} » n'est pas de ceux-ci : {known}.", said=said, known=", ".join(known)))
    return known[said]


def day_said(said: str) -> datetime.date:
    """A day of an address. UsageError for what is none."""
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise UsageError(Text("« {said} » n'est pas un jour, par exemple 2026-04-14.", said=said)) from None


def _stages(office: Office, caes: tuple[str, ...], standing: Standing) -> list[tuple[str, str, int]]:
    """(value, label, how many) of each stage where somebody stands, in the order of the file."""
    found = office.lists.stages(caes, standing)
    told = [(office.workflow(each), workflow, stage, each.count) for (workflow, stage), each in found.items() if stage]
    told.sort(key=lambda each: (each[1], [*each[0].stages].index(each[2]) if each[2] in each[0].stages else -1))
    return [(f"{name}.{stage}", labels.stage_label(rules, stage), count) for rules, name, stage, count in told]


def _link(asked: Mapping[str, str], **changed: str) -> str:
    """The same list with something else; an empty value takes a filter away. A new list begins at its first page."""
    kept = {name: value for name, value in {**asked, "apres": "", **changed}.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
