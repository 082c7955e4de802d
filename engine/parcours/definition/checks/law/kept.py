"""A file stands under the law of its parent: it may tighten what it inherits, not walk out of it."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.mentions import CONTRACTS
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.messages import Text, all_of


def inherited_laws_are_kept(subject: Subject) -> Iterator[Finding]:
    """A list of laws that replaces the parent's names them all. Without one of its contracts, nobody can tell."""
    for parent in subject.overlay.inherited:
        lost = [name for name in Piece(parent).words("law") if name not in subject.workflow.law]
        if lost and _contracts(parent) <= _contracts(subject.root):
            cause = Text(
                "Le parent est sous {laws}, et cette liste l'oublie.",
                laws=all_of(Text("« {word} »", word=name) for name in lost),
            )
            remedy = Text("Commencez-la par « ... », qui garde les lois du parent : « law: [..., …] ».")
            yield Finding(codes.LAW_ESCAPED, ("law",), cause, remedy)


def contracts_stay_under_their_law(subject: Subject) -> Iterator[Finding]:
    """A contract that a law governs in the parent is still of the kind that it governs."""
    governed = {file.contract for file in subject.definition.law.values()}
    for parent in subject.overlay.inherited:
        for name in sorted(_contracts(parent) & subject.workflow.contracts.keys()):
            kind = Piece(parent).at("contracts").at(name).text("kind", name)
            if kind in governed and subject.workflow.contracts[name].kind != kind:
                cause = Text("Le parent met ce contrat sous la loi des « {kind} », et ceci l'en sort.", kind=kind)
                yield Finding(codes.LAW_ESCAPED, ("contracts", name, "kind"), cause, Text("Retirez « kind »."))


def _contracts(root: Node) -> frozenset[str]:
    node = root.at(CONTRACTS)
    return frozenset(node.entries()) if node is not None else frozenset()


CHECKS: Final = (inherited_laws_are_kept, contracts_stay_under_their_law)
