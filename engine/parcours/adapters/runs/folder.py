"""The folder of a run: what was asked, and each replication as it ended, so that the run can be taken up again."""

import fcntl
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from parcours.adapters.codec import UnreadableError, decode, encode
from parcours.adapters.disk import why
from parcours.adapters.runs.placing import placed, unwritable
from parcours.errors import StoreDamagedError, UsageError
from parcours.messages import Text, all_of
from parcours.simulation.measures.replica import Replica

RUN: Final = "run.json"
REPLICATIONS: Final = "replications.jsonl"
CHECKSUM: Final = 8
ANOTHER: Final = Text("Donnez un autre dossier à --output.")


@dataclass(frozen=True, slots=True)
class Asked:
    """All that decides the figures of a replication: two runs that ask the same may share a folder.

    But for `engine`, kept to be read: they all say the same, so that a run may be taken up by another. `sources` is the
    digest of every file read. `cases` None: as many people as the scenario says.
    """

    parcours: str
    scenario: str
    sources: str
    engine: str
    seed: int
    cases: int | None = None
    format: int = 1


@contextmanager
def run_folder(path: Path, asked: Asked, *, resume: bool) -> Iterator["RunFolder"]:
    """The folder of a run, made when it is not there, for this process alone.

    Raises UsageError for a folder that holds something else, another run, or this one without `resume`, or that
    another process writes; StoreDamagedError for one that contradicts itself. Nothing in it has changed then.
    """
    if _is_new(path):
        _begin(path, asked)
    elif not resume:
        raise UsageError(
            Text("Le dossier {path} contient déjà une simulation.", path=str(path)),
            Text("Reprenez-la avec --resume, ou donnez un autre dossier."),
        )
    _compare(path, asked)
    handle = _opened(path / REPLICATIONS)
    try:
        known, size = _read(path / REPLICATIONS, handle)
        os.ftruncate(handle, size)
        yield RunFolder(path, handle, known)
    finally:
        os.close(handle)


class RunFolder:
    """Implements `simulation.running.Keeping`."""

    def __init__(self, path: Path, handle: int, known: Mapping[int, Replica]) -> None:
        self.path = path
        self._handle = handle
        self._known = known

    def known(self) -> Mapping[int, Replica]:
        return self._known

    def keep(self, replicas: Sequence[Replica]) -> None:
        """Each on a line of its own, on the disk when this returns. Raises StoreFullError, UsageError."""
        before = os.fstat(self._handle).st_size
        data = b"".join(map(_line, replicas))
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._handle, data[written:], before + written)
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, before)
            raise unwritable(self.path / REPLICATIONS, error) from None


def _is_new(path: Path) -> bool:
    try:
        names = {each.name for each in path.iterdir()}
    except FileNotFoundError:
        return True
    except OSError as error:
        raise _unusable(path, error) from None
    if names and RUN not in names:
        raise UsageError(Text("Le dossier {path} contient autre chose qu'une simulation.", path=str(path)), ANOTHER)
    return not names


def _begin(path: Path, asked: Asked) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / REPLICATIONS).touch()
    except OSError as error:
        raise _unusable(path, error) from None
    with placed(path / RUN) as file:
        file.write(encode(asked))


def _compare(path: Path, asked: Asked) -> None:
    try:
        held = decode(Asked, (path / RUN).read_bytes())
    except OSError as error:
        raise _unusable(path, error) from None
    except UnreadableError:
        raise _damaged(path / RUN) from None
    told = replace(held, engine=asked.engine)
    differing = [each.name for each in fields(Asked) if getattr(told, each.name) != getattr(asked, each.name)]
    if differing:
        raise UsageError(
            Text(
                "Le dossier {path} contient une autre simulation ; ce qui diffère : {what}.",
                path=str(path),
                what=all_of(_named(name) for name in differing),
            ),
            ANOTHER,
        )


def _named(member: str) -> Text:
    return {
        "parcours": Text("la version de parcours"),
        "scenario": Text("le scénario"),
        "sources": Text("le contenu des fichiers"),
        "seed": Text("la graine"),
        "cases": Text("le nombre de personnes"),
        "format": Text("le format du dossier"),
    }[member]


def _opened(path: Path) -> int:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise UsageError(
            Text("Une autre simulation écrit dans le dossier {path}.", path=str(path.parent)),
            Text("Attendez qu'elle finisse, ou donnez un autre dossier."),
        ) from None
    return handle


def _read(path: Path, handle: int) -> tuple[Mapping[int, Replica], int]:
    """The replications kept, and the length of what is whole: a last line cut short was being written at a stop."""
    data = os.pread(handle, os.fstat(handle).st_size, 0)
    whole = data.rfind(b"\n") + 1
    replicas = [_replica(path, line) for line in data[:whole].splitlines()]
    return {replica.replication: replica for replica in replicas}, whole


def _line(replica: Replica) -> bytes:
    data = encode(replica)
    return f"{zlib.crc32(data):0{CHECKSUM}x} ".encode() + data + b"\n"


def _replica(path: Path, line: bytes) -> Replica:
    checksum, _, data = line.partition(b" ")
    if checksum != f"{zlib.crc32(data):0{CHECKSUM}x}".encode():
        raise _damaged(path)
    try:
        return decode(Replica, data)
    except UnreadableError:
        raise _damaged(path) from None


def _damaged(path: Path) -> StoreDamagedError:
    return StoreDamagedError(
        Text("Le fichier {path} est abîmé : on ne peut pas reprendre cette simulation.", path=str(path)),
        Text("Recommencez-la dans un autre dossier ; celui-ci est laissé tel quel."),
    )


def _unusable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        Text("Le dossier {path} ne peut pas servir : {why}.", path=str(path), why=why(error)),
        Text("Vérifiez --output."),
    )
