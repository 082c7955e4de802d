"""The documents of a case: which there are, and one of them, asked for by the digest of what it says."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Path, Query, Response

from parcours.messages import Text
from parcours.runtime import queries, unread
from parcours.runtime.papers import Paper
from parcours.web.api import decision_shapes, taken
from parcours.web.api.asked import Mine, absent
from parcours.web.served import Site

MEDIA: Final = "application/octet-stream"  # whatever it holds, nobody's browser carries it out

Every = Annotated[bool, Query(alias="all", description="Those too that a later edition has replaced.")]


def documents(mine: Mine, site: Site, every: Every = False) -> decision_shapes.Papers:  # noqa: FBT002  a query
    found = queries.documents(site.engine, mine.case, every=every)
    return decision_shapes.Papers(items=[told(each) for each in found])


def document(mine: Mine, site: Site, digest: Annotated[taken.Digest, Path()]) -> Response:
    """An address holds a digest and never a name: there is no path to go up."""
    every = queries.documents(site.engine, mine.case, every=True)
    wanted = tuple(each for each in every if each.document.digest == digest)[:1]
    if not wanted:
        raise absent(Text("Aucun document de cette empreinte dans ce dossier."))
    (copy,) = queries.copies(site.engine, mine.case, wanted)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(copy.file, safe='')}"}
    return Response(copy.content, media_type=MEDIA, headers=headers)


def told(paper: Paper) -> decision_shapes.Paper:
    made = paper.document
    return decision_shapes.Paper(
        digest=unread.plain(made.digest),
        name=unread.plain(made.name),
        action=made.action,
        media_type=made.media_type,
        made_at=made.made_at,
        fact=made.fact,
        edition=paper.edition,
        superseded_by=paper.superseded_by,
    )
