"""What the calendar refuses, in words for whoever wrote it."""

from parcours.errors import UsageError


class CalendarError(UsageError, ValueError):
    """A date, a zone, a holiday list or a rule that cannot be meant; `text` is the cause, `remedy` what to write."""


class DurationError(CalendarError):
    """A text that says no duration, or one nobody can mean."""
