"""`parcours init`: a database and a key, once."""

import stat

from terminals import Terminal


def test_a_database_and_a_key_are_made_where_said(terminal: Terminal) -> None:
    terminal.variables["PARCOURS_KEY_FILE"] = str(terminal.folder / "secrets.key")
    said = " ".join(terminal.done("init").out.split())
    assert f"Base créée : {terminal.database}" in said
    assert "Gardez-en une copie hors de cette machine" in said
    assert stat.S_IMODE((terminal.folder / "secrets.key").stat().st_mode) == 0o600
    assert terminal.done("list").out == "Aucun dossier.\n"
    assert terminal.done("task", "list").out == "Aucune tâche ouverte.\n"


def test_a_key_that_is_there_serves_a_second_database(terminal: Terminal) -> None:
    terminal.variables["PARCOURS_KEY_FILE"] = str(terminal.folder / "secrets.key")
    terminal.done("init")
    key = (terminal.folder / "secrets.key").read_bytes()
    made = terminal.done("init", "--database", f"sqlite:///{terminal.folder}/other.db", "--json").json
    assert (made["created"], made["key_created"]) == (True, False)
    assert (terminal.folder / "secrets.key").read_bytes() == key


def test_a_folder_that_is_not_there_is_told(terminal: Terminal) -> None:
    said = terminal.run("init", "--database", f"sqlite:///{terminal.folder}/nowhere/p.db")
    assert said.code == 2
    assert "nowhere" in said.complaint
    assert not (terminal.folder / "nowhere").exists()


def test_no_reason_is_left_in_the_words_of_the_machine(terminal: Terminal) -> None:
    url = f"sqlite:///{terminal.folder}/nowhere/p.db"
    assert "n'existe pas" in terminal.run("init", "--database", url).complaint
    assert "does not exist" in terminal.run("init", "--database", url, "--lang", "en").complaint
    assert "No such file" not in terminal.run("init", "--database", url).complaint


def test_a_folder_is_no_address_of_a_database(terminal: Terminal) -> None:
    for command in ("list", "init"):
        said = terminal.run(command, "--database", "sqlite:///.")
        assert said.code == 2
        assert "« . » est un dossier" in said.complaint
    assert "is a folder" in terminal.run("list", "--database", "sqlite:///.", "--lang", "en").complaint


def test_an_empty_database_knows_the_stages_and_roles_at_hand(site: Terminal) -> None:
    assert site.done("list", "--stage", "reunion").out == "Aucun dossier.\n"
    assert site.done("task", "list", "--role", "accueil").out == "Aucune tâche ouverte.\n"
    said = site.run("list", "--cae", "zz", "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "No case of the cooperative “zz”" in said.complaint


def test_the_database_may_be_said_after_the_command_or_before(terminal: Terminal) -> None:
    url = f"sqlite:///{terminal.folder}/other.db"
    terminal.done("init", "--database", url)
    assert terminal.done("--database", url, "list").out == terminal.done("list", "--database", url).out


def test_a_database_that_has_lost_its_key_is_told(site: Terminal) -> None:
    (site.folder / "parcours.key").unlink()
    said = " ".join(site.done("init").out.split())
    assert f"Sa clé {site.folder / 'parcours.key'} n'est pas là : remettez-la depuis sa copie" in said
    assert not (site.folder / "parcours.key").exists()
    assert site.done("init", "--json").json["key_missing"] is True
