"""Actions come in by one hook, those shipped like everybody's."""

from pathlib import Path

import pytest

from parcours.adapters import plugins
from parcours.errors import UsageError
from parcours.plugin import Action, Hooks

PLUGIN = """
from parcours.plugin import Action, hookimpl

@hookimpl
def parcours_actions():
    return (Action("{use}", "Une action"),)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(plugins, "folder", lambda _: tmp_path)
    monkeypatch.setattr(plugins, "known", plugins.known.__wrapped__)
    return tmp_path


def test_the_shipped_actions_say_what_they_take() -> None:
    found = {each.action.use: each for each in plugins.loaded()}
    assert set(found) == {"decide", "declaration", "document", "email", "journal", "task", "webhook"}
    assert found["webhook"].plugin == "parcours/webhook"
    assert all(each.action.english for each in found.values())
    assert plugins.parameter_schemas()["declaration"]["required"] == ["to"]


def test_a_file_in_the_folder_is_a_plugin(folder: Path) -> None:
    (folder / "sms.py").write_text(PLUGIN.format(use="sms"))
    assert [each.action for each in plugins.loaded()] == [Action("sms", "Une action")]


def test_two_plugins_that_answer_to_one_use_are_both_named(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / f"{name}.py").write_text(PLUGIN.format(use="sms"))
    with pytest.raises(UsageError, match="« sms » : parcours/one et parcours/two"):
        plugins.loaded()


def test_a_plugin_need_not_have_any_action() -> None:
    assert tuple(Hooks().parcours_actions()) == ()
