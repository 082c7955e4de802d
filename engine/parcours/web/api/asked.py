"""What requests have in common: a case of one's own, the key of a write, the fact it was decided on."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Header, Path, Query

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.runtime.desk.dossier import Asker
from parcours.web.api import taken
from parcours.web.api.bearers import Bearer, Known
from parcours.web.served import Site

MOST: Final = 200
FEW: Final = 50


class AbsentError(RefusedError):
    """What is not there for whoever asks, be it somebody else's or nobody's: they are told the same."""


def absent(what: Text) -> AbsentError:
    return AbsentError(what, Text("Vérifiez l'identifiant : seul ce qui est de vos coopératives se voit ici."))


class Reached:
    """A case of a cooperative of whoever asks."""

    def __init__(self, case: str, cae: str, asker: Asker) -> None:
        self.case, self.cae, self.asker = case, cae, asker


def reached(case: Annotated[taken.Case, Path()], site: Site, known: Known) -> Reached:
    """Raises AbsentError for a case of another cooperative, or of none."""
    with site.engine.store.reading() as reader:
        cae = reader.locate(case)
    if cae is None or cae not in known.caes:
        raise absent(Text("Aucun dossier de ce nom."))
    return Reached(case, cae, known.asker(cae))


def keyed(
    known: Known,
    given: Annotated[str, Header(alias="Idempotency-Key", pattern=taken.KEY, description="Another one a write.")],
) -> str:
    """The key of a write, which two users may choose alike: each has theirs."""
    return f"{known.account.user}/{given}"


def chosen(known: Bearer, cae: str | None) -> tuple[str, ...]:
    """The cooperatives asked about: one of theirs, or all. Raises AbsentError."""
    if cae is None:
        return known.caes
    if cae not in known.caes:
        raise absent(Text("Aucune coopérative de ce nom."))
    return (cae,)


def expected(tag: str | None) -> int | None:
    """The fact number in an `If-Match`."""
    return None if tag is None else int(tag.strip('"'))


def typed(values: taken.Values) -> Mapping[str, object]:
    """Values as the engine takes them from anybody: validities by their two days, nothing for an empty one."""
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: taken.Value) -> object:
    if isinstance(value, taken.Validity):
        until = {} if value.until is None else {"until": value.until.isoformat()}
        return {"from": value.first.isoformat(), **until}
    return "" if value is None else value


Mine = Annotated[Reached, Depends(reached)]
Key = Annotated[str, Depends(keyed)]
Match = Annotated[taken.Tag | taken.Unsaid, Header(alias="If-Match", description="The ETag of the case.")]
Cae = Annotated[taken.Word | taken.Unsaid, Query()]
Limit = Annotated[int, Query(ge=1, le=MOST)]
After = Annotated[taken.Case | taken.Unsaid, Query(description="`next` of the page before.")]
