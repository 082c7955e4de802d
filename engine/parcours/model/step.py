"""What may be asked of a case, and what the kernel answers."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parcours.messages import Text
from parcours.model.case import Case, Timer
from parcours.model.fact import Fact
from parcours.model.fields import Fields, Value
from parcours.model.filling import filled_by_slot


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: a role of the parcours, and the person's user name where one is known."""

    role: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """An event of the file. `input` holds, typed, the file's inputs and the engine's own (signed_on, term…)."""

    event: str
    input: Fields = field(default_factory=dict)
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class Fire:
    """A timer that is due."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class MarkDone:
    """A task's id, or an action's: then its latest open task. `proof` is what shows it: a receipt, a number."""

    task: str
    by: Author = Author()
    on: datetime.date | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    task: str
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class Edit:
    """Dossier fields written by hand; None empties one."""

    values: Mapping[str, Value | None]
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Takes back a kept event, named by its fact."""

    fact: int
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class Close:
    reason: str
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class Assign:
    role: str
    user: str
    by: Author = Author()
    stand_in: str = ""
    stand_in_from: datetime.date | None = None
    stand_in_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Revoke:
    """`state` is the case folded up to fact `to`; `delivered` the effects since then that cannot be taken back."""

    to: int
    state: Case
    reason: str
    delivered: tuple[str, ...] = ()
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class AdoptedContract:
    """A contract already running when the cooperative adopts the tool."""

    contract: str
    starts_on: datetime.date
    months: int
    renewals: int = 0
    signed_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Adopt:
    """A person already under way: stands at `stage` since `since`; deadlines already past stay silent."""

    stage: str
    since: datetime.date
    contracts: tuple[AdoptedContract, ...] = ()
    dossier: Fields = field(default_factory=dict)
    silent: bool = True
    by: Author = Author()


@dataclass(frozen=True, slots=True)
class WorldChanged:
    """Law, calendar, parameters or another contract of the person changed: dates are reckoned again."""

    cause: str


@dataclass(frozen=True, slots=True)
class Report:
    """The effect of `action`, asked by fact `cause`, reached nobody: somebody of `role` must see to it."""

    action: str
    role: str
    cause: int


@dataclass(frozen=True, slots=True)
class Reissue:
    """What `action` printed at fact `cause` is no longer true: facts have moved the values of these names."""

    action: str
    cause: int
    moved: tuple[str, ...]
    task: str = ""


Act = (
    Send | Fire | MarkDone | Undo | Edit | Withdraw | Close | Assign | Revoke | Adopt | WorldChanged | Report | Reissue
)


class Layer(StrEnum):
    """The layers of a refusal, in the order they are checked."""

    STAGE = "stage"
    ROLE = "role"
    INPUT = "input"
    LAW = "law"
    CONTRACT = "contract"
    GUARD = "guard"
    RUNAWAY = "runaway"


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` as YAML tests name it: a layer, `law.<file>.<rule>`, `contract.<id>.<limit>`, or a guard's id."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first layer that fails answers, with all its reasons."""

    layer: Layer
    reasons: tuple[Reason, ...]

    @property
    def code(self) -> str:
        return self.reasons[0].code

    def render(self, lang: str = "fr") -> str:
        return "\n".join(reason.text.render(lang) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Secret:
    """A personal value on its way to the vault. `path` is "dossier.<field>" or "fact.<input>"; None erases it."""

    fact: int
    path: str
    value: Value | None


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Step:
    """What one act did. `armed` and `disarmed` are the difference of timers, an index for the store.

    `withdrawn` are the facts whose undelivered effects must not leave; `warnings` what deserves attention, such as
    what a rule not yet confirmed would have refused; `alerts` those of them that are kept as incidents.
    """

    case: Case
    facts: tuple[Fact, ...]
    secrets: tuple[Secret, ...] = ()
    withdrawn: tuple[int, ...] = ()
    warnings: tuple[Reason, ...] = ()
    concerns_other_cases: bool = False
    alerts: tuple[Reason, ...] = ()
