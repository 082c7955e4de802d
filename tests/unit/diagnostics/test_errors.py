import pickle
from pathlib import Path

import pytest

from parcours import errors, resources
from parcours.diagnostics import Code, Diagnostic, Span
from parcours.errors import (
    BugError,
    DefinitionError,
    ParcoursError,
    RefusedError,
    StoreError,
    StoreLockedError,
    UsageError,
)
from parcours.messages import Text

DIAGNOSTIC = Diagnostic(Code("P999", "x", Text("erreur")), Span("f", 1, 1, 1, 2), Text("Cause."))


@pytest.mark.parametrize(
    ("error", "code"), [(RefusedError, 1), (UsageError, 2), (StoreError, 2), (StoreLockedError, 2), (BugError, 70)]
)
def test_each_error_has_its_exit_code(error: type[ParcoursError], code: int) -> None:
    assert error(Text("Cause.")).exit_code == code


def test_an_error_says_its_cause_then_its_remedy() -> None:
    assert str(UsageError(Text("Cause."), Text("Remède."))) == "Cause. Remède."
    assert str(UsageError(Text("Cause."))) == "Cause."


def test_a_definition_error_carries_its_diagnostics_across_processes() -> None:
    error = pickle.loads(pickle.dumps(DefinitionError((DIAGNOSTIC,))))
    assert error.diagnostics == (DIAGNOSTIC,)
    assert error.exit_code == 2


def test_errors_end_in_error() -> None:
    classes = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(name.endswith("Error") for name in classes)


def test_the_data_folders_of_a_checkout_are_found() -> None:
    assert (resources.folder("schemas") / "parcours.schema.json").is_file()


def test_the_data_of_a_wheel_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_data" / "schemas").mkdir(parents=True)
    monkeypatch.setattr(resources, "PLACES", (tmp_path / "_data", *resources.PLACES))
    assert resources.folder("schemas") == tmp_path / "_data" / "schemas"


def test_an_installation_without_its_data_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PLACES", ())
    with pytest.raises(FileNotFoundError, match="plugins"):
        resources.folder("plugins")
