"""The days a file may name, read in the light of a turn, and the dates counted from them."""

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from parcours.calendar.dates import DateRule, Reckoning, reckon, reckon_instant
from parcours.calendar.named import NamedDates, first_after
from parcours.calendar.roll import Roll
from parcours.calendar.span import NO_TIME
from parcours.calendar.zone import start_of
from parcours.kernel import ledger
from parcours.kernel.turn import Turn
from parcours.law.versions import in_force
from parcours.messages import Text
from parcours.model.case import ContractState, TaskStatus, TrackState
from parcours.model.fields import Sealed, Validity
from parcours.model.law import LawFile, LawRule, LawVersion
from parcours.model.step import Reason


def reckon_rule(turn: Turn, rule: DateRule, owner: str, birth: datetime.date) -> Reckoning | None:
    """The date of `rule` for an owner born on `birth`; None when the day it counts from is empty."""
    if rule.of.startswith("law."):
        return _from_law(turn, rule, owner)
    anchor = birth if not rule.of else day_of(turn, rule.of, owner, birth)
    if anchor is None:
        return None
    if not rule.is_civil:
        return reckon_instant(rule, _instant(turn, rule, owner, anchor), turn.world.calendar)
    if not rule.less:
        return reckon(rule, anchor, turn.world.calendar)
    contract = contract_of(turn, owner)
    less = ledger.prior(turn, contract) if contract is not None else NO_TIME
    return reckon(rule, anchor, turn.world.calendar, less, limit=True)


def day_of(turn: Turn, path: str, owner: str, birth: datetime.date) -> datetime.date | None:
    """The day that a path names, None when nobody filled it."""
    head, _, tail = path.partition(".")
    read = _DAYS.get(head)
    return read(turn, tail, owner, birth) if read is not None else None


def law_day(turn: Turn, name: str, owner: str) -> Reckoning | None:
    """The day by which a law deadline must be met; None once it is, or where no contract is governed by it."""
    file, rule = law_rule(turn, name)
    if file is None or rule is None:
        return None
    contract = governed(turn, file, owner)
    if contract is None or satisfied(turn, rule):
        return None
    version = in_force(rule, contract.signed_on, turn.today)
    if version is None or version.within is None:
        return None
    note_version(turn, rule, version)
    return reckon_rule(turn, absolute(version.within, contract), contract.owner, contract.starts_on)


def law_rule(turn: Turn, name: str) -> tuple[LawFile | None, LawRule | None]:
    """The law file and rule that `<file>.<rule>` names."""
    file_id, _, rule_id = name.partition(".")
    file = turn.world.law.get(file_id)
    return file, (file.rules.get(rule_id) if file is not None else None)


def note_version(turn: Turn, rule: LawRule, version: LawVersion) -> None:
    turn.read[rule.name] = version.since.isoformat()


def warn_unnamed(turn: Turn, label: str, found: Reckoning) -> None:
    """Tells whoever sent the act that a date found none of the list it aims at, and kept its limit."""
    name = found.rule.list_name
    if name is not None and found.no_named_date:
        text = Text(
            "« {label} » : aucune date « {list} » ne convient, la limite du {day} est gardée.",
            label=label,
            list=name,
            day=found.due,
        )
        turn.warnings.append(Reason(f"dates.{name}", text))


def satisfied(turn: Turn, rule: LawRule) -> bool:
    """Whether what a law deadline asks for has come: a situation, or a task done."""
    if rule.until_situation:
        stage = turn.program.workflow.stages.get(turn.draft.stage)
        return stage is not None and stage.situation == rule.until_situation
    if rule.until_task:
        task = latest_task(turn, rule.until_task)
        return task is not None and task is TaskStatus.DONE
    return False


def latest_task(turn: Turn, action: str) -> TaskStatus | None:
    """The status of the latest task of an action; `tasks` keeps them in order of opening."""
    status = None
    for task in turn.draft.tasks.values():
        if task.action == action and task.status is not TaskStatus.WITHDRAWN:
            status = task.status
    return status


