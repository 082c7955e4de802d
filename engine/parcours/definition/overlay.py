"""One file laid over its parent: maps merge by key, scalars replace, lists replace unless they begin with `...`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.removal import Removal, without
from parcours.definition.tree import Node, Path
from parcours.diagnostics import Diagnostic
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean

INHERITED: Final = "..."
OWN: Final[tuple[str, ...]] = ("format", "id", "extends", "abstract")  # what a file says of itself alone
# One date is said one way: a child that says the one means it instead of the other.
PAIRS: Final = (("after", "before"), ("last_before", "first_after"))
INSTEAD: Final = MappingProxyType({key: other for pair in PAIRS for key, other in (pair, pair[::-1])})


@dataclass(frozen=True, slots=True)
class Manners:
    """How files of a kind inherit: the keys a file says of itself alone, and those inside which null is a value.

    `displaced` are the inherited keys that a key of the child says instead of, given where both stand. `guarded`:
    null removes only what the parent marks optional, with all that names it; else it removes anything.
    """

    own: tuple[str, ...]
    displaced: Callable[[Path, str, Mapping[str, Node]], Iterable[str]]
    free: frozenset[str] = frozenset()
    guarded: bool = True


def _other_of_pair(_: Path, key: str, inherited: Mapping[str, Node]) -> tuple[str, ...]:
    """The parent's `after` where the child says `before` alone, and the like: not a thing of that name."""
    other = INSTEAD.get(key, "")
    return (other,) if other in inherited and isinstance(inherited[other].value, str) else ()


OF_PARCOURS: Final = Manners(OWN, _other_of_pair, frozenset({"with"}))


@dataclass(frozen=True, slots=True)
class Overlay:
    """The merged tree, each node with the place it came from, and what went away on the way.

    `inherited` holds what each file stood on, resolved, from the remotest parent.
    """

    root: Node
    removed: tuple[Removal, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    inherited: tuple[Node, ...] = ()


@dataclass(slots=True)
class _Merge:
    manners: Manners
    removed: list[Removal] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)


def resolve(chain: Sequence[Node], manners: Manners = OF_PARCOURS) -> Overlay:
    """`chain` goes from the remotest parent to the file itself, and is never empty."""
    first, *rest = chain
    merge = _Merge(manners)
    root = _alone(first, (), merge)
    inherited: list[Node] = []
    for child in rest:
        inherited.append(root)
        removed_before = len(merge.removed)
        root = _over(_inheritable(root, manners), child, (), merge)
        if manners.guarded:
            root = without(root, tuple(merge.removed[removed_before:]))
    return Overlay(_standing_alone(root, manners), tuple(merge.removed), tuple(merge.found), tuple(inherited))


def _inheritable(root: Node, manners: Manners) -> Node:
    kept = {key: node for key, node in root.entries().items() if key not in manners.own}
    return replace(root, value=kept)


def _standing_alone(root: Node, manners: Manners) -> Node:
    """What names a file stands at its head, though inheritance adds it last; it no longer extends anything."""
    entries = {key: node for key, node in root.entries().items() if key != "extends"}
    own = {key: entries[key] for key in manners.own if key in entries}
    return replace(root, value={**own, **entries})


def _over(parent: Node, child: Node, path: Path, merge: _Merge) -> Node:
    if isinstance(parent.value, dict) and isinstance(child.value, dict):
        return _merged(parent, child, path, merge)
    items = child.items()
    if items and items[0].value == INHERITED and isinstance(parent.value, tuple):
        return replace(child, value=(*parent.items(), *_new(parent, items[1:], merge)))
    # A child that writes something else where the parent has keys or a list has been told: what it inherits stands.
    return parent if child.value == "" and _is_made_of_parts(parent) else _alone(child, path, merge)


