"""The machine as machine code: written once for each edition of it, made fast by Numba, kept on disk."""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Final

import numba

from parcours.simulation.compiled.shape import Anything, Shape
from parcours.simulation.compiled.translation import ANYTHING, ENTRY, source, written
from parcours.simulation.unrolled.keeping import folder

SHAPES_KEPT: Final = 16
MODULE: Final = '''from numba import int64, njit

from parcours.simulation.compiled.linking import machine

TEXT = r"""{text}"""
MACHINE = machine(TEXT, "{entry}")


@njit(int64(int64, int64), cache=True, nogil=True)
def play(m, what):
    return MACHINE(m, what)
'''


def compiled(shape: Shape | Anything = ANYTHING, lives: ModuleType | None = None) -> Callable[[int, int], int]:
    """The machine for tables of a shape, written and compiled once for each edition of it, of Numba and of Python."""
    return _made(_name(shape.text, lives), shape, lives)


def is_kept(shape: Shape, lives: ModuleType | None) -> bool:
    """Whether that machine is on disk, made fast already."""
    return any((folder() / "__pycache__").glob(f"{_name(shape.text, lives)}.*.nbi"))


def _name(told: str, lives: ModuleType | None) -> str:
    editions = (told, lives.__name__ if lives is not None else "", written(), MODULE, numba.__version__, sys.version)
    return f"machine_{hashlib.sha256(repr(editions).encode()).hexdigest()[:16]}"


@lru_cache(maxsize=SHAPES_KEPT)
def _made(name: str, shape: Shape | Anything, lives: ModuleType | None) -> Callable[[int, int], int]:
    path = folder() / f"{name}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(MODULE.format(text=source(shape, lives), entry=ENTRY), encoding="utf-8")
        fresh.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    found: Callable[[int, int], int] = module.play
    return found
