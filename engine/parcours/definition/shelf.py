"""Where files are found by their id: folders on a disk, or texts a database keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeAlias

from parcours.definition.source import parse, read
from parcours.definition.tree import Document

Kind: TypeAlias = Literal["workflow", "law", "scenario", "import"]
PLACES: Final[Mapping[Kind, str]] = MappingProxyType(
    {"workflow": "", "law": "law/", "scenario": "scenarios/", "import": "imports/"}
)


def source_name(kind: Kind, name: str, beneath: int = 0) -> str:
    """What a file is called wherever its text is kept: `cae22.yaml`, `law/fr.yaml`; `law/fr.1.yaml` the one beneath."""
    file = f"{name}.{beneath}.yaml" if beneath else f"{name}.yaml"
    return f"{PLACES[kind]}{file}"


class Shelf(Protocol):
    """Finds a file by its id."""

    def find(self, kind: Kind, name: str, beneath: int = 0) -> Document | None:
        """The nearest file of that name, or the one under so many nearer ones. None when no such file is there."""
        ...

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The ids of the files there."""
        ...


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders on a disk, the first that holds a file giving it; law files, scenarios and mappings stand in theirs."""

    paths: tuple[Path, ...]

    def find(self, kind: Kind, name: str, beneath: int = 0) -> Document | None:
        places = (path / source_name(kind, name) for path in self.paths)
        there = {place.resolve(): place for place in places if place.is_file()}
        found = next(islice(there.values(), beneath, None), None)
        return read(found, shown(found)) if found is not None else None

    def names(self, kind: Kind) -> tuple[str, ...]:
        folders = (path / PLACES[kind] for path in self.paths)
        return tuple(sorted({file.stem for folder in folders for file in folder.glob("*.yaml")}))


@dataclass(frozen=True, slots=True)
class Files:
    """What the plugins of a site may read besides parcours, in the folders where they look for it."""

    paths: tuple[Path, ...]

    def names(self, pattern: str) -> tuple[str, ...]:
        """What stands for the `*` of `modeles/courriels/*.md` in the files that are there."""
        before, _, behind = pattern.rpartition("/")[2].partition("*")
        files = {file.name for path in self.paths for file in path.glob(pattern) if file.is_file()}
        return tuple(sorted(name.removeprefix(before).removesuffix(behind) for name in files))


@dataclass(frozen=True, slots=True)
class Kept:
    """Texts by their `source_name`."""

    sources: Mapping[str, str]

    def find(self, kind: Kind, name: str, beneath: int = 0) -> Document | None:
        key = source_name(kind, name, beneath)
        return parse(self.sources[key].encode(), key) if key in self.sources else None

    def names(self, kind: Kind) -> tuple[str, ...]:
        start = PLACES[kind]
        keys = (key for key in self.sources if key.startswith(start) and key.count("/") == start.count("/"))
        names = (key.removeprefix(start).removesuffix(".yaml") for key in keys)
        return tuple(sorted(name for name in names if "." not in name))


def shown(path: Path) -> str:
    """How people are told of a file: from where they stand, if it is below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_absolute() and path.is_relative_to(here) else path.as_posix()
