"""Cells, tables and mappings: what is read, and what is told of what cannot be."""

import datetime
from functools import cache
from pathlib import Path

import pytest

from parcours.definition.loader import load
from parcours.errors import DefinitionError, UsageError
from parcours.model.fields import Field, FieldType
from parcours.model.workflow import Workflow
from parcours.ports.sheets import Cell, Row, Sheet
from parcours.runtime.exchange import step_rows
from parcours.runtime.exchange.cells import CellError, day, value, words
from parcours.runtime.exchange.mapping import ImportMapping, PeopleColumns, StepColumns, plain_words
from parcours.runtime.exchange.mapping_file import examine_mapping, read_mapping
from parcours.runtime.exchange.steps import Meaning
from parcours.runtime.exchange.tables import people_of

JANUARY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    "cell",
    [
        JANUARY,
        "31/01/2026",
        " 31/1/2026 ",
        "2026-01-31",
        "2026-01-31T00:00:00",
        "31/01/2026 00:00",
        "2026-01-31 00:00:00.000",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell) -> None:
    assert day(cell) == JANUARY


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_an_empty_cell_is_no_day(cell: Cell) -> None:
    assert day(cell) is None


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "03/04/26", "1/31/2026", "31/01/2026 10:30", 46053, True, "hier", "01/01/1899", "2200-01-01"]
)
def test_what_is_no_day_is_refused_without_being_repeated(cell: Cell) -> None:
    with pytest.raises(CellError) as refused:
        day(cell)
    assert str(refused.value.text) == "Une date est attendue, écrite 31/01/2026 ou 2026-01-31."


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (True, "oui"), (False, "non"), (12, "12"), (2.5, "2.5"), (JANUARY, "2026-01-31"), (" a  b ", "a b")],
)
def test_a_cell_as_text(cell: Cell, text: str) -> None:
    assert words(cell) == text


@pytest.mark.parametrize(
    ("kind", "cells", "raw"),
    [
        (FieldType.TEXT, ("Zoé", None, "Petit"), "Zoé Petit"),
        (FieldType.EMAIL, ("z@example.org",), "z@example.org"),
        (FieldType.DATE, ("31/01/2026",), "2026-01-31"),
        (FieldType.VALIDITY, ("31/01/2026", None), {"from": "2026-01-31"}),
        (FieldType.VALIDITY, (JANUARY, "01/02/2026"), {"from": "2026-01-31", "until": "2026-02-01"}),
        (FieldType.VALIDITY, ("2026-01-31..2026-02-01",), "2026-01-31..2026-02-01"),
        (FieldType.BOOLEAN, (True,), True),
        (FieldType.BOOLEAN, ("Oui",), "Oui"),
        (FieldType.INTEGER, (3,), 3),
        (FieldType.NUMBER, ("2,5",), "2,5"),
        (FieldType.DURATION, ("3 mois",), "3 mois"),
        (FieldType.TEXT, (None, ""), None),
    ],
)
def test_the_cells_of_a_field_are_what_it_reads(kind: FieldType, cells: tuple[Cell, ...], raw: object) -> None:
    assert value(Field("f", kind), cells) == raw


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (FieldType.DATE, ("31/02/2026",)),
        (FieldType.VALIDITY, (None, "01/02/2026")),
        (FieldType.VALIDITY, ("2026-02-31..2026-03-01",)),
        (FieldType.VALIDITY, ("01/02/2025", "30/01/2025")),
        (FieldType.INTEGER, ("Zoé Petit",)),
        (FieldType.BOOLEAN, ("Zoé Petit",)),
        (FieldType.EMAIL, ("Zoé Petit",)),
    ],
)
def test_what_a_field_does_not_accept_is_told_without_being_repeated(kind: FieldType, cells: tuple[Cell, ...]) -> None:
    with pytest.raises(CellError) as refused:
        value(Field("f", kind), cells)
    assert not any(str(cell) in str(refused.value.text) for cell in cells if cell)


