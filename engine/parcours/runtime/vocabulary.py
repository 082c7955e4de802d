"""The names people may ask for: a filter that names nothing would pass for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from parcours.model.workflow import Workflow
from parcours.runtime.engine import Engine


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stages and roles of some parcours."""

    stages: frozenset[str]
    roles: frozenset[str]


def vocabulary(engine: Engine, at_hand: Iterable[Workflow]) -> Vocabulary:
    """Of the rules that hold open cases, of the stages where cases ended, and of the parcours `at_hand`."""
    with engine.store.reading() as reader:
        kept = [(workflow, reader.definition(rules)) for workflow, rules, _ in reader.rules_in_use()]
        stood = {each.stage for cae in reader.cooperatives() for each in reader.cases(cae)}
    in_use = [engine.programs.load(sources, workflow).workflow for workflow, sources in kept if sources is not None]
    known = (*in_use, *at_hand)
    return Vocabulary(
        stages=frozenset(stood.union(*(each.stages for each in known))),
        roles=frozenset(role for each in known for role in each.roles),
    )


def cooperatives(engine: Engine) -> tuple[str, ...]:
    """Those that have a case."""
    with engine.store.reading() as reader:
        return reader.cooperatives()
