"""A contract on paper follows what people type: printed, out of date, printed again; by the real plugin."""

import hashlib
import json
from pathlib import Path
from typing import Any

import docx
import pytest

from terminals import Terminal

FILE = """
format: 1
id: papiers
title: Papiers
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
dossier:
  nom: {type: text, personal: true}
  ville: {type: text}
events:
  entrer: {label: Entrée, by: [accueil]}
  signer: {label: Signature, by: [accueil], do: [bail]}
  prolonger: {label: Prolongation, by: [accueil]}
  terme: {label: Terme}
contracts:
  bail:
    {label: Bail, begin: [signer], renew: [prolonger], expire: terme, term: {min: 1 mois, max: 6 mois, default: 6 mois}}
actions:
  bail: {label: Le bail, use: document, with: {modele: bail}}
entry: {entrer: {to: accueil}}
stages:
  accueil: {label: Accueil, transitions: {signer: {to: loge}}}
  loge: {label: Logé, contract: bail, transitions: {prolonger: {}, terme: {to: fin}}}
  fin: {label: Fin, final: true}
"""


@pytest.fixture
def case(site: Terminal) -> str:
    (site.folder / "papiers.yaml").write_text(FILE)
    model = docx.Document()
    model.add_paragraph("{{ dossier.nom }}, jusqu'au {{ contract.bail.ends_on }}")
    folder = site.folder / "modeles" / "documents"
    folder.mkdir(parents=True)
    model.save(str(folder / "bail.docx"))
    site.variables["PARCOURS_WORKFLOWS"] = str(site.folder)
    opened: str = site.done("start", "papiers", "entrer", "--person", "P-1", "--set", "nom=Ada", "--json").json["case"]
    site.done("send", opened, "signer")
    serve(site)
    return opened


def serve(site: Terminal) -> None:
    process = site.spawn("serve", "--once")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said


def effects(site: Terminal, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.done("effects", "--case", case, "--json").json
    return found


def test_a_renewal_prints_the_contract_again_and_says_which_holds(site: Terminal, case: str) -> None:
    sent = site.done("send", case, "prolonger")
    assert "nouvelle édition de « Le bail » ; a changé : Bail : dernier jour" in " ".join(sent.out.split())
    serve(site)

    old, new = (each["documents"][0] for each in effects(site, case))
    assert (old["edition"], old["superseded_by"], new["edition"], new["superseded_by"]) == (1, new["fact"], 2, None)
    assert old["sha256"] != new["sha256"]
    told = " ".join(site.done("effects", "--case", case).out.split())
    assert f"édition 1, empreinte {old['sha256'][:16]} ; remplacé par celui du fait {new['fact']}" in told
    assert site.status(case, "2026-01-05")["documents"] == [new]
    assert f"Le bail : bail.docx, fait {new['fact']}, édition 2" in site.done("status", case).out
    assert "tout concorde" in site.done("reconcile").out


def test_an_update_prints_it_again_only_where_it_shows(site: Terminal, case: str) -> None:
    site.done("update", case, "--set", "ville=Rennes")
    serve(site)
    assert len(effects(site, case)) == 1

    site.done("update", case, "--set", "nom=Ada Lovelace")
    serve(site)
    serve(site)

    assert [each["status"] for each in effects(site, case)] == ["delivered", "delivered"]
    assert site.run("verify").code == 0


def read(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_documents_are_taken_out_to_be_signed_the_edition_that_holds_unless_all_are_asked(
    site: Terminal, case: str
) -> None:
    site.done("send", case, "prolonger")
    serve(site)
    (new,) = site.status(case, "2026-01-05")["documents"]
    out = site.folder / "sortis"

    told = site.done("documents", case, "-o", str(out))

    # Entered and signed on 5 January 2026: six months end on 4 July, six more on 4 January 2027.
    file = out / f"{new['fact']}.0-bail.docx"
    assert [each.name for each in out.iterdir()] == [file.name]
    assert read(file) == "Ada, jusqu'au 04/01/2027"
    assert file.stat().st_mode & 0o777 == 0o600
    assert hashlib.sha256(file.read_bytes()).hexdigest() == new["sha256"]
    assert file.name in told.out

    every = site.done("documents", case, "--all", "-o", str(out), "--json").json
    assert [each["edition"] for each in every] == [1, 2]
    assert [read(Path(each["file"])) for each in every] == ["Ada, jusqu'au 04/07/2026", "Ada, jusqu'au 04/01/2027"]


def test_documents_are_listed_without_writing_any(site: Terminal, case: str) -> None:
    before = set(site.folder.rglob("*"))
    assert "Le bail : bail.docx, édition 1, empreinte" in site.done("documents", case).out
    (only,) = site.done("documents", case, "--json").json
    assert (only["name"], only["file"]) == ("bail.docx", None)
    assert set(site.folder.rglob("*")) == before


def test_a_case_without_documents_a_lost_key_and_a_place_that_is_none_are_told(site: Terminal, case: str) -> None:
    other = site.done("start", "papiers", "entrer", "--person", "P-2", "--set", "nom=Bo", "--json").json["case"]
    assert "Aucun document" in site.done("documents", other).out
    assert "Aucun dossier ne porte" in site.run("documents", "rien").complaint
    (site.folder / "plein").write_text("")
    assert "plein" in site.run("documents", case, "-o", str(site.folder / "plein")).complaint
    key = site.folder / "parcours.key"
    key.rename(site.folder / "ailleurs.key")
    assert "scellé" in site.done("documents", case).out
    lost = site.run("documents", case, "-o", str(site.folder / "sortis"))
    assert lost.code == 2
    assert "clé du site" in lost.complaint


def test_a_person_is_given_their_documents_with_their_file(site: Terminal, case: str) -> None:
    site.done("send", case, "prolonger")
    serve(site)
    out = site.folder / "acces"

    said = site.done("export-person", "P-1", "--cae", "papiers", "-o", str(out), "--json").json

    written = sorted(out.rglob("*.docx"))
    assert [read(each) for each in written] == ["Ada, jusqu'au 04/07/2026", "Ada, jusqu'au 04/01/2027"]
    assert {str(each) for each in written} <= set(said["files"])
    told = json.loads((out / "personne.json").read_text())["cases"][0]["documents"]
    assert [out / each["file"] for each in told] == written
    text = (out / "personne.txt").read_text()
    assert all(str(each.relative_to(out)) in text for each in written)


def test_the_documents_of_somebody_erased_are_no_longer_given(site: Terminal, case: str) -> None:
    site.done("tick", now="2040-01-05")
    site.done("erase", "P-1", "--cae", "papiers", "--reason", "demande", "--yes", now="2040-01-05")

    out = site.folder / "sortis"
    told = site.done("documents", case, "--all", "-o", str(out), now="2040-01-05").out
    assert "Aucun document." in told
    assert not out.exists()
