"""A parcours file with all that travels beside its rules: dated data, texts, law and the sources themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.calendar.days_off import Calendar
from parcours.model.law import LawFile
from parcours.model.workflow import Workflow
from parcours.model.world import ParameterValue, World

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Definition:
    """`workflow` is pinned by its hash; the rest is dated data a case reads as it stands that day.

    `parameters_of_actions` are the `with:` maps, by action; `sources` the text of every file read, by name.
    """

    workflow: Workflow
    calendar: Calendar
    law: Mapping[str, LawFile] = field(default_factory=dict)
    parameters: Mapping[str, tuple[ParameterValue, ...]] = field(default_factory=dict)
    parameters_of_actions: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The world as this file and its law state it, for a person without other contracts."""
        return World(self.calendar, self.law, self.parameters)
