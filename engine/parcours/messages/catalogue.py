"""The door to Babel: translations, read from the PO files of each package."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from parcours.messages.language import Language


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """French template -> template in `language`, over the catalogues of all packages."""
    merged = {
        message.id: message.string
        for path in catalogue_files(language)
        for message in catalogue(path)
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string
    }
    return MappingProxyType(merged)


def catalogue_files(language: Language) -> Iterator[Traversable]:
    """The PO files of `language`, one a package, by name; none for French, which is its own key."""
    folder = files("parcours.messages") / language.value
    if folder.is_dir():
        found = (path for path in folder.iterdir() if path.name.endswith(".po"))
        yield from sorted(found, key=lambda path: path.name)


def catalogue(path: Traversable) -> Catalog:
    """One PO file, whole."""
    with path.open("rb") as stream:
        return read_po(stream)
