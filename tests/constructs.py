"""What of a parcours file a run has met: the constructs written where somebody came, by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model

Json = Mapping[str, Any]
WORDS = {
    "heures": "hours", "jour": "days", "jours": "days", "jours ouvrés": "business days",
    "jours ouvrables": "working days", "semaines": "weeks", "mois": "months", "an": "years",
}  # fmt: skip
DATES = (
    "after", "before", "no duration", "last_before", "first_after", "roll next_business_day",
    "roll previous_business_day", *(f"in {unit}" for unit in sorted({*WORDS.values()})), "in ISO 8601",
    "of the default day",
    "of dossier.<date>", "of dossier.<validity>.until", "of case.last_contact_on", "of stage.entered_on",
    "of dates.<list>", "of law.<file>.<rule>",
    *(f"of contract.{day}" for day in ("signed_on", "starts_on", "period_starts_on", "ends_on", "trial_ends_on")),
)  # fmt: skip
DEADLINES = (
    "do", "fire", "do and fire", "remind", "late_reminders skip", "late_reminders once", "late_reminders all", "law",
)  # fmt: skip
EVERY = (
    "month_end", "from start", "MM-DD", "named dates", "weeks", "do", "count at_least otherwise", "remind", "law",
)  # fmt: skip
SUSPENSION = (
    "event suspension begin", "event suspension end",
    *(f"deadline when_suspended {way}" for way in ("run", "freeze", "restart")),
)  # fmt: skip
EXPECTED = frozenset(
    (
        "backdating", "calendar holidays", "calendar closures", "calendar notify_at", "calendar dates known",
        "calendar dates usual", "role", "role per_case", "role quorum", "parameter", "parameter changed since",
        *(f"field {kind}" for kind in ("text", "email", "integer", "number", "boolean", "date", "duration")),
        "field validity", "field choice", "field personal", "field required", "field min", "field max", "field among",
        "dossier edited", "event by people", "event by the engine", "event by a committee", "event note", "event do",
        "event shared", "event effective_on", "input", "input into", "input required",
        "contract begin", "contract renew", "contract terminate", "contract expire", "contract term",
        "contract open-ended", "contract renewals", "contract notice", "contract trial", "contract remind",
        "contract signed_on asked", "contract starts_on", "contract ends_on", "contract deadlines", "contract every",
        "action by a role", "action by a machine", "action due", "action not_before", "action after", "action use",
        "action law", "entry", "stage enter do", "stage enter start", "stage exit do", "stage situation",
        "stage contract", "stage final", "stage outcome", "stage deadlines", "stage every", "retention archive",
        "retention anonymise", "retention erase", "transition to another", "transition to itself", "transition stays",
        "transition when", "track ends_with case", "track ends_with never", "track ends_with a contract",
        "track stages", "track without stages", "track deadlines", "track every", "track enter do", "track exit do",
        *(f"date {each}" for each in DATES), *(f"deadline {each}" for each in DEADLINES),
        *(f"every {each}" for each in EVERY), *SUSPENSION,
        *(f"law {each}" for each in ("cap", "writing", "declaration", "deadline", "quota", "recurrence")),
        "law cap less prior_contracts",
        *(f"line {kind}" for kind in LineKind),
    )
)  # fmt: skip
"""LANGUAGE 3, and the rules of law that its items carry out, but for what only people read or hold: labels, `say`,
`with`, `sensitive`, `optional`, `subdivision` (other days in the same tables), `cae`, `abstract` and `extends` (gone
once a file is read)."""


def met(model: Model, lines: Sequence[Line]) -> set[str]:
    """The constructs of the file of `model` that somebody has met in these lines."""
    found = {*_met(model, lines), *_intended(model)}
    suspended = any(line.kind is LineKind.SENT and line.name == "suspendre" for line in lines)
    return found if suspended else found - set(SUSPENSION)


def _met(model: Model, lines: Sequence[Line]) -> Iterator[str]:
    file: Json = orjson.loads(model.definition.sources["hasard.yaml"])
    law: Json = orjson.loads(model.definition.sources["law/loi.yaml"])
    said = {kind: {line.name for line in lines if line.kind is kind} for kind in LineKind}
    yield from (f"line {kind}" for kind, names in said.items() if names)
    if not said[LineKind.ARRIVED]:
        return
    yield from _everywhere(file)
    yield from _fields(file, {*said[LineKind.WROTE], *model.scenario.dossier}, edited="pret" in said[LineKind.WROTE])
    yield from _events(file, said, lines)
    yield from _contracts(file, law, said)
    yield from _actions(file, said)
    for name in said[LineKind.ENTERED]:
        yield from _stage(file["stages"][name], name, said[LineKind.SENT])
    yield from _tracks(file, said)


def _everywhere(file: Json) -> Iterator[str]:
    calendar = file["calendar"]
    yield from ("backdating", "calendar holidays", "calendar notify_at", "calendar dates known", "entry", "role")
    yield "calendar dates usual"
    if calendar["closures"]:
        yield "calendar closures"
    if file["roles"]["accueil"]["per_case"]:
        yield "role per_case"
    if len(file["parameters"]["seuil"]["values"]) > 1 and "parameter.seuil" in str(file["stages"]):
        yield from ("parameter", "parameter changed since")


def _fields(file: Json, names: set[str], *, edited: bool) -> Iterator[str]:
    """Those known on arrival, or written since."""
    for name in names:
        field = file["dossier"][name]
        yield f"field {field['type']}"
        yield from (f"field {each}" for each in ("personal", "required", "min", "max", "among") if each in field)
    if edited:
        yield "dossier edited"


def _events(file: Json, said: Mapping[LineKind, set[str]], lines: Sequence[Line]) -> Iterator[str]:
    for name in said[LineKind.SENT]:
        event = file["events"][name]
        yield "event by people"
        yield from (f"event {each}" for each in ("note", "do") if event.get(each))
        if event["by"] == ["comite"]:
            yield from ("event by a committee", "role quorum")
        if "suspension" in event:
            yield f"event suspension {event['suspension']}"
        for field in event.get("input", {}).values():
            yield "input"
            yield from (f"input {each}" for each in ("into", "required") if each in field)
        yield from {"signer": ("contract signed_on asked",)}.get(name, ())
    if any(line.kind is LineKind.PASSED and line.detail.startswith("fire ") for line in lines):
        yield "event by the engine"
    if any(line.kind is LineKind.PASSED and line.name == "volet.en_cours.terme" for line in lines):
        yield "event shared"


def _contracts(file: Json, law: Json, said: Mapping[LineKind, set[str]]) -> Iterator[str]:
    for name in said[LineKind.SIGNED]:
        contract = file["contracts"][name]
        yield "contract begin"
        yield "contract term" if "term" in contract else "contract open-ended"
        yield from (f"contract {each}" for each in ("renewals", "notice", "trial", "remind") if each in contract)
        yield from _duties(contract, "contract")
    if said[LineKind.RENEWED]:
        yield "contract renew"
    if said[LineKind.ENDED]:
        yield "contract expire"
    if "bail" in said[LineKind.SIGNED] and "associe" in file["contracts"]["bail"]["deadlines"]:
        for rule in law["rules"].values():
            yield f"law {rule['rule']}"
            if "less" in rule:
                yield "law cap less prior_contracts"


def _actions(file: Json, said: Mapping[LineKind, set[str]]) -> Iterator[str]:
    for name in said[LineKind.TASK] - {""}:  # a task without a name asks what became of a refused event
        action = file["actions"][name]
        yield "action by a role"
        yield from (f"action {each}" for each in ("due", "not_before", "use", "law") if each in action)
        if "due" in action:
            yield from _date(action["due"])


def _stage(stage: Json, name: str, sent: set[str]) -> Iterator[str]:
    yield "stage situation"
    yield from (f"stage {each}" for each in ("contract", "final", "outcome") if each in stage)
    yield from _doing(stage, "stage")
    yield from _duties(stage, "stage")
    yield from (f"retention {each['then']}" for each in stage.get("retention", ()))
    for event, move in stage.get("transitions", {}).items():
        if event not in sent:
            continue
        if "to" not in move:
            yield "transition stays"
        else:
            yield "transition to itself" if move["to"] == name else "transition to another"
        if "when" in move:
            yield "transition when"


def _tracks(file: Json, said: Mapping[LineKind, set[str]]) -> Iterator[str]:
    for name in said[LineKind.TRACK]:
        track = file["tracks"][name]
        ends = track.get("ends_with", "case")
        yield f"track ends_with {ends if ends in {'case', 'never'} else 'a contract'}"
        yield "track stages" if "stages" in track else "track without stages"
        for stage in track.get("stages", {"": track}).values():
            yield from _doing(stage, "track")
            yield from _duties(stage, "track")


def _doing(owner: Json, kind: str) -> Iterator[str]:
    for side in ("enter", "exit"):
        for what, names in owner.get(side, {}).items():
            yield f"{kind} {side} {what}"
            if "noter" in names:
                yield from ("action by a machine", "action after")


def _duties(owner: Json, kind: str) -> Iterator[str]:
    for each in owner.get("deadlines", {}).values():
        yield f"{kind} deadlines"
        yield from _deadline(each)
    for each in owner.get("every", {}).values():
        yield f"{kind} every"
        yield from _recurrence(each)


def _deadline(deadline: Json) -> Iterator[str]:
    acts = [each for each in ("do", "fire") if each in deadline]
    yield f"deadline {' and '.join(acts)}"
    yield from (f"deadline {each}" for each in ("remind", "law") if each in deadline)
    yield from (
        f"deadline {each} {deadline[each]}" for each in ("late_reminders", "when_suspended") if each in deadline
    )
    if "law" not in deadline:
        yield from _date(deadline)


def _recurrence(every: Json) -> Iterator[str]:
    yield from (f"every {each}" for each in ("do", "remind", "law") if each in every)
    if "count" in every:
        yield "every count at_least otherwise"
    on = every.get("on", "")
    if every.get("from") == "start":
        yield "every from start"
    elif on == "month_end":
        yield "every month_end"
    elif on:
        yield "every MM-DD" if on[0].isdigit() else "every named dates"
    else:
        yield "every weeks"


def _date(rule: Json) -> Iterator[str]:
    length = rule.get("after") or rule.get("before")
    if length is None:
        yield "date no duration"
    else:
        yield "date after" if "after" in rule else "date before"
        yield "date in ISO 8601" if length.startswith("P") else f"date in {WORDS[length.partition(' ')[2]]}"
    yield from (f"date {each}" for each in ("last_before", "first_after") if each in rule)
    if "roll" in rule:
        yield f"date roll {rule['roll']}"
    of = rule.get("of", "")
    head = of.partition(".")[0]
    if not of:
        yield "date of the default day"
    elif head == "contract":
        yield f"date of contract.{of.rpartition('.')[2]}"
    else:
        named = {"dossier": "<validity>.until" if of.endswith(".until") else "<date>", "dates": "<list>"}
        yield f"date of {head}.{named.get(head, '<file>.<rule>')}" if head in {*named, "law"} else f"date of {of}"


def _intended(model: Model) -> Iterator[str]:
    """What the scenario's own acts say of events: inputs that the engine asks."""
    for name in ("effective_on", "starts_on", "ends_on"):
        if f"'{name}': Dated" in str(model.scenario):
            yield f"event {name}" if name == "effective_on" else f"contract {name}"
    if "SendEvent(event='partir'" in str(model.scenario):
        yield "contract terminate"
