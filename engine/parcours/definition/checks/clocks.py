"""What runs in one owner is known by its name alone: two things of the same name would be one timer."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.duties import owners
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.messages import Text

CONTRACT_END: Final = "terme"  # what the kernel names the end of a contract, a deadline like those of the file


def contracts_name_their_own_end(subject: Subject) -> Iterator[Finding]:
    """Nothing else that runs in a contract bears the name of its end."""
    for contract in subject.workflow.contracts:
        for path in (("contracts", contract, key, CONTRACT_END) for key in ("deadlines", "every")):
            if subject.root.at(path) is not None:
                cause = Text("« {name} » nomme déjà la fin du contrat elle-même.", name=CONTRACT_END)
                yield Finding(codes.CONTRACT_END_NAME, path, cause, Text("Donnez-lui un autre nom."))


def names_tell_apart(subject: Subject) -> Iterator[Finding]:
    """Within one stage, contract or track, a deadline and a recurrence have each a name."""
    for owner in owners(subject):
        taken = {each.id for each in owner.duties.deadlines}
        for name in (each.id for each in owner.duties.every if each.id in taken):
            cause = Text("« {name} » nomme ici une échéance et une obligation périodique.", name=name)
            found = Finding(codes.SAME_NAME, (*owner.path, "every", name), cause, Text("Renommez l'une des deux."))
            yield found.also((*owner.path, "deadlines", name), Text("L'échéance est ici."))


CHECKS: Final = (contracts_name_their_own_end, names_tell_apart)
