"""What a store promises of cases, their journals, their contracts and the lists made of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from parcours.adapters import projection
from parcours.errors import BugError
from parcours.model.case import ContractPeriod, ContractState, ContractStatus, TaskStatus
from parcours.model.fact import (
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    StageEntered,
    TaskChanged,
    TaskOpened,
    TimerArmed,
    TimerDisarmed,
)
from parcours.model.world import OPEN_END, Engagement
from parcours.ports import CaseSummary, ConflictError, DueTask, Erasure, Store, Wanted
from samples import (
    CAE,
    CASE,
    DAY,
    NOON,
    PERSON,
    commit,
    commits,
    contract,
    ended,
    fact,
    folded,
    journey,
    opened,
    sealed,
    task,
    timer,
)
from sites import keep


def test_a_case_and_its_journal_come_back_as_they_were_committed(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))

    with store.reading() as reader:
        assert reader.case(CAE, CASE) == folded(journey())
        assert reader.facts(CAE, CASE) == journey()
        assert reader.facts(CAE, CASE, after=4) == journey()[4:]
        assert reader.locate(CASE) == CAE
        assert reader.cooperatives() == (CAE,)


def test_nothing_is_found_where_nothing_was_kept(store: Store) -> None:
    with store.reading() as reader:
        assert reader.case(CAE, "inconnu") is None
        assert reader.facts(CAE, "inconnu") == ()
        assert reader.locate("inconnu") is None
        assert reader.cooperatives() == ()


def test_every_cooperative_is_named_once_and_in_order(store: Store) -> None:
    for number, cae in enumerate(("Zèbre", "abeille", "abeille", "Zoé", "élan")):
        keep(store, commit(opened(f"C-{number}", f"P-{number}", cae)), cae=cae)

    with store.reading() as reader:
        assert reader.cooperatives() == ("Zoé", "Zèbre", "abeille", "élan")
        assert reader.cases(CAE) == ()


def test_a_cooperative_reads_nothing_of_another(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))

    with store.reading() as reader:
        assert reader.case("ailleurs", CASE) is None
        assert reader.facts("ailleurs", CASE) == ()
        assert reader.cases("ailleurs") == ()
        assert reader.tasks("ailleurs") == ()
        assert reader.outbox("ailleurs", CASE) == ()
        assert reader.secrets("ailleurs", CASE) == {}
        assert reader.ledger("ailleurs", PERSON) == ()
        assert reader.due("ailleurs", NOON + timedelta(365)) == ()


def test_a_command_decided_on_an_older_fact_is_a_conflict(store: Store) -> None:
    first, second, *_ = commits(journey())
    keep(store, first, second)

    with pytest.raises(ConflictError) as conflict:
        keep(store, second)

    assert (conflict.value.case, conflict.value.expected, conflict.value.actual) == (CASE, 1, 2)
    with store.reading() as reader:
        assert reader.facts(CAE, CASE) == journey()[:2]


def test_a_case_opens_once(store: Store) -> None:
    first = commit(opened())
    keep(store, first)

    with pytest.raises(ConflictError):
        keep(store, first)


def test_a_case_is_not_written_by_another_cooperative(store: Store) -> None:
    first, second, *_ = commits(journey())
    keep(store, first)

    with pytest.raises(ConflictError):
        keep(store, second, cae="ailleurs")


def test_facts_with_a_gap_are_a_bug_of_ours(store: Store) -> None:
    first = commit(opened())
    keep(store, first)

    with pytest.raises(BugError):
        keep(store, commit(fact(3), before=first.case))


def test_an_exception_undoes_everything(store: Store) -> None:
    first, second, *_ = commits(journey(), sealed())
    keep(store, first)

    def fail() -> None:
        with store.transaction() as transaction:
            transaction.commit(CAE, second)
            transaction.open_incident(CAE, "panne", CASE, "", NOON)
            transaction.keep_paper_contract(CAE, PERSON, Engagement("appui", 1, ()))
            assert transaction.case(CAE, CASE) == second.case  # a transaction reads what it wrote
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()

    with store.reading() as reader:
        assert reader.case(CAE, CASE) == first.case
        assert reader.facts(CAE, CASE) == journey()[:1]
        assert reader.incidents() == ()
        assert reader.ledger(CAE, PERSON) == ()


def test_a_list_shows_the_cases_of_a_stage_or_due_before_an_instant(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))
    keep(store, commit(opened("C-2", "P-2")))

    with store.reading() as reader:
        assert [case.id for case in reader.cases(CAE)] == ["C-1", "C-2"]
        assert [case.id for case in reader.cases(CAE, stage="diagnostic")] == ["C-2"]
        # C-1 is due on 15 January + 3 days, C-2 on 15 January + 30 days.
        assert [case.id for case in reader.cases(CAE, due_before=NOON + timedelta(4))] == ["C-1"]
        assert [case.id for case in reader.cases(CAE, "diagnostic", NOON + timedelta(30))] == []
        assert reader.cases(CAE, "diagnostic") == (
            CaseSummary(
                "C-2", "P-2", "parcours", "diagnostic", 1, DAY, None, NOON + timedelta(30), DAY + timedelta(30)
            ),
        )


def test_due_cases_come_earliest_first_and_up_to_the_limit(store: Store) -> None:
    for number, days in enumerate((3, 1, 2), start=1):
        case = f"C-{number}"
        first = commit(opened(case, f"P-{number}"))
        keep(store, first, commit(fact(2, TimerArmed(timer("autre", days=days)), case=case), before=first.case))

    with store.reading() as reader:
        instants = [NOON + timedelta(number) for number in range(4)]
        assert reader.due(CAE, instants[3]) == ((instants[1], "C-2"), (instants[2], "C-3"), (instants[3], "C-1"))
        assert reader.due(CAE, instants[3], limit=2) == ((instants[1], "C-2"), (instants[2], "C-3"))
        assert reader.due(CAE, instants[1]) == ((instants[1], "C-2"),)
        assert reader.due(CAE, instants[0]) == ()


def test_a_case_with_several_timers_due_counts_once_and_keeps_nobody_out(store: Store) -> None:
    first = commit(opened("C-1", "P-1"))
    armed = [TimerArmed(timer(f"rappel_{days}", days=days)) for days in (1, 2, 3, 4)]
    keep(store, first, commit(fact(2, *armed, case="C-1"), before=first.case))
    second = commit(opened("C-2", "P-2"))
    keep(store, second, commit(fact(2, TimerArmed(timer("rappel", days=5)), case="C-2"), before=second.case))

    with store.reading() as reader:
        both = ((NOON + timedelta(1), "C-1"), (NOON + timedelta(5), "C-2"))
        assert reader.due(CAE, NOON + timedelta(9), limit=2) == both
        assert reader.due(CAE, NOON + timedelta(9), limit=1) == both[:1]
        assert reader.due(CAE, NOON + timedelta(4), limit=2) == both[:1]


def test_a_timer_that_moves_or_goes_is_due_no_longer(store: Store) -> None:
    first = commit(opened())
    moved = commit(fact(2, TimerArmed(timer(days=60, revision=2))), before=first.case)
    keep(store, first, moved)

    with store.reading() as reader:
        assert reader.due(CAE, NOON + timedelta(59)) == ()
        assert reader.due(CAE, NOON + timedelta(60)) == ((NOON + timedelta(60), CASE),)

    keep(store, commit(fact(3, TimerDisarmed(timer().key)), before=moved.case))

    with store.reading() as reader:
        assert reader.due(CAE, NOON + timedelta(60)) == ()
        assert reader.cases(CAE)[0].next_due is None


def test_an_ended_case_is_open_no_longer(store: Store) -> None:
    first = commit(opened())
    keep(store, first, commit(opened("C-2")))
    keep(store, commit(ended(2), before=first.case))

    with store.reading() as reader:
        assert reader.open_cases(CAE, PERSON) == ("C-2",)
        assert reader.open_cases(CAE, "inconnue") == ()
        assert reader.rules_in_use() == (("parcours", "a1b2c3", 1),)


def test_the_ledger_holds_what_a_person_signed_in_other_cases_and_on_paper(store: Store) -> None:
    paper = Engagement("appui", 2, ((date(2020, 1, 1), date(2020, 6, 30)), (date(2020, 7, 1), date(2020, 8, 31))))
    keep(store, *commits(journey(), sealed()))
    keep(store, commit(opened("C-2")))
    with store.transaction() as transaction:
        transaction.keep_paper_contract(CAE, PERSON, paper)

    with store.reading() as reader:
        signed = Engagement("appui", 1, ((DAY, date(2026, 4, 14)),), CASE)
        assert reader.ledger(CAE, PERSON, besides="C-2") == (paper, signed)
        assert reader.ledger(CAE, PERSON) == (paper, signed)
        assert reader.ledger(CAE, PERSON, besides=CASE) == (paper,)
        assert reader.ledger(CAE, "inconnue") == ()


def test_the_ledger_tells_what_really_ran(store: Store) -> None:
    """Renewed to 14 July, ended on 10 May: the second period ran from 15 April to 10 May."""
    before = folded(journey())
    keep(store, *commits(journey(), sealed()))
    period = ContractPeriod(DAY, date(2026, 4, 15), date(2026, 7, 14), 3)
    renewed = commit(fact(7, ContractRenewed("appui#1", period)), before=before)
    keep(store, renewed, commit(fact(8, ContractEnded("appui#1", date(2026, 5, 10))), before=renewed.case))

    with store.reading() as reader:
        (held,) = reader.ledger(CAE, PERSON)
        assert held.signatures == 2
        assert held.periods == ((DAY, date(2026, 4, 14)), (date(2026, 4, 15), date(2026, 5, 10)))


def test_a_period_signed_that_never_began_counts_as_a_signature_only(store: Store) -> None:
    before = folded(journey())
    keep(store, *commits(journey(), sealed()))
    period = ContractPeriod(DAY, date(2026, 4, 15), date(2026, 7, 14), 3)
    renewed = commit(fact(7, ContractRenewed("appui#1", period)), before=before)
    keep(store, renewed, commit(fact(8, ContractEnded("appui#1", date(2026, 3, 31))), before=renewed.case))

    with store.reading() as reader:
        assert reader.ledger(CAE, PERSON) == (Engagement("appui", 2, ((DAY, date(2026, 3, 31)),), CASE),)


def test_an_open_ended_contract_is_held_without_an_end_until_it_has_one(store: Store) -> None:
    endless = ContractState("cdi", 1, "cdi", ContractStatus.RUNNING, (ContractPeriod(DAY, DAY, None, 0),))
    first = commit(opened())
    second = commit(fact(2, ContractSigned(endless), ContractSigned(contract(2))), before=first.case)
    keep(store, first, second)
    with store.reading() as reader:
        assert reader.ledger(CAE, PERSON)[1] == Engagement("cdi", 1, ((DAY, OPEN_END),), CASE)

    keep(store, commit(fact(3, ContractEnded("cdi#1", date(2026, 6, 30))), before=second.case))

    with store.reading() as reader:
        assert reader.ledger(CAE, PERSON)[1] == Engagement("cdi", 1, ((DAY, date(2026, 6, 30)),), CASE)


def test_whoever_follows_a_store_is_told_each_case_that_moved_and_each_person_erased(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))
    second = commit(opened("C-2", "P-2"))
    keep(store, second)
    keep(store, commit(opened("C-3", "P-3", "ailleurs")), cae="ailleurs")
    with store.reading() as reader:
        first = reader.moves()
        assert set(first.cases) == {(CAE, "C-1"), (CAE, "C-2"), ("ailleurs", "C-3")}
        assert set(reader.moves(first.place).cases) <= set(first.cases)  # told twice at worst

    keep(store, commit(ended(2, "C-2"), before=second.case))
    with store.reading() as reader:
        then = reader.moves(first.place)
        assert (CAE, "C-2") in then.cases
        assert (CAE, "C-1") not in then.cases

    with store.transaction() as transaction:
        transaction.erase(Erasure(CAE, PERSON, NOON, "demande"))
    with store.reading() as reader:
        assert (CAE, "C-1") in reader.moves(then.place).cases


def test_the_outlines_of_cases_are_those_of_the_cases_and_their_words(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))
    first = commit(opened("C-2", "P-2"))
    changes = (TaskOpened(task("a", "1.0", DAY)), TaskOpened(task("b", "1.1", None)), TimerArmed(timer(days=3)))
    keep(store, first, commit(fact(2, *changes, case="C-2"), before=first.case))

    with store.reading() as reader:
        outlines = reader.outlines(["C-1", "C-2", "absent"])
        assert [each.case for each in outlines] == ["C-1", "C-2"]
        for found in outlines:
            case = reader.case(CAE, found.case)
            assert case is not None
            words = {path: word for path, word in reader.secrets(CAE, case.id).items() if path.startswith("dossier.")}
            assert replace(found, words={}) == projection.outline(case, {})
            assert dict(found.words) == words
            assert len(found.words) == len(words)
        assert (outlines[1].next_on, bool(outlines[0].words)) == (DAY, True)
        assert reader.outlines([]) == ()
    with store.transaction() as transaction:
        transaction.erase(Erasure(CAE, PERSON, NOON, "demande"))
    with store.reading() as reader:
        assert dict(reader.outlines(["C-1"])[0].words) == {}


def test_the_open_tasks_of_cases_come_with_their_case(store: Store) -> None:
    for number in (1, 2, 3):
        first = commit(opened(f"C-{number}", f"P-{number}"))
        changes = (
            TaskOpened(task("a", "1.0", DAY)),
            TaskOpened(task("b", "1.1", None)),
            TaskChanged(replace(task("b", "1.1", None), status=TaskStatus.DONE)),
        )
        keep(store, first, commit(fact(2, *changes, case=f"C-{number}"), before=first.case))
    with store.reading() as reader:
        found = reader.open_tasks(["C-1", "C-3", "absent"])
    assert [(case, each.id) for case, each in found] == [("C-1", "1.0"), ("C-3", "1.0")]


def test_tasks_are_listed_by_the_days_they_are_due_for_the_roles_asked(store: Store) -> None:
    tasks = [task("a", "1.0", DAY + timedelta(2)), task("b", "1.1", DAY), task("c", "1.2", None)]
    first = commit(opened("C-1", "P-1"))
    keep(store, first, commit(fact(2, *map(TaskOpened, tasks), case="C-1"), before=first.case))

    with store.reading() as reader:
        late, day = DueTask("C-1", "1.1", "accueil", DAY), DueTask("C-1", "1.0", "accueil", DAY + timedelta(2))
        assert tuple(reader.due_tasks(CAE, {"accueil", "autre"}, None, DAY + timedelta(2), 10)) == (late, day)
        assert tuple(reader.due_tasks(CAE, {"accueil"}, DAY + timedelta(1), DAY + timedelta(2), 10)) == (day,)
        assert tuple(reader.due_tasks(CAE, {"accueil"}, None, DAY + timedelta(1), 10)) == (late,)
        assert tuple(reader.due_tasks(CAE, {"accueil"}, None, DAY + timedelta(2), 1)) == (late,)
        assert next(reader.due_tasks(CAE, {"accueil"}, None, DAY + timedelta(2), 10)) == late  # the rest stays unread
        assert tuple(reader.due_tasks(CAE, {"autre"}, None, DAY + timedelta(9), 10)) == ()
        assert tuple(reader.due_tasks("ailleurs", {"accueil"}, None, DAY + timedelta(9), 10)) == ()


def test_dates_are_listed_by_their_civil_days(store: Store) -> None:
    for number, days in enumerate((3, 1), start=1):
        case = f"C-{number}"
        first = commit(opened(case, f"P-{number}"))
        keep(store, first, commit(fact(2, TimerArmed(timer("autre", days=days)), case=case), before=first.case))

    with store.reading() as reader:
        found = tuple(reader.due_dates(CAE, DAY, DAY + timedelta(3), 10))
        assert [(each.case, each.day) for each in found] == [("C-2", DAY + timedelta(1)), ("C-1", DAY + timedelta(3))]
        assert {each.key for each in found} == {timer("autre").key}
        assert tuple(reader.due_dates(CAE, DAY, DAY + timedelta(3), 1)) == found[:1]
        assert tuple(reader.due_dates(CAE, DAY + timedelta(2), DAY + timedelta(2), 10)) == ()
        assert tuple(reader.due_dates("ailleurs", DAY, DAY + timedelta(3), 10)) == ()


def test_cases_are_read_page_after_page_of_the_cooperatives_asked(store: Store) -> None:
    for number, stage in ((1, "accueil"), (2, "diagnostic"), (3, "accueil")):
        case = f"C-{number}"
        first = commit(opened(case, f"P-{number}"))
        changes = (StageEntered(stage, 2, DAY, NOON), TimerArmed(timer(days=number)))
        keep(store, first, commit(fact(2, *changes, case=case), before=first.case))
    last = commit(opened("C-4", "P-1"))
    keep(store, last, commit(ended(2, "C-4"), before=last.case))
    keep(store, commit(opened("C-0", "P-0", "ailleurs")), cae="ailleurs")

    with store.reading() as reader:

        def page(caes: set[str], wanted: Wanted = Wanted(), after: str = "", limit: int = 10) -> list[tuple[str, str]]:  # noqa: B008  frozen
            return [(cae, each.id) for cae, each in reader.page_of_cases(caes, wanted, after, limit)]

        ours = [(CAE, f"C-{number}") for number in range(1, 5)]
        assert page({CAE}) == ours
        assert page({CAE, "ailleurs"}, limit=2) == [("ailleurs", "C-0"), ours[0]]
        assert page({CAE, "ailleurs"}, after="C-1", limit=2) == ours[1:3]
        assert page(set()) == page({CAE}, after="C-4") == []
        assert page({CAE}, Wanted(stage="accueil")) == [ours[0], ours[2]]
        assert page({CAE}, Wanted(person="P-1", is_open=True)) == ours[:1]
        assert page({CAE}, Wanted(is_open=False)) == ours[3:]
        assert page({CAE}, Wanted(due_before=DAY + timedelta(3))) == ours[:2]
        assert page({CAE}, Wanted(workflow="autre")) == []
        (whole,) = reader.page_of_cases({CAE}, Wanted(person="P-2"), "", 1)
        assert whole[1] in reader.cases(CAE)
