"""From the steps of one person to where they stand. Nothing is guessed: what the steps do not decide is told.

Steps are walked in the order of their days. Those of one day are walked in every order, unless the file is said to
list them in theirs: if all the orders that hold agree, or a single one holds, the day is decided.
"""

import datetime
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.steps import Contradicted, Past, PastStep, Told
from parcours.runtime.exchange.walk import Walk

MOST_ORDERS: Final = 24  # four steps of one day


def past_of(
    steps: Iterable[PastStep], today: datetime.date, workflow: Workflow, *, in_order: bool = False
) -> Past | Contradicted:
    """Where a person stands on `today`; steps still to come are noted and change nothing.

    `in_order`: steps of one day happened as their lines follow one another.
    """
    said = sorted((each for each in steps if not each.meaning.is_nothing), key=lambda step: (step.on, step.line))
    backwards = tuple(_backwards(each, each.until) for each in said if each.until is not None and each.until < each.on)
    if backwards:
        return Contradicted(backwards)
    once, repeated = _once(said)
    known = [each for each in once if each.on <= today]
    notes = (*repeated, *(_coming(each) for each in once if each.on > today))
    found = _walked(known, workflow) if in_order else _decided(known, workflow)
    return replace(found, notes=notes) if isinstance(found, Past) else found


def _once(steps: Sequence[PastStep]) -> tuple[list[PastStep], list[Told]]:
    """Each step once, and what is said of those written twice."""
    first: dict[tuple[object, ...], PastStep] = {}
    repeated = []
    for step in steps:
        key = (step.meaning, step.on, step.until)
        if key in first:
            text = Text("« {label} » du {day} est dit deux fois : compté une fois.", label=step.label, day=step.on)
            repeated.append(Told(step.line, text))
        first.setdefault(key, step)
    return list(first.values()), repeated


def _decided(steps: Sequence[PastStep], workflow: Workflow) -> Past | Contradicted:
    days = [list(group) for _, group in itertools.groupby(steps, key=lambda step: step.on)]
    if math.prod(math.factorial(len(day)) for day in days) > MOST_ORDERS:
        return _undecided(days)
    walks = [_walked(order, workflow) for order in _orders(days)]
    held = dict.fromkeys(walk for walk in walks if isinstance(walk, Past))
    if len(held) > 1:
        return _undecided(days)
    return next(iter(held), walks[0])


def _orders(days: Sequence[Sequence[PastStep]]) -> Iterator[tuple[PastStep, ...]]:
    for each in itertools.product(*(itertools.permutations(day) for day in days)):
        yield tuple(itertools.chain.from_iterable(each))


def _walked(steps: Iterable[PastStep], workflow: Workflow) -> Past | Contradicted:
    walk = Walk(workflow)
    for step in steps:
        walk.take(step)
    return walk.end()


def _undecided(days: Sequence[Sequence[PastStep]]) -> Contradicted:
    return Contradicted(tuple(_unordered(day[-1]) for day in days if len(day) > 1))


def _unordered(step: PastStep) -> Told:
    text = Text("Plusieurs étapes le {day}, dont l'ordre compte et n'est pas dit (steps.same_day).", day=step.on)
    return Told(step.line, text)


def _backwards(step: PastStep, until: datetime.date) -> Told:
    text = Text("« {label} » finit le {until}, avant de commencer le {on}.", label=step.label, until=until, on=step.on)
    return Told(step.line, text)


def _coming(step: PastStep) -> Told:
    text = Text("« {label} », le {day}, est à venir : à saisir le moment venu.", label=step.label, day=step.on)
    return Told(step.line, text)
