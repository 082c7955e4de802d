"""The first text of a new parcours: what it inherits and may want to change, one value a line, behind `#`.

Without its `#`, every line is one that validates.
"""

from collections.abc import Iterator
from typing import Final

from parcours.cli.session import Session
from parcours.definition.resolved import inline
from parcours.definition.tree import Node
from parcours.messages import Text

DATED: Final = ("after", "before", "of", "roll")  # what a cooperative changes of a deadline
AGREED: Final = ("term", "renewals", "trial", "notice")  # and of a contract
REMOVABLE: Final = ("roles", "events", "parameters", "tracks", "actions")


def sketch(session: Session, name: str, title: str, parent: Node, schema: str) -> str:
    """The text of a file that extends the resolved parcours `parent`; `schema` is the address editors read."""
    parent_name = str(parent.entries()["id"].value)
    lines = [
        f"# yaml-language-server: $schema={schema}",
        *_comment(session, Text("Tout ce qui n'est pas écrit ici vient de « {parent} ».", parent=parent_name)),
        *_comment(session, Text("Pour le voir : parcours show {name} --resolved --origin", name=name)),
        "format: 1",
        f"id: {name}",
        f"title: {inline(Node(title, parent.span))}",
        f"extends: {parent_name}",
        "",
        *_comment(session, Text("Pour changer une valeur, ôtez le « # » de sa ligne et de celles qui la portent.")),
        *(f"#{line}" for line in _offered(parent)),
    ]
    removable = list(_removable(parent))
    if removable:
        told = Text("Peuvent être retirés en leur donnant « null » : {names}.", names=", ".join(removable))
        lines += ["", *_comment(session, told)]
    return "\n".join(lines) + "\n"


def _comment(session: Session, text: Text) -> Iterator[str]:
    yield f"# {session.told(text)}"


def _offered(parent: Node) -> Iterator[str]:
    entries = parent.entries()
    if "backdating" in entries:
        yield f"backdating: {inline(entries['backdating'])}"
    yield from _section("parameters", _chosen(parent, "parameters", ("values",)))
    yield from _section("contracts", _chosen(parent, "contracts", AGREED))
    if "calendar" in entries:
        yield from _section("calendar", [(key, node, "") for key, node in entries["calendar"].entries().items()])
    yield from _deadlines(parent)


def _section(name: str, lines: list[tuple[str, Node, str]]) -> Iterator[str]:
    if not lines:
        return
    yield f"{name}:"
    for key, node, label in lines:
        yield f"  {key}: {inline(node)}" + (f"  # {label}" if label else "")


def _chosen(parent: Node, section: str, members: tuple[str, ...]) -> list[tuple[str, Node, str]]:
    """The things of a section with only these members of each."""
    found = []
    for key, thing in _things(parent, section).items():
        kept = {name: thing.entries()[name] for name in members if name in thing.entries()}
        if kept:
            found.append((key, Node(kept, thing.span), _label(thing)))
    return found


def _deadlines(parent: Node) -> Iterator[str]:
    began = False
    for stage, node in _things(parent, "stages").items():
        dated = _chosen(node, "deadlines", DATED)
        if not dated:
            continue
        if not began:
            yield "stages:"
        began = True
        yield f"  {stage}:  # {_label(node)}"
        yield from (f"    {line}" for line in _section("deadlines", dated))


def _removable(parent: Node) -> Iterator[str]:
    for section in REMOVABLE:
        for key, thing in _things(parent, section).items():
            optional = thing.entries().get("optional")
            if optional is not None and optional.value is True:
                yield f"{section}.{key}"


def _things(parent: Node, section: str) -> dict[str, Node]:
    found = parent.entries().get(section)
    return dict(found.entries()) if found is not None else {}


def _label(thing: Node) -> str:
    label = thing.entries().get("label")
    return str(label.value) if label is not None else ""
