"""The filters of the dossiers, as addresses say them: shared by the list, the board and the spreadsheets."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import SavedView
from parcours.model.workflow import Workflow
from parcours.runtime import labels, saved_views
from parcours.runtime.desk.line import Line
from parcours.runtime.desk.listing import Wanted
from parcours.runtime.desk.shelf import Sort, Standing
from parcours.web.office import Office, Team, audience
from parcours.web.served import Site
from parcours.web.visitors import Here, Visitor

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
KEPT: Final = ("etape", "etat", "suivi", "avant", "tri", "sens")  # of a view; a name sought is never kept
ALL: Final = "etat=ouverts"  # the list as it is without any filter
LONGEST: Final = 200  # characters of a search
Meant = TypeVar("Meant", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Stand:
    """A stage of a parcours where `count` people stand; `stage` is empty for those who are still to enter."""

    title: str
    workflow: str
    stage: str
    label: Text | str
    count: int

    @property
    def value(self) -> str:
        """As an address says it."""
        return f"{self.workflow}.{self.stage}"


@dataclass(frozen=True, slots=True)
class Sought:
    """What an address asks of the dossiers, and what its page needs to ask for something else."""

    asked: Mapping[str, str]
    office: Office
    visitor: Visitor
    views: tuple[SavedView, ...]

    @property
    def default(self) -> str:
        """The filters that this user's list opens on, where the address asks nothing; empty for all."""
        found = next((each.filters for each in self.views if each.by_default), "")
        return "" if self.asked else found

    def wanted(self, sort: str = "nom") -> Wanted:
        """In that order unless the address says another. UsageError for what cannot be meant."""
        return wanted_of({"tri": sort, **self.asked})

    def shown(self, wanted: Wanted) -> dict[str, Any]:
        """What a page says of its filters and of its lines."""
        return {
            "asked": self.asked,
            "wanted": wanted,
            "standings": [(name, SAID[each]) for name, each in STANDINGS.items()],
            "stands": stands(self.office, self.visitor.caes, wanted.standing),
            "holders": self.office.lists.holders(self.visitor.caes),
            "link": self.link,
            "many": len(self.visitor.caes) > 1,
            "stage_of": self.stage,
            "views": [(each, each.filters or ALL, each.filters == kept(self.asked)) for each in self.views],
            "kept": kept(self.asked),
            "today": self.office.agenda.day(audience(self.visitor)),
        }

    def stage(self, line: Line) -> str:
        """The stage of a line, in words."""
        return labels.stage_label(self.office.workflow(line), line.stage)

    def link(self, **changed: str) -> str:
        """The same list with something else."""
        return link(self.asked, **changed)


def sought(request: Request, office: Team, visitor: Here, site: Site) -> Sought:
    """That of a request."""
    return Sought(asked_of(request), office, visitor, saved_views.views(site.desk, visitor.user))


Seeking = Annotated[Sought, Depends(sought)]


def asked_of(request: Request) -> dict[str, str]:
    """What an address asks, empty words left out."""
    return {name: value.strip()[:LONGEST] for name, value in request.query_params.items() if value.strip()}


def kept(asked: Mapping[str, str]) -> str:
    """What a view keeps of an address, the same whichever way it is written."""
    said = {name: asked[name] for name in KEPT if asked.get(name)}
    return "" if urlencode(said) == ALL else urlencode(said)


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


def stands(office: Office, caes: tuple[str, ...], standing: Standing) -> list[Stand]:
    """Each stage where somebody stands, in the order of the files."""
    found = office.lists.stages(caes, standing)
    told = [(office.workflow(each), workflow, stage, each.count) for (workflow, stage), each in found.items()]
    told.sort(key=lambda each: (each[1], [*each[0].stages].index(each[2]) if each[2] in each[0].stages else -1))
    return [Stand(rules.title, name, stage, _said(rules, stage), count) for rules, name, stage, count in told]


def _said(rules: Workflow, stage: str) -> Text | str:
    return labels.stage_label(rules, stage) if stage else Text("Pas encore commencé")


def link(asked: Mapping[str, str], **changed: str) -> str:
    """The same list with something else; an empty value takes a filter away. A new list begins at its first page."""
    kept = {name: value for name, value in {**asked, "apres": "", **changed}.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
