"""The habits of the house that no linter knows."""

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "parcours"
LEGAL_WORDS = re.compile(
    r"(?<![a-z])(cape|cesa|associés?|associées?|sociétariat|societariat|urssaf)(?![a-z])", re.IGNORECASE
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc", "manager", "handler"}
LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
LONGEST_MODULE = 300


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every module of the engine. One test a rule, not one a module: a failure names the modules all the same."""
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(ENGINE.rglob("*.py"))}


@pytest.fixture(scope="module")
def trees(texts: dict[str, str]) -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in texts.items()}


def test_the_rules_of_the_house_are_asked_of_every_package(texts: dict[str, str]) -> None:
    packages = {path.parent.relative_to(ROOT).as_posix() for path in ENGINE.rglob("__init__.py")}
    assert packages == {Path(name).parent.as_posix() for name in texts}


def test_no_legal_word_of_one_country_is_in_the_engine(texts: dict[str, str]) -> None:
    # `re.escape` is a function, not a contract.
    found = {name: LEGAL_WORDS.findall(text.replace("escape", "")) for name, text in texts.items()}
    assert _told(found) == {}


def test_a_module_says_what_it_is_about_and_stays_short(texts: dict[str, str]) -> None:
    assert [name for name in texts if Path(name).stem in FORBIDDEN_NAMES] == []
    assert [name for name, text in texts.items() if len(text.splitlines()) > LONGEST_MODULE] == []


def test_nothing_is_left_for_later(texts: dict[str, str]) -> None:
    assert _told({name: LEFT_FOR_LATER.findall(text) for name, text in texts.items()}) == {}


def test_imports_stand_at_the_top(trees: dict[str, ast.Module]) -> None:
    assert _told({name: _hidden_imports(tree) for name, tree in trees.items() if "/cli/" not in name}) == {}


def test_no_module_keeps_a_state_that_changes(trees: dict[str, ast.Module]) -> None:
    """An empty container bound at module level can only be there to be filled."""
    assert _told({name: _empty_containers(tree) for name, tree in trees.items()}) == {}


def _told(found: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Only the modules where something was found."""
    return {name: each for name, each in found.items() if each}


def _hidden_imports(tree: ast.Module) -> list[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [inner for node in functions for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
    return [ast.unparse(node) for node in hidden]


def _empty_containers(tree: ast.Module) -> list[str]:
    bound = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    empty = [
        node
        for node in bound
        if (isinstance(node, ast.Dict) and not node.keys)
        or (isinstance(node, ast.List | ast.Set) and not node.elts)
        or (isinstance(node, ast.Call) and ast.unparse(node) in {"dict()", "list()", "set()", "defaultdict(list)"})
    ]
    return [ast.unparse(node) for node in empty]


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
    own = [path for path in ROOT.glob("*") if path.name != ".git"]  # a file, in a second work tree
    kept = [*own, *(path for folder in _kept_folders() for path in (ROOT / folder).rglob("*"))]
    texts = {
        path: path.read_text(encoding="utf-8", errors="ignore") for path in kept if path.is_file() and _is_text(path)
    }
    this = Path(__file__)
    assert {path.name for path, text in texts.items() if path != this and hosts.search(text)} == set()


def _kept_folders() -> list[str]:
    return ["engine", "workflows", "schemas", "plugins", "tests", "docs", "benchmarks", "deploy", ".ci"]


def _is_text(path: Path) -> bool:
    if path.name.startswith(".coverage"):
        return False
    suffixes = {".py", ".md", ".yaml", ".json", ".toml", ".txt", ".po", ".ini", ".mako", ".service", ".timer", ""}
    return path.suffix in suffixes