def test_words_are_alike_whatever_their_spaces_and_accents() -> None:
    assert plain_words(" Re\u0301union \u00a0 d'information ") == "Réunion d'information"


def sheet(name: str, *lines: tuple[Cell, ...], file: str = "a.ods") -> Sheet:
    return Sheet(file, name, tuple(Row(number, cells) for number, cells in enumerate(lines, start=1)))


@cache
def parcours() -> Workflow:
    return load("avant_premieres").workflow


def mapping(people: PeopleColumns | None = None, steps: StepColumns | None = None) -> ImportMapping:
    return ImportMapping(
        "essai",
        parcours(),
        people or PeopleColumns("N°"),
        steps or StepColumns("N°", "Étape", "Effet"),
        {"Diagnostic": Meaning("diagnostic")},
    )


GENS = sheet("Gens", ("N°", "Nom"), ("P-1", "Zoé"))
STEPS = sheet("Étapes", ("N°", "Étape", "Effet"), ("P-1", "Diagnostic", JANUARY))


def test_sheets_are_chosen_by_name_by_place_or_by_file() -> None:
    named = mapping(PeopleColumns("N°", sheet="Gens"), StepColumns("N°", "Étape", "Effet", sheet="Étapes"))
    apart = (sheet("", ("N°", "Étape", "Effet"), ("P-1", "Diagnostic", JANUARY), file="b.csv"),)
    for read in (
        people_of(mapping(), (GENS, STEPS)),
        people_of(named, (STEPS, GENS)),
        people_of(mapping(), (GENS, GENS), apart),
    ):
        assert [(each.reference, len(each.rows)) for each in read.imported] == [("P-1", 1)]
        assert read.strays == ()


