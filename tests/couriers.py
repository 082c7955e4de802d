"""Workers under the hand of a test: jobs are kept, and end when and as the test says."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from parcours.plugin import Job
from parcours.runtime.effects.workers import Broken, Ended, Ending, Offer, Offers


def offer(use: str, *, performs: bool = True, at_once: int = 2, for_people: bool = False) -> Offer:
    return Offer(use, use, f"essai/{use}", performs=performs, at_once=at_once, for_people=for_people)


@dataclass
class Couriers:
    """Implements `Workers`; `jobs` are those under way, `left` all that ever began."""

    offers: Offers | None
    places: int = 4
    jobs: dict[str, Job] = field(default_factory=dict)
    left: list[Job] = field(default_factory=list)
    over: list[Ended] = field(default_factory=list)

    def room(self) -> int:
        return self.places - len(self.jobs)

    def start(self, job: Job, seconds: float) -> None:  # noqa: ARG002  the port names it
        self.jobs[job.key] = job
        self.left.append(job)

    def ended(self) -> tuple[Ended, ...]:
        found, self.over = tuple(self.over), []
        return found

    def wait(self, seconds: float) -> bool:  # noqa: ARG002  the port names it
        return bool(self.over)

    def stop(self, seconds: float) -> None:  # noqa: ARG002  the port names it
        self.jobs.clear()

    def end(self, key: str, ending: Ending) -> None:
        del self.jobs[key]
        self.over.append(Ended(key, ending))


def couriers(*offers: Offer, broken: Iterable[Broken] = (), places: int = 4) -> Couriers:
    return Couriers(Offers({each.use: each for each in offers}, tuple(broken)), places)
