"""The register of erasures: nobody adds, changes or takes out a line unseen, and a crash loses none that was told."""

from pathlib import Path

import pytest

from parcours.adapters.storage import register
from parcours.adapters.storage.register import Entry, RegisterBrokenError
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Vault
from parcours.ports import KeyFileError
from sites import SITE_KEY

SEALS = Seals(SITE_KEY)
THREE = tuple(Entry("cae22", f"P-{number}", f"2026-01-0{number}", "00", "maud") for number in (1, 2, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "parcours.ab.erasures"
    register.append(made, SEALS, THREE[:1])
    register.append(made, SEALS, THREE)
    return made


def test_what_was_written_is_read_in_order_each_once(path: Path) -> None:
    assert register.read(path, SEALS) == THREE
    assert path.stat().st_mode & 0o777 == 0o600


def test_there_is_none_without_a_file(tmp_path: Path) -> None:
    assert register.read(tmp_path / "rien", SEALS) == ()


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda lines: [lines[1], lines[2]], 1),  # the first taken out
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [lines[0], lines[1].replace(b"P-2", b"P-9"), lines[2]], 2),
        (lambda lines: [*lines, lines[2]], 4),
        (lambda lines: [*lines, b'["cae22","P-4","","",""]\n'], 4),
    ],
)
def test_a_line_of_another_hand_is_named(path: Path, spoil: object, line: int) -> None:
    path.write_bytes(b"".join(spoil(path.read_bytes().splitlines(keepends=True))))  # type: ignore[operator]

    for act in (lambda: register.read(path, SEALS), lambda: register.append(path, SEALS, THREE)):
        with pytest.raises(RegisterBrokenError, match=f"à la ligne {line}"):
            act()


def test_another_key_reads_nothing_of_it(path: Path) -> None:
    with pytest.raises(RegisterBrokenError, match="à la ligne 1"):
        register.read(path, Seals(Vault(bytes(32))))


def test_a_line_cut_short_by_a_crash_is_written_again(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    assert register.read(path, SEALS) == THREE[:2]

    register.append(path, SEALS, THREE)
    assert path.read_bytes() == whole


def test_a_register_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="ne peut pas être écrit"):
        register.append(tmp_path / "absent" / "x", SEALS, THREE)
    with pytest.raises(KeyFileError, match="ne peut pas être lu"):
        register.read(tmp_path, SEALS)
