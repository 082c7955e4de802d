"""*One dossier*: where the person stands, what comes, what may be done, what was done; and its documents."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from parcours.model.delivery import Unread
from parcours.model.step import Reason
from parcours.runtime import queries
from parcours.runtime.desk.dossier import Dossier, Offer, dossier
from parcours.runtime.drawing.graph import graphs
from parcours.runtime.drawing.svg import svg
from parcours.web.languages import Lang
from parcours.web.office import At, Show
from parcours.web.rendering import ours
from parcours.web.served import Site
from parcours.web.visitors import TurnedAwayError

LATEST: Final = 12  # facts shown before somebody asks for the whole journal


def show(request: Request, at: At, site: Site, show: Show, lang: Lang) -> Response:
    found = dossier(site.engine, at.case, at.asker, lang)
    whole = request.query_params.get("journal") == "tout"
    main, *tracks = graphs(found.workflow)
    drawings = [(main.label, ours(svg(main, found.status.case.stage)))]
    for track in tracks:
        state = found.status.case.tracks.get(track.id)
        if state is not None and state.running:
            drawings.append((track.label, ours(svg(track, state.stage))))
    return show(
        "dossier.html",
        "dossiers",
        at=at,
        dossier=found,
        drawings=drawings,
        free=[each for each in found.offers if not each.reasons],
        refused=_refused(found),
        journal=found.journal if whole else found.journal[:LATEST],
        hidden=0 if whole else max(0, len(found.journal) - LATEST),
        new=_new(request, found),
    )


def _refused(found: Dossier) -> list[tuple[tuple[Reason, ...], list[Offer]]]:
    """What is refused today, those for one reason together."""
    by_reason: dict[tuple[Reason, ...], list[Offer]] = {}
    for each in found.offers:
        if each.reasons:
            by_reason.setdefault(each.reasons, []).append(each)
    return list(by_reason.items())


def _new(request: Request, found: Dossier) -> tuple[queries.Entry, ...]:
    """What has happened since the fact named in the address, the oldest first: what a form just sent has done."""
    since = request.query_params.get("depuis", "")
    if not (since.isascii() and since.isdecimal()) or len(since) > len(str(found.line.seq)):
        return ()
    return tuple(each for each in reversed(found.journal) if each.fact.seq > int(since))


def document(at: At, site: Site, numero: str) -> Response:
    """A document of the dossier, to be kept: whatever it holds, a browser does not carry it out here."""
    papers = queries.documents(site.engine, at.case, every=True)
    wanted = tuple(each for each in papers if f"{each.document.fact}-{each.document.index}" == numero)
    if not wanted:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    (copy, *_) = queries.copies(site.engine, at.case, wanted)
    name = copy.file if not isinstance(copy.paper.document.name, Unread) else numero
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(copy.content, media_type=copy.paper.document.media_type, headers=headers)