@pytest.mark.parametrize(
    ("made", "sheets", "told"),
    [
        (
            mapping(PeopleColumns("N°", sheet="Gans")),
            (GENS, STEPS),
            "pas de feuille « Gans ». Vouliez-vous dire « Gens »",
        ),
        (mapping(PeopleColumns("N°", sheet="?")), (GENS, STEPS), "Il y a : « Gens » et « Étapes »"),
        (mapping(), (GENS,), "« a.ods » n'a pas d'autre feuille"),
        (mapping(steps=StepColumns("N°", "É", "E", sheet="x")), (sheet("", ("N°",)),), "n'a pas d'autre feuille"),
        (mapping(), (), "n'a pas d'autre feuille"),
        (mapping(), (sheet("Gens"), STEPS), "« Gens » n'a pas de colonne « N° »"),
        (mapping(), (sheet("Gens", ("N°", "N°")), STEPS), "« Gens » a deux colonnes « N° »"),
    ],
)
def test_a_sheet_or_a_column_that_is_not_there_is_told(
    made: ImportMapping, sheets: tuple[Sheet, ...], told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        people_of(made, sheets)
    assert told in str(refused.value)


def test_all_the_columns_that_are_not_there_are_told_at_once() -> None:
    made = mapping(PeopleColumns("Numéro", {"nom": ("Prénom", "Nom")}), StepColumns("N°", "Etape", "Effet", "Fin"))
    with pytest.raises(UsageError) as refused:
        people_of(made, (GENS, STEPS))
    assert str(refused.value.text).splitlines() == [
        "« Gens » n'a pas de colonne « Numéro ».",
        "« Gens » n'a pas de colonne « Prénom ».",
        "« Étapes » n'a pas de colonne « Etape ». Vouliez-vous dire « Étape » ?",
        "« Étapes » n'a pas de colonne « Fin ».",
    ]


def test_a_short_row_lacks_its_last_cells() -> None:
    short = sheet("Gens", ("N°", "Nom"), ("P-1",))
    (person,) = people_of(mapping(PeopleColumns("N°", {"nom": ("Nom",)})), (short, STEPS)).imported
    assert (person.dossier, person.problems) == ({}, ())


def test_a_column_of_names_is_not_that_of_steps() -> None:
    lines = [("P-1", f"Zoé {number}", JANUARY) for number in range(step_rows.MOST_UNKNOWN + 1)]
    with pytest.raises(UsageError) as refused:
        people_of(mapping(), (GENS, sheet("Étapes", ("N°", "Étape", "Effet"), *lines)))
    assert "a 31 étiquettes inconnues" in str(refused.value)
    assert "Zoé" not in str(refused.value)
    assert people_of(mapping(), (GENS, sheet("Étapes", ("N°", "Étape", "Effet"), *lines[1:]))).imported


def test_a_date_may_be_the_day_after_the_last_one() -> None:
    columns = StepColumns("N°", "Étape", "Effet", "Fin", day_after=True)
    made = ImportMapping("essai", parcours(), PeopleColumns("N°"), columns, {"C": Meaning("cape", "cape")})
    table = sheet("Étapes", ("N°", "Étape", "Effet", "Fin"), ("P-1", "C", "01/01/2026", "01/02/2026"))
    (person,) = people_of(made, (GENS, table)).imported
    (row,) = person.rows
    assert row.step is not None
    assert row.step.until == JANUARY


def test_the_shipped_mapping_is_found_by_its_name_and_has_nothing_wrong() -> None:
    examined = examine_mapping("endi_avant_premieres")
    assert examined.diagnostics == ()
    found, definition = read_mapping("endi_avant_premieres")
    assert found.workflow is definition.workflow
    assert found.people.fields == {"nom": ("Prénom", "Nom"), "courriel": ("E-mail",)}
    assert found.labels["Contrat CAPE"] == Meaning("cape", "cape")
    assert found.labels["Sortie"] == Meaning(leaves=True)
    assert found.labels["Contrat DPAE"].is_nothing
    assert (found.encoding, found.steps.day_after, found.steps.in_order) == ("utf-8", False, False)


EVERY_KEY = Path(__file__).parents[2] / "definition" / "every_key" / "import.yaml"


def test_every_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / "imports" / "f.yaml"
    path.parent.mkdir()
    text = EVERY_KEY.read_text().replace("  fields:\n", "  fields:\n    courriel: [Courriel]\n")
    path.write_text(text)
    found, _ = read_mapping(path)
    assert found.encoding == "windows-1252"
    assert found.people == PeopleColumns(
        "N°",
        {"courriel": ("Courriel",), "nom": ("Prénom", "Nom"), "rc_pro": ("Début RC", "Fin RC")},
        "Personnes",
    )
    columns = StepColumns(
        "N°", "Étape", "Date d'effet", "Échéance", "Situation", "Parcours", day_after=True, in_order=True
    )
    assert found.steps == columns
    assert columns.own == ("N°", "Étape", "Date d'effet", "Échéance", "Situation")
    assert found.labels["Rupture"] == Meaning(ends="cape")


@pytest.mark.parametrize("name", ["endi_avant_premiere", "n_importe_quoi"])
def test_a_mapping_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(UsageError, match=f"Aucune correspondance « {name} »"):
        examine_mapping(name)


def test_names_that_the_parcours_does_not_know_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    text = EVERY_KEY.read_text().replace("stage: cape", "stage: cap").replace("ends: cape", "ends: cap")
    path.write_text(text.replace("rc_pro:", "rc:").replace("contract: cape", "contract: capes"))
    with pytest.raises(DefinitionError) as refused:
        read_mapping(path)
    assert [each.code.slug for each in refused.value.diagnostics] == [
        "required-without-column",
        "unknown-field",
        "unknown-contract",
        "unknown-stage",
        "unknown-contract",
    ]


def test_a_file_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("")
    assert [each.code.slug for each in examine_mapping(path).diagnostics] == ["empty-file"]
    path.write_text("format: 1\nimport: f\n")
    assert {each.code.slug for each in examine_mapping(path).diagnostics} == {"missing-key"}
