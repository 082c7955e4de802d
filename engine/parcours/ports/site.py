"""What a site says of itself beside its parcours: addresses, settings for texts, tables for plugins, quiet hours."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from parcours.errors import ParcoursError

EVENING: Final = datetime.time(21)
MORNING: Final = datetime.time(7)


class FolderError(ParcoursError):
    """A folder that the site's file names cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Civil hours at which no message goes to people; `begins` is in, `ends` is out. When they are equal, none."""

    begins: datetime.time = EVENING
    ends: datetime.time = MORNING

    def covers(self, hour: datetime.time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends


@dataclass(frozen=True, slots=True)
class Federation:
    """Where the team signs in besides here: an OpenID Connect provider. `address` is that of our pages, as seen there.

    `claim` is what the provider says of somebody that is their user name here; `label` what the button calls it.
    """

    address: str
    issuer: str
    client: str
    claim: str = "preferred_username"
    label: str = "OpenID Connect"


@dataclass(frozen=True, slots=True)
class Site:
    """What the site's file holds.

    `settings` are what texts name `settings.<x>`; `roles` the addresses of a role, by (cooperative, role); `users`
    those of somebody of the team, by user name; `tables` what each plugin reads, by `use`; `folders` where its files
    are, the site's first; `calendars` the folder that feeds are kept in, `returns` the box that
    letters come back to, both empty for none; `federation` who else signs the team in. With `quiet` None, messages to
    people leave at any hour of any day.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    users: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    quiet: Quiet | None = field(default_factory=Quiet)
    calendars: str = ""
    returns: str = ""
    federation: Federation | None = None
