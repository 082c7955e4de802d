"""Analysts simulate the very file that runs: a scenario says what people do, the kernel says what follows.

`load`, `simulate` and `compare` are what a notebook needs. They are imported when first asked for (SPEC 1 of Scientific
Python), so that reading a scenario costs neither the kernel nor SciPy; their types stand beside, in the stub.
"""

from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

_FROM: Final = MappingProxyType(
    {
        "Comparison": "study",
        "Result": "result",
        "compare": "study",
        "load": "model",
        "simulate": "study",
    }
)
__all__ = ["Comparison", "Result", "compare", "load", "simulate"]


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
