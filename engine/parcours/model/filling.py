"""Frozen dataclasses that every step makes by the dozen: as closed as the others, and filled in half the time."""

import functools
from dataclasses import MISSING, fields
from typing import Any, Final, TypeVar

Made = TypeVar("Made")

_ABSENT: Final = object()


def filled_by_slot(cls: type[Made]) -> type[Made]:
    """`cls`, a frozen dataclass with slots, with an `__init__` that holds the slots it writes.

    The one `dataclasses` writes goes round the refusal to be changed with `object.__setattr__`, which looks each name
    up again: it took a sixth of a whole step. Both are written as source, then compiled. Signature, refusals,
    equality, hashing and copies stay those of `dataclasses`. Every field must be one that `__init__` takes.
    """
    made: Any = cls
    scope: dict[str, Any] = {"absent": _ABSENT}
    names, lines, defaults = ["self"], [], []
    for field in fields(made):
        name = value = field.name
        if field.default_factory is not MISSING:
            scope[f"new_{name}"] = field.default_factory
            value = f"new_{name}() if {name} is absent else {name}"
            defaults.append(_ABSENT)
        elif field.default is not MISSING:
            defaults.append(field.default)
        scope[f"fill_{name}"] = vars(cls)[name].__set__
        names.append(name)
        lines.append(f"    fill_{name}(self, {value})")
    exec(f"def filled({', '.join(names)}):\n" + "\n".join(lines), scope)  # noqa: S102  # names of fields, our own
    scope["filled"].__defaults__ = tuple(defaults)
    made.__init__ = functools.wraps(made.__init__)(scope["filled"])
    return cls
