import dataclasses
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parcours.adapters import codec
from parcours.adapters.codec import UnknownFormatError, UnreadableError
from parcours.calendar.dates import DateRule, Reckoning, reckon
from parcours.calendar.duration import Duration
from parcours.model.case import Case, Timer
from parcours.model.fact import Change, Fact, FactKind, FieldsWritten
from parcours.model.fields import Fields, Sealed, Validity, Value
from parcours.model.law import LawFile, LawRule, LawVersion, RuleKind
from parcours.model.world import ParameterValue, World
from samples import PARIS, folded, journey, remaining

GOLDEN = Path(__file__).parent / "facts-format-1.json"
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/Paris")]), allow_imaginary=False)
DURATIONS = st.builds(Duration, months=st.integers(0, 600), days=st.integers(0, 600))
VALIDITIES = st.builds(Validity, DAYS, st.none() | DAYS, st.text(max_size=5))
TEXTS = st.text(max_size=8)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
VALUES = st.one_of(
    TEXTS,
    INTEGERS,
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    DAYS,
    DURATIONS,
    VALIDITIES,
    st.just(Sealed.PRESENT),
)
FIELDS = st.dictionaries(TEXTS, VALUES, max_size=3)
RECKONINGS = st.builds(
    lambda months, day: reckon(DateRule(Duration(months=months)), day, PARIS), st.integers(1, 36), DAYS
)

st.register_type_strategy(int, INTEGERS)
st.register_type_strategy(date, DAYS)
st.register_type_strategy(datetime, INSTANTS)
st.register_type_strategy(Reckoning, RECKONINGS)
TIMERS = st.builds(Timer, owner=TEXTS, name=TEXTS, reckoning=st.none() | RECKONINGS)
st.register_type_strategy(Timer, TIMERS)
WRITTEN = st.builds(FieldsWritten, st.dictionaries(TEXTS, st.none() | VALUES, max_size=3))
CASES = st.builds(
    Case,
    dossier=FIELDS,
    timers=st.dictionaries(TEXTS, TIMERS, max_size=2),
    counts=st.dictionaries(TEXTS, st.lists(DAYS, max_size=3).map(tuple), max_size=2),
)
CHANGES = st.one_of(WRITTEN, *[st.builds(kind) for kind in get_args(Change) if kind.__name__ in {
    "CaseOpened", "StageEntered", "CaseEnded", "ContractSigned", "ContractRenewed", "TimerArmed", "TimerFrozen",
    "TaskOpened", "CaseSuspended", "RoleAssigned", "KeptRemoved"}])  # fmt: skip
FACTS = st.builds(Fact, data=FIELDS, changes=st.lists(CHANGES, max_size=4).map(tuple), format=st.just(1))


