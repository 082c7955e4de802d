"""Figures month by month: people in each stage, queues, loads, contracts, money."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.kpis import CENTS, Subject, Unit
from parcours.simulation.measures.replica import Monthly, Replica

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Monthlies:
    """A family of monthly figures. `of` gives each subject's areas, or cents, by month."""

    subject: Subject
    name: str
    unit: Unit
    label: Text
    of: Callable[[Replica], Mapping[str, Monthly]]


@dataclass(frozen=True, slots=True)
class Series:
    """One figure for each month of the frame."""

    id: str
    about: str
    family: Monthlies
    values: Values


def series(replica: Replica, frame: Frame) -> Iterator[Series]:
    """Those of one replication: means over each month, or a month's euros."""
    for family in MONTHLIES:
        for about, amounts in family.of(replica).items():
            name = f"{family.subject.value}.{about}.{family.name}"
            yield Series(name, about, family, _values(family, amounts, frame))


def _values(family: Monthlies, amounts: Monthly, frame: Frame) -> Values:
    if family.unit is Unit.EUROS:
        return tuple(cents / CENTS for cents in amounts)
    return tuple(area / minutes for area, minutes in zip(amounts, frame.months, strict=True))


MONTHLIES: Final = (
    Monthlies(
        Subject.STAGES, "people", Unit.PEOPLE, Text("Personnes présentes"),
        lambda replica: {stage: stand.areas for stage, stand in replica.stages.items()},
    ),
    Monthlies(
        Subject.RESOURCES, "queue", Unit.PEOPLE, Text("File d'attente"),
        lambda replica: {name: supply.queue for name, supply in replica.resources.items()},
    ),
    Monthlies(
        Subject.RESOURCES, "in_use", Unit.NUMBER, Text("Charge"),
        lambda replica: {name: supply.in_use for name, supply in replica.resources.items()},
    ),
    Monthlies(
        Subject.CONTRACTS, "running", Unit.NUMBER, Text("Contrats en cours"),
        lambda replica: {name: held.running for name, held in replica.contracts.items()},
    ),
    Monthlies(
        Subject.CONTRACTS, "last", Unit.NUMBER, Text("Contrats au dernier renouvellement"),
        lambda replica: {name: held.last for name, held in replica.contracts.items()},
    ),
    Monthlies(
        Subject.FLOWS, "euros", Unit.EUROS, Text("Montant"),
        lambda replica: replica.money,
    ),
)  # fmt: skip
