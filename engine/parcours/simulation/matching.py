"""Whether a scenario can play people held to other rules than its own parcours', and what it supposes of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from parcours.errors import UsageError
from parcours.kernel import Program
from parcours.messages import Text, all_of
from parcours.model.workflow import Workflow
from parcours.model.world import World
from parcours.simulation.model import Model, Where
from parcours.simulation.scenario.intents import PlaceKind, SendEvent, WriteFields
from parcours.simulation.scenario.walk import acts, lists_named
from parcours.simulation.start import Entrant

SHOWN: Final = 12  # digits of a hash that tell two sets of rules apart
DOSSIER: Final = "dossier."
PARAMETER: Final = "parameter."


@dataclass(frozen=True, slots=True)
class Supposed:
    """Fields under seal that some condition reads: `assumed` to be as the scenario says, or `unknown` to it as well."""

    assumed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def check_rules(model: Model, entrants: Sequence[Entrant]) -> None:
    """Raises UsageError naming all that the scenario speaks of and the rules of some people have not."""
    cases = Counter(entrant.program.workflow.hash for entrant in entrants)
    by_rules = {entrant.program.workflow.hash: entrant for entrant in entrants}
    problems = [
        Text("règles {rules} (dossiers : {cases}), {lacks}", rules=rules[:SHOWN], cases=cases[rules], lacks=lacks)
        for rules, entrant in by_rules.items()
        if (lacks := _told(model, entrant)) is not None
    ]
    if problems:
        raise UsageError(
            Text(
                "La base tient des dossiers à une version du parcours que le scénario « {scenario} » ne sait pas "
                "jouer : {problems}.",
                scenario=model.scenario.id,
                problems=all_of(problems),
            ),
            Text("Écrivez le scénario pour ces règles, ou partez d'un autre jour (--at)."),
        )


def supposed(model: Model, entrants: Iterable[Entrant]) -> Supposed:
    """What the scenario stands in for, of people whose personal values nobody has read."""
    read = set(_read_by_scenario(model))
    sealed: set[str] = set()
    for entrant in entrants:
        names = read.union(*(_read_by_guards(entrant.program)))
        sealed |= {name for name in entrant.sealed if f"{DOSSIER}{name}" in names}
    known = model.scenario.dossier
    return Supposed(tuple(sorted(sealed & known.keys())), tuple(sorted(sealed - known.keys())))


def _told(model: Model, entrant: Entrant) -> Text | None:
    lacks = tuple(_lacks(model, entrant.program.workflow, entrant.world))
    return all_of(lacks) if lacks else None


def _lacks(model: Model, workflow: Workflow, world: World) -> Iterator[Text]:
    known = model.definition.workflow
    yield from (Text("sans « {place} »", place=name) for kind, name in model.places if not _has(workflow, (kind, name)))
    sent = {act.event for act in acts(model.scenario) if isinstance(act, SendEvent)}
    yield from (Text("sans l'événement « {event} »", event=each) for each in sorted(sent - workflow.events.keys()))
    fields = set(model.scenario.dossier).union(
        *(act.values for act in acts(model.scenario) if isinstance(act, WriteFields))
    )
    yield from (Text("sans le champ « {field} »", field=each) for each in sorted(fields - workflow.dossier.keys()))
    standing = {stage.id for stage in workflow.stages.values() if not stage.final}
    yield from (
        Text("avec l'étape « {stage} », que le parcours n'a plus", stage=each)
        for each in sorted(standing - known.stages.keys())
    )
    lists = set(lists_named(model.scenario)) - world.calendar.dates.keys()
    yield from (Text("sans la liste de dates « {name} »", name=each) for each in sorted(lists))
    read = {name.removeprefix(PARAMETER) for name in _read_by_scenario(model) if name.startswith(PARAMETER)}
    yield from (Text("sans le paramètre « {name} »", name=each) for each in sorted(read - world.parameters.keys()))


def _has(workflow: Workflow, where: Where) -> bool:
    kind, name = where
    match kind:
        case PlaceKind.STAGE:
            return name in workflow.stages
        case PlaceKind.CONTRACT:
            return name in workflow.contracts
        case PlaceKind.TASK:
            return name in workflow.actions
        case PlaceKind.TRACK:
            track, _, stage = name.partition(".")
            return track in workflow.tracks and stage in workflow.tracks[track].stages


def _read_by_scenario(model: Model) -> frozenset[str]:
    """The dotted names that its expressions read."""
    expressions = (*model.conditions.values(), *model.formulas.values())
    return frozenset(name for each in expressions for name in each.names)


def _read_by_guards(program: Program) -> Iterator[tuple[str, ...]]:
    for by_source in program.conditions.values():
        yield from (condition.names for condition in by_source.values())
