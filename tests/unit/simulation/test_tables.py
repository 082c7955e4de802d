"""The tables: what they say of themselves, what they refuse, and the shipped parcours played by every engine."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from parcours.calendar.days_off import Calendar
from parcours.calendar.gregorian import add_months
from parcours.calendar.named import NamedDates, first_after, last_before
from parcours.calendar.zone import instant, local_day
from parcours.definition.loader import load_sources
from parcours.errors import UsageError
from parcours.simulation.model import load, ready
from parcours.simulation.scenario.intents import Intent, Place, PlaceKind
from parcours.simulation.tables import rows
from parcours.simulation.tables.engine import machine, run
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import Span, day_number, named_list
from parcours.simulation.tables.lowering.lower import lower
from parcours.simulation.tables.machine import clock
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.working import job_of
from simulated import COUNTER, after, days, model, played, scenario, send, stage

COOPERATIVES = ("ameizing", "avant_premieres", "bati_premieres", "coop_domi_ouest")


@pytest.mark.slow
@pytest.mark.parametrize("name", COOPERATIVES)
def test_the_parcours_of_a_cooperative_is_told_as_the_oracle_tells_it(name: str) -> None:
    lines = played(load(name), cases=6, seed=4)

    assert len(lines) > 100


def test_the_same_model_gives_the_same_tables_and_another_one_others() -> None:
    place = stage("attente", Intent("depart", after(days(3)), act=send("partir")))
    longer = stage("attente", Intent("depart", after(days(4)), act=send("partir")))

    one, same, other = (lower(model(scenario(each))) for each in (place, place, longer))

    assert one.hash == same.hash != other.hash


def test_tables_can_be_read() -> None:
    dump = lower(model(scenario(stage("attente", Intent("depart", after(days(3)), act=send("partir")))))).dump()

    assert "intent       stage.attente.depart" in dump
    assert "deadline     attente.oubli" in dump


def test_what_is_not_known_is_refused_by_name_with_its_place() -> None:
    text = COUNTER.replace(
        "partir: {label: Départ, by: [accueil]}", "partir: {label: Départ, by: [accueil], suspension: begin}"
    )
    text = text.replace("ventes: {if: dossier.ventes >= parameter.seuil", 'ventes: {if: "track.apprentissage > today_"')
    text = text.replace("track.apprentissage > today_", "track.apprentissage > 'a'")
    definition = load_sources({"comptoir.yaml": text}, "comptoir")
    tries = stage("attente", Intent("depart", act=send("partir")), Intent("conseil", act=send("conseiller")))
    then = stage("conseil", Intent("admission", act=send("admettre")))

    with pytest.raises(UnsupportedError) as refused:
        lower(ready(definition, scenario(tries, then)))

    assert [str(each.text()) for each in refused.value.met] == [
        "une suspension (partir)",
        "la fonction « _>_ » (conseil.admettre.ventes)",
    ]


def test_what_nobody_can_come_to_is_not_refused() -> None:
    text = COUNTER.replace(
        "admettre: {label: Admission, by: [comite]}", "admettre: {label: Admission, by: [comite], suspension: begin}"
    )
    definition = load_sources({"comptoir.yaml": text}, "comptoir")

    played(ready(definition, scenario(stage("attente", Intent("depart", act=send("partir"))))))


def test_who_has_left_still_wakes_when_their_file_is_due_to_be_erased() -> None:
    # A task outlives the case; what waits there for a day is asked again when the retention is over, a year later.
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    then = stage("conseil", Intent("depart", after(days(2)), act=send("partir")))
    waits = Place(
        PlaceKind.TASK,
        "bilan",
        (Intent("fait", replace(after(), awaits='today >= date("2026-02-01")'), act=send("partir")),),
    )

    lines = played(model(scenario(here, then, waits)))

    assert [str(line).split("\t")[2:4] for line in lines if line.kind == "sent"][-1] == ["sent", "partir"]
    assert lines[-1].minute == datetime(2027, 1, 7, 8, 0, tzinfo=UTC).timestamp() // 60


def test_a_date_beyond_the_tables_stops_the_run() -> None:
    far = stage(
        "attente", Intent("depart", replace(after(), awaits='plus(today, "100 ans") > today'), act=send("partir"))
    )

    with pytest.raises(UsageError, match="sort des années"):
        list(run(model(scenario(far))))


@pytest.fixture(scope="module")
def paris() -> Machine:
    counter = model(scenario(stage("attente", Intent("depart", act=send("partir")))))
    calendar = Calendar("Europe/Paris")
    definition = replace(counter.definition, calendar=calendar)
    return machine(lower(replace(counter, definition=definition)), [])


@pytest.mark.parametrize("at", [0, 90, 120, 150, 180, 181, 720])
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 26)])
def test_hours_are_those_of_the_clocks_on_nights_that_change_them(paris: Machine, day: date, at: int) -> None:
    wanted = instant(day, time(at // 60, at % 60), "Europe/Paris")

    minute = clock.at_day(paris, day_number(day), at)

    assert minute == wanted.timestamp() // 60
    assert clock.day_of(paris, minute) == day_number(local_day(wanted, "Europe/Paris"))


@pytest.mark.parametrize("months", [-14, -1, 0, 1, 11, 12, 13, 36])
@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2028, 2, 29), date(2027, 12, 1)])
def test_months_are_added_as_the_calendar_adds_them(paris: Machine, day: date, months: int) -> None:
    assert clock.add_months(paris, day_number(day), months) == day_number(add_months(day, months))
    assert clock.months_between(paris, day_number(day), day_number(add_months(day, months))) in {months, months + 1}


def test_a_day_the_tables_do_not_know_is_never_guessed(paris: Machine) -> None:
    with pytest.raises(Fault):
        clock.midnight(paris, day_number(date(1990, 1, 1)))


def test_named_days_are_those_of_the_calendar() -> None:
    named = NamedDates(known=(date(2026, 6, 18), date(2026, 9, 1)), usual=((6, 15), (12, 29)))
    b, span = Builder(), Span(date(2026, 1, 1), date(2027, 1, 1))

    row = named_list(b, span, named)
    b.settle()

    for day in (date(2025, 12, 30), date(2026, 6, 18), date(2026, 6, 19), date(2026, 9, 2), date(2027, 6, 15)):
        place = day_number(day) - span.days.start
        assert b.ints[b.ints[row + rows.NL_AFTER] + place] == day_number(first_after(named, day) or day)
        assert b.ints[b.ints[row + rows.NL_BEFORE] + place] == day_number(last_before(named, day) or day)


def test_replications_are_measured_alike_whoever_plays_them() -> None:
    place = stage("attente", Intent("depart", after(days(3)), act=send("partir")))
    of = model(scenario(place, people=5))

    by_kernel, by_tables = (job_of(of, engine=name)((0, 1)).replicas for name in ("reference", "tables"))

    assert by_kernel == by_tables
