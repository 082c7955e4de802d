"""Documents filled from the shipped models."""

import datetime
import io
import json
import os
import shutil
from pathlib import Path

import docx
import pypdf
import pytest

from jobs import Perform
from parcours.plugin import Delivered, Failed, Later

SIGNED = {
    "dossier.nom": "Ada & fils <SARL>",
    "contract.cape.signed_on": datetime.date(2026, 1, 10),
    "contract.cape.starts_on": datetime.date(2026, 1, 15),
    "contract.cape.ends_on": datetime.date(2026, 4, 14),
    "contract.cape.renewals": 0,
}
CAPE = {"modele": "cape", "contribution": "10 %"}


def text_of(answer: Delivered) -> str:
    (file,) = answer.files
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file.content)).paragraphs)


def test_a_contract_bears_its_own_days_and_the_person(perform: Perform) -> None:
    answer = perform("document", parameters=CAPE, values=SIGNED)

    assert isinstance(answer, Delivered)
    text = text_of(answer)
    assert "Du 15/01/2026 au 14/04/2026 inclus. Renouvellements signés : 0." in text
    assert "Ada & fils <SARL>" in text
    assert "hors taxes : 10 %" in text
    assert answer.files[0].name == "cape.docx"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_the_same_contract_is_given_as_a_pdf_where_the_site_asks_for_one(perform: Perform) -> None:
    answer = perform("document", parameters=CAPE, values=SIGNED, site={"pdf": True})

    assert isinstance(answer, Delivered)
    word, pdf = answer.files
    assert (word.name, pdf.name, pdf.media_type) == ("cape.docx", "cape.pdf", "application/pdf")
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages).split())
    assert "Du 15/01/2026 au 14/04/2026 inclus. Renouvellements signés : 0." in text
    assert "Ada & fils <SARL>" in text


def test_a_pdf_where_libreoffice_is_not_installed_says_what_to_install(
    perform: Perform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    answer = perform("document", parameters=CAPE, values=SIGNED, site={"pdf": True})

    assert isinstance(answer, Failed)  # at once: trying again for half a day installs nothing
    assert "libreoffice-writer" in answer.why
    assert "[document] pdf" in answer.why


def test_a_pdf_that_libreoffice_does_not_make_is_asked_for_again(
    perform: Perform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 77\n")
    office.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    answer = perform("document", parameters=CAPE, values=SIGNED, site={"pdf": True})

    assert isinstance(answer, Later)
    assert "77" in answer.why


def test_a_document_says_which_values_it_shows(perform: Perform, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("{{ dossier.nom }} : {% if contract.cape.renewals %}{{ contract.cape.ends_on }}{% endif %}")
    made.add_paragraph("{{ document.titre }}{% if dossier.siret is defined %}, SIRET{% endif %}")
    made.sections[0].footer.paragraphs[0].text = "{{ case.id }}"
    folder = tmp_path / "modeles" / "documents"
    folder.mkdir(parents=True)
    made.save(str(folder / "bail.docx"))

    answer = perform(
        "document", parameters={"modele": "bail", "titre": "Bail"}, values=SIGNED, folders=(str(tmp_path),)
    )

    # Not the day that is left out; but what decided, filled or not, and what stands at the foot of the page.
    assert answer.printed == (*("case.id", "contract.cape.renewals", "document.titre", "dossier.nom", "dossier.siret"),)


def test_a_document_is_not_made_with_a_blank_in_it(perform: Perform) -> None:
    unknown = {name: value for name, value in SIGNED.items() if name != "dossier.nom"}

    answer = perform("document", parameters=CAPE, values=unknown)

    assert isinstance(answer, Failed)
    assert "personne n'a rempli" in answer.why


def test_a_template_cannot_reach_into_the_machine(perform: Perform, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("{{ dossier.__class__.__mro__ }}")
    folder = tmp_path / "modeles" / "documents"
    folder.mkdir(parents=True)
    made.save(str(folder / "piege.docx"))

    answer = perform("document", parameters={"modele": "piege"}, values=SIGNED, folders=(str(tmp_path),))

    assert isinstance(answer, Failed)


def test_a_model_of_the_site_comes_before_the_shipped_one(perform: Perform, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Le nôtre, pour {{ dossier.nom }}")
    folder = tmp_path / "modeles" / "documents"
    folder.mkdir(parents=True)
    made.save(str(folder / "cape.docx"))

    answer = perform("document", parameters=CAPE, values=SIGNED, folders=(str(tmp_path),))

    assert text_of(answer) == "Le nôtre, pour Ada & fils <SARL>"


def test_a_model_nobody_wrote_is_named(perform: Perform) -> None:
    assert "modeles/documents/inconnu.docx" in perform("document", parameters={"modele": "inconnu"}).why


def test_a_line_is_written_for_other_programs(perform: Perform, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    for _ in range(2):
        assert perform("journal", parameters={"texte": "bonjour"}, site={"fichier": str(file)}) == Delivered("écrit")

    first, _ = map(json.loads, file.read_text().splitlines())
    assert first == {
        "id": "C-1/3/0",
        "cae": "essai",
        "dossier": "C-1",
        "action": "prevenir",
        "jour": "2026-04-14",
        "texte": "bonjour",
    }


def test_a_line_without_a_file_to_go_to_says_where_to_name_it(perform: Perform) -> None:
    assert "[journal] fichier" in perform("journal").why
