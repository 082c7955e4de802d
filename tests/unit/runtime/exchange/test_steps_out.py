"""Steps out: what the journal tells, without what was taken back; and in again, to the same place."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load, load_sources
from parcours.model.definition import Definition
from parcours.ports import Erasure
from parcours.ports.sheets import Cell, Row, Sheet
from parcours.runtime.commands import close, send, task_done, withdraw
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.exchange.mapping import ImportMapping, PeopleColumns, StepColumns
from parcours.runtime.exchange.mapping_file import read_mapping
from parcours.runtime.exchange.steps import Meaning
from parcours.runtime.exchange.steps_out import HEADER, Exported, StepKind, StepLine, exported
from parcours.runtime.exchange.tables import people_of
from parcours.runtime.exchange.taking_over import Fate, TakingOver
from parcours.runtime.exchange.words_out import Words, in_words, words_of
from parcours.runtime.opening import Entrance, Standing, adopt, start
from parcours.runtime.paper import PaperContract
from parcours.runtime.passing import Stopped, pass_time
from parcours.runtime.queries import status
from parcours.runtime.revocation import Wanted, revoke

CAE = "avant_premieres"
FILLED = {
    "nom": "Claire",
    "courriel": "claire@example.org",
    "rc_pro": "2025-01-01..2030-12-31",
    "mi_temps_disponible": "oui",
    "projet_mur": "oui",
    "salarie_temps_plein": "non",
    "activite_batiment": "non",
    "activite_reglementee": "non",
    "chiffre_affaires_mensuel": "2000",
}
CAPE, CESA = "Contrat d'appui au projet d'entreprise", "Contrat d'entrepreneur salarié associé (CDI)"
AT_CAPE, AT_CESA = "En convention (CAPE)", "Entrepreneur·e salarié·e (CESA)"


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load(CAE)


class Site:
    """A store with its clock; days are those of 2026, at noon."""

    def __init__(self, store: MemoryStore, definition: Definition, day: str = "2026-01-06") -> None:
        numbers = count(1)
        self.clock = Stopped(datetime.datetime.fromisoformat(f"{day}T11:00+00:00"))
        self.engine = Engine(store, self.clock, Programs(load_sources), lambda: f"c{next(numbers)}")
        self.definition = definition

    def until(self, day: str) -> None:
        instant = datetime.datetime.fromisoformat(f"{day}T11:00+00:00")
        pass_time(self.engine, instant)
        self.clock.instant = instant

    def entered(self, person: str) -> str:
        """A case that is ready to sign."""
        entrance = Entrance(self.definition, person, FILLED)
        case = start(self.engine, entrance, "inscrire_reunion", {"seance": "2026-06-08"}).case.id
        for event, given in (
            ("participer_reunion", {}),
            ("valider_diagnostic", {"date_demarrage": "2026-02-01", "plan_actions": "x"}),
            ("admettre", {"present": "3"}),
        ):
            send(self.engine, case, event, given)
        return case

    def lines(self) -> list[tuple[str, str, str, str | None]]:
        return [(line.label, line.kind, f"{line.on}", f"{line.until}" if line.until else None) for line in self.told()]

    def told(self) -> tuple[StepLine, ...]:
        return exported(self.engine).lines


@pytest.fixture
def site(definition: Definition) -> Iterator[Site]:
    with closing(MemoryStore()) as store:
        yield Site(store, definition)


ENTRY = [
    ("Réunion d'information collective", "entrée", "2026-01-06", None),
    ("Diagnostic du projet", "autre", "2026-01-06", None),
    ("Comité d'intégration", "autre", "2026-01-06", None),
    ("Démarrage préparé", "autre", "2026-01-06", None),
]


def test_each_stage_contract_and_renewal_has_its_line(site: Site) -> None:
    case = site.entered("P-1")
    send(site.engine, case, "signer_cape", {"term": "3 mois"})
    site.until("2026-03-20")
    task_done(site.engine, case, "bilan_test")
    send(site.engine, case, "renouveler_cape", {"term": "6 mois"})
    site.until("2026-06-16")
    send(site.engine, case, "signer_cesa", {})
    # 6 January and three months: until 5 April; and six more: until 5 October, of which the CESA leaves 15 June.
    assert site.lines() == [
        *ENTRY,
        (CAPE, "contrat", "2026-01-06", "2026-04-05"),
        (AT_CAPE, "autre", "2026-01-06", None),
        (CAPE, "avenant", "2026-04-06", "2026-10-05"),
        (f"Fin : {CAPE}", "autre", "2026-06-15", None),
        (CESA, "contrat", "2026-06-16", None),
        (AT_CESA, "autre", "2026-06-16", None),
    ]
    by_label = {line.label: line.situation for line in site.told()}
    assert (by_label[CAPE], by_label[CESA], by_label["Diagnostic du projet"]) == (
        "En convention",
        "Entrepreneur salarié",
        "Candidat",
    )


def test_a_contract_that_ran_out_has_its_end_unless_it_is_renewed_late(site: Site) -> None:
    case = site.entered("P-1")
    send(site.engine, case, "signer_cape", {"term": "1 mois"})
    site.until("2026-02-10")
    ended = [
        (f"Fin : {CAPE}", "autre", "2026-02-05", None),
        ("CAPE échu, suites à donner", "autre", "2026-02-06", None),
    ]
    assert site.lines()[-2:] == ended
    send(site.engine, case, "renouveler_cape", {"term": "1 mois", "signed_on": "2026-02-05"})
    assert (f"Fin : {CAPE}", "autre", "2026-02-05", None) not in site.lines()
    assert (CAPE, "avenant", "2026-02-06", "2026-03-05") in site.lines()


def test_what_was_taken_back_has_no_line(site: Site) -> None:
    case = site.entered("P-1")
    before = site.lines()
    seq = status(site.engine, case).case.seq
    send(site.engine, case, "signer_cape", {"term": "3 mois"})
    assert len(site.lines()) == len(before) + 2
    revoke(site.engine, case, Wanted(seq, "mistaken"))
    assert site.lines() == before


def test_a_signature_withdrawn_before_its_day_has_no_line(site: Site) -> None:
    case = site.entered("P-1")
    before = site.lines()
    signed = send(site.engine, case, "signer_cape", {"term": "3 mois", "starts_on": "2026-02-02"})
    assert site.lines() == [*before, (CAPE, "contrat", "2026-02-02", "2026-05-01")]
    withdraw(site.engine, case, signed.seq)
    assert site.lines() == before


def test_somebody_who_left_and_a_case_closed_have_their_exit(site: Site) -> None:
    gone, closed = site.entered("P-1"), site.entered("P-2")
    send(site.engine, gone, "renoncer", {})
    close(site.engine, closed, "duplicate")
    exits = [(line.reference, line.label) for line in site.told() if line.kind is StepKind.EXIT]
    assert exits == [("P-1", "Sans suite"), ("P-2", "Clos hors parcours")]


def test_somebody_erased_is_left_out_and_counted(site: Site) -> None:
    site.entered("P-1")
    with site.engine.store.transaction() as transaction:
        transaction.lock(CAE, "P-1")
        transaction.erase(Erasure(CAE, "P-1", site.clock.now(), "asked"))
    assert exported(site.engine) == Exported((), erased=1)
    assert exported(site.engine, "elsewhere") == Exported(())


def test_contracts_of_before_are_told_as_far_as_they_are_known(site: Site) -> None:
    day = datetime.date
    known = PaperContract("cape", day(2024, 1, 1), day(2024, 6, 30), 1, (day(2024, 4, 1),))
    unknown = PaperContract("cape", day(2023, 1, 1), day(2023, 6, 30), 2)
    entrance = Entrance(site.definition, "P-1", FILLED, prior=(known, unknown))
    adopt(site.engine, entrance, Standing("diagnostic", day(2025, 12, 1)))
    assert site.lines() == [
        (CAPE, "contrat", "2023-01-01", "2023-06-30"),
        (CAPE, "contrat", "2024-01-01", "2024-03-31"),
        (CAPE, "avenant", "2024-04-01", "2024-06-30"),
        ("Diagnostic du projet", "entrée", "2025-12-01", None),
    ]
    assert exported(site.engine).undated == 2


def mapping(definition: Definition) -> ImportMapping:
    """What the labels of an export mean, read from the same file."""
    workflow = definition.workflow
    labels = {
        stage.label: Meaning(leaves=True) if stage.final else Meaning(stage.id) for stage in workflow.stages.values()
    }
    for contract in workflow.contracts.values():
        where = next(stage.id for stage in workflow.stages.values() if stage.contract == contract.id)
        labels[contract.label] = Meaning(where, contract.id)
        labels[f"Fin : {contract.label}"] = Meaning(ends=contract.id)
    people = PeopleColumns("Référence", {"nom": ("Nom",), "courriel": ("Courriel",)})
    reference, step, _, situation, effective, until = HEADER
    steps = StepColumns(reference, step, effective, until, situation, in_order=True)
    return ImportMapping("essai", workflow, people, steps, labels)


def sheets(lines: Sequence[StepLine]) -> list[Sheet]:
    names = sorted({line.reference for line in lines})
    people: list[tuple[Cell, ...]] = [
        ("Référence", "Nom", "Courriel"),
        *((each, "Zoé", "z@example.org") for each in names),
    ]
    steps: list[tuple[Cell, ...]] = [HEADER]
    steps += [(each.reference, each.label, each.kind, each.situation, each.on, each.until) for each in lines]
    tables = {"people": people, "steps": steps}
    return [
        Sheet("a.ods", name, tuple(Row(number, cells) for number, cells in enumerate(rows, start=1)))
        for name, rows in tables.items()
    ]


def standing(site: Site, case: str) -> tuple[object, ...]:
    found = status(site.engine, case)
    contracts = [
        (each.contract, each.period_starts_on, each.ends_on, each.renewals, each.total)
        for each in found.contracts
        if each.contract == site.definition.workflow.stages[found.case.stage].contract
    ]
    return (found.case.person, found.case.stage, found.case.entered_on, contracts)


def test_what_goes_out_comes_in_at_the_same_place(site: Site) -> None:
    cases = {f"P-{number}": site.entered(f"P-{number}") for number in range(1, 8)}
    for person in ("P-2", "P-3", "P-4", "P-6"):
        send(site.engine, cases[person], "signer_cape", {"term": "3 mois"})
    send(site.engine, cases["P-5"], "signer_cape", {"term": "5 mois"})
    site.until("2026-03-20")
    for person in ("P-3", "P-4"):
        task_done(site.engine, cases[person], "bilan_test")
        send(site.engine, cases[person], "renouveler_cape", {"term": "6 mois"})
    send(site.engine, cases["P-6"], "rompre_cape", {"ends_on": "2026-04-04"})
    site.until("2026-04-02")
    send(site.engine, cases["P-2"], "signer_cesa", {})
    entrance = Entrance(site.definition, "P-8", FILLED)
    cases["P-8"] = start(site.engine, entrance, "signer_cesa_associe", {}).case.id
    site.until("2026-06-19")
    send(site.engine, cases["P-2"], "admettre_associe", {"present": "5"})
    here = [standing(site, case) for person, case in cases.items() if person != "P-6"]
    with closing(MemoryStore()) as store:
        other = Site(store, site.definition, "2026-06-19")
        listed = people_of(mapping(site.definition), sheets(site.told()))
        outcomes = list(TakingOver(other.engine, site.definition, dry=False).of(listed))
        assert {each.reference: each.reasons for each in outcomes if each.reasons} == {}
        there = [standing(other, each.case) for each in outcomes if each.fate is Fate.TAKEN_OVER]
        assert there == here
        assert [each.reference for each in outcomes if each.fate is Fate.NOTHING] == ["P-6"]
        again = exported(other.engine).lines
    assert {line.reference for line in again} == {"P-1", "P-2", "P-3", "P-4", "P-5", "P-7", "P-8"}


def test_steps_go_out_in_the_words_of_a_mapping(site: Site) -> None:
    ended, renewed, left = (site.entered(person) for person in ("P-1", "P-2", "P-3"))
    for case in (ended, renewed, left):
        send(site.engine, case, "signer_cape", {"term": "3 mois"})
    site.until("2026-03-20")
    task_done(site.engine, renewed, "bilan_test")
    send(site.engine, renewed, "renouveler_cape", {"term": "6 mois"})
    send(site.engine, left, "rompre_cape", {"ends_on": "2026-04-04"})
    site.until("2026-04-02")
    send(site.engine, ended, "signer_cesa", {})
    site.until("2026-04-10")
    shipped, _ = read_mapping("endi_avant_premieres")
    out = list(in_words(site.told(), words_of(shipped)))
    # Signed on 6 January for three months; the stage of a contract is told by its contract, and so is its end.
    assert [(each.label, str(each.on), str(each.until)) for each in out if each.reference == "P-1"] == [
        ("Réunion d'information", "2026-01-06", "None"),
        ("Diagnostic", "2026-01-06", "None"),
        ("Comité d'intégration", "2026-01-06", "None"),
        ("Démarrage préparé", "2026-01-06", "None"),
        ("Contrat CAPE", "2026-01-06", "2026-04-01"),
        ("Contrat CESA", "2026-04-02", "None"),
    ]
    assert [each.label for each in out if each.reference == "P-2"][-2:] == ["Contrat CAPE", "Renouvellement CAPE"]
    assert [(each.label, str(each.until)) for each in out if each.reference == "P-3"][-2:] == [
        ("Contrat CAPE", "2026-04-04"),
        ("Sortie", "None"),
    ]
    # And come in again by the same mapping, once it knows the one stage that had no word in it.
    labels = {**shipped.labels, "Démarrage préparé": Meaning("preparation")}
    again = replace(
        shipped,
        labels=labels,
        people=PeopleColumns("Référence", {"nom": ("Nom",), "courriel": ("Courriel",)}),
        steps=StepColumns(*HEADER[:2], HEADER[4], HEADER[5], HEADER[3], in_order=True),
    )
    here = [standing(site, case) for case in (ended, renewed)]
    with closing(MemoryStore()) as store:
        other = Site(store, site.definition, "2026-04-10")
        outcomes = list(TakingOver(other.engine, site.definition, dry=False).of(people_of(again, sheets(out))))
        assert [each.fate for each in outcomes] == [Fate.TAKEN_OVER, Fate.TAKEN_OVER, Fate.NOTHING]
        assert [standing(other, each.case) for each in outcomes[:2]] == here


def test_an_end_and_a_stage_that_have_words_keep_their_lines() -> None:
    words = Words({"cape": "En test"}, {"cape": ("Contrat",)}, {"cape": "Rupture"}, under={"cape": "cape"})
    day = datetime.date(2026, 1, 6)
    lines = [
        StepLine("P-1", AT_CAPE, StepKind.OTHER, "", day, stage="cape"),
        StepLine("P-1", CAPE, StepKind.CONTRACT, "", day, datetime.date(2026, 4, 5), "cape#1"),
        StepLine("P-1", "Fin", StepKind.OTHER, "", datetime.date(2026, 2, 1), None, "cape#1"),
        StepLine("P-1", "Sortie", StepKind.EXIT, "", datetime.date(2026, 2, 2), stage="sortie"),
    ]
    out = [(line.label, line.until) for line in in_words(lines, words)]
    assert out == [("En test", None), ("Contrat", datetime.date(2026, 4, 5)), ("Rupture", None), ("Sortie", None)]
    unknown = [replace(lines[1], key="autre#1", until=None), replace(lines[2], key="autre#1")]
    assert [(line.label, line.until) for line in in_words(unknown, words)] == [(CAPE, lines[2].on), ("Fin", None)]
