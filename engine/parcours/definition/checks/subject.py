"""What a check looks at."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parcours.definition.mentions import Mention, mentions
from parcours.definition.overlay import Overlay
from parcours.definition.tree import Node
from parcours.model.definition import Definition
from parcours.model.workflow import Workflow


@dataclass(frozen=True)
class Subject:
    """A built definition with the tree it came from. `actions` are the parameter schemas of plugins, by `use`."""

    definition: Definition
    overlay: Overlay
    today: datetime.date
    actions: Mapping[str, Mapping[str, Any]]

    @property
    def workflow(self) -> Workflow:
        return self.definition.workflow

    @property
    def root(self) -> Node:
        return self.overlay.root

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(mentions(self.root))
