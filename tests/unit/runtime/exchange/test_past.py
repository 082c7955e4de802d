"""Where steps lead, each example worked by hand: what is decided, and what is told instead of guessed."""

from datetime import date

import pytest

from parcours.definition.loader import load
from parcours.model.step import AdoptedContract
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.past import past_of
from parcours.runtime.exchange.steps import Contradicted, Meaning, Past, PastStep
from parcours.runtime.paper import PaperContract

MEANINGS = {
    "Réunion": Meaning("reunion"),
    "Diagnostic": Meaning("diagnostic"),
    "CAPE": Meaning("cape", "cape"),
    "Fin de CAPE": Meaning("fin_de_cape"),
    "CESA": Meaning("cesa", "cesa"),
    "Associé": Meaning("associe"),
    "Rupture": Meaning(ends="cape"),
    "Sortie": Meaning(leaves=True),
    "Note": Meaning(),
}
TODAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def workflow() -> Workflow:
    return load("avant_premieres").workflow


def day(text: str) -> date:
    return date.fromisoformat(text)


def steps(*lines: str) -> list[PastStep]:
    """`CAPE 2025-03-01 2025-08-31`, one a line of a file whose first line is 2."""
    made = []
    for number, line in enumerate(lines, start=2):
        label, on, *until = line.rsplit(" ", line.count("20"))
        made.append(PastStep(number, label, MEANINGS[label], day(on), day(until[0]) if until else None))
    return made


def past(workflow: Workflow, *lines: str) -> Past:
    found = past_of(steps(*lines), TODAY, workflow)
    assert isinstance(found, Past), found
    return found


def troubles(workflow: Workflow, *lines: str) -> dict[int, str]:
    found = past_of(steps(*lines), TODAY, workflow)
    assert isinstance(found, Contradicted), found
    return {each.line: str(each.text) for each in found.troubles}


def test_nobody_is_nowhere(workflow: Workflow) -> None:
    assert past(workflow) == Past()
    assert past(workflow, "Note 2025-01-01") == Past()


def test_a_person_who_has_signed_nothing_stands_at_the_latest_stage(workflow: Workflow) -> None:
    # Whatever order the file has them in.
    assert past(workflow, "Diagnostic 2025-11-20", "Réunion 2025-10-13") == Past("diagnostic", day("2025-11-20"))


def test_a_stage_entered_again_begins_again(workflow: Workflow) -> None:
    assert past(workflow, "Réunion 2025-09-08", "Réunion 2025-10-13").since == day("2025-10-13")


def test_a_contract_gives_its_stage_and_its_term(workflow: Workflow) -> None:
    # 1 October to 31 March: six months.
    found = past(workflow, "Diagnostic 2025-09-01", "CAPE 2025-10-01 2026-03-31")
    assert found == Past("cape", day("2025-10-01"), AdoptedContract("cape", day("2025-10-01"), 6))