def governed(turn: Turn, file: LawFile, owner: str) -> ContractState | None:
    """The contract a law file speaks of: the owner's own, the event's, else the latest of its kind."""
    own = contract_of(turn, owner)
    if own is not None and own.kind == file.contract:
        return own
    return next((state for state in reversed(turn.draft.contracts.values()) if state.kind == file.contract), None)


def contract_of(turn: Turn, owner: str) -> ContractState | None:
    if owner.startswith("contract:"):
        return turn.draft.contracts.get(owner.removeprefix("contract:"))
    return turn.draft.contracts.get(turn.contract)


def latest_contract(turn: Turn, contract: str, owner: str = "") -> ContractState | None:
    """The owner itself if it is one of them, else the last one signed in this case."""
    own = contract_of(turn, owner)
    if own is not None and own.contract == contract:
        return own
    return next((state for state in reversed(turn.draft.contracts.values()) if state.contract == contract), None)


def _from_law(turn: Turn, rule: DateRule, owner: str) -> Reckoning | None:
    law = law_day(turn, rule.of.removeprefix("law."), owner)
    if law is None or (rule.offset is None and rule.list_name is None and rule.roll is Roll.NONE):
        return law
    return reckon(rule, law.due, turn.world.calendar, counted_from=law.anchor)


def absolute(rule: DateRule, contract: ContractState) -> DateRule:
    """A law says `contract.x` of the contract it governs; the file names it."""
    head, _, member = rule.of.partition(".")
    if head != "contract" or "." in member:
        return rule
    return DateRule(
        rule.offset,
        rule.backwards,
        f"contract.{contract.contract}.{member}",
        rule.less,
        rule.last_before,
        rule.first_after,
        rule.roll,
    )


def _stage_day(turn: Turn, _: str, owner: str, __: datetime.date) -> datetime.date | None:
    track = _track_of(turn, owner)
    if track is None:
        return turn.draft.entered_on
    return track.started_on if owner.endswith("#0") else track.entered_on


def _track_of(turn: Turn, owner: str) -> TrackState | None:
    if not owner.startswith("track:"):
        return None
    return turn.draft.tracks.get(owner.removeprefix("track:").partition("#")[0].partition(".")[0])


def _contract_day(turn: Turn, tail: str, owner: str, _: datetime.date) -> datetime.date | None:
    contract, member = tail.split(".")
    state = latest_contract(turn, contract, owner)
    if state is None:
        return None
    found: datetime.date | None = getattr(state, member)
    return found


def _dossier_day(turn: Turn, tail: str, _: str, __: datetime.date) -> datetime.date | None:
    name, _, member = tail.partition(".")
    value = turn.draft.dossier.get(name)
    if isinstance(value, Sealed):
        value = turn.world.personal.get(name)
    if isinstance(value, Validity):
        return value.first if member == "from" else value.until
    return value if isinstance(value, datetime.date) else None


def _instant(turn: Turn, rule: DateRule, owner: str, anchor: datetime.date) -> datetime.datetime:
    track = _track_of(turn, owner)
    entered = track if track is not None else turn.draft
    if rule.of in {"", "stage.entered_on"} and entered.entered_on == anchor and entered.entered_at is not None:
        return entered.entered_at
    return start_of(anchor, turn.world.calendar.timezone)


def _named_day(turn: Turn, tail: str, _: str, birth: datetime.date) -> datetime.date | None:
    return first_after(turn.world.calendar.dates.get(tail, NamedDates()), birth)


def _case_day(turn: Turn, _: str, __: str, ___: datetime.date) -> datetime.date | None:
    return turn.draft.last_contact_on


def _law_due(turn: Turn, tail: str, owner: str, _: datetime.date) -> datetime.date | None:
    found = law_day(turn, tail, owner)
    return found.due if found is not None else None


_DAYS: Final[Mapping[str, Callable[[Turn, str, str, datetime.date], datetime.date | None]]] = MappingProxyType(
    {
        "stage": _stage_day,
        "contract": _contract_day,
        "dossier": _dossier_day,
        "dates": _named_day,
        "case": _case_day,
        "law": _law_due,
    }
)
