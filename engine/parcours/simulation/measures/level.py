"""A number that goes up and down, integrated over the months of a window."""

from collections.abc import Sequence


class Level:
    """How many there are: in a stage, in a queue, at work.

    `areas` is the number times the minutes it lasted, by month; `most` the greatest number that lasted a minute, so
    that who asks and is served at once has not made a queue.
    """

    __slots__ = ("_bounds", "_month", "_since", "areas", "most", "value")

    def __init__(self, bounds: Sequence[int]) -> None:
        """`bounds`: the minutes between which areas are measured, ascending."""
        self.value = 0
        self.most = 0
        self.areas = [0] * (len(bounds) - 1)
        self._bounds = bounds
        self._since = bounds[0]
        self._month = 0

    def change(self, minute: int, by: int) -> None:
        """From `minute` on there are `by` more. Minutes may not go back."""
        self.until(minute)
        self.value += by

    def until(self, minute: int) -> None:
        """Nothing changes before `minute`; what is outside the window is not measured."""
        end = min(minute, self._bounds[-1])
        if end <= self._since:
            return
        self.most = max(self.most, self.value)
        while self._since < end:
            turn = self._bounds[self._month + 1]
            stop = min(end, turn)
            self.areas[self._month] += self.value * (stop - self._since)
            self._since = stop
            self._month += stop == turn
