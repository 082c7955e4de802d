"""One test on its stage: a store of its own, an imagined clock, and the commands of production."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from parcours.calendar import zone
from parcours.errors import BugError
from parcours.messages import Text
from parcours.model.case import Case, TaskStatus
from parcours.model.definition import Definition
from parcours.model.step import Author
from parcours.ports import Reader, Store
from parcours.runtime.commands import send, task_done, update
from parcours.runtime.engine import Engine, Programs, stored
from parcours.runtime.opening import Entrance, Standing, adopt, start
from parcours.runtime.paper import PaperContract
from parcours.runtime.passing import Stopped, pass_time
from parcours.runtime.perform import Accepted
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.rehearsal.script import (
    Doing,
    EditDossier,
    Given,
    MarkActionDone,
    Plain,
    SendEvent,
)

PERSON = "personne"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an act was answered: the codes of a refusal, none when accepted, and the words."""

    refused: tuple[str, ...] = ()
    says: str = ""


@dataclass(slots=True)
class Player:
    """Plays one person's history; `cases` are theirs, the newest last."""

    definition: Definition
    clock: Stopped
    engine: Engine
    dossier: dict[str, Plain] = field(default_factory=dict)
    prior: tuple[PaperContract, ...] = ()
    cases: list[str] = field(default_factory=list)

    def enter(self, given: Given) -> None:
        """Puts in place what is given. Raises StepRefusedError for a start the rules refuse."""
        self.dossier = {name: value for name, value in given.dossier.items() if value is not None}
        self.prior = given.prior
        if given.start is not None:
            self.wait(given.start.at)
            standing = Standing(given.start.stage, given.start.at.date(), silent=False)
            self._opened(adopt(self.engine, self._entrance(""), standing))

    def wait(self, until: datetime.datetime) -> None:
        """Time passes to that civil moment; all that is due on the way is carried out at its own instant."""
        goal = zone.instant(until.date(), until.time(), self.definition.calendar.timezone)
        passed = pass_time(self.engine, goal)
        if passed.stuck:
            raise BugError(Text("Le temps ne passe plus : {why}", why=passed.stuck[0][1]))
        self.clock.instant = goal

    def act(self, doing: Doing | None) -> Reply:
        """Does one thing; a refusal is a reply like another."""
        try:
            accepted = self._do(doing)
        except StepRefusedError as error:
            return Reply(tuple(reason.code for reason in error.refusal.reasons), error.refusal.render())
        warnings = accepted.warnings if accepted is not None else ()
        return Reply((), "\n".join(reason.text.render() for reason in warnings))

    def _do(self, doing: Doing | None) -> Accepted | None:
        match doing:
            case None:
                return None
            case SendEvent():
                return self._send(doing)
            case MarkActionDone():
                return task_done(self.engine, self._holding(doing.action), doing.action, Author(doing.by))
            case EditDossier():
                return self._edit(doing)

    def _send(self, doing: SendEvent) -> Accepted:
        newest = self._newest()
        if newest is None or (newest.ended_on is not None and doing.event in self.definition.workflow.entry):
            return self._opened(start(self.engine, self._entrance(doing.by), doing.event, doing.input))
        return send(self.engine, newest.id, doing.event, doing.input, Author(doing.by))

    def _edit(self, doing: EditDossier) -> Accepted | None:
        accepted = update(self.engine, self.cases[-1], doing.values, Author(doing.by)) if self.cases else None
        self.dossier |= doing.values
        return accepted

    def _holding(self, action: str) -> str:
        """The newest case with an open task of that action, else the newest."""
        with self.engine.store.reading() as reader:
            asked = (case.id for case in self.held(reader) if _asks(case, action))
            return next(asked, self.cases[-1] if self.cases else "")

    def held(self, reader: Reader) -> Iterator[Case]:
        """The person's cases, the newest first."""
        for each in reversed(self.cases):
            yield stored(reader, each)

    def _newest(self) -> Case | None:
        with self.engine.store.reading() as reader:
            return next(self.held(reader), None)

    def _entrance(self, by: str) -> Entrance:
        # What the person said the first time is known when they come back.
        known = {name: value for name, value in self.dossier.items() if value is not None}
        prior = () if self.cases else self.prior
        return Entrance(self.definition, PERSON, known, Author(by), allow_abstract=True, prior=prior)

    def _opened(self, accepted: Accepted) -> Accepted:
        self.cases.append(accepted.case.id)
        return accepted


def _asks(case: Case, action: str) -> bool:
    return any(task.action == action and task.status is TaskStatus.OPEN for task in case.tasks.values())


def player(definition: Definition, store: Store, programs: Programs) -> Player:
    """A player at the beginning of time, alone with an empty store."""
    programs.of(definition)
    clock = Stopped(datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))
    made: list[str] = []

    def new_id() -> str:
        made.append(f"dossier-{len(made) + 1}")
        return made[-1]

    return Player(definition, clock, Engine(store, clock, programs, new_id))
