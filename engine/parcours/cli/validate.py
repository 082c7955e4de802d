"""`parcours validate`: everything wrong with files, all at once; and with the rules a database holds people to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from parcours import diagnostics
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.findings import show_findings
from parcours.cli.parameters import argument, option
from parcours.cli.reading import examined, examined_law, folders, schemas, today
from parcours.cli.session import Session, pass_session
from parcours.definition.schema import Kind, validate
from parcours.definition.shelf import shown
from parcours.definition.source import read
from parcours.diagnostics import Diagnostic, in_file_order, refuses
from parcours.errors import WRONG_USE
from parcours.messages import Text
from parcours.model.definition import Definition

# What only one kind of file has on its first level.
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"rules": "law", "tests": "test", "scenario": "scenario", "import": "import"}
)


@dataclass(slots=True)
class Found:
    """All that is wrong with the files named, the texts that show it, and what could be built."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)

    def add(self, found: Sequence[Diagnostic], texts: Mapping[str, str]) -> None:
        """A file that several stand on is told once."""
        self.diagnostics += [each for each in found if each not in self.diagnostics]
        self.texts |= texts


@command("validate", more=Text("Avec --database, vérifie aussi chaque jeu de règles auquel des dossiers sont tenus."))
@argument(
    "files",
    said=Text("Fichiers de parcours, de loi, de tests, de scénario ou de correspondance, ou identifiants de parcours."),
    takes=Text("FICHIER"),
    nargs=-1,
    required=True,
)
@option(
    "--format",
    "form",
    said=Text("text, json ou sarif."),
    takes=Text("FORME"),
    type=click.Choice(["text", "json", "sarif"]),
)
@pass_session
def command_line(session: Session, files: tuple[str, ...], form: str | None) -> int:
    found = Found()
    for name in files:
        _check(session, name, found)
    if "database" in session.said:
        _check_pinned(session, found)
    _show(session, found, form or ("json" if session.as_json else "text"), files)
    return WRONG_USE if refuses(found.diagnostics) else 0


def _check(session: Session, name: str, found: Found) -> None:
    kind = _kind(Path(name)) if Path(name).is_file() else None
    if kind == "test":
        document = read(Path(name), name)
        found.add((*document.diagnostics, *validate(document, kind)), {name: document.text})
        return
    if kind == "scenario":
        _check_scenario(session, name, found)
        return
    if kind == "import":
        _check_mapping(session, name, found)
        return
    examination = examined_law(session, name) if kind == "law" else examined(session, name)
    found.add(examination.diagnostics, examination.texts)
    if examination.definition is not None:
        found.definitions.append(examination.definition)


def _check_scenario(session: Session, name: str, found: Found) -> None:
    # The kernel that its reading leans on is nothing a parcours file waits for.
    from parcours.simulation.reading.loader import examine_scenario

    examination = examine_scenario(Path(name), folders(session), schemas(session), today(session))
    found.add(examination.diagnostics, examination.texts)


def _check_mapping(session: Session, name: str, found: Found) -> None:
    from parcours.runtime.exchange.mapping_file import examine_mapping

    examination = examine_mapping(Path(name), folders(session), schemas(session), today(session))
    found.add(examination.diagnostics, examination.texts)


def _kind(path: Path) -> Kind | None:
    """None for a parcours, and for what cannot be read."""
    root = read(path).root
    return next((kind for key, kind in KINDS.items() if root is not None and key in root.entries()), None)


def _check_pinned(session: Session, found: Found) -> None:
    from parcours.bootstrap import opened
    from parcours.runtime.pinned import pinned_rules

    with opened(session.settings) as site:
        for pinned in pinned_rules(site.store, found.definitions, schemas(session), today(session)):
            found.add(pinned.diagnostics, pinned.texts)


def _show(session: Session, found: Found, form: str, files: Sequence[str]) -> None:
    ordered = in_file_order(found.diagnostics)
    if form == "json":
        click.echo(diagnostics.as_json(ordered, session.lang))
    elif form == "sarif":
        from importlib.metadata import version

        click.echo(diagnostics.as_sarif(ordered, version("parcours"), session.lang))
    elif ordered:
        show_findings(session, ordered, found.texts, first=frozenset(shown(Path(name)) for name in files))
    else:
        page.line(session, Text("{files} : rien à redire.", files=", ".join(files)), style="green")
