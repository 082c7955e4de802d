"""All that is read of one moment for one effect: the case as it stood, the words as they are today."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parcours.calendar.zone import local_day
from parcours.expressions.names import names_of
from parcours.kernel import Program, fold_all
from parcours.kernel.texts import named_values
from parcours.model.case import Case
from parcours.model.delivery import Delivery
from parcours.model.fact import Fact, FactKind
from parcours.model.fields import Fields
from parcours.model.world import World
from parcours.ports import Reader
from parcours.runtime.effects.editions import Editions, Wording
from parcours.runtime.engine import Engine, stored, world_of
from parcours.runtime.papers import origin
from parcours.runtime.reissues import MOVING
from parcours.runtime.sealed import fields_in


@dataclass(frozen=True, slots=True)
class Moment:
    """A case after a fact, with the personal values of then; `on` is the day the fact speaks of."""

    case: Case
    personal: Fields
    on: datetime.date


@dataclass(frozen=True, slots=True)
class Scene:
    """`case` is as it is now, `then` as it stood after the fact that caused the effect, with which `facts` end.

    `first` is that of the first edition, where a document is made again; else the same. `words` are all the personal
    ones of then, `world` holds none.
    """

    delivery: Delivery
    case: Case
    then: Moment
    first: Moment
    facts: tuple[Fact, ...]
    program: Program
    world: World
    words: tuple[str, ...]
    wording: Wording
    today: datetime.date

    @property
    def fact(self) -> Fact:
        return self.facts[-1]

    @property
    def moving(self) -> tuple[str, ...]:
        """The names whose values facts may move on paper."""
        return tuple(name for name in names_of(self.program.workflow) if name.startswith(MOVING))

    def values(self) -> Mapping[str, object]:
        """What a text may name of the case: of a later edition, only what facts move is not that of the first."""
        again = {} if self.first is self.then else self._at(self.then, self.moving)
        return {**self._at(self.first), **again}

    def _at(self, moment: Moment, names: tuple[str, ...] | None = None) -> Mapping[str, object]:
        world = replace(self.world, personal=moment.personal)
        return named_values(self.program, moment.case, world, moment.on, names)


def read_scene(engine: Engine, editions: Editions, reader: Reader, delivery: Delivery) -> Scene:
    """What the job of an effect is made of. Raises what `Editions.wording` raises, MissingKeyError without the key."""
    case = stored(reader, delivery.case)
    facts = reader.facts(case.cae, case.id)[: delivery.fact]
    secrets = reader.secrets(case.cae, case.id, delivery.fact)
    world = world_of(reader, case, sealed=True)
    last = facts[-1]
    then = Moment(case if last.seq == case.seq else fold_all(case.id, facts), fields_in(secrets), last.on)
    return Scene(
        delivery=delivery,
        case=case,
        then=then,
        first=then if last.kind is not FactKind.REISSUE else _first(reader, case, facts),
        facts=facts,
        program=engine.programs.pinned(reader, case),
        world=world,
        words=tuple(str(value) for value in secrets.values()),
        wording=editions.wording(reader, case, delivery.effect),
        today=local_day(engine.clock.now(), world.calendar.timezone),
    )


def _first(reader: Reader, case: Case, facts: tuple[Fact, ...]) -> Moment:
    seq = origin(facts, facts[-1].seq)
    return Moment(fold_all(case.id, facts[:seq]), fields_in(reader.secrets(case.cae, case.id, seq)), facts[seq - 1].on)
