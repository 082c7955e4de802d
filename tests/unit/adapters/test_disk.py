"""Why a file is refused, in the language of the reader."""

import errno

import pytest

from parcours.adapters.disk import why


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (errno.ENOENT, "ce fichier ou son dossier n'existe pas", "this file or its folder does not exist"),
        (errno.EACCES, "vous n'en avez pas le droit", "you have no right to"),
        (errno.EISDIR, "c'est un dossier", "it is a folder"),
        (errno.ENOSPC, "il n'y a plus de place sur le disque", "there is no room left on the disk"),
    ],
)
def test_the_reasons_of_every_day_are_said_in_both_languages(number: int, french: str, english: str) -> None:
    told = why(OSError(number, "words of the machine"))
    assert (told.render("fr"), told.render("en")) == (french, english)


def test_a_rare_reason_is_given_by_its_name() -> None:
    assert why(OSError(errno.EXDEV, "Invalid cross-device link")).render() == "le système le refuse (EXDEV)"
    assert why(OSError("no number")).render() == "le système le refuse (0)"
