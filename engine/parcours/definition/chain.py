"""A file with its parents and its law files, read and checked one by one before anything is merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.schema import Kind as Shape
from parcours.definition.schema import validate
from parcours.definition.shelf import Kind, Shelf, source_name
from parcours.definition.tree import Document, Node
from parcours.diagnostics import Diagnostic, Span
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean

SHAPES: Final[Mapping[Kind, Shape]] = MappingProxyType({"workflow": "parcours", "law": "law", "scenario": "scenario"})
NAMED_BY: Final[Mapping[Kind, str]] = MappingProxyType({"workflow": "id", "law": "law", "scenario": "scenario"})


@dataclass(slots=True)
class Reading:
    """All that was read for one definition, and what is wrong with each file by itself."""

    shelf: Shelf
    sources: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def accept(self, kind: Kind, document: Document, beneath: int = 0) -> Node | None:
        """The tree of one file without what is misshapen in it, None when it has no tree."""
        self.shown[document.name] = document.text
        self.found += document.diagnostics
        if document.root is None:
            return None
        wrong = validate(document, SHAPES[kind])
        self.found += wrong
        name = _said(kind, document)
        self.sources[source_name(kind, str(name.value) if name else "", beneath)] = document.text
        return pruned(document.root, frozenset(each.span for each in wrong if each.code != codes.MISSING_KEY))


def lineage(document: Document, reading: Reading, kind: Kind = "workflow") -> tuple[Node, ...]:
    """The trees from the remotest parent to the file itself; empty when one of them cannot be read."""
    trees: list[Node] = []
    names: list[str] = []
    current: Document | None = document
    while current is not None:
        root = reading.accept(kind, current)
        if root is None:
            return ()
        trees.insert(0, root)
        names.append(_word(root, NAMED_BY[kind]))
        extends = root.entries().get("extends")
        if extends is None:
            return tuple(trees)
        current = _parent(extends, names, reading, kind)
    return ()


def _parent(extends: Node, names: Sequence[str], reading: Reading, kind: Kind) -> Document | None:
    wanted = str(extends.value)
    if wanted in names:
        cause = Text("« {name} » finit par hériter de lui-même : {chain}.", name=wanted, chain=_arrows(names, wanted))
        remedy = Text("Coupez la boucle : un des fichiers ne doit rien étendre.")
        reading.found.append(Diagnostic(codes.INHERITANCE_CYCLE, extends.span, cause, remedy))
        return None
    return _found(kind, wanted, extends.span, reading)


def _arrows(names: Sequence[str], wanted: str) -> str:
    return " → ".join((*names, wanted))


def law_trees(root: Node, reading: Reading) -> Iterator[tuple[Node, ...]]:
    """For each law file a resolved file names, its tree under that of the file it completes, the remotest first."""
    listed = root.entries().get("law")
    for item in listed.items() if listed is not None else ():
        document = _found("law", str(item.value), item.span, reading)
        trees = law_lineage(document, reading) if document is not None else ()
        if trees:
            yield trees


def law_lineage(document: Document, reading: Reading) -> tuple[Node, ...]:
    """The tree of a law file, after those of the files of the same name beneath it that it extends."""
    trees: list[Node] = []
    current: Document | None = document
    while current is not None:
        tree = reading.accept("law", current, len(trees))
        if tree is None:
            return ()
        trees.insert(0, tree)
        extends = tree.entries().get("extends")
        if extends is None:
            return tuple(trees)
        current = _beneath(extends, _word(tree, "law"), len(trees), reading)
    return ()


def _beneath(extends: Node, name: str, beneath: int, reading: Reading) -> Document | None:
    document = reading.shelf.find("law", name, beneath) if extends.value == name else None
    if document is None:
        cause = Text("Aucun autre fichier de loi « {name} » que celui-ci puisse compléter.", name=str(extends.value))
        remedy = Text("Un fichier de loi n'étend que celui du même nom, dans un autre dossier.")
        reading.found.append(Diagnostic(codes.UNKNOWN_PARENT, extends.span, cause, remedy))
    return document


def _found(kind: Kind, name: str, span: Span, reading: Reading) -> Document | None:
    document = reading.shelf.find(kind, name)
    if document is None:
        reading.found.append(_missing(kind, name, span, reading.shelf))
    elif (said := _said(kind, document)) is not None and said.value != name:
        cause = Text("Ce fichier se nomme « {said} », et s'appelle « {name} ».", said=str(said.value), name=name)
        remedy = Text("Donnez-lui l'identifiant « {name} », ou renommez le fichier.", name=name)
        reading.found.append(Diagnostic(codes.OTHER_ID, said.span, cause, remedy))
    return document


def _said(kind: Kind, document: Document) -> Node | None:
    """Where a file says its own id."""
    return document.root.at((NAMED_BY[kind],)) if document.root is not None else None


def _missing(kind: Kind, name: str, span: Span, shelf: Shelf) -> Diagnostic:
    file = source_name(kind, name)
    if kind == "law":
        cause = Text("Aucun fichier de loi « {file} » à côté de ce fichier ni parmi ceux fournis.", file=file)
        remedy = did_you_mean(name, shelf.names(kind)) or Text("Créez ce fichier, ou retirez-le de « law ».")
        return Diagnostic(codes.UNKNOWN_LAW_FILE, span, cause, remedy)
    if kind == "scenario":
        cause = Text("Aucun scénario « {name} » à côté de ce fichier ni parmi ceux fournis.", name=name)
        remedy = did_you_mean(name, shelf.names(kind)) or Text("Créez ce fichier, ou retirez « extends ».")
        return Diagnostic(codes.UNKNOWN_PARENT, span, cause, remedy)
    cause = Text("Aucun parcours « {file} » à côté de ce fichier ni parmi ceux fournis.", file=file)
    remedy = did_you_mean(name, shelf.names(kind)) or Text("Créez ce fichier, ou retirez « extends ».")
    return Diagnostic(codes.UNKNOWN_PARENT, span, cause, remedy)


def _word(root: Node, key: str) -> str:
    node = root.entries().get(key)
    return str(node.value) if node is not None else ""


def pruned(node: Node, wrong: frozenset[Span]) -> Node:
    """The same tree without the keys and items that stand at these places; a wrong value leaves its key behind.

    The name stays known, so that nothing that uses it is blamed besides.
    """
    if not wrong:
        return node
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(pruned(item, wrong) for item in node.items() if item.span not in wrong))
    if not node.entries():
        return node
    kept = {
        key: Node("", child.span) if child.span in wrong else pruned(child, wrong)
        for key, child in node.entries().items()
        if node.keys.get(key) not in wrong
    }
    return replace(node, value=kept)
