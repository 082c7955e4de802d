"""The simulated house: the kernel is asked, and what it answers has happened."""

from dataclasses import dataclass, replace
from functools import partial

from parcours.kernel import advance, step
from parcours.kernel.order import earliest
from parcours.model.step import Act, Refusal, Step
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.course import course
from parcours.simulation.reference.hours import instant_of, minute_reached
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.places import came_and_went
from parcours.simulation.reference.processes import give_back, look_again
from parcours.simulation.reference.shared import Shared
from parcours.simulation.reference.story import told

DOSSIER = "dossier."


@dataclass(frozen=True, slots=True)
class House:
    """One run: what is shared, and what happens to it."""

    shared: Shared

    def act(self, person: Person, act: Act) -> Refusal | None:
        """What the kernel accepts has happened when this returns."""
        shared = self.shared
        answer = step(person.program, person.case, act, person.world, instant_of(shared.now))
        if isinstance(answer, Refusal):
            return answer
        self.absorb(person, answer)
        return None

    def pass_time(self, person: Person) -> None:
        """What the case itself has due now, unless its alarm was set anew since."""
        shared = self.shared
        if person.wakes_at == shared.now:
            person.wakes_at = -1
            self.absorb(person, advance(person.program, person.case, person.world, instant_of(shared.now)))

    def welcome(self, person: Person) -> None:
        """Somebody who is already there goes on from where they stand."""
        self.absorb(person, Step(person.case, ()))

    def absorb(self, person: Person, done: Step) -> None:
        """The person stands where a step has led them."""
        shared = self.shared
        before, person.case = person.case, done.case
        learnt = {
            secret.path.removeprefix(DOSSIER): secret.value
            for secret in done.secrets
            if secret.path.startswith(DOSSIER)
        }
        if learnt:
            person.world = replace(person.world, personal=person.personal_with(learnt))
        for kind, name, detail in told(person.program, before, done.case, done.facts):
            shared.say(person, kind, name, detail)
        came_and_went(shared, person, partial(course, self))
        self._set_alarm(person)
        give_back(shared, person)
        look_again(shared, person)

    def _set_alarm(self, person: Person) -> None:
        due = earliest(person.case.timers)
        # What is due by now acts now, and what is due within a minute once the minute is over.
        minute = max(minute_reached(due), self.shared.now) if due is not None else -1
        if minute not in {-1, person.wakes_at}:
            ring = partial(self.pass_time, person)
            self.shared.agenda.add(minute, person.number, Turns.TIMER, 0, ring)
        person.wakes_at = minute
