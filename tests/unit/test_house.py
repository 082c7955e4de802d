"""The habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "parcours"
MODULES = sorted(ENGINE.rglob("*.py"))
LEGAL_WORDS = re.compile(
    r"(?<![a-z])(cape|cesa|associés?|associées?|sociétariat|societariat|urssaf)(?![a-z])", re.IGNORECASE
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc", "manager", "handler"}
LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
LONGEST_MODULE = 300


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_legal_word_of_one_country_is_in_the_engine(path: Path) -> None:
    # `re.escape` is a function, not a contract.
    text = path.read_text(encoding="utf-8").replace("re.escape", "").replace("escape", "")
    assert LEGAL_WORDS.findall(text) == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_what_it_is_about_and_stays_short(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_is_left_for_later(path: Path) -> None:
    assert LEFT_FOR_LATER.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [path for path in MODULES if "cli" not in path.parts], ids=_name)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [inner for node in functions for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in hidden] == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_module_keeps_a_state_that_changes(path: Path) -> None:
    """An empty container bound at module level can only be there to be filled."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bound = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    empty = [
        node
        for node in bound
        if (isinstance(node, ast.Dict) and not node.keys)
        or (isinstance(node, ast.List | ast.Set) and not node.elts)
        or (isinstance(node, ast.Call) and ast.unparse(node) in {"dict()", "list()", "set()", "defaultdict(list)"})
    ]
    assert [ast.unparse(node) for node in empty] == []


def test_plugins_know_only_their_door() -> None:
    """`plugins/` is no package: import-linter cannot see it."""
    found = {
        imported
        for path in sorted((ROOT / "plugins").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for imported in _imported(node)
        if imported.split(".")[0] == "parcours"
    }
    assert found <= {"parcours.plugin"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_nothing_committed_names_a_registry_or_this_machine() -> None:
    hosts = re.compile(
        r"files\.pythonhosted\.org|registry\.npmjs\.org|pypi\.org/simple|/(?:work|root|home)/\w", re.IGNORECASE
    )
    kept = [*ROOT.glob("*"), *(path for folder in _kept_folders() for path in (ROOT / folder).rglob("*"))]
    texts = {
        path: path.read_text(encoding="utf-8", errors="ignore") for path in kept if path.is_file() and _is_text(path)
    }
    this = Path(__file__)
    assert {path.name for path, text in texts.items() if path != this and hosts.search(text)} == set()


def _kept_folders() -> list[str]:
    return ["engine", "workflows", "schemas", "plugins", "tests", "docs", "benchmarks", ".ci"]


def _is_text(path: Path) -> bool:
    return (
        path.suffix
        in {
            ".py",
            ".md",
            ".yaml",
            ".json",
            ".toml",
            ".txt",
            ".po",
            ".ini",
            ".mako",
            "",
        }
        and path.name != ".git"
        and not path.name.startswith(".coverage")
    )  # a worktree keeps a file there