def test_a_renewal_follows_without_a_day_between(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-03-01 2025-08-31", "CAPE 2025-09-01 2026-02-28")
    # The stage is that of 1 March; what ran before the current period is one contract, signed once.
    assert (found.stage, found.since) == ("cape", day("2025-03-01"))
    assert found.contract == AdoptedContract("cape", day("2025-09-01"), 6, renewals=1)
    assert found.finished == (PaperContract("cape", day("2025-03-01"), day("2025-08-31")),)


def test_an_unbroken_run_of_earlier_periods_is_one_contract(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-07-01 2025-08-31", "CAPE 2025-09-01 2025-12-31", "CAPE 2026-01-01 2026-01-31")
    assert found.contract == AdoptedContract("cape", day("2026-01-01"), 1, renewals=2)
    assert found.finished == (PaperContract("cape", day("2025-07-01"), day("2025-12-31"), 1, (day("2025-09-01"),)),)


def test_after_a_day_between_it_is_another_contract(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-03-01 2025-08-31", "CAPE 2025-09-02 2026-03-01")
    assert found.since == day("2025-09-02")
    assert found.contract == AdoptedContract("cape", day("2025-09-02"), 6)
    assert found.finished == (PaperContract("cape", day("2025-03-01"), day("2025-08-31")),)


def test_another_contract_ends_the_first_on_its_eve(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-03-01 2025-08-31", "CESA 2025-06-15")
    assert found == Past(
        "cesa",
        day("2025-06-15"),
        AdoptedContract("cesa", day("2025-06-15"), 0),
        (PaperContract("cape", day("2025-03-01"), day("2025-06-14")),),
    )


def test_a_stage_of_the_same_contract_lets_it_run(workflow: Workflow) -> None:
    found = past(workflow, "CESA 2024-01-01", "Associé 2025-06-19")
    assert (found.stage, found.since) == ("associe", day("2025-06-19"))
    assert found.contract == AdoptedContract("cesa", day("2024-01-01"), 0)


def test_a_stage_without_it_comes_after_its_term(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-07-01 2025-12-31", "Fin de CAPE 2026-01-01")
    assert found == Past(
        "fin_de_cape",
        day("2026-01-01"),
        None,
        (PaperContract("cape", day("2025-07-01"), day("2025-12-31")),),
    )


def test_a_contract_ended_early_is_over(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-07-01 2025-12-31", "Rupture 2025-10-15", "Fin de CAPE 2025-10-16")
    assert found.stage == "fin_de_cape"
    assert found.finished == (PaperContract("cape", day("2025-07-01"), day("2025-10-15")),)


def test_a_contract_signed_for_the_stage_of_the_day_is_decided(workflow: Workflow) -> None:
    # The label of the contract leads to « cesa »; whoever enters « associe » that day stays there, in either order.
    for lines in (["CESA 2025-03-01", "Associé 2025-03-01"], ["Associé 2025-03-01", "CESA 2025-03-01"]):
        assert past(workflow, *lines).stage == "associe"


def test_somebody_who_left_stands_nowhere_and_keeps_what_the_law_counts(workflow: Workflow) -> None:
    # Left a month before the term: the contract ran until that day, included.
    found = past(workflow, "CAPE 2024-01-01 2024-06-30", "CAPE 2024-07-01 2024-12-31", "Sortie 2024-11-30")
    finished = (PaperContract("cape", day("2024-01-01"), day("2024-11-30"), 1, (day("2024-07-01"),)),)
    assert found == Past(finished=finished, left_on=day("2024-11-30"))


def test_somebody_who_left_and_came_back_stands_where_they_came_back(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2024-01-01 2024-06-30", "Sortie 2024-08-31", "Réunion 2025-10-13")
    finished = (PaperContract("cape", day("2024-01-01"), day("2024-06-30")),)
    assert found == Past("reunion", day("2025-10-13"), None, finished)


def test_a_contract_without_its_last_day_counts_until_the_next(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-03-01", "CESA 2025-06-15")
    assert found.finished == (PaperContract("cape", day("2025-03-01"), day("2025-06-14")),)


def test_a_step_to_come_changes_nothing_and_is_noted(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-10-01 2026-03-31", "CESA 2026-01-06")
    assert found.stage == "cape"
    assert [(note.line, str(note.text)) for note in found.notes] == [
        (3, "« CESA », le 6 janvier 2026, est à venir : à saisir le moment venu.")
    ]
    assert past(workflow, "CAPE 2025-10-01 2026-03-31", "CESA 2026-01-05").stage == "cesa"


def test_a_step_written_twice_counts_once_and_is_noted(workflow: Workflow) -> None:
    found = past(workflow, "CAPE 2025-10-01 2026-03-31", "CAPE 2025-10-01 2026-03-31")
    assert found.contract == AdoptedContract("cape", day("2025-10-01"), 6)
    assert [note.line for note in found.notes] == [3]


def test_steps_of_one_day_are_decided_where_one_order_holds(workflow: Workflow) -> None:
    # A diagnostic after the signature would be a stage without the contract that runs.
    found = past(workflow, "CAPE 2025-10-01 2026-03-31", "Diagnostic 2025-10-01")
    assert (found.stage, found.since) == ("cape", day("2025-10-01"))


def test_steps_of_one_day_are_decided_where_every_order_agrees(workflow: Workflow) -> None:
    assert past(workflow, "Diagnostic 2025-09-01", "Réunion 2025-09-01", "CAPE 2025-10-01 2026-03-31").stage == "cape"


def test_steps_of_one_day_are_told_where_orders_disagree(workflow: Workflow) -> None:
    told = "Plusieurs étapes le 1er septembre 2025, dont l'ordre compte et n'est pas dit (steps.same_day)."
    assert troubles(workflow, "Diagnostic 2025-09-01", "Réunion 2025-09-01") == {3: told}


def test_a_file_may_be_said_to_list_the_steps_of_one_day_in_order(workflow: Workflow) -> None:
    found = past_of(steps("Réunion 2025-09-01", "Diagnostic 2025-09-01"), TODAY, workflow, in_order=True)
    assert isinstance(found, Past)
    assert found.stage == "diagnostic"


def test_too_many_steps_of_one_day_are_told(workflow: Workflow) -> None:
    same = [f"{label} 2025-09-01" for label in ("Réunion", "Diagnostic", "Fin de CAPE", "CESA", "Associé")]
    assert list(troubles(workflow, *same)) == [6]


@pytest.mark.parametrize(
    ("lines", "line", "told"),
    [
        # Two overlapping contracts, by a day and by far.
        (["CAPE 2025-03-01 2025-08-31", "CAPE 2025-08-31 2026-02-28"], 3, "court encore"),
        (["CAPE 2025-03-01 2025-08-31", "CAPE 2025-03-01 2025-05-31"], 3, "court encore"),
        (["CESA 2024-03-01", "CESA 2025-03-01"], 3, "court encore"),
        # A contract begun on the last day of another, which is that one's own.
        (["CAPE 2025-03-01 2025-08-31", "Rupture 2025-06-15", "CESA 2025-06-15"], 4, "court encore"),
        (["CAPE 2025-03-01 2025-08-31", "Sortie 2025-06-15", "CAPE 2025-06-15 2025-12-14"], 4, "court encore"),
        # Two contracts begun on one day.
        (["CAPE 2025-03-01 2025-08-31", "CESA 2025-03-01"], 3, "court encore"),
        # A contract before the diagnostic.
        (["CESA 2025-03-01", "Diagnostic 2025-05-01"], 3, "est une étape sans « Contrat d'entrepreneur"),
        (["CAPE 2025-09-01 2026-02-28", "Diagnostic 2025-12-01"], 3, "qui court depuis le 1er septembre 2025"),
        # An exit before the entry, and two in a row.
        (["Sortie 2025-01-01", "Réunion 2025-10-13", "Sortie 2025-11-01", "Sortie 2025-12-01"], 2, "sans être entré"),
        (["Réunion 2025-10-13", "Sortie 2025-11-01", "Sortie 2025-12-01"], 4, "sans être entré"),
        # The end of a contract that does not run.
        (["Rupture 2025-10-15"], 2, "ne court pas"),
        (["CESA 2025-03-01", "Rupture 2025-10-15"], 3, "ne court pas"),
        # Days that say no term, or one too many.
        (["CAPE 2025-10-01"], 2, "sa date d'échéance manque"),
        (["CESA 2025-10-01 2026-03-31"], 2, "n'a pas de terme"),
        (["CAPE 2025-10-01 2026-04-01"], 2, "pas un nombre entier de mois"),
        (["CAPE 2026-01-01 2026-01-20"], 2, "pas un nombre entier de mois"),
        (["CAPE 2025-10-01 2025-09-30"], 2, "avant de commencer"),
    ],
)
def test_steps_that_contradict_themselves_are_told_by_their_line(
    workflow: Workflow, lines: list[str], line: int, told: str
) -> None:
    found = troubles(workflow, *lines)
    assert line in found
    assert told in found[line]


def test_every_trouble_is_told_at_once(workflow: Workflow) -> None:
    assert list(
        troubles(workflow, "Sortie 2025-01-01", "CAPE 2025-02-01 2025-07-31", "CAPE 2025-03-01 2025-08-31")
    ) == [
        2,
        4,
    ]
