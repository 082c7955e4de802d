"""The rules that people are held to, beside those of the file of today: what changes from one to another."""

from dataclasses import dataclass

from parcours.definition.difference import differences
from parcours.definition.loader import Examined, examine_sources
from parcours.definition.tree import Node
from parcours.errors import DefinitionError, StoreDamagedError
from parcours.messages import Text
from parcours.ports import Reader, Store


@dataclass(frozen=True, slots=True)
class Version:
    """A set of rules by its hash, and how many open cases it holds; `current` is that of the file of today."""

    rules: str
    cases: int
    current: bool


def versions(store: Store, workflow: str, today: str) -> tuple[Version, ...]:
    """Every set of rules that an open case of a workflow is held to, and last the rules `today` of its file."""
    with store.reading() as reader:
        held = {rules: cases for name, rules, cases in reader.rules_in_use() if name == workflow}
    now = held.pop(today, 0)
    return (*(Version(rules, cases, current=False) for rules, cases in held.items()), Version(today, now, current=True))


def changes(store: Store, examined: Examined, workflow: str, old: Version, new: Version) -> tuple[Text, ...]:
    """One sentence a change between two versions of a workflow whose file of today is `examined`.

    Raises DefinitionError when one of them cannot be read, StoreDamagedError when the database has lost it.
    """
    with store.reading() as reader:
        before, after = (_tree(reader, examined, workflow, each) for each in (old, new))
    return differences(before, after)


def _tree(reader: Reader, examined: Examined, workflow: str, version: Version) -> Node:
    found = examined if version.current else examine_sources(_texts(reader, workflow, version), workflow)
    if found.tree is None:
        raise DefinitionError(found.diagnostics)
    return found.tree


def _texts(reader: Reader, workflow: str, version: Version) -> dict[str, str]:
    texts = reader.definition(version.rules)
    if texts is None:
        lost = Text("La base n'a plus les règles {rules} du parcours {name}.", rules=version.rules, name=workflow)
        raise StoreDamagedError(lost)
    return dict(texts)
