"""`parcours export-person`: a person's whole file, for them: as text, as JSON, or both in a folder."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from parcours.bootstrap import opened
from parcours.calendar.duration import Duration
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.effects import plain_attempt
from parcours.cli.incidents import plain_incident
from parcours.cli.parameters import option
from parcours.cli.person_text import readable
from parcours.cli.session import Session, pass_session
from parcours.cli.status import plain_status
from parcours.cli.telling import plain_fact
from parcours.cli.writing import write_private
from parcours.messages import Text
from parcours.model.delivery import Document
from parcours.model.fields import Validity, Value
from parcours.runtime import unread
from parcours.runtime.access import CaseFile, PersonFile, person_file

TEXT, JSON = "personne.txt", "personne.json"
DOCUMENTS = "documents"


@command(
    "export-person",
    more=Text(
        "Dossier, journal, contrats, tâches, dates à venir, messages et documents : le droit d'accès. Avec -o, écrit "
        "{text}, {json} et les documents dans un dossier ; sinon, dit le texte.",
        text=TEXT,
        json=JSON,
    ),
)
@wanted.person
@option("--cae", said=Text("Coopérative qui répond."), takes=Text("CAE"), required=True)
@option("-o", "--output", said=Text("Dossier où écrire, créé s'il le faut."), takes=Text("DOSSIER"), default=None)
@pass_session
def command_line(session: Session, person: str, cae: str, output: str | None) -> None:
    with opened(session.settings) as site:
        file = person_file(site.engine, cae, person)
    if output is not None:
        _write(session, file, Path(output))
    elif session.as_json:
        session.dump(_plain(file, {}))
    else:
        click.echo(readable(session, file, {}), nl=False)


def _write(session: Session, file: PersonFile, folder: Path) -> None:
    places = _places(file)
    told = json.dumps(session.plain(_plain(file, places)), ensure_ascii=False, indent=2) + "\n"
    written = [folder / JSON, folder / TEXT]
    write_private(folder / JSON, told.encode())
    write_private(folder / TEXT, readable(session, file, places).encode())
    for each in (copy for case in file.cases for copy in case.copies):
        written.append(folder / places[each.paper.document])
        write_private(written[-1], each.content)
    if session.as_json:
        session.dump({"files": [str(each) for each in written]})
        return
    names = ", ".join(str(each.relative_to(folder)) for each in written)
    page.line(session, Text("Écrit dans {folder} : {names}.", folder=str(folder), names=names), style="green")
    page.caution(session, Text("Ces fichiers disent tout d'elle : remettez-les, puis détruisez-les."))


def _places(file: PersonFile) -> Mapping[Document, str]:
    """Where each document that can be read is written, from the folder asked for."""
    made = ((each.status.case.id, copy) for each in file.cases for copy in each.copies)
    return {copy.paper.document: f"{DOCUMENTS}/{case}/{copy.file}" for case, copy in made}


def _plain(file: PersonFile, places: Mapping[Document, str]) -> dict[str, object]:
    return {
        "cae": file.cae,
        "person": file.person,
        "at": file.at,
        "erased_at": file.erased_at,
        "held_since": file.held_since,
        "prior_contracts": [
            {"kind": each.kind, "signatures": each.signatures, "periods": [list(days) for days in each.periods]}
            for each in file.paper
        ],
        "cases": [_case(each, places) for each in file.cases],
    }


def _case(file: CaseFile, places: Mapping[Document, str]) -> dict[str, object]:
    return {
        **plain_status(file.status),
        "title": file.status.title,
        "dossier": _values(file.dossier),
        "every_contract": [
            {
                "contract": each.contract,
                "status": each.status,
                "closed_on": each.closed_on,
                "periods": [
                    {"signed_on": one.signed_on, "starts_on": one.starts_on, "ends_on": one.ends_on}
                    for one in each.periods
                ],
            }
            for each in file.status.case.contracts.values()
        ],
        "journal": [
            plain_fact(each.entry.fact)
            | {"told": each.entry.told, "given": _values(each.given), "written": _values(each.written)}
            for each in file.journal
        ],
        "sent": [
            {
                "label": each.label,
                "use": each.row.effect.use,
                "status": each.row.status,
                "created_at": each.row.created_at,
                "delivered_at": each.row.delivered_at,
                "attempts": [plain_attempt(tried) for tried in each.attempts],
            }
            for each in file.leaving
        ],
        "incidents": [plain_incident(each) for each in file.incidents],
        "documents": [
            {
                "name": unread.plain(each.name),
                "media_type": each.media_type,
                "made_at": each.made_at,
                "digest": unread.plain(each.digest),
                "file": places.get(each),
            }
            for each in (copy.paper.document for copy in file.copies)
        ],
    }


def _values(values: Mapping[str, Value | None]) -> dict[str, object]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value | None) -> object:
    match value:
        case Duration():
            return value.iso()
        case Validity():
            return {"from": value.first, "until": value.until, "reference": value.reference}
        case _:
            return value
