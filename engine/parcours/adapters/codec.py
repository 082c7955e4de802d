"""Exact, compact JSON for what a store keeps: facts, cases, worlds, values.

A dataclass is written as an object without the members that stand at their default, a member of a union as
`{class name: …}` unless JSON has its type, so that the text "2026-01-01" and that day stay apart. Renaming a class
or a member, or changing a default, therefore changes what old bytes mean: it takes a new fact format and an entry
of `UPGRADES`.
"""

import dataclasses
import datetime
import math
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from parcours.adapters import ascii_json
from parcours.model.fact import FORMAT, Fact
from parcours.model.fields import Value

T = TypeVar("T")
Convert = Callable[[Any], Any]

NATIVE: Final = (str, int, float, bool, types.NoneType)

# From the written form of format n to that of n + 1; none is ever removed.
UPGRADES: Final[Mapping[int, Convert]] = types.MappingProxyType({})


class UnreadableError(ValueError):
    """Bytes that no value of the type asked for was ever written as."""


class UnknownFormatError(UnreadableError):
    """A fact written by a later version of the engine."""


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """How a type becomes what JSON writes, and is read back; None where it already is that."""

    write: Convert | None = None
    read: Convert | None = None


def encode(value: Any) -> bytes:
    """A dataclass as ASCII JSON. TypeError for a value its annotations do not announce, ValueError for NaN."""
    kind: Any = type(value)
    return ascii_json.written(_plain(form(kind).write, value))


def decode(kind: type[T], data: bytes) -> T:
    """What `encode` wrote. Raises UnreadableError."""
    return _read(kind, data)  # type: ignore[no-any-return]  # what the form of `kind` reads is a `kind`


def decode_part(kind: Any, data: bytes) -> Any:
    """As much as `kind` knows of what `encode` wrote of a larger dataclass. Raises UnreadableError."""
    known, read = {each.name for each in dataclasses.fields(kind)}, form(kind).read
    return _guarded(lambda raw: _plain(read, {name: raw[name] for name in known & raw.keys()}), data)


def encode_value(value: Value | None) -> bytes:
    """One value of a dossier or of an input."""
    return ascii_json.written(_plain(form(Value | None).write, value))


def decode_value(data: bytes) -> Value | None:
    """What `encode_value` wrote. Raises UnreadableError."""
    return _read(Value | None, data)  # type: ignore[no-any-return]  # as above


def encode_fact(fact: Fact) -> bytes:
    """`[format, fact]`. The format stands outside: it says how to read the rest."""
    return ascii_json.written([fact.format, _plain(form(Fact).write, fact)])


def decode_fact(data: bytes) -> Fact:
    """A fact of any format there ever was. Raises UnreadableError, UnknownFormatError for one of the future."""
    return _guarded(_fact_of, data)  # type: ignore[no-any-return]  # the form of Fact reads facts


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number JSON has")
    return number


def _instant(moment: datetime.datetime) -> datetime.datetime | str:
    return moment if moment.tzinfo is datetime.UTC else moment.isoformat()


_SIMPLE: Final[Mapping[Any, Form]] = types.MappingProxyType(
    {
        **dict.fromkeys(NATIVE, Form()),
        float: Form(_finite),
        datetime.date: Form(read=datetime.date.fromisoformat),
        datetime.datetime: Form(_instant, datetime.datetime.fromisoformat),
        datetime.time: Form(datetime.time.isoformat, datetime.time.fromisoformat),
    }
)


@cache
def form(kind: Any) -> Form:
    """The form of a type, worked out once. TypeError for a type nothing here is made of."""
    origin = get_origin(kind)
    return _class_form(kind) if origin is None else _generic_form(origin, get_args(kind))


def _class_form(kind: Any) -> Form:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if issubclass(kind, Enum):
        return Form(read={member.value: member for member in kind}.__getitem__)
    if hasattr(kind, "from_json"):
        return Form(kind.to_json, kind.from_json)
    if dataclasses.is_dataclass(kind):
        return _dataclass_form(kind)
    raise TypeError(f"no form for {kind!r}")


