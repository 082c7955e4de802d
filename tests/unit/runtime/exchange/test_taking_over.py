"""People taken over from files: judged by `adopt` alone, nothing written in a dry run, nobody twice."""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load, load_sources
from parcours.model.definition import Definition
from parcours.ports import Erasure, Store
from parcours.ports.sheets import Cell, Row, Sheet
from parcours.runtime.engine import Engine, Programs, stored
from parcours.runtime.exchange.compared import differences
from parcours.runtime.exchange.mapping import ImportMapping, PeopleColumns, StepColumns
from parcours.runtime.exchange.steps import Meaning
from parcours.runtime.exchange.tables import people_of
from parcours.runtime.exchange.taking_over import Fate, Outcome, TakingOver
from parcours.runtime.exchange.undone import UndoneStore
from parcours.runtime.opening import Entrance, Standing, adopt
from parcours.runtime.queries import cases, status
from sites import DISKS, KINDS, Site

NOON = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
CAE = "avant_premieres"
SECRET = "Claire Le Roux"
PEOPLE = ("N°", "Prénom", "Nom", "E-mail", "Temps", "Début", "Fin")
STEPS = ("N°", "Étape", "Situation", "Effet", "Échéance")
CLAIRE = ("P-1", "Claire", "Le Roux", "claire@example.org", "oui", "01/01/2025", "31/12/2026")


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load("avant_premieres")


@pytest.fixture(scope="module")
def mapping(definition: Definition) -> ImportMapping:
    return ImportMapping(
        "essai",
        definition.workflow,
        PeopleColumns(
            "N°",
            {
                "nom": ("Prénom", "Nom"),
                "courriel": ("E-mail",),
                "mi_temps_disponible": ("Temps",),
                "rc_pro": ("Début", "Fin"),
            },
        ),
        StepColumns("N°", "Étape", "Effet", "Échéance", "Situation"),
        {
            "Diagnostic": Meaning("diagnostic"),
            "Contrat CAPE": Meaning("cape", "cape"),
            "Contrat CESA": Meaning("cesa", "cesa"),
            "Sortie": Meaning(leaves=True),
            "Note": Meaning(),
        },
    )


def sheet(name: str, *lines: tuple[Cell, ...]) -> Sheet:
    return Sheet("a.ods", name, tuple(Row(number, cells) for number, cells in enumerate(lines, start=1)))


def engine_on(store: Store) -> Engine:
    numbers = count(1)
    return Engine(store, FixedClock(NOON), Programs(load_sources), lambda: f"c{next(numbers)}")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with closing(MemoryStore()) as store:
        yield engine_on(store)


def run(
    engine: Engine,
    mapping: ImportMapping,
    definition: Definition,
    people: list[tuple[Cell, ...]],
    steps: list[tuple[Cell, ...]],
    *,
    dry: bool = False,
) -> list[Outcome]:
    read = people_of(mapping, [sheet("Gens", PEOPLE, *people), sheet("Étapes", STEPS, *steps)])
    return list(TakingOver(engine, definition, dry=dry).of(read))


def reasons(outcome: Outcome) -> list[tuple[str, int, str, str]]:
    return [(each.place.sheet, each.place.line, each.place.column, str(each.text)) for each in outcome.reasons]


UNDER_WAY: list[tuple[Cell, ...]] = [
    ("P-1", "Diagnostic", "Candidat", "01/02/2025", None),
    ("P-1", "Contrat CAPE", "En convention", datetime.date(2025, 3, 1), "31/08/2025"),
    ("P-1", "Contrat CAPE", "En convention", "2025-09-01", datetime.date(2026, 2, 28)),
]


