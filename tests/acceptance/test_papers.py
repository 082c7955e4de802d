"""A contract on paper follows what people type: printed, out of date, printed again; by the real plugin."""

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