def _generic_form(origin: Any, members: tuple[Any, ...]) -> Form:
    if origin in (Union, types.UnionType):
        return _union_form(members)
    if origin is tuple:
        return _tuple_form(members)
    if issubclass(origin, Mapping):
        return _mapping_form(*members)
    raise TypeError(f"no form for {origin!r}")


def _union_form(members: tuple[Any, ...]) -> Form:
    others = {member.__name__: member for member in members if member not in NATIVE}
    native = {member: form(member).write for member in members if member in NATIVE}
    if len(others) == 1 and native.keys() <= {types.NoneType}:
        return _optional_form(form(*others.values()))
    writers = {member: (name, form(member).write) for name, member in others.items()}
    readers = {name: form(member).read for name, member in others.items()}

    def write(value: Any) -> Any:
        kind = type(value)
        if kind in native:
            return _plain(native[kind], value)
        if kind not in writers:
            raise TypeError(f"{kind.__name__} is none of {', '.join(readers)}")
        name, convert = writers[kind]
        return {name: _plain(convert, value)}

    def read(raw: Any) -> Any:
        if type(raw) in native:
            return raw
        ((name, written),) = raw.items()
        return _plain(readers[name], written)

    return Form(write, read)


def _optional_form(inner: Form) -> Form:
    return Form(_unless_none(inner.write), _unless_none(inner.read))


def _unless_none(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda given: None if given is None else convert(given)


def _tuple_form(members: tuple[Any, ...]) -> Form:
    if members[-1] is not Ellipsis:
        forms = tuple(map(form, members))
        return Form(
            lambda value: [_plain(each.write, item) for each, item in zip(forms, value, strict=True)],
            lambda raw: tuple([_plain(each.read, item) for each, item in zip(forms, raw, strict=True)]),
        )
    inner = form(members[0])
    write, read = inner.write, inner.read
    return Form(
        None if write is None else lambda items: [write(item) for item in items],
        tuple if read is None else lambda raw: tuple([read(item) for item in raw]),
    )


def _mapping_form(key: type, value: Any) -> Form:
    """JSON's keys are texts, so a number used as one is written in digits."""
    inner = form(value)
    write, read = inner.write, inner.read
    if key is int:
        return Form(
            lambda items: {str(name): _plain(write, item) for name, item in items.items()},
            lambda raw: {int(name): _plain(read, item) for name, item in raw.items()},
        )
    return Form(_mapped_values(write), _mapped_values(read))


def _mapped_values(convert: Convert | None) -> Convert:
    if convert is None:
        return dict
    return lambda items: {name: convert(item) for name, item in items.items()}


def _dataclass_form(kind: Any) -> Form:
    hints = get_type_hints(kind)
    forms = {each.name: form(hints[each.name]) for each in dataclasses.fields(kind) if each.init}
    plan = [(each.name, _default(each), forms[each.name].write) for each in dataclasses.fields(kind) if each.init]
    readers = [(name, each.read) for name, each in forms.items() if each.read is not None]

    def write(value: Any) -> Any:
        written = {}
        for name, default, convert in plan:
            member = getattr(value, name)
            if member is not default and member != default:
                written[name] = member if convert is None else convert(member)
        return written

    def read(raw: Any) -> Any:
        for name, convert in readers:
            if name in raw:
                raw[name] = convert(raw[name])
        return kind(**raw)

    return Form(write, read)


def _default(member: "dataclasses.Field[Any]") -> Any:
    if member.default_factory is not dataclasses.MISSING:
        return member.default_factory()
    return member.default


def _plain(convert: Convert | None, value: Any) -> Any:
    return value if convert is None else convert(value)


def _read(kind: Any, data: bytes) -> Any:
    return _guarded(lambda raw: _plain(form(kind).read, raw), data)


def _fact_of(raw: Any) -> Any:
    version, written = raw
    if version > FORMAT:
        raise UnknownFormatError(f"fact format {version}")
    for former in range(version, FORMAT):
        written = UPGRADES[former](written)
    return _plain(form(Fact).read, {**written, "format": version})


def _guarded(read: Convert, data: bytes) -> Any:
    try:
        return read(ascii_json.loaded(data))
    except UnreadableError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as cause:
        raise UnreadableError(str(cause)) from cause