def test_a_person_is_taken_over_where_they_stand(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    (outcome,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    assert (outcome.fate, outcome.reasons, outcome.notes) == (Fate.TAKEN_OVER, (), ())
    assert outcome.fields == ("nom", "courriel", "mi_temps_disponible", "rc_pro")
    stands = status(engine, outcome.case)
    assert stands.case.stage == "cape"
    assert stands.case.entered_on == datetime.date(2025, 3, 1)
    (contract,) = stands.contracts
    assert (contract.ends_on, contract.renewals, contract.total_months) == (datetime.date(2026, 2, 28), 1, 12)
    with engine.store.reading() as reader:
        words = reader.secrets(CAE, outcome.case)
    assert words["dossier.nom"] == SECRET


def test_a_dry_run_says_the_same_and_writes_nothing(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    people = [CLAIRE, ("P-2", "Yann", "Morvan", "yann@example.org")]
    steps = [*UNDER_WAY, ("P-2", "Contrat CAPE", "", "01/01/2025", "30/06/2025")]
    dry = run(engine, mapping, definition, people, steps, dry=True)
    with engine.store.reading() as reader:
        assert reader.cooperatives() == ()
        assert reader.texts("avant_premieres") is None
        assert reader.ledger(CAE, "P-1") == ()
        assert reader.started(CAE, "import:P-1") is None
    done = run(engine, mapping, definition, people, steps)
    assert [each.fate for each in dry] == [each.fate for each in done] == [Fate.TAKEN_OVER, Fate.REFUSED]
    assert [each.reasons for each in dry] == [each.reasons for each in done]
    assert [each.case for each in dry] == ["", ""]


def test_who_is_refused_holds_nobody_back_and_the_kernel_says_why(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    people = [("P-2", "Yann", "Morvan", "yann@example.org"), CLAIRE]
    steps = [*UNDER_WAY, ("P-2", "Contrat CAPE", "", "01/01/2025", "30/06/2025")]
    refused, taken = run(engine, mapping, definition, people, steps)
    assert taken.fate is Fate.TAKEN_OVER
    assert refused.fate is Fate.REFUSED
    assert reasons(refused) == [("Gens", 2, "", "« cape », repris ainsi, est échu depuis le 30 juin 2025.")]


def test_a_second_run_takes_nobody_over_twice(engine: Engine, mapping: ImportMapping, definition: Definition) -> None:
    first = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    for dry in (True, False):
        (again,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY, dry=dry)
        assert (again.fate, again.case, again.differs) == (Fate.SAME, first[0].case, ())
    assert len(cases(engine)) == 1


def test_what_differs_since_is_named_without_its_value(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    other = ("P-1", "Clara", "Le Roux", None, "non", "01/01/2025", "31/12/2027")
    steps = [*UNDER_WAY[:2], ("P-1", "Contrat CESA", "", "01/07/2025", None)]
    (found,) = run(engine, mapping, definition, [(*other[:3], "clara@example.org", *other[4:])], steps)
    assert found.fate is Fate.DIFFERENT
    cesa = "contrat : « Contrat d'entrepreneur salarié associé (CDI) » du"
    assert [str(each) for each in found.differs] == [
        "étape : « En convention (CAPE) » lors de la reprise, « Entrepreneur·e salarié·e (CESA) » dans le fichier",
        f"{cesa} 1er septembre 2025 lors de la reprise, du 1er juillet 2025 dans le fichier",
        "contrats finis avant : le fichier en dit d'autres",
        "champ « courriel »",
        "champ « mi_temps_disponible »",
        "champ « nom »",
        "champ « rc_pro »",
    ]
    later = [UNDER_WAY[1], ("P-1", "Diagnostic", "", "01/12/2025", None)]
    (found,) = run(engine, mapping, definition, [CLAIRE], later)
    assert "contrat : « Contrat d'appui au projet d'entreprise », dit d'un côté seulement" in map(str, found.differs)


def test_a_stage_entered_on_another_day_differs(engine: Engine, mapping: ImportMapping, definition: Definition) -> None:
    run(engine, mapping, definition, [CLAIRE], UNDER_WAY[:1])
    moved = [("P-1", "Diagnostic", "", "02/02/2025", None)]
    (found,) = run(engine, mapping, definition, [CLAIRE], moved)
    assert [str(each) for each in found.differs] == [
        "depuis le 1er février 2025 lors de la reprise, le 2 février 2025 dans le fichier"
    ]


def test_somebody_taken_over_in_another_parcours_differs(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    (done,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    elsewhere = replace(definition.workflow, id="elsewhere")
    with engine.store.reading() as reader:
        found = differences(reader, stored(reader, done.case), elsewhere, done.past, {})
    assert [str(each) for each in found] == ["repris dans un autre parcours, « avant_premieres »"]


def test_somebody_erased_is_refused(engine: Engine, mapping: ImportMapping, definition: Definition) -> None:
    run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    with engine.store.transaction() as transaction:
        transaction.lock(CAE, "P-1")
        transaction.erase(Erasure(CAE, "P-1", NOON, "asked"))
    (found,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    assert found.fate is Fate.REFUSED
    assert "effacée" in reasons(found)[0][3]


def test_a_field_that_cannot_be_read_refuses_by_itself(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    (found,) = run(engine, mapping, definition, [("P-1", "Claire", "Le Roux", "claire")], UNDER_WAY)
    assert found.fate is Fate.REFUSED
    assert [each[2] for each in reasons(found)] == ["E-mail"]


def test_a_required_field_left_empty_is_refused_by_the_kernel(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    (found,) = run(engine, mapping, definition, [("P-1", "Claire", "Le Roux")], UNDER_WAY)
    assert found.fate is Fate.REFUSED
    assert "courriel" in reasons(found)[0][3].lower()


def test_somebody_who_came_in_otherwise_is_refused(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    dossier = {"nom": SECRET, "courriel": "claire@example.org"}
    there = adopt(engine, Entrance(definition, "P-1", dossier), Standing("diagnostic", datetime.date(2025, 12, 1)))
    (found,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    assert found.fate is Fate.REFUSED
    assert reasons(found)[0][3] == (
        f"Cette personne a déjà un dossier, que cet import n'a pas ouvert : {there.case.id}."
    )


def test_somebody_who_left_is_not_taken_over_and_what_the_law_counts_is_told(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    (found,) = run(engine, mapping, definition, [CLAIRE], [*UNDER_WAY, ("P-1", "Sortie", "", "30/11/2025", None)])
    assert (found.fate, found.past.left_on) == (Fate.NOTHING, datetime.date(2025, 11, 30))
    assert [(each.contract, each.ends_on, each.renewals) for each in found.past.finished] == [
        ("cape", datetime.date(2025, 11, 30), 1)
    ]
    (found,) = run(engine, mapping, definition, [CLAIRE], [("P-1", "Note", "", "30/11/2025", None)])
    assert (found.fate, found.past.left_on) == (Fate.NOTHING, None)


def test_all_that_is_wrong_with_a_person_is_told_at_once(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    wrong = ("P-1", "Claire", "Le Roux", "not an address", "souvent", None, "31/12/2026")
    steps: list[tuple[Cell, ...]] = [
        ("P-1", "Contrat CAP", "", "01/03/2025", "31/08/2025"),
        ("P-1", "Contrat CAPE", "", "31/02/2025", "le 3"),
        ("P-1", "Contrat CAPE", "", None, None),
        ("P-1", None, "", "01/03/2025", None),
        ("P-1", "Sortie", "", "01/03/2025", None),
        ("P-1", "Note", "", "n'importe", None),
    ]
    (found,) = run(engine, mapping, definition, [wrong], steps)
    unknown = "L'étape « Contrat CAP » n'est pas dans « labels »."
    day = "Une date est attendue, écrite 31/01/2026 ou 2026-01-31."
    assert reasons(found) == [
        ("Gens", 2, "E-mail", "« courriel » attend une adresse de courriel, par exemple a@exemple.fr."),
        ("Gens", 2, "Temps", "« mi_temps_disponible » attend oui ou non."),
        ("Gens", 2, "Début, Fin", day),
        ("Étapes", 2, "Étape", f"{unknown} Vouliez-vous dire « Contrat CAPE » ou « Contrat CESA » ?"),
        ("Étapes", 3, "Effet", day),
        ("Étapes", 3, "Échéance", day),
        ("Étapes", 4, "Effet", "La date d'effet manque."),
        ("Étapes", 5, "Étape", "L'étape n'est pas dite."),
        ("Étapes", 6, "", "« Sortie » le 1er mars 2025, sans être entré avant."),
    ]


def test_lines_that_are_nobodys_are_refused(engine: Engine, mapping: ImportMapping, definition: Definition) -> None:
    twice = ("P-2", "Yann", "Morvan", "yann@example.org")
    people = [CLAIRE, twice, twice, (None, "Zoé")]
    steps = [*UNDER_WAY, ("P-9", "Diagnostic", "", "01/02/2025", None), (None, "Diagnostic", "", "01/02/2025", None)]
    taken, *strays = run(engine, mapping, definition, people, steps)
    assert taken.fate is Fate.TAKEN_OVER
    assert [reasons(each)[0][:4] for each in strays] == [
        ("Gens", 3, "N°", "La référence « P-2 » est celle de plusieurs lignes."),
        ("Gens", 4, "N°", "La référence « P-2 » est celle de plusieurs lignes."),
        ("Gens", 5, "N°", "La référence de la personne manque."),
        ("Étapes", 5, "N°", "« P-9 » n'est pas dans la liste des personnes."),
        ("Étapes", 6, "N°", "La référence de la personne manque."),
    ]


def test_a_situation_that_is_not_that_of_the_stage_is_noted(
    engine: Engine, mapping: ImportMapping, definition: Definition
) -> None:
    steps = [*UNDER_WAY[:2], (*UNDER_WAY[2][:2], "Candidat", *UNDER_WAY[2][3:])]
    (found,) = run(engine, mapping, definition, [CLAIRE], steps)
    assert found.fate is Fate.TAKEN_OVER
    assert [(each.place.line, str(each.text)) for each in found.notes] == [
        (4, "La situation n'y est pas celle de l'étape, « En convention » ; c'est l'étape qui compte.")
    ]


def test_what_the_kernel_warns_of_is_noted(engine: Engine, mapping: ImportMapping, definition: Definition) -> None:
    # The contract of the associate deadline is long past: the kernel says so of whoever is taken over.
    (found,) = run(engine, mapping, definition, [CLAIRE], [("P-1", "Contrat CESA", "", "01/01/2022", None)])
    assert found.fate is Fate.TAKEN_OVER
    assert found.notes


def dumped(site: Site) -> list[str]:
    """Every row of every table."""
    with closing(sqlite3.connect(site.file)) as connection:
        return list(connection.iterdump())


def test_a_dry_run_on_a_disk_leaves_a_base_that_takes_people_over(
    tmp_path: Path, mapping: ImportMapping, definition: Definition
) -> None:
    site = Site(tmp_path).create()
    with closing(site.open()) as store:
        engine = engine_on(store)
        before = dumped(site)
        assert run(engine, mapping, definition, [CLAIRE], UNDER_WAY, dry=True)[0].fate is Fate.TAKEN_OVER
        assert dumped(site) == before
        (done,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
    with closing(site.open()) as store, store.reading() as reader:
        assert reader.secrets(CAE, done.case)["dossier.nom"] == SECRET
    assert site.findings() == ()


@pytest.mark.parametrize("kind", DISKS)
def test_a_dry_run_says_the_same_on_every_disk(
    kind: str, tmp_path: Path, mapping: ImportMapping, definition: Definition
) -> None:
    with closing(KINDS[kind](tmp_path).create().open()) as store:
        engine = engine_on(store)
        assert run(engine, mapping, definition, [CLAIRE], UNDER_WAY, dry=True)[0].fate is Fate.TAKEN_OVER
        with store.reading() as reader:
            assert (reader.cooperatives(), reader.texts("avant_premieres")) == ((), None)
        (done,) = run(engine, mapping, definition, [CLAIRE], UNDER_WAY)
        assert (done.fate, status(engine, done.case).case.stage) == (Fate.TAKEN_OVER, "cape")
        assert run(engine, mapping, definition, [CLAIRE], UNDER_WAY)[0].fate is Fate.SAME


def test_an_undone_store_is_the_other_in_all_but_what_it_writes() -> None:
    store = MemoryStore()
    undone = UndoneStore(store)
    with undone.transaction() as transaction:
        transaction.keep_setting("a", "b")
        assert transaction.settings() == {"a": "b"}
    with undone.reading() as reader:
        assert reader.settings() == {}
    with pytest.raises(ValueError, match="mine"), undone.transaction():
        raise ValueError("mine")
    assert undone.accounts is store.accounts
    undone.watch().close()
    undone.wipe()
    undone.close()
