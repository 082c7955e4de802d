"""Which words of a journal are in the vault: the journal tells it without knowing any of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parcours.model.case import Case
from parcours.model.fact import Change, Fact, FieldsWritten, StateRestored
from parcours.model.fields import Fields, Sealed, Value

DOSSIER: Final = "dossier."  # what the paths of the dossier's fields begin with; those of inputs with "fact.<seq>."


def fields_in(words: Mapping[str, Value]) -> Fields:
    """The dossier's personal values by field, of words by path."""
    return {path.removeprefix(DOSSIER): value for path, value in words.items() if path.startswith(DOSSIER)}


def sealed_fields(case: Case) -> frozenset[str]:
    """The fields of the dossier whose value is in the vault."""
    return frozenset(name for name, value in case.dossier.items() if value is Sealed.PRESENT)


def sealed_paths(facts: Sequence[Fact]) -> Iterator[tuple[int, str]]:
    """Every row of the vault, by fact and path, that a journal asks for; a field emptied by hand may have one too."""
    held: frozenset[str] = frozenset()
    for fact in facts:
        yield from ((fact.seq, f"fact.{fact.seq}.{name}") for name in fact.sealed)
        for change in fact.changes:
            written, held = _written(held, change)
            yield from ((fact.seq, f"{DOSSIER}{name}") for name in sorted(written))


def _written(held: frozenset[str], change: Change) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a change writes into the vault, and those that the vault holds then."""
    match change:
        case FieldsWritten(values=values):
            written = frozenset(name for name, value in values.items() if value is Sealed.PRESENT)
            return written, held - values.keys() | written
        case StateRestored(state=state):
            then = sealed_fields(state)
            return held | then, then
        case _:
            return frozenset(), held
