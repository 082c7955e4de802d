"""The folder of a run: kept replication by replication, taken up again, and never spoilt."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from measured import FRAME, STORY
from parcours.adapters.runs.folder import Asked, RunFolder, run_folder
from parcours.adapters.runs.placing import placed
from parcours.errors import ParcoursError, StoreDamagedError, StoreFullError, UsageError
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.replica import Replica

ASKED = Asked(parcours="1", scenario="abc", sources="def", engine="reference", seed=1)


def replica(number: int) -> Replica:
    return measure(STORY[: len(STORY) - number], FRAME, number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sortie" / "essai"


@contextmanager
def opened(folder: Path, asked: Asked = ASKED, *, resume: bool = True) -> Iterator[RunFolder]:
    with run_folder(folder, asked, resume=resume) as found:
        yield found


def keep(folder: Path, *numbers: int) -> None:
    with opened(folder) as found:
        found.keep([replica(number) for number in numbers])


def known(folder: Path) -> dict[int, Replica]:
    with opened(folder) as found:
        return dict(found.known())


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def refused(folder: Path, asked: Asked = ASKED, *, resume: bool = True) -> ParcoursError:
    """The complaint; nothing has changed."""
    before = content(folder)
    with pytest.raises(ParcoursError) as raised, opened(folder, asked, resume=resume):
        pass
    assert content(folder) == before
    return raised.value


def test_what_is_kept_is_found_again_to_the_last_figure(folder: Path) -> None:
    keep(folder, 0, 1)
    keep(folder, 5)
    assert known(folder) == {number: replica(number) for number in (0, 1, 5)}


def test_a_new_folder_is_made_with_or_without_resume(folder: Path) -> None:
    with opened(folder, resume=False) as found:
        assert dict(found.known()) == {}
    folder.with_name("vide").mkdir()
    assert known(folder.with_name("vide")) == {}


def test_a_run_is_not_done_over_another(folder: Path) -> None:
    keep(folder, 0)
    error = refused(folder, resume=False)
    assert "contient déjà une simulation" in str(error)
    assert "--resume" in str(error)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": 2}, "ce qui diffère : la graine."),
        ({"scenario": "zzz", "cases": 3}, "ce qui diffère : le scénario et le nombre de personnes."),
        ({"cases": 40}, "le nombre de personnes"),
        ({"sources": "zzz"}, "le contenu des fichiers"),
        ({"parcours": "2"}, "la version de parcours"),
        ({"format": 2}, "le format du dossier"),
    ],
)
def test_another_run_is_told_from_this_one(folder: Path, change: dict[str, object], told: str) -> None:
    keep(folder, 0)
    assert told in str(refused(folder, replace(ASKED, **change)))  # type: ignore[arg-type]  # members of Asked


def test_another_engine_takes_a_run_up_for_they_all_say_the_same(folder: Path) -> None:
    keep(folder, 0)
    with opened(folder, replace(ASKED, engine="tables")) as found:
        assert dict(found.known()) == {0: replica(0)}


def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "lettre.txt").write_text("chère", "utf-8")
    assert "autre chose qu'une simulation" in str(refused(folder))


def test_a_file_is_no_folder(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("", "utf-8")
    with pytest.raises(UsageError, match="ne peut pas servir"), opened(folder):
        pass


def test_two_runs_do_not_write_in_one_folder(folder: Path) -> None:
    with opened(folder), pytest.raises(UsageError, match="Une autre simulation écrit"), opened(folder):
        pass


@pytest.mark.parametrize("lost", [1, 40, 300])
def test_a_run_cut_while_it_wrote_goes_on_from_the_last_whole_replication(folder: Path, lost: int) -> None:
    keep(folder, 0, 1, 2)
    path = folder / "replications.jsonl"
    path.write_bytes(path.read_bytes()[:-lost])
    assert set(known(folder)) == {0, 1}
    keep(folder, 2)
    assert known(folder) == {number: replica(number) for number in range(3)}


def test_a_damaged_line_is_refused_and_left(folder: Path) -> None:
    keep(folder, 0, 1, 2)
    path = folder / "replications.jsonl"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    error = refused(folder)
    assert isinstance(error, StoreDamagedError)
    assert "replications.jsonl est abîmé" in str(error)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"seed": "un"}'])
def test_a_damaged_description_is_refused(folder: Path, text: str) -> None:
    keep(folder, 0)
    (folder / "run.json").write_text(text, "utf-8")
    assert isinstance(refused(folder), StoreDamagedError)


def test_a_lost_file_is_told(folder: Path) -> None:
    keep(folder, 0)
    (folder / "replications.jsonl").unlink()
    assert "n'existe pas" in str(refused(folder))


def test_a_full_disk_is_told_and_spoils_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(folder, 0)
    write = os.pwrite

    def no_room(handle: int, data: bytes, offset: int) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data[:-50], offset)

    with opened(folder) as found:
        monkeypatch.setattr(os, "pwrite", no_room)
        with pytest.raises(StoreFullError, match="plus de place") as raised:
            found.keep([replica(1)])
        assert "--resume" in str(raised.value)
        monkeypatch.undo()
        found.keep([replica(2)])
    assert set(known(folder)) == {0, 2}


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "kpis.json"
    target.write_bytes(b"before")
    with placed(target) as file:
        file.write(b"after")
        assert target.read_bytes() == b"before"
    assert content(tmp_path) == {"kpis.json": b"after"}
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_file_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    target = tmp_path / "kpis.json"
    target.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), placed(target) as file:
        file.write(bytes(file.write(b"half") // 0))
    with pytest.raises(StoreFullError), placed(target):
        raise OSError(errno.ENOSPC, "full")
    assert content(tmp_path) == {"kpis.json": b"before"}
    with pytest.raises(UsageError, match="n'existe pas"), placed(tmp_path / "rien" / "kpis.json"):
        pass