def kinds(value: object) -> Any:
    """The value with the exact type of everything in it: 1 and True, or a text and a day, are told apart.

    An instant stands here in UTC: Python calls an instant of the hour that a clock tells twice unlike every instant
    of another zone, even unlike the very same one (PEP 495), and a codec keeps the instant, not the zone's name.
    """
    if dataclasses.is_dataclass(value):
        return type(value), tuple(kinds(getattr(value, each.name)) for each in dataclasses.fields(value))
    if isinstance(value, dict):
        return {key: kinds(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return datetime, value.astimezone(UTC)
    return (type(value), tuple(map(kinds, value))) if isinstance(value, tuple) else (type(value), value)


@given(FACTS)
def test_a_fact_comes_back_exactly(fact: Fact) -> None:
    assert kinds(codec.decode_fact(codec.encode_fact(fact))) == kinds(fact)


@given(CASES)
def test_a_case_comes_back_exactly(case: Case) -> None:
    assert kinds(codec.decode(Case, codec.encode(case))) == kinds(case)


@given(VALUES | st.none())
def test_a_value_comes_back_with_its_type(value: Value | None) -> None:
    back = codec.decode_value(codec.encode_value(value))

    assert (type(back), back) == (type(value), value)


@given(INSTANTS, st.times())
@example(datetime(1995, 9, 24, 2, 0, tzinfo=ZoneInfo("Europe/Paris"), fold=1), time(2))
def test_an_instant_and_a_time_come_back_to_the_microsecond(instant: datetime, at: time) -> None:
    calendar = dataclasses.replace(PARIS, notify_at=at)
    case = Case("c", "", "", "", "", entered_at=instant)

    assert codec.decode(Case, codec.encode(case)).entered_at.astimezone(UTC) == instant.astimezone(UTC)
    assert codec.decode(World, codec.encode(World(calendar))).calendar.notify_at == at


def test_a_text_that_reads_like_a_day_stays_a_text() -> None:
    fields: Fields = {"texte": "2026-01-01", "jour": date(2026, 1, 1), "mot": "sealed", "secret": Sealed.PRESENT}

    back = codec.decode(Case, codec.encode(Case("c", "", "", "", "", dossier=fields)))

    assert kinds(back.dossier) == kinds(fields)


def test_every_kind_of_change_has_its_form() -> None:
    for kind in get_args(Change):
        assert codec.form(kind).read is not None


def test_a_world_comes_back_with_its_law_and_calendar() -> None:
    version = LawVersion(date(2016, 1, 1), "art. 1", months=8, within=DateRule(Duration(months=36)))
    rule = LawRule("fr_essai", "essai", "Essai", RuleKind.CAP, on=("trial",), versions=(version,))
    law = {"fr_essai": LawFile("fr_essai", "Essai", "essai", {"essai": rule})}
    world = World(PARIS, law, {"seuil": (ParameterValue(date(2026, 1, 1), 1200.0),)})

    assert codec.decode(World, codec.encode(world)) == world


def test_members_at_their_default_are_not_written() -> None:
    assert json.loads(codec.encode(Case("c", "", "", "", ""))) == {
        "id": "c",
        "cae": "",
        "person": "",
        "workflow": "",
        "rules": "",
    }


def test_what_was_written_once_is_read_for_ever() -> None:
    """The file is never written again: a change that breaks this test needs a new format and its upgrade."""
    lines = GOLDEN.read_text().splitlines()
    facts = [*journey(), remaining()]

    assert {type(change) for fact in facts for change in fact.changes} == set(get_args(Change))
    assert [codec.decode_fact(line.encode()) for line in lines] == facts
    assert [codec.encode_fact(fact).decode() for fact in facts] == lines


def test_a_former_format_is_read_through_its_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    fact = journey()[0]
    _, written = json.loads(codec.encode_fact(fact))
    former = json.dumps([0, {**{key: value for key, value in written.items() if key != "name"}, "nom": fact.name}])
    monkeypatch.setattr(
        codec, "UPGRADES", {0: lambda raw: {**{k: v for k, v in raw.items() if k != "nom"}, "name": raw["nom"]}}
    )

    assert codec.decode_fact(former.encode()) == dataclasses.replace(fact, format=0)


def test_a_fact_of_the_future_is_refused() -> None:
    with pytest.raises(UnknownFormatError):
        codec.decode_fact(b"[2,{}]")


WRONG_KIND = codec.encode_fact(journey()[0]).replace(b'"kind":"event"', b'"kind":"rumour"')


@pytest.mark.parametrize(
    "damaged", [b"", b"[1]", b"[1,{}]", b"\xff", b'[1,{"inconnu":1}]', b"null", b"[" * 100_000, WRONG_KIND]
)
def test_bytes_nobody_wrote_are_unreadable(damaged: bytes) -> None:
    with pytest.raises(UnreadableError):
        codec.decode_fact(damaged)
    with pytest.raises(UnreadableError):
        codec.decode(Case, damaged)


def test_a_value_of_no_announced_type_is_not_written() -> None:
    with pytest.raises(TypeError):
        codec.encode_value(FactKind.EVENT)  # a StrEnum is a str to mypy, and would come back as one
    with pytest.raises(ValueError, match="JSON"):
        codec.encode_value(float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        codec.encode(World(PARIS, {}, {"seuil": (ParameterValue(date(2026, 1, 1), float("inf")),)}))


@pytest.mark.parametrize("kind", [set[int], bytes, complex])
def test_a_type_nothing_is_made_of_has_no_form(kind: Any) -> None:
    with pytest.raises(TypeError):
        codec.form(kind)


def test_a_folded_journey_survives_its_codec() -> None:
    case = folded(journey())

    assert codec.decode(Case, codec.encode(case)) == case
