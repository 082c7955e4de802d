"""Mappings as the commands that exchange with other software find them."""

from pathlib import Path

from parcours.cli.reading import folders, schemas, today
from parcours.cli.session import Session
from parcours.model.definition import Definition
from parcours.runtime.exchange.mapping import ImportMapping
from parcours.runtime.exchange.mapping_file import read_mapping


def mapping_of(session: Session, name: str) -> tuple[ImportMapping, Definition]:
    """The mapping of a file, or of an id, with its parcours. Raises DefinitionError or UsageError."""
    said = Path(name) if Path(name).is_file() else name
    return read_mapping(said, folders(session), schemas(session), today(session))
