"""What a person is called, and how somebody looks for them."""

import unicodedata
from collections.abc import Iterator, Mapping

from parcours.model.fields import Field, FieldType, Value
from parcours.model.workflow import Workflow

DOSSIER = "dossier."


def name_of(workflow: Workflow, words: Mapping[str, Value]) -> str:
    """The words of the fields that hold a name, in the order of the file; empty where the vault has none."""
    known = (words.get(f"{DOSSIER}{field.id}") for field in name_fields(workflow))
    return " ".join(each for each in known if isinstance(each, str))


def name_fields(workflow: Workflow) -> tuple[Field, ...]:
    """The personal texts without which nobody enters; where none is asked, the first personal text there is."""
    texts = [each for each in workflow.dossier.values() if each.type is FieldType.TEXT and each.personal]
    return tuple(each for each in texts if each.required) or tuple(texts[:1])


def looked_for(workflow: Workflow, words: Mapping[str, Value], name: str, *others: str) -> str:
    """All that a search may find somebody by, folded: their name, addresses, and what else names them."""
    addresses = (each.id for each in workflow.dossier.values() if each.type is FieldType.EMAIL)
    known = (words.get(f"{DOSSIER}{field}") for field in addresses)
    written = (each for each in known if isinstance(each, str))
    return folded("\n".join((name, *written, *others)))


def folded(text: str) -> str:
    """Without case, accents or ligatures: « Le Gœff » and « le goeff » are looked for, and sorted, alike."""
    if text.isascii():  # as most are
        return text.lower()
    return "".join(_letters(text.casefold().replace("œ", "oe").replace("æ", "ae")))


def _letters(text: str) -> Iterator[str]:
    return (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
