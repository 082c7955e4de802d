"""The documents of a case: which edition each is, and which has replaced it; never what it says."""

from typing import Final

from parcours.messages import Text
from parcours.runtime.papers import Paper
from parcours.runtime.unread import plain, shown, why_not

SHOWN: Final = 16  # digits of a digest: enough to tell two documents of one case apart


def paper_told(paper: Paper) -> Text:
    """Its name, its edition, its digest."""
    made = paper.document
    said = Text(
        "{name}, édition {edition}, empreinte {digest}",
        name=shown(made.name),
        edition=paper.edition,
        digest=made.digest[:SHOWN] if isinstance(made.digest, str) else shown(made.digest),
    )
    if paper.superseded_by is None:
        return said
    return Text("{made} ; remplacé par celui du fait {fact}", made=said, fact=paper.superseded_by)


def plain_paper(paper: Paper) -> dict[str, object]:
    """What a script may read of a document: never what it says."""
    made = paper.document
    told = {"name": plain(made.name), "media_type": made.media_type, "sha256": plain(made.digest)}
    return {
        "action": made.action,
        **told,
        "made_at": made.made_at,
        "fact": made.fact,
        "edition": paper.edition,
        "superseded_by": paper.superseded_by,
        "unread": why_not(made.name),
    }
