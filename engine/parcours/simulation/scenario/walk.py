"""All that a scenario says people may do, wherever it is written."""

from collections.abc import Iterator

from parcours.simulation.scenario.intents import Act, Intent, SendEvent, WriteFields
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.values import Dated, Source


def intents(scenario: Scenario) -> Iterator[Intent]:
    """Those of every place, and of their options."""
    for place in scenario.places:
        for intent in place.intents:
            yield from within(intent)


def within(intent: Intent) -> Iterator[Intent]:
    """An intent, then those that chance may lead it to."""
    yield intent
    for option in intent.choice.options if intent.choice is not None else ():
        yield from within(option.intent)


def acts(scenario: Scenario) -> Iterator[Act]:
    """What people do when they arrive, where they stand, and when they lose patience."""
    yield from (arrival.act for arrival in scenario.arrivals)
    for intent in intents(scenario):
        yield from acts_of(intent)


def acts_of(intent: Intent) -> Iterator[Act]:
    """Those of this intent itself, not of its options."""
    if intent.act is not None:
        yield intent.act
    if intent.asking is not None and intent.asking.leaving is not None:
        yield intent.asking.leaving


def sources_of(act: Act) -> Iterator[tuple[str, Source]]:
    """What an act gives a value to, an input or a field, and where that comes from."""
    match act:
        case SendEvent(inputs=values) | WriteFields(values=values):
            yield from values.items()
        case _:
            return


def events_of(intent: Intent) -> frozenset[str]:
    """The events that an intent may send, whatever chance picks."""
    sent = (each.act for each in within(intent))
    return frozenset(act.event for act in sent if isinstance(act, SendEvent))


def lists_named(scenario: Scenario) -> frozenset[str]:
    """The named lists of dates that its moments and its days aim at."""
    rules = [intent.moment.on for intent in intents(scenario) if intent.moment.on is not None]
    sources = [*scenario.dossier.values(), *(source for act in acts(scenario) for _, source in sources_of(act))]
    rules += [source.rule for source in sources if isinstance(source, Dated)]
    return frozenset(rule.list_name for rule in rules if rule.list_name)
