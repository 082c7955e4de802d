"""Actions that come after others."""

from collections.abc import Iterator, Mapping
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.mentions import AFTER
from parcours.messages import Text
from parcours.model.workflow import Action


def nothing_waits_for_itself(subject: Subject) -> Iterator[Finding]:
    """Actions that come after each other in a circle, or one after itself; each circle is told where it begins."""
    actions = subject.workflow.actions
    told: set[str] = set()
    for name in actions:
        chain = _chain(name, actions)
        if chain.count(name) == 1 or name in told:
            continue
        told.update(chain)
        cause = Text("Ces actions s'attendent l'une l'autre : {chain}.", chain=" → ".join(chain))
        if len(chain) == 2:  # noqa: PLR2004  itself, twice
            cause = Text("« {name} » s'attend elle-même : elle ne partirait jamais.", name=name)
        yield Finding(codes.AFTER_CIRCLE, ("actions", name, AFTER), cause, Text("Enlevez cet « after »."))


def _chain(name: str, actions: Mapping[str, Action]) -> list[str]:
    """The actions it comes after, one behind the other, until there is none or one comes back."""
    chain = [name]
    while (before := actions[chain[-1]].after) in actions:
        chain.append(before)
        if before in chain[:-1]:
            break
    return chain


CHECKS: Final = (nothing_waits_for_itself,)
