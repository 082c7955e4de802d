"""What a cooperative that leaves enDI does: look first, take over, look again, and give its steps back."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from parcours.adapters.sheets.kinds import SheetKind
from parcours.adapters.sheets.writing import written
from terminals import Terminal

MAPPING = ("--mapping", "endi_avant_premieres")
PEOPLE = """\
Identifiant;Prénom;Nom;E-mail
P-17;Anne;Le Goff;anne@example.org
P-18;Yann;Morvan;yann@example.org
P-19;Soizic;Riou;soizic@example.org
P-20;Erwan;Kerjean;erwan@example.org
P-21;Zoé;Petit;zoe
"""
STEPS = """\
Identifiant;Étape;Type;Situation;Date d'effet;Date d'échéance
P-17;Diagnostic;entrée;Candidat;15/01/2025;
P-17;Contrat CAPE;contrat;En convention;01/03/2025;31/08/2025
P-17;Renouvellement CAPE;;En convention;01/09/2025;28/02/2026
P-18;Diagnostic;entrée;Candidat;01/12/2025;
P-18;Contrat CAPE;contrat;En convention;06/01/2026;05/07/2026
P-19;Contrat CAPE;contrat;En convention;01/03/2025;31/08/2025
P-19;Sortie;sortie;Sortie;30/06/2025;
P-20;Contrat CAPE;contrat;En convention;01/03/2025;31/08/2025
P-21;Diagnostic;entrée;Candidat;01/12/2025;
P-99;Diagnostic;entrée;Candidat;01/12/2025;
"""
NAMES = ("Anne", "Le Goff", "Yann", "Soizic", "Erwan", "Zoé", "example.org")


@pytest.fixture
def files(site: Terminal) -> tuple[str, str]:
    (site.folder / "gens.csv").write_text(PEOPLE)
    (site.folder / "etapes.csv").write_text(STEPS)
    return "gens.csv", "etapes.csv"


def test_a_dry_run_says_all_that_would_happen_and_writes_nothing(site: Terminal, files: tuple[str, str]) -> None:
    before = site.fingerprint()
    said = site.run("import", *files, *MAPPING)
    assert said.code == 1
    assert site.fingerprint() == before
    told = " ".join(said.out.split())
    for expected in (
        "P-17 : serait repris à l'étape « En convention (CAPE) », depuis le 1er mars 2025",
        "période du 1er septembre 2025, 6 mois ; renouvellements : 1",
        "avant : « Contrat d'appui au projet d'entreprise », du 1er mars 2025 au 31 août 2025",
        "champs : Nom, Courriel",
        "P-18 : serait repris à l'étape « Diagnostic du projet », depuis le 1er décembre 2025",
        "etapes.csv, ligne 6 : « Contrat CAPE », le 6 janvier 2026, est à venir",
        "P-19 : rien à reprendre : sorti le 30 juin 2025",
        "la loi les compte : --prior cape=2025-03-01..2025-06-30",
        "P-20 : refusé ! gens.csv, ligne 5 : « cape », repris ainsi, est échu depuis le 31 août 2025.",
        "P-21 : refusé ! gens.csv, ligne 6, « E-mail » : « courriel » attend une adresse de courriel",
        "etapes.csv, ligne 11, « Identifiant » : « P-99 » n'est pas dans la liste des personnes.",
        "À reprendre : 2 personnes. Déjà reprises : 0, rien à reprendre : 1, refusées : 3.",
        "ajoutez --execute",
    ):
        assert expected in told
    assert [name for name in NAMES if name in said.out + said.err] == []


def test_people_are_taken_over_once(site: Terminal, files: tuple[str, str]) -> None:
    said = site.run("import", *files, *MAPPING, "--execute", "--json")
    assert said.code == 1
    assert said.json["counts"] == {"taken_over": 2, "same": 0, "different": 0, "nothing": 1, "refused": 3}
    anne = said.json["outcomes"][0]
    assert anne["contract"] == {"contract": "cape", "starts_on": "2025-09-01", "months": 6, "renewals": 1}
    assert (anne["file"], anne["line"], anne["stage"], anne["fate"]) == ("gens.csv", 2, "cape", "taken_over")
    assert site.status(anne["case"], "2026-01-05")["stage"] == "cape"
    again = site.run("import", *files, *MAPPING, "--execute", "--json").json
    assert again["counts"] == {"taken_over": 0, "same": 2, "different": 0, "nothing": 1, "refused": 3}
    assert again["outcomes"][0]["case"] == anne["case"]
    assert len(site.done("list", "--json").json) == 2
    assert "déjà repris, rien n'a changé" in site.run("import", *files, *MAPPING).out


def test_what_has_changed_since_is_told(site: Terminal, files: tuple[str, str]) -> None:
    site.run("import", *files, *MAPPING, "--execute")
    (site.folder / "gens.csv").write_text(PEOPLE.replace("anne@", "a.legoff@"))
    said = site.run("import", *files, *MAPPING)
    assert "P-17 : déjà repris ; le fichier dit autre chose" in said.out
    assert "· champ « courriel »" in said.out
    assert "legoff" not in said.out


def test_when_nobody_is_refused_all_is_well(site: Terminal) -> None:
    (site.folder / "gens.csv").write_text("\n".join(PEOPLE.splitlines()[:3]))
    (site.folder / "etapes.csv").write_text("\n".join(STEPS.splitlines()[:5]))
    told = site.done("import", "gens.csv", "etapes.csv", *MAPPING, "--execute").out
    assert "P-17 : repris à l'étape « En convention (CAPE) »" in told
    assert "Reprises : 2 personnes." in told
    told = site.done("import", "gens.csv", "etapes.csv", *MAPPING).out
    assert "À reprendre : aucune." in told
    assert "--execute" not in told
    english = site.done("import", "gens.csv", "etapes.csv", *MAPPING, "--lang", "en").out
    assert "P-17: taken over already, nothing has changed" in english


def test_a_person_without_steps_and_one_under_an_open_ended_contract(site: Terminal) -> None:
    (site.folder / "gens.csv").write_text("\n".join(PEOPLE.splitlines()[:3]))
    steps = [STEPS.splitlines()[0], "P-17;Contrat CESA;contrat;Entrepreneur salarié;01/10/2025;"]
    (site.folder / "etapes.csv").write_text("\n".join(steps))
    told = " ".join(site.done("import", "gens.csv", "etapes.csv", *MAPPING).out.split())
    assert "depuis le 1er octobre 2025, sans terme" in told
    assert "P-18 : rien à reprendre : aucune étape" in told


@pytest.mark.processes
@pytest.mark.parametrize("kind", [SheetKind.XLSX, SheetKind.ODS])
def test_workbooks_are_read_too(site: Terminal, kind: SheetKind) -> None:
    def keep(name: str, text: str) -> str:
        header, *rows = (tuple(line.split(";")) for line in text.splitlines())
        path = Path(f"{name}.{kind}")
        path.write_bytes(written(kind, name, header, rows))
        return path.name

    said = site.run("import", keep("gens", PEOPLE), keep("etapes", STEPS), *MAPPING, "--json").json
    assert said["counts"] == {"taken_over": 2, "same": 0, "different": 0, "nothing": 1, "refused": 3}
    assert said["outcomes"][0]["sheet"] == "gens"
    told = " ".join(site.run("import", f"gens.{kind}", f"etapes.{kind}", *MAPPING).out.split())
    assert f"gens.{kind}, « gens », ligne 5 : « cape »" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gens.csv", "absent.csv", *MAPPING), "« absent.csv » n'est pas un fichier"),
        (("gens.csv", *MAPPING), "« gens.csv » n'a pas d'autre feuille : où sont les étapes ?"),
        (("etapes.csv", "gens.csv", *MAPPING), "« etapes.csv » n'a pas de colonne « Prénom »."),
        (("gens.csv", "etapes.csv"), "Il manque --mapping."),
        (("gens.csv", "etapes.csv", "--mapping", "endi"), "Aucune correspondance « endi »."),
        (("gens.csv", "etapes.csv", "--mapping", "gens.csv"), "P1"),
    ],
)
def test_what_cannot_be_meant_is_told(
    site: Terminal, files: tuple[str, str], arguments: Sequence[str], told: str
) -> None:
    said = site.run("import", *arguments)
    assert said.code == 2
    assert told in said.complaint


def test_a_mapping_is_validated_like_any_file(site: Terminal) -> None:
    path = site.folder / "imports" / "a.yaml"
    path.parent.mkdir()
    path.write_text("format: 1\nimport: a\nworkflow: nulle_part\npeople: {}\nsteps: {}\nlabels: {}\n")
    said = site.run("validate", str(path))
    assert said.code == 2
    assert "P851 no-such-destination" in said.out
    assert "P202 missing-key" in said.out


@pytest.mark.parametrize("kind", [SheetKind.CSV, SheetKind.XLSX, SheetKind.ODS])
def test_steps_go_out_in_the_columns_of_endi(site: Terminal, files: tuple[str, str], kind: SheetKind) -> None:
    site.run("import", *files, *MAPPING, "--execute")
    said = site.done("export-steps", "--cae", "avant_premieres", "-o", f"out.{kind}")
    assert f"Écrit dans out.{kind} : 4 étapes." in said.out
    path = site.folder / f"out.{kind}"
    assert path.stat().st_mode & 0o077 == 0
    if kind is SheetKind.CSV:
        assert path.read_text("utf-8-sig").splitlines() == [
            "Référence;Étape;Type;Situation;Date d'effet;Date d'échéance",
            "P-17;Contrat d'appui au projet d'entreprise;contrat;;01/03/2025;31/08/2025",
            "P-17;En convention (CAPE);entrée;En convention;01/03/2025;",
            "P-17;Contrat d'appui au projet d'entreprise;contrat;En convention;01/09/2025;28/02/2026",
            "P-18;Diagnostic du projet;entrée;Candidat;01/12/2025;",
        ]


def test_steps_are_shown_and_told_to_scripts(site: Terminal, files: tuple[str, str]) -> None:
    assert site.done("export-steps").out == "Aucune étape.\n"
    site.run("import", *files, *MAPPING, "--execute")
    assert "P-18" in site.done("export-steps").out
    told = site.done("export-steps", "--json").json
    assert (told["count"], told["erased"], told["undated_renewals"]) == (4, 0, 0)
    assert told["steps"][3] == {
        "reference": "P-18",
        "step": "Diagnostic du projet",
        "type": "entrée",
        "situation": "Candidat",
        "effective_on": "2025-12-01",
        "until": None,
    }
    assert site.done("export-steps", "--json", "-o", "a.csv").json["file"] == "a.csv"


def test_steps_go_out_in_the_words_of_a_mapping(site: Terminal, files: tuple[str, str]) -> None:
    site.run("import", *files, *MAPPING, "--execute")
    told = site.done("export-steps", *MAPPING, "--json").json
    assert [(each["step"], each["until"]) for each in told["steps"]] == [
        ("Contrat CAPE", "2025-08-31"),
        ("Contrat CAPE", "2026-02-28"),
        ("Diagnostic", None),
    ]


def test_what_is_left_out_of_an_export_is_told(site: Terminal) -> None:
    pairs = ("--set", "nom=Anne", "--set", "courriel=a@example.org")
    at = ("start", "avant_premieres", "--at", "diagnostic", "--since", "2025-12-01", *pairs)
    site.done(*at, "--person", "P-1", "--prior", "cape=2024-01-01..2024-12-31/2")
    case = site.done(*at, "--person", "P-2", "--json").json["case"]
    site.done("close", case, "--reason", "doublon")
    site.done("erase", "P-2", "--cae", "avant_premieres", "--reason", "demande", "--yes")
    said = " ".join(site.done("export-steps").out.split())
    assert "laissées de côté : 1." in said
    assert "qui n'ont pas de ligne : 2." in said


def test_an_export_that_cannot_be_written_is_refused(site: Terminal) -> None:
    assert "on n'écrit que .csv, .xlsx et .ods" in site.run("export-steps", "-o", "a.pdf").complaint
    (site.folder / "a.csv").mkdir()
    assert "ne peut pas être écrit : c'est un dossier" in site.run("export-steps", "-o", "a.csv").complaint
    assert "Aucun dossier de la coopérative" in site.run("export-steps", "--cae", "nulle_part").complaint
