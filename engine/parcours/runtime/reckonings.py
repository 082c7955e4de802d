"""How each due date of a case was reckoned, under the name people know it by."""

from collections.abc import Iterator, Mapping

from parcours.calendar.dates import Reckoning
from parcours.kernel.views import Shown, name_of
from parcours.model.case import Case, TaskStatus


def reckonings(case: Case) -> Mapping[str, Reckoning]:
    """Under the names of `kernel.views.due_days`; what was not reckoned from a rule is left out."""
    return dict(_named(case))


def _named(case: Case) -> Iterator[tuple[str, Reckoning]]:
    # The earliest of a name last, so that it is the one kept.
    for timer in sorted(case.timers.values(), key=lambda timer: timer.sort_key, reverse=True):
        if timer.part in Shown and timer.reckoning is not None:
            yield name_of(timer), timer.reckoning
    for task in case.tasks.values():
        if task.status is TaskStatus.OPEN and task.reckoning is not None:
            yield task.action, task.reckoning
