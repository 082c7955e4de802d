"""Where mail servers leave letters."""

import mailbox
from pathlib import Path

import pytest

from parcours.adapters.mailboxes import Maildir, is_maildir, letters
from parcours.model.delivery import reference_of
from parcours.ports import FolderError
from returned import report

LETTER = report("postfix-hard", reference_of("c3/12/0"))
AWAY = report("away", reference_of("c3/12/0"))


@pytest.fixture
def box(tmp_path: Path) -> Path:
    made = mailbox.Maildir(tmp_path / "retours")
    made.add(LETTER)
    made.add(AWAY)
    return tmp_path / "retours"


def test_letters_of_a_maildir_are_read_until_they_are_filed_away(box: Path) -> None:
    maildir = Maildir(box)
    assert is_maildir(box)
    first, second = maildir.unread()
    (ours,) = [name for name in (first, second) if maildir.notice(name) is not None]

    maildir.file_away(ours)

    (left,) = maildir.unread()
    assert left != ours
    read = mailbox.Maildir(box)  # as any other reader sees it
    flags = {message.get_flags(): message.get_subdir() for message in read}
    assert flags == {"S": "cur", "": "new"}


def test_a_letter_read_but_not_filed_away_keeps_its_other_flags(box: Path) -> None:
    name = Maildir(box).unread()[0]
    (box / name).rename(box / "cur" / f"{Path(name).name}:2,F")

    Maildir(box).file_away(next(each for each in Maildir(box).unread() if each.startswith("cur/")))

    assert [path.name.partition(":2,")[2] for path in (box / "cur").iterdir()] == ["FS"]


def test_a_letter_that_somebody_else_took_is_nobodys_trouble(box: Path) -> None:
    maildir = Maildir(box)
    name = maildir.unread()[0]
    (box / name).unlink()
    assert maildir.notice(name) is None
    maildir.file_away(name)


def test_a_maildir_that_is_not_there_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"\[retours\] dossier"):
        Maildir(tmp_path / "absent").unread()


def test_one_letter_many_in_an_mbox_and_a_folder_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "lettres"
    folder.mkdir()
    (folder / "a.eml").write_bytes(LETTER)
    (folder / "b.eml").write_bytes(AWAY)
    box = mailbox.mbox(tmp_path / "boite")
    box.add(LETTER)
    box.add(AWAY)
    box.close()

    assert list(letters(folder / "a.eml")) == [LETTER]
    assert list(letters(folder)) == [LETTER, AWAY]
    first, second = letters(tmp_path / "boite")
    assert (first.count(b"Action: failed"), second.count(b"Absente")) == (1, 1)
