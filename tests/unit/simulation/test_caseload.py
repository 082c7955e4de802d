"""A simulation that starts from a database goes on as the one that the database was made by."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from caseloads import Life, Registry, lived, registry
from parcours.calendar.duration import Duration
from parcours.calendar.named import NamedDates
from parcours.calendar.rule import DateRule
from parcours.definition.loader import load_sources
from parcours.errors import UsageError
from parcours.model.definition import Definition
from parcours.runtime import commands
from parcours.runtime.opening import Entrance, start
from parcours.runtime.revocation import Wanted, revoke
from parcours.simulation.caseload import Asked, Caseload, read_caseload
from parcours.simulation.log import Line, LineKind
from parcours.simulation.matching import Supposed, supposed
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.scenario.intents import (
    Asking,
    FinishTask,
    Intent,
    Moment,
    Place,
    PlaceKind,
    WriteFields,
)
from parcours.simulation.scenario.supply import Arrival, Flow, Listed, Resource, Session
from parcours.simulation.scenario.values import Dated, Given, Moved, Seated, Shape
from simulated import COUNTER, after, days, draw, model, said, scenario, send, site, stage

SECRET = b"une clef"
KNOWN = {
    LineKind.ENTERED,
    LineKind.TRACK,
    LineKind.SIGNED,
    LineKind.RENEWED,
    LineKind.ENDED,
    LineKind.PASSED,
    LineKind.MISSED,
    LineKind.TASK,
    LineKind.WROTE,
    LineKind.LEFT,
}
"""What a journal remembers; not who asked for a desk, nor what was refused."""


def fixed() -> Model:
    """People of three days who do everything after a time that never varies."""
    suite = Moment(on=DateRule(Duration(days=5), backwards=True, of="contract.essai.ends_on"))
    sells = Intent(
        "ventes",
        every=Duration(months=1),
        act=send("noter", ventes=Moved("ventes", plus=draw("plus", Shape.FIXED, 100.0))),
    )
    places = (
        stage("attente", Intent("conseil", after(days(40)), act=send("conseiller"))),
        stage(
            "conseil", Intent("essai", after(Duration(months=1), days(3)), act=send("essayer", term=Given(2))), sells
        ),
        stage("essai", sells),
        stage("bilan_final", Intent("depart", after(days(20)), act=send("partir"))),
        Place(PlaceKind.CONTRACT, "essai", (Intent("suite", suite, act=send("prolonger", term=Given(3))),)),
        Place(PlaceKind.TASK, "bilan", (Intent("fait", after(days(12)), act=FinishTask()),)),
        Place(PlaceKind.TRACK, "apprentissage.cours", (Intent("fin", after(days(70)), act=send("apprendre")),)),
    )
    comes = Listed((date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 20)), 2)
    return model(
        scenario(*places, people=6),
        arrivals=(Arrival("venues", send("venir"), comes, site("venues")),),
        dossier={"ventes": Given(10.0)},
        flows=(Flow("part", "Part", ("essai",), "dossier.ventes * 0.1"),),
    )


def at(day: str, hour: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def built(of: Model, until: datetime) -> tuple[Life, Caseload]:
    life = lived(of, until)
    with registry(of) as house:
        house.replay(life)
        with house.engine.store.reading() as reader:
            return life, read_caseload(reader, of, Asked("comptoir", until, SECRET))


def told(lines: list[Line], names: dict[int, object], kinds: set[LineKind] = KNOWN) -> list[tuple[object, ...]]:
    """Lines under names that two runs have in common, in an order that they have in common."""
    found = [(each.minute, str(names[each.case]), each.kind, each.name, each.detail) for each in lines]
    return sorted(each for each in found if each[2] in kinds)


def names(life: Life, caseload: Caseload) -> tuple[dict[int, object], dict[int, object]]:
    """Pseudonyms by number, in the life that made the database and in the start read from it."""
    asked = Asked("comptoir", caseload.start.at, SECRET)
    ours = {number: asked.pseudonym(case) for number, case in life.cases.items()}
    return ours, {number: each.pseudonym for number, each in enumerate(caseload.start.entrants)}


@pytest.mark.parametrize("day", ["2026-02-20", "2026-03-01", "2026-03-22", "2026-04-21", "2026-05-03", "2026-07-15"])
def test_what_goes_on_from_a_database_is_what_would_have_gone_on(day: str) -> None:
    of, until = fixed(), at(day, 13)
    life, caseload = built(of, until)
    ours, theirs = names(life, caseload)
    whole = [line for line in run(of) if line.case in life.cases and ours[line.case] in theirs.values()]

    again = [line for line in run(of, start=caseload.start) if line.case in theirs]

    kinds = {*KNOWN, LineKind.EARNED, LineKind.SENT}
    minute = caseload.start.minute
    assert told([line for line in again if line.minute > minute], theirs, kinds) == told(
        [line for line in whole if line.minute > minute], ours, kinds
    )
    assert told([line for line in again if line.minute <= minute], theirs) == told(
        [line for line in whole if line.minute <= minute], ours
    )
    assert len(theirs) > 1


def read(house: Registry, of: Model, day: datetime, secret: bytes = SECRET) -> Caseload:
    with house.engine.store.reading() as reader:
        return read_caseload(reader, of, Asked("comptoir", day, secret))


def opened(house: Registry, day: datetime, person: str = "P-1", **raw: object) -> str:
    house.clock.set(day)
    return start(house.engine, Entrance(house.model.definition, person), "venir", raw).case.id


def sent(house: Registry, day: datetime, case: str, event: str, **raw: object) -> None:
    house.clock.set(day)
    commands.send(house.engine, case, event, raw)


def test_facts_recorded_later_are_not_seen() -> None:
    of, then, later = fixed(), at("2026-03-22", 13), at("2026-08-01")
    _, early = built(of, then)
    life = lived(of, later)
    with registry(of) as house:
        house.replay(life)
        late = read(house, of, then)

    assert [(each.case, each.places) for each in late.start.entrants] == [
        (each.case, each.places) for each in early.start.entrants
    ]
    assert late.start.past == early.start.past


def test_only_those_who_arrive_later_come_beside_them() -> None:
    of, until = fixed(), at("2026-02-20")
    _, caseload = built(of, until)

    arrived = [line for line in run(of, start=caseload.start) if line.kind is LineKind.ARRIVED]

    assert [(each.name, each.detail) for each in arrived if each.name == "venues"] == [("venues", "4"), ("venues", "5")]
    assert [each.case for each in arrived] == [2, 3, 0, 1, 4, 5]  # in the order they came to their stage


def test_no_reference_of_anybody_comes_out() -> None:
    of = fixed()
    life, caseload = built(of, at("2026-03-22"))

    told_ = "\n".join(str(line) for line in run(of, start=caseload.start)) + repr(caseload.start.entrants)
    with registry(of) as house:
        opened(house, at("2026-01-01"))
        pseudonyms = {read(house, of, at("2026-02-01"), key).start.entrants[0].pseudonym for key in (b"a", b"b", b"a")}

    assert not [name for name in (*life.cases.values(), "P-0") if name in told_]
    assert len(pseudonyms) == 2


def test_a_delay_goes_on_from_the_time_that_has_passed() -> None:
    waits = draw("attente", Shape.UNIFORM, 0.0, 100 * 1440.0)
    of = model(scenario(stage("attente", Intent("conseil", after(waits), act=send("conseiller")))))
    with registry(of) as house:
        for person in range(40):
            opened(house, at("2026-01-01", 12), f"P-{person}")
        caseload = read(house, of, at("2026-03-02", 12))

    entered = [
        (line.minute - caseload.start.minute) / 1440
        for line in run(of, start=caseload.start, cases=0)
        if line.kind is LineKind.ENTERED and line.name == "conseil" and line.case < 40
    ]

    # Sixty days have passed of at most a hundred: forty are left at most, twenty on average (3 sigma: 5.5).
    assert len(entered) == 40
    assert 0 <= min(entered) < max(entered) <= 40
    assert sum(entered) / 40 == pytest.approx(20, abs=5.5)


def test_what_has_been_sent_already_is_not_sent_twice() -> None:
    signs = Intent("essai", after(days(10)), act=send("essayer", starts_on=Dated(DateRule(Duration(months=1)))))
    of = model(scenario(stage("attente", signs)))
    with registry(of) as house:
        case = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-15"), case, "essayer", starts_on="2026-02-15", effective_on="2026-02-15")
        caseload = read(house, of, at("2026-01-20"))

    lines = [line for line in run(of, start=caseload.start) if line.case == 0]

    assert [line.kind for line in lines if line.kind in {LineKind.SENT, LineKind.REFUSED}] == ["sent", "sent"]
    assert [line for line in said(lines, "signed", "entered") if "essai" in line] == [
        "2026-01-15 00:00 0 signed essai 2026-02-15/2026-05-14",
        "2026-02-15 00:00 0 entered essai",
    ]


def test_a_stage_entered_on_an_earlier_day_is_born_that_day() -> None:
    of = model(scenario(stage("conseil", Intent("depart", after(days(30)), act=send("partir")))))
    with registry(of) as house:
        case = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-12", 9), case, "conseiller", effective_on="2026-01-10")
        caseload = read(house, of, at("2026-01-20", 7))

    # Recorded on the 12th, effective on the 10th at midnight: thirty days later is 9 February, at midnight.
    assert said(list(run(of, start=caseload.start)), "entered")[:3] == [
        "2026-01-05 00:00 0 entered attente",
        "2026-01-10 00:00 0 entered conseil",
        "2026-02-09 00:00 0 entered parti",
    ]


def test_what_was_taken_back_has_never_been() -> None:
    of = model(scenario(stage("attente", Intent("conseil", after(days(40)), act=send("conseiller")))))
    with registry(of) as house:
        case = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-12"), case, "conseiller")
        house.clock.set(at("2026-01-13"))
        revoke(house.engine, case, Wanted(to=1, reason="erreur"))
        caseload = read(house, of, at("2026-01-20"))

    # Forty days from 5 January, as if nothing had been said meanwhile.
    assert said(list(run(of, start=caseload.start)), "entered", "task")[:3] == [
        "2026-01-05 00:00 0 entered attente",
        "2026-02-14 00:00 0 entered conseil",
        "2026-02-14 00:00 0 task bilan opened",
    ]


def test_contracts_of_another_case_count_as_they_stood_then() -> None:
    of = model(scenario())
    with registry(of) as house:
        former = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-06"), former, "essayer", term="1 mois")
        opened(house, at("2026-01-07"))
        sent(house, at("2026-01-20"), former, "prolonger", term="2 mois")
        early, late = (read(house, of, at(day)) for day in ("2026-01-10", "2026-01-25"))

    def signed(caseload: Caseload) -> list[int]:
        ledgers = (each.world.ledger for each in caseload.start.entrants if each.case.stage == "attente")
        return [engagement.signatures for ledger in ledgers for engagement in ledger]

    assert (signed(early), signed(late)) == ([1], [2])


def test_cases_of_somebody_with_another_one_open_are_counted() -> None:
    of = model(scenario())
    with registry(of) as house:
        first = opened(house, at("2026-01-05"))
        opened(house, at("2026-01-05"), "P-2")
        second = opened(house, at("2026-01-07"))
        sent(house, at("2026-01-09"), first, "partir")
        alone, both, over = (
            read(house, of, at(day)).start.siblings for day in ("2026-01-06", "2026-01-08", "2026-01-10")
        )

    # Both cases of P-1 have one beside them while both are open; that of P-2 never has.
    assert (alone, both, over) == (0, 2, 0)
    assert second != first


def test_who_holds_a_desk_holds_it_and_who_came_first_is_served_first() -> None:
    desk = {"bureau": Resource("bureau", "Bureau", 1, ("conseil",))}
    asks = stage("attente", Intent("conseil", asking=Asking("bureau"), act=send("conseiller")))
    leaves = stage("conseil", Intent("depart", after(days(30)), act=send("partir")))
    of = model(scenario(asks, leaves), resources=desk)
    with registry(of) as house:
        waits_longer, advised, over, waits = (opened(house, at(f"2026-01-0{day}"), f"P-{day}") for day in (2, 3, 4, 5))
        for case in (advised, over):
            sent(house, at("2026-01-06"), case, "conseiller")
        asked = Asked("comptoir", at("2026-01-10"), SECRET)
        caseload = read(house, of, asked.at)

    cases = {asked.pseudonym(case): name for case, name in ((waits_longer, "1"), (waits, "2"))}
    people = {number: cases.get(each.pseudonym, "") for number, each in enumerate(caseload.start.entrants)}
    granted = [
        (line.minute - caseload.start.minute, people[line.case])
        for line in run(of, start=caseload.start, cases=0)
        if line.kind is LineKind.GRANTED and line.case in people
    ]

    # Two stand at a desk that is one: both leave on 5 February, 26 days later, and only then is somebody served.
    assert granted == [(0, ""), (0, ""), (26 * 1440, "1"), (56 * 1440, "2")]


def test_where_a_desk_is_asked_for_nobody_holds_it_yet() -> None:
    desk = {"bureau": Resource("bureau", "Bureau", 1, ("attente", "conseil"))}
    asks = stage("attente", Intent("conseil", after(days(10)), asking=Asking("bureau"), act=send("conseiller")))
    of = model(scenario(asks), resources=desk)
    with registry(of) as house:
        opened(house, at("2026-01-05"))
        caseload = read(house, of, at("2026-01-10"))

    assert said(list(run(of, start=caseload.start, cases=0)), "asked", "granted")[:2] == [
        "2026-01-15 00:00 0 asked bureau",
        "2026-01-15 00:00 0 granted bureau",
    ]


def test_what_is_due_within_a_minute_acts_once_it_is_over() -> None:
    hurried = pinned(COUNTER, ("oubli: {after: 6 mois,", "oubli: {after: 48 heures,"))
    of = ready(hurried, scenario())
    with registry(of) as house:
        opened(house, datetime(2026, 1, 5, 9, 30, 20, tzinfo=UTC))
        caseload = read(house, of, datetime(2026, 1, 6, 8, 0, 5, tzinfo=UTC))

    # Forty-eight hours from 9:30:20 are over at 9:30:20, so during the minute: the log says the next one.
    assert said(list(run(of, start=caseload.start, cases=0)), "left")[0] == "2026-01-07 09:31 0 left parti"


def test_seats_already_booked_are_taken() -> None:
    session = {
        "ateliers": Session("ateliers", "Ateliers", NamedDates((date(2026, 1, 20), date(2026, 2, 20))), time(14), 1)
    }
    books = stage("attente", Intent("choix", act=WriteFields({"atelier": Seated("ateliers")})))
    of = model(scenario(books, day=date(2026, 1, 18)), sessions=session)
    with registry(of) as house:
        case = opened(house, at("2026-01-02"))
        house.clock.set(at("2026-01-02"))
        commands.update(house.engine, case, {"atelier": "2026-01-20"})
        sent(house, at("2026-01-03"), case, "conseiller")
        caseload = read(house, of, at("2026-01-10"))

    booked = [line.detail for line in run(of, start=caseload.start) if line.kind is LineKind.BOOKED]

    assert booked == ["2026-02-20"]


def test_the_same_person_draws_the_same_alone_and_among_others() -> None:
    waits = draw("attente", Shape.EXPONENTIAL, 90 * 1440.0)
    of = model(scenario(stage("attente", Intent("conseil", after(waits), act=send("conseiller")))))
    with registry(of) as house:
        for person in range(4):
            opened(house, at("2026-01-01", 12), f"P-{person}")
        whole = read(house, of, at("2026-02-01")).start
    alone = replace(whole, entrants=whole.entrants[2:3], past=())

    def of_stage(lines: Iterator[Line], number: int) -> list[tuple[int, str]]:
        return [(each.minute, each.name) for each in lines if each.case == number and each.kind is LineKind.SENT]

    assert of_stage(run(of, start=alone), 0) == of_stage(run(of, start=replace(whole, past=())), 2)


def pinned(text: str, *changes: tuple[str, str]) -> Definition:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_sources({"comptoir.yaml": text}, "comptoir")


def renewing() -> Model:
    suite = Moment(on=DateRule(of="contract.essai.ends_on"))
    renews = Place(PlaceKind.CONTRACT, "essai", (Intent("suite", suite, act=send("prolonger", term=Given(1))),))
    return model(scenario(renews))


def test_people_are_held_to_the_rules_they_came_under() -> None:
    of = renewing()
    former = replace(of, definition=pinned(COUNTER, ("renewals: 2", "renewals: 0")))
    with registry(former) as house:
        case = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-06"), case, "essayer", term="1 mois")
        caseload = read(house, of, at("2026-01-20"))

    lines = [line for line in run(of, start=caseload.start, cases=0) if line.case == 0]

    assert said(lines, "renewed", "refused") == ["2026-02-05 12:00 0 refused prolonger contract.essai.renewals"]


def test_rules_that_the_scenario_cannot_play_are_refused_by_name() -> None:
    of, former = renewing(), "{label: Ancien, situation: venue, transitions: {partir: {to: parti}}}"
    before = pinned(
        COUNTER,
        ("    renew: [prolonger]\n", "    renew: [rallonger]\n"),
        ("prolonger", "rallonger"),
        (
            "  conseil:\n    label: Conseil\n",
            f"  ancien: {former}\n  conseil:\n    label: Conseil\n",
        ),
        ("      partir: {to: parti}\n      oublier", "      partir: {to: ancien}\n      oublier"),
    )
    with registry(replace(of, definition=before)) as house:
        opened(house, at("2026-01-05"))
        opened(house, at("2026-01-05"), "P-2")
        with pytest.raises(UsageError) as refused:
            read(house, of, at("2026-01-20"))

    assert str(refused.value) == (
        "La base tient des dossiers à une version du parcours que le scénario « essai » ne sait pas jouer : "
        f"règles {before.workflow.hash[:12]} (dossiers : 2), sans l'événement « prolonger » et avec l'étape "
        "« ancien », que le parcours n'a plus. Écrivez le scénario pour ces règles, ou partez d'un autre jour (--at)."
    )


def test_a_sealed_field_is_what_the_scenario_says_and_that_is_told() -> None:
    sealed = pinned(
        COUNTER,
        ("  ventes: {type: number, label: Ventes, min: 0}", "  ventes: {type: number, label: Ventes, personal: true}"),
    )
    here = stage("conseil", Intent("admission", after(days(10)), act=send("admettre")))
    of = ready(sealed, replace(scenario(here), dossier={"ventes": Given(2000.0)}))
    silent = ready(sealed, scenario(here))
    with registry(of) as house:
        case = opened(house, at("2026-01-05"))
        house.clock.set(at("2026-01-05"))
        commands.update(house.engine, case, {"ventes": "3"})
        sent(house, at("2026-01-06"), case, "conseiller")
        caseloads = [read(house, each, at("2026-01-10")) for each in (of, silent)]

    outcomes = [
        said(list(run(each, start=caseload.start, cases=0)), "left", "refused")[0]
        for each, caseload in zip((of, silent), caseloads, strict=True)
    ]

    assert outcomes == ["2026-01-16 00:00 0 left admis", "2026-01-16 00:00 0 refused admettre ventes"]
    assert caseloads[0].start.entrants[0].world.personal == {}
    assert [supposed(each, caseloads[0].start.entrants) for each in (of, silent)] == [
        Supposed(assumed=("ventes",)),
        Supposed(unknown=("ventes",)),
    ]


def test_a_start_travels_with_the_rules_of_each() -> None:
    of = renewing()
    former = replace(of, definition=pinned(COUNTER, ("renewals: 2", "renewals: 0")))
    with registry(former) as house:
        case = opened(house, at("2026-01-05"))
        sent(house, at("2026-01-06"), case, "essayer", term="1 mois")
        begun = read(house, of, at("2026-01-20")).start

    there = pickle.loads(pickle.dumps(begun))

    assert (there.past, there.siblings) == (begun.past, begun.siblings)
    assert [each.program.workflow for each in there.entrants] == [former.definition.workflow]
    assert list(run(of, start=there)) == list(run(of, start=begun))
