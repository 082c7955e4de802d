"""Each contract of `.importlinter` is seen to fire: alone, for each breach of its own, and never for what it allows.

The breaches are worked out from the contracts themselves, so that a contract nobody can break fails here.
"""

import ast
import configparser
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import linting

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "parcours"
PREFIX = "importlinter:contract:"
BYSTANDER = "parcours.resources"  # a module that is the door of nothing, and may know disk and clock


@dataclass(frozen=True)
class Breach:
    """What modules come to import, the contracts that forbid it, and those that may or may not have a word to say."""

    plan: Mapping[str, str]
    broken: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()

    def explains(self, found: frozenset[str]) -> bool:
        return self.broken <= found <= self.broken | self.besides


def contracts() -> dict[str, configparser.SectionProxy]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / linting.CONFIGURATION, "utf-8")
    return {name.removeprefix(PREFIX): parser[name] for name in parser.sections() if name.startswith(PREFIX)}


def listed(contract: configparser.SectionProxy, key: str) -> list[str]:
    return [line.strip() for line in contract.get(key, "").splitlines() if line.strip() and not line.startswith("#")]


CONTRACTS = contracts()
PROTECTED = {
    module: name
    for name, contract in CONTRACTS.items()
    if contract["type"] == "protected"
    for module in listed(contract, "protected_modules")
}


def in_folder(module: str) -> str:
    """The module to write in: that of the package itself when it is one."""
    return f"{module}.__init__" if (ROOT / "engine" / module.replace(".", "/")).is_dir() else module


def deep_in(package: str) -> str:
    """A module somewhere below."""
    folder = ROOT / "engine" / package.replace(".", "/")
    *_, last = sorted(path for path in folder.rglob("*.py") if path.stem != "__init__")
    return ".".join(last.relative_to(ENGINE.parent).with_suffix("").parts)


def protected_breaches(name: str) -> Iterator[Breach]:
    """A bystander imports what has a door, which is no breach at the door itself."""
    for module in listed(CONTRACTS[name], "protected_modules"):
        yield Breach({BYSTANDER: f"import {module}"}, frozenset({name}))
        for door in listed(CONTRACTS[name], "allowed_importers"):
            yield Breach({in_folder(door): f"import {module}"})


def forbidden_breaches(name: str) -> Iterator[Breach]:
    """Each source with each module; a library that has its door elsewhere breaks that contract besides."""
    sources, modules = (listed(CONTRACTS[name], f"{key}_modules") for key in ("source", "forbidden"))
    for source in sources:
        yield Breach({in_folder(source): f"import {modules[0]}"}, frozenset({name}))
    for module in modules:
        doors = {PROTECTED[module]} if module in PROTECTED else set()
        yield Breach({deep_in(sources[0]): f"import {module}"}, frozenset({name, *doors}))
    for ignored in listed(CONTRACTS[name], "ignore_imports"):
        door, _, module = ignored.partition(" -> ")
        yield Breach({in_folder(door): f"import {module}"})


def layers_breaches(name: str) -> Iterator[Breach]:
    """Each layer that imports the one above it, which may close a circle besides; a module that is in no layer."""
    circles = frozenset(other for other, each in CONTRACTS.items() if each["type"] == "acyclic_siblings")
    layers = [[each.strip("( )") for each in line.split("|")] for line in listed(CONTRACTS[name], "layers")]
    born = [layer for line in layers if (layer := [each for each in line if exists(f"parcours.{each}")])]
    yield Breach({"parcours.stray": ""}, frozenset({name}))
    for above, below in itertools.pairwise(born):
        for upper in above:
            plan = {in_folder(f"parcours.{below[0]}"): f"import parcours.{upper}"}
            yield Breach(plan, frozenset({name}), circles)
    for one, other in (layer[:2] for layer in born if len(layer) > 1):
        yield Breach({in_folder(f"parcours.{one}"): f"import parcours.{other}"}, frozenset({name}))


def acyclic_siblings_breaches(name: str) -> Iterator[Breach]:
    """Two modules more that import one another, in every package below the root, where layers speak first."""
    for package in sorted(path.parent for path in ENGINE.rglob("__init__.py") if path.parent != ENGINE):
        module = ".".join(package.relative_to(ENGINE.parent).parts)
        one, other = f"{module}.one_half", f"{module}.other_half"
        yield Breach({one: f"import {other}", other: f"import {one}"}, frozenset({name}))


def exists(module: str) -> bool:
    path = ROOT / "engine" / module.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


def breaches(name: str) -> list[Breach]:
    """KeyError for a kind of contract that nobody here knows how to break."""
    return list(BREACHES[CONTRACTS[name]["type"]](name))


BREACHES = {
    "protected": protected_breaches,
    "forbidden": forbidden_breaches,
    "layers": layers_breaches,
    "acyclic_siblings": acyclic_siblings_breaches,
}


def lint(folder: Path, *plans: Mapping[str, str]) -> list[frozenset[str]]:
    """The contracts that each plan breaks."""
    shutil.copytree(ENGINE, folder / "parcours", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / linting.CONFIGURATION, folder)
    said = subprocess.run(
        [sys.executable, linting.__file__, str(folder)],
        input=json.dumps(plans),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    ids = {contract["name"]: name for name, contract in CONTRACTS.items()}
    answers = json.loads(said.stdout)
    assert all(kept.keys() == ids.keys() for kept in answers), answers
    return [frozenset(ids[name] for name, is_kept in kept.items() if not is_kept) for kept in answers]


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_fires_for_its_breach_and_no_other_does(name: str, tmp_path: Path) -> None:
    planted = breaches(name)
    assert planted
    found = lint(tmp_path, *(each.plan for each in planted))
    surprising = [(each, told) for each, told in zip(planted, found, strict=True) if not each.explains(told)]
    assert surprising == []


def test_every_library_has_a_door() -> None:
    """Whatever is imported and is neither Python's nor ours is named by a contract."""
    forbidden = {each for contract in CONTRACTS.values() for each in listed(contract, "forbidden_modules")}
    imported = {name.split(".")[0] for path in ENGINE.rglob("*.py") for name in imports(path)}
    assert imported - sys.stdlib_module_names - {"parcours"} <= {*PROTECTED, *forbidden}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