def _new(parent: Node, items: Sequence[Node], merge: _Merge) -> Iterator[Node]:
    """What a list adds to the one it goes on from: a word that is there already would be done twice."""
    there = {item.value: item.span for item in parent.items() if isinstance(item.value, str)}
    for item in items:
        if not isinstance(item.value, str) or item.value not in there:
            yield item
            continue
        cause = Text("« {item} » est déjà dans la liste.", item=item.value)
        related = ((there[item.value], Text("Hérité d'ici.")),)
        merge.found.append(Diagnostic(codes.REPEATED_ITEM, item.span, cause, Text("Effacez-le ici."), related))


def _is_made_of_parts(node: Node) -> bool:
    return isinstance(node.value, Mapping | tuple)


def _merged(parent: Node, child: Node, path: Path, merge: _Merge) -> Node:
    entries = dict(parent.entries())
    keys = dict(parent.keys)
    for key, node in child.entries().items():
        if node.is_blank and key in entries:
            continue
        if node.value is None and not node.is_blank and not _is_free(path, merge):
            _remove(entries, key, child, path, merge)
            continue
        if not _is_free(path, merge):
            _displace(entries, key, child, path, merge)
        entries[key] = (
            _over(entries[key], node, (*path, key), merge) if key in entries else _alone(node, (*path, key), merge)
        )
        keys[key] = child.keys[key]
    return Node(entries, child.span, {key: keys[key] for key in entries if key in keys})


def _displace(entries: dict[str, Node], key: str, child: Node, path: Path, merge: _Merge) -> None:
    for other in merge.manners.displaced(path, key, entries):
        if other not in child.entries():
            del entries[other]


def _is_free(path: Path, merge: _Merge) -> bool:
    """Inside these keys, null is a value like another."""
    return not merge.manners.free.isdisjoint(path)


def _remove(entries: dict[str, Node], key: str, child: Node, path: Path, merge: _Merge) -> None:
    place = child.keys[key]
    if key not in entries:
        removable = [name for name, node in entries.items() if _may_go(node, merge)]
        remedy = did_you_mean(key, removable) or Text("Effacez cette ligne.")
        cause = Text("« {key}: null » n'enlève rien : le parent n'a pas de « {key} ».", key=key)
        merge.found.append(Diagnostic(codes.REMOVAL_OF_NOTHING, place, cause, remedy))
    elif not _may_go(entries[key], merge):
        cause = Text("« {key} » ne peut pas être enlevé : le parent ne l'a pas dit facultatif.", key=key)
        remedy = Text("Ajoutez « optional: true » chez le parent, ou gardez « {key} ».", key=key)
        merge.found.append(
            Diagnostic(codes.REMOVAL_REFUSED, place, cause, remedy, ((entries[key].span, Text("Hérité d'ici.")),))
        )
    else:
        merge.removed.append(Removal((*path, key), place, entries.pop(key)))


def _may_go(node: Node, merge: _Merge) -> bool:
    if not merge.manners.guarded:
        return True
    marked = node.entries().get("optional")
    return marked is not None and marked.value is True


def _alone(node: Node, path: Path, merge: _Merge) -> Node:
    """A node with nothing beneath it: nulls and `...` have nothing to speak of."""
    if node.is_blank:
        return replace(node, value="")  # the source has told it; the key stays known
    if isinstance(node.value, tuple):
        return _list_alone(node, path, merge)
    if not isinstance(node.value, dict) or _is_free(path, merge):
        return node
    entries: dict[str, Node] = {}
    for key, child in node.entries().items():
        if child.value is None and not child.is_blank and not _is_free((*path, key), merge):
            _remove({}, key, node, path, merge)
        else:
            entries[key] = _alone(child, (*path, key), merge)
    return replace(node, value=entries)


def _list_alone(node: Node, path: Path, merge: _Merge) -> Node:
    items = node.items()
    if items and items[0].value == INHERITED:
        cause = Text("« ... » reprend la liste du parent, et il n'y en a pas ici.")
        remedy = Text("Écrivez la liste en entier, sans « ... ».")
        merge.found.append(Diagnostic(codes.ELLIPSIS_WITHOUT_PARENT, items[0].span, cause, remedy))
        items = items[1:]
    return replace(node, value=tuple(_alone(item, path, merge) for item in items))
