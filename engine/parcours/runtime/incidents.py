"""Incidents: what each kind means, and which effect each is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.delivery import Delivery, case_of, effect_place
from parcours.model.fact import Effect, FactKind
from parcours.ports import Incident, Reader
from parcours.runtime import hours
from parcours.runtime.alarms import CLOCK, FILE, FOLDER
from parcours.runtime.engine import Engine
from parcours.runtime.stuck import STUCK

FAILED: Final = "effect_failed"
EXHAUSTED: Final = "effect_exhausted"
UNREADABLE: Final = "effect_unreadable"
UNKNOWN_USE: Final = "unknown_use"
BROKEN_PLUGIN: Final = "broken_plugin"
LEFT_ALL_THE_SAME: Final = "left_all_the_same"
OF_THE_LAW: Final = "law."  # then the rule

# The one list of the kinds of incidents: whoever opens one of a new kind names it here.
KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        CLOCK: Text("horloge de la machine en désaccord"),
        FILE: Text("fichier du site illisible"),
        FOLDER: Text("dossier du site hors d'usage"),
        STUCK: Text("dossier que le temps ne peut pas faire avancer"),
        FactKind.REFUSED_LATER: Text("événement refusé le jour de son effet"),
        FAILED: Text("effet qui ne peut pas partir tel quel"),
        EXHAUSTED: Text("effet tenté trop de fois"),
        UNREADABLE: Text("effet dont le texte ne peut pas être rempli"),
        UNKNOWN_USE: Text("effet qu'aucune extension ne porte"),
        BROKEN_PLUGIN: Text("extension qui ne se charge pas"),
        LEFT_ALL_THE_SAME: Text("effet parti après avoir été retiré"),
    }
)


def kind_label(kind: str) -> Text:
    """The words of a kind, those of the law together; one that nobody named stands for itself."""
    if kind.startswith(OF_THE_LAW):
        return Text("jour de la loi déjà passé à la reprise d'un dossier")
    return KINDS.get(kind) or Text("{kind}", kind=kind)


@dataclass(frozen=True, slots=True)
class Line:
    """An incident, and the effect it speaks of if it speaks of one; `delivery` while that has not reached its end.

    `zone` is that of the case it is about, else of the house.
    """

    incident: Incident
    zone: str
    effect: Effect | None = None
    delivery: Delivery | None = None

    @property
    def is_parked(self) -> bool:
        """Whether an effect waits for what is done about it."""
        return self.delivery is not None and self.delivery.ready_at is None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which incidents are meant: by number, or all those of a kind, of a use, of a cooperative; empty means any.

    `caes` leaves out those of others; of a long list, `most` are read of those that follow the number `after`.
    """

    ids: tuple[int, ...] = ()
    kind: str = ""
    use: str = ""
    cae: str = ""
    with_resolved: bool = False
    caes: frozenset[str] | None = None
    after: int = 0
    most: int | None = None

    def lines(self, reader: Reader) -> tuple[Line, ...]:
        """Oldest first."""
        found = (line_of(reader, each) for each in self._held(reader) if self._takes(each))
        of_use = (line for line in found if not self.use or (line.effect is not None and line.effect.use == self.use))
        return tuple(islice(of_use, self.most))

    def _held(self, reader: Reader) -> tuple[Incident, ...]:
        return reader.incidents(self.cae or None, only_open=not self.with_resolved)

    def _takes(self, incident: Incident) -> bool:
        is_named = incident.id > self.after and (not self.ids or incident.id in self.ids)
        is_theirs = self.caes is None or incident.cae in self.caes
        return is_named and is_theirs and self.kind in {"", incident.kind}


def listed(engine: Engine, chosen: Chosen) -> tuple[Line, ...]:
    """The incidents meant. UsageError for a number that none has."""
    with engine.store.reading() as reader:
        found = chosen.lines(reader)
    missing = sorted(set(chosen.ids) - {line.incident.id for line in found})
    if missing:
        raise UsageError(
            Text("Aucun incident ouvert sous le numéro {numbers}.", numbers=", ".join(map(str, missing))),
            Text("`parcours incidents list` les donne."),
        )
    return found


def line_of(reader: Reader, incident: Incident) -> Line:
    """An incident with the effect it is about."""
    zone = hours.of_case(reader, incident.cae, case_of(incident.subject))
    place = effect_place(incident.subject)
    if place is None:
        return Line(incident, zone)
    case, fact, index = place
    delivery = reader.delivery(incident.cae, case, fact, index)
    if delivery is not None:
        return Line(incident, zone, delivery.effect, delivery)
    rows = reader.outbox(incident.cae, case)
    effect = next((row.effect for row in rows if (row.fact, row.effect.index) == (fact, index)), None)
    return Line(incident, zone, effect)
