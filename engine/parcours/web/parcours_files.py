"""The parcours files of a site, and those that come with parcours, as a page reads them: again when one has changed."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from parcours.adapters.plugins import parameter_schemas
from parcours.definition.loader import Examined, examine
from parcours.definition.shelf import Folders
from parcours.diagnostics import refuses
from parcours.model.definition import Definition
from parcours.resources import folder
from parcours.settings import Settings

Stamp = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Files:
    """What people may enter, and what is wrong with the rest. Any thread may ask."""

    settings: Settings
    _read: dict[str, Examined] = field(default_factory=dict)
    _stamp: Stamp = ()
    _lock: Lock = field(default_factory=Lock)

    def all(self) -> dict[str, Examined]:
        """Every file by its name, as it stands."""
        folders = (*self.settings.folders, folder("workflows"))
        with self._lock:
            stamp = _stamped(folders)
            if stamp != self._stamp:
                schemas = parameter_schemas(self.settings.plugins)
                names = Folders(folders).names("workflow")
                self._read = {name: examine(name, self.settings.folders, schemas) for name in names}
                self._stamp = stamp
            return self._read

    def definitions(self, caes: tuple[str, ...]) -> tuple[Definition, ...]:
        """Those that people may enter in these cooperatives, by name."""
        sound = (each for each in self.all().values() if not refuses(each.diagnostics))
        usable = (each.definition for each in sound if each.definition is not None)
        return tuple(each for each in usable if each.workflow.cae in caes and not each.workflow.abstract)

    def definition(self, caes: tuple[str, ...], workflow: str) -> Definition | None:
        """The one of that identifier, if it is of these cooperatives."""
        return next((each for each in self.definitions(caes) if each.workflow.id == workflow), None)


def _stamped(folders: tuple[Path, ...]) -> Stamp:
    """What changes when a file does, those of the law included."""
    files = (path for each in folders for path in each.rglob("*.yaml"))
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files))
