"""`[connexion]` in the site's file: whole and safe, or refused with all that is wrong."""

from pathlib import Path

import pytest

from parcours.adapters.site_file import SiteFileError, read_site
from parcours.ports.site import Federation

WHOLE = """
[connexion]
adresse = "https://parcours.exemple.fr/"
emetteur = "https://sso.exemple.fr/realms/coop"
client = "parcours"
"""


def site(folder: Path, text: str) -> Federation | None:
    file = folder / "parcours.toml"
    file.write_text(text, "utf-8")
    return read_site(file).federation


def test_a_site_says_where_else_its_team_signs_in(tmp_path: Path) -> None:
    usual = Federation("https://parcours.exemple.fr", "https://sso.exemple.fr/realms/coop", "parcours")
    assert site(tmp_path, WHOLE) == usual
    named = site(tmp_path, WHOLE + 'nom = "le compte"\nutilisateur = "sub"\n')
    assert named == Federation(usual.address, usual.issuer, "parcours", "sub", "le compte")
    assert site(tmp_path, "[textes]\n") is None
    local = WHOLE.replace("https://sso.exemple.fr/", "http://127.0.0.1:9400/")
    assert site(tmp_path, local) is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("connexion = 3", "écrivez [connexion]"),
        ("[connexion]", "adresse : écrivez un texte"),
        (WHOLE + 'secret = "x"', "secret n'est pas connu"),
        (WHOLE.replace("https://sso", "http://sso"), "emetteur : écrivez une adresse https"),
        (WHOLE.replace('"parcours"', "3"), "client : écrivez un texte"),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SiteFileError) as refused:
        site(tmp_path, text)
    assert said in str(refused.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError) as refused:
        site(tmp_path, "[connexion]\nautre = 1\n")
    assert len(refused.value.problems) == 4  # three that miss, one that nobody knows
