"""Names of a child that add a thing where the author, perhaps, meant to change one it inherits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from parcours.definition.tree import Node
from parcours.diagnostics import Diagnostic, Severity, Span, refuses
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean

# The sections whose keys are names that authors give.
NAMED: Final = frozenset(
    {
        *(
            "situations",
            "roles",
            "parameters",
            "dossier",
            "events",
            "contracts",
            "actions",
            "entry",
            "stages",
            "tracks",
        ),
        *("dates", "input", "deadlines", "every", "transitions", "when"),
    }
)


def with_inherited_names(found: Iterable[Diagnostic], root: Node, inherited: tuple[Node, ...]) -> Iterator[Diagnostic]:
    """The same, each error on a name the parent does not have telling also the parent's name it resembles."""
    found = tuple(found)
    near = dict(_resembling(inherited[-1], root)) if inherited and refuses(found) else {}
    for each in found:
        meant = near.get(each.span)
        if meant is None or each.severity is not Severity.ERROR or each.remedy in {None, meant}:
            yield each
        else:
            yield replace(each, remedy=Text("{remedy} {meant}", remedy=each.remedy, meant=meant))


def _resembling(parent: Node, child: Node, section: str = "") -> Iterator[tuple[Span, Text]]:
    ours: Mapping[str, Node] = parent.entries()
    for key, node in child.entries().items():
        if key in ours:
            yield from _resembling(ours[key], node, key)
        elif section in NAMED and key in child.keys and (meant := did_you_mean(key, ours)) is not None:
            yield child.keys[key], meant
