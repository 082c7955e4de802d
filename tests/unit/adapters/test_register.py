"""A register: nobody adds, changes or takes out a line unseen, and a crash loses none that was told."""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from parcours.adapters.storage import register
from parcours.adapters.storage.register import Erased, Held, Register, RegisterBrokenError
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Vault
from parcours.ports import KeyFileError
from sites import SITE_KEY

SEALS = Seals(SITE_KEY)
THREE = tuple(Erased("cae22", f"P-{number}", f"2026-01-0{number}", "00", "maud") for number in (1, 2, 3))
SEVERAL = 8


@pytest.fixture
def kept(tmp_path: Path) -> Register[Erased]:
    made = register.erasures(tmp_path / "parcours.key", "ab", SEALS)
    made.append(THREE[:1])
    made.append(THREE)
    return made


def test_what_was_written_is_read_in_order_each_once(kept: Register[Erased]) -> None:
    assert kept.read() == THREE
    assert kept.path.name == "parcours.ab.erasures"
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_there_is_none_without_a_file(tmp_path: Path) -> None:
    assert register.erasures(tmp_path / "rien.key", "ab", SEALS).read() == ()


def test_a_hold_and_its_end_are_two_lines(tmp_path: Path) -> None:
    made = register.holds(tmp_path / "parcours.key", "ab", SEALS)
    put = Held("cae22", "P-1", "2026-01-01", "00", "maud")
    lifted = replace(put, lifted_at="2026-02-01", lifted_by="ines")
    made.append([put])
    made.append([put, lifted])
    assert made.read() == (put, lifted)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda lines: lines[1:], 1),  # the one that names the database taken out
        (lambda lines: [lines[0], lines[2], lines[3]], 2),
        (lambda lines: [lines[0], lines[1], lines[3]], 3),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: [*lines[:2], lines[2].replace(b"P-2", b"P-9"), lines[3]], 3),
        (lambda lines: [*lines, lines[3]], 5),
        (lambda lines: [*lines, b'["cae22","P-4","","",""]\n'], 5),
    ],
)
def test_a_line_of_another_hand_is_named(
    kept: Register[Erased], spoil: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    kept.path.write_bytes(b"".join(spoil(kept.path.read_bytes().splitlines(keepends=True))))

    for act in (kept.read, lambda: kept.append(THREE)):
        with pytest.raises(RegisterBrokenError, match=f"à la ligne {line}"):
            act()


def test_another_key_reads_nothing_of_it(kept: Register[Erased]) -> None:
    with pytest.raises(RegisterBrokenError, match="à la ligne 1"):
        replace(kept, seals=Seals(Vault(bytes(32)))).read()


def test_the_register_of_another_database_under_the_same_key_is_refused(kept: Register[Erased]) -> None:
    other = register.erasures(kept.path.with_name("parcours.key"), "cd", SEALS)
    kept.path.rename(other.path)
    for act in (other.read, lambda: other.append(THREE)):
        with pytest.raises(RegisterBrokenError, match=r"autre base \(ab\)"):
            act()


def test_the_lines_of_one_register_are_none_of_another_kind(kept: Register[Erased]) -> None:
    holds = register.holds(kept.path.with_name("parcours.key"), "ab", SEALS)
    kept.path.rename(holds.path)
    with pytest.raises(RegisterBrokenError, match="à la ligne 1"):
        holds.read()


def test_a_register_of_before_names_no_database_and_goes_on(tmp_path: Path) -> None:
    """As revision 0004 wrote them."""
    made = register.erasures(tmp_path / "parcours.key", "ab", SEALS)
    document = json.dumps(["cae22", "P-1", "2026-01-01", "00", "maud"], separators=(",", ":")).encode()
    made.path.write_bytes(document + b"\t" + SEALS.registered("erasures", b"", document).hex().encode() + b"\n")
    made.append(THREE)
    assert made.read() == THREE


def test_wherever_a_crash_cuts_it_no_line_before_is_lost_and_it_is_written_again(kept: Register[Erased]) -> None:
    whole = kept.path.read_bytes()
    ends = [number + 1 for number, each in enumerate(whole) if each == ord("\n")]
    for length in range(len(whole)):
        kept.path.write_bytes(whole[:length])
        told = max(0, sum(end <= length for end in ends) - 1)
        assert kept.read() == THREE[:told]
        kept.append(THREE)
        assert kept.path.read_bytes() == whole


def append_one(kept: Register[Erased], number: int) -> None:
    kept.append([replace(THREE[0], person=f"N-{number}")])


@pytest.mark.processes
def test_several_who_write_at_once_lose_nobody(kept: Register[Erased]) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as pool:
        list(pool.map(append_one, [kept] * SEVERAL, range(SEVERAL)))
    assert {each.person for each in kept.read()} >= {f"N-{number}" for number in range(SEVERAL)}
    assert len(kept.read()) == len(THREE) + SEVERAL


def test_a_register_that_cannot_be_written_is_told(kept: Register[Erased], tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="ne peut pas être écrit"):
        replace(kept, path=tmp_path / "absent" / "x.erasures").append(THREE)
    with pytest.raises(KeyFileError, match="ne peut pas être lu"):
        replace(kept, path=tmp_path).read()
