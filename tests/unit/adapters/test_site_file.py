"""The site's own file, read whole or refused whole."""

import datetime
from pathlib import Path

import pytest

from parcours.adapters.site_file import SiteFileError, read_site
from parcours.errors import UsageError
from parcours.ports.site import Quiet

GOOD = """
[textes]
lms_url = "https://lms.example/entrees"

[roles.essai]
accueil = "accueil@coop.example"
gerance = ["un@coop.example", "deux@coop.example"]

[personnes]
marie = "marie@coop.example"

[silence]
de = "20:30"
a = 08:00:00

[agendas]
dossier = "fils/agendas"

[email]
hote = "smtp.coop.example"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "parcours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_a_site_says_is_read(tmp_path: Path) -> None:
    site = read_site(written(tmp_path, GOOD), (tmp_path,))

    assert site.settings == {"lms_url": "https://lms.example/entrees"}
    assert site.roles["essai", "gerance"] == ("un@coop.example", "deux@coop.example")
    assert site.roles["essai", "accueil"] == ("accueil@coop.example",)
    assert site.users == {"marie": ("marie@coop.example",)}
    assert site.quiet == Quiet(datetime.time(20, 30), datetime.time(8))
    assert site.tables == {"email": {"hote": "smtp.coop.example"}}
    assert site.calendars == str(tmp_path / "fils" / "agendas")  # from where the file is
    assert site.folders[0] == str(tmp_path)


def test_a_site_without_a_file_has_quiet_nights_and_the_shipped_models() -> None:
    site = read_site(None)
    assert (site.quiet, site.tables) == (Quiet(), {})
    assert (Path(site.folders[0]) / "modeles").is_dir()


def test_quiet_hours_may_be_left_out(tmp_path: Path) -> None:
    assert read_site(written(tmp_path, "[silence]\nactif = false\n")).quiet is None


BAD = """
[textes]
nombre = 3

[roles.essai]
accueil = "pas une adresse"

[silence]
de = "tard"
jusqu = "tôt"

[email]
password = "azerty"
"""


def test_all_mistakes_are_told_at_once_and_no_secret_is_repeated(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError) as caught:
        read_site(written(tmp_path, BAD))

    secret = "PARCOURS_EMAIL_PASSWORD"
    assert [str(each) for each in caught.value.problems] == [
        "[textes] nombre : écrivez un texte, entre guillemets.",
        "[roles.essai] accueil : écrivez une adresse, ou plusieurs.",
        f"[email] password : un secret ne s'écrit pas ici ; donnez-le par {secret} ou par {secret}_FILE.",
        "[silence] jusqu n'est pas connu : de, a ou actif.",
        "[silence] de : écrivez une heure, par exemple 21:00.",
    ]
    assert "azerty" not in str(caught.value)


@pytest.mark.parametrize("table", ["textes", "roles", "personnes", "silence", "agendas", "email"])
def test_a_value_where_a_part_is_due_is_told(tmp_path: Path, table: str) -> None:
    with pytest.raises(SiteFileError, match=rf"écrivez \[{table}\]"):
        read_site(written(tmp_path, f"{table} = 3\n"))


@pytest.mark.parametrize("said", ["dossier = 3", 'dossier = ""', 'chemin = "agendas"', 'dossier = "a"\nchaque = 2'])
def test_a_folder_of_the_site_is_a_path_and_nothing_else(tmp_path: Path, said: str) -> None:
    with pytest.raises(SiteFileError, match=r"\[agendas\] attend dossier, un chemin"):
        read_site(written(tmp_path, f"[agendas]\n{said}\n"))


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError, match=r"TOML \(at line 2"):
        read_site(written(tmp_path, "[email]\nhote\n"))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "parcours.toml"
    path.write_bytes("[textes]\na = 'é'\n".encode("latin-1"))
    with pytest.raises(SiteFileError, match="UTF-8"):
        read_site(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.toml"):
        read_site(tmp_path / "absent.toml")
