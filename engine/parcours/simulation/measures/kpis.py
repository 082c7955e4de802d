"""The figures of a run: each with its name, its label, its unit and what it counts. The one place that says them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.messages import Text
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.replica import Replica
from parcours.simulation.measures.stages import DAY

CENTS: Final = 100
HOUR: Final = 60


class Unit(StrEnum):
    """What a figure counts."""

    NUMBER = "number"
    PEOPLE = "people"
    SHARE = "share"
    """Between 0 and 1."""
    DAYS = "days"
    HOURS = "hours"
    EUROS = "euros"


class Subject(StrEnum):
    """What a figure is about; the first word of its id."""

    RUN = "run"
    STAGES = "stages"
    OUTCOMES = "outcomes"
    RESOURCES = "resources"
    CONTRACTS = "contracts"
    FLOWS = "flows"
    REFUSALS = "refusals"
    MISSED = "missed"


Of = Callable[[Replica, str, Frame], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A family of figures, one for each id of its `subject`. `of` is None where there is nothing to divide by."""

    subject: Subject
    name: str
    unit: Unit
    label: Text
    said: Text
    of: Of

    def kpi(self, about: str) -> "Kpi":
        return Kpi(self, about)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure, `about` one stage, resource, contract… or about the run."""

    measure: Measure
    about: str

    @property
    def id(self) -> str:
        """`stages.x.days`, `run.arrivals`."""
        return ".".join(filter(None, (self.measure.subject.value, self.about, self.measure.name)))

    def value(self, replica: Replica, frame: Frame) -> float | None:
        return self.measure.of(replica, self.about, frame)

    def subject_label(self, frame: Frame) -> str:
        """What the files call what this is about."""
        return frame.labels.get(self.measure.subject.value, {}).get(self.about, self.about)


def kpis(frame: Frame, replicas: Sequence[Replica]) -> tuple[Kpi, ...]:
    """Every figure of a run, in the order of `MEASURES` and of the files; refusals and missed deadlines as met."""
    subjects = _subjects(frame, replicas)
    return tuple(
        measure.kpi(about) for subject in Subject for about in subjects[subject] for measure in _measures(subject)
    )


def _measures(subject: Subject) -> Iterator[Measure]:
    return (measure for measure in MEASURES if measure.subject is subject)


def _subjects(frame: Frame, replicas: Sequence[Replica]) -> Mapping[Subject, Sequence[str]]:
    outcomes = {outcome: None for replica in replicas for outcome in replica.outcomes}
    return {
        Subject.RUN: ("",),
        Subject.STAGES: (*frame.stages, *sorted(frame.final)),
        Subject.OUTCOMES: tuple(dict.fromkeys((*frame.outcomes, *sorted(outcomes)))),
        Subject.RESOURCES: tuple(frame.capacities),
        Subject.CONTRACTS: tuple(frame.renewals),
        Subject.FLOWS: frame.flows,
        Subject.REFUSALS: sorted({code for replica in replicas for code in replica.refusals}),
        Subject.MISSED: sorted({name for replica in replicas for name in replica.counts.get("missed", ())}),
    }


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _reached(replica: Replica, stage: str, _: Frame) -> float | None:
    return _over(replica.reached[stage].people, replica.arrivals)


def _days(replica: Replica, stage: str, _: Frame) -> float | None:
    return _over(replica.reached[stage].minutes / DAY, replica.reached[stage].people)


def _standing(replica: Replica, stage: str, frame: Frame) -> float | None:
    return sum(replica.stages[stage].areas) / frame.minutes if stage in replica.stages else None


def _utilisation(replica: Replica, name: str, frame: Frame) -> float | None:
    return sum(replica.resources[name].in_use) / (frame.minutes * frame.capacities[name])


def _waited(replica: Replica, name: str, _: Frame) -> float | None:
    supply = replica.resources[name]
    return _over(supply.asked - supply.at_once, supply.asked)


def _wait(replica: Replica, name: str, _: Frame) -> float | None:
    return _over(replica.resources[name].minutes / DAY, replica.resources[name].granted)


def _reached_last(replica: Replica, name: str, frame: Frame) -> float | None:
    return None if frame.renewals[name] is None else replica.contracts[name].reached_last


def _at_last(replica: Replica, name: str, frame: Frame) -> float | None:
    return None if frame.renewals[name] is None else sum(replica.contracts[name].last) / frame.minutes


MEASURES: Final = (
    Measure(
        Subject.RUN, "arrivals", Unit.PEOPLE,
        Text("Arrivées"),
        Text("Personnes arrivées dans la fenêtre de mesure."),
        lambda replica, _, __: replica.arrivals,
    ),
    Measure(
        Subject.STAGES, "reached", Unit.SHARE,
        Text("Part qui l'atteint"),
        Text("Part des arrivées de la fenêtre qui entrent dans l'étape avant la fin."),
        _reached,
    ),
    Measure(
        Subject.STAGES, "days", Unit.DAYS,
        Text("Délai depuis l'arrivée"),
        Text("Jours, en moyenne, de l'arrivée à la première entrée dans l'étape, pour qui l'atteint avant la fin."),
        _days,
    ),
    Measure(
        Subject.STAGES, "people", Unit.PEOPLE,
        Text("Personnes présentes"),
        Text("Personnes dans l'étape, en moyenne sur la fenêtre. Une étape finale n'a pas de présents."),
        _standing,
    ),
    Measure(
        Subject.OUTCOMES, "share", Unit.SHARE,
        Text("Part de cette issue"),
        Text("Part des arrivées de la fenêtre qui finissent ainsi avant la fin."),
        lambda replica, outcome, _: _over(replica.outcomes.get(outcome, 0), replica.arrivals),
    ),
    Measure(
        Subject.RESOURCES, "asked", Unit.NUMBER,
        Text("Demandes"),
        Text("Demandes faites dans la fenêtre."),
        lambda replica, name, _: replica.resources[name].asked,
    ),
    Measure(
        Subject.RESOURCES, "wait", Unit.DAYS,
        Text("Attente"),
        Text("Jours d'attente, en moyenne, des demandes servies avant la fin, y compris celles servies aussitôt."),
        _wait,
    ),
    Measure(
        Subject.RESOURCES, "waited", Unit.SHARE,
        Text("Part qui attend"),
        Text("Part des demandes qui n'ont pas été servies à la minute même."),
        _waited,
    ),
    Measure(
        Subject.RESOURCES, "reneged", Unit.SHARE,
        Text("Part qui renonce"),
        Text("Part des demandes abandonnées par lassitude avant la fin."),
        lambda replica, name, _: _over(replica.resources[name].reneged, replica.resources[name].asked),
    ),
    Measure(
        Subject.RESOURCES, "queue", Unit.PEOPLE,
        Text("File d'attente"),
        Text("Personnes qui attendent, en moyenne sur la fenêtre."),
        lambda replica, name, frame: sum(replica.resources[name].queue) / frame.minutes,
    ),
    Measure(
        Subject.RESOURCES, "longest", Unit.PEOPLE,
        Text("File la plus longue"),
        Text("Le plus de personnes qui aient attendu à la fois, une minute au moins."),
        lambda replica, name, _: replica.resources[name].longest,
    ),
    Measure(
        Subject.RESOURCES, "in_use", Unit.NUMBER,
        Text("Charge"),
        Text("Unités tenues à la fois, en moyenne sur la fenêtre."),
        lambda replica, name, frame: sum(replica.resources[name].in_use) / frame.minutes,
    ),
    Measure(
        Subject.RESOURCES, "hours", Unit.HOURS,
        Text("Heures tenues"),
        Text("Heures d'horloge pendant lesquelles des unités sont tenues, en tout."),
        lambda replica, name, _: sum(replica.resources[name].in_use) / HOUR,
    ),
    Measure(
        Subject.RESOURCES, "utilisation", Unit.SHARE,
        Text("Occupation"),
        Text("Part du temps des unités pendant laquelle elles sont tenues."),
        _utilisation,
    ),
    Measure(
        Subject.CONTRACTS, "running", Unit.NUMBER,
        Text("Contrats en cours"),
        Text("Contrats en cours, en moyenne sur la fenêtre."),
        lambda replica, name, frame: sum(replica.contracts[name].running) / frame.minutes,
    ),
    Measure(
        Subject.CONTRACTS, "signed", Unit.NUMBER,
        Text("Signatures"),
        Text("Contrats signés dans la fenêtre, renouvellements non compris."),
        lambda replica, name, _: replica.contracts[name].signed,
    ),
    Measure(
        Subject.CONTRACTS, "renewed", Unit.NUMBER,
        Text("Renouvellements"),
        Text("Renouvellements signés dans la fenêtre."),
        lambda replica, name, _: replica.contracts[name].renewed,
    ),
    Measure(
        Subject.CONTRACTS, "reached_last", Unit.NUMBER,
        Text("Derniers renouvellements"),
        Text("Contrats arrivés dans la fenêtre à leur dernier renouvellement, là où le parcours en limite le nombre."),
        _reached_last,
    ),
    Measure(
        Subject.CONTRACTS, "last", Unit.NUMBER,
        Text("Contrats au dernier renouvellement"),
        Text("Contrats en cours qui ne peuvent plus être renouvelés, en moyenne sur la fenêtre."),
        _at_last,
    ),
    Measure(
        Subject.FLOWS, "euros", Unit.EUROS,
        Text("Montant"),
        Text("Total de la fenêtre, en euros."),
        lambda replica, flow, _: sum(replica.money[flow]) / CENTS,
    ),
    Measure(
        Subject.REFUSALS, "number", Unit.NUMBER,
        Text("Refus"),
        Text("Refus de la fenêtre pour ce motif ; un refus peut en avoir plusieurs."),
        lambda replica, code, _: replica.refusals.get(code, 0),
    ),
    Measure(
        Subject.MISSED, "number", Unit.NUMBER,
        Text("Échéances manquées"),
        Text("Échéances de la loi, ou qui déclenchent quelque chose, passées dans la fenêtre sans avoir été tenues."),
        lambda replica, name, _: replica.counts.get("missed", {}).get(name, 0),
    ),
)  # fmt: skip
