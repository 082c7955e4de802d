"""The protobuf wire format, as far as reading CEL's checked tree needs it.

Source: the encoding chapter of the Protocol Buffers documentation; the four wire types proto3 writes.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

_VARINT: Final = 0
_EIGHT_BYTES: Final = 1
_LENGTH: Final = 2
_FOUR_BYTES: Final = 5
_WIDTH: Final = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}

Message = Mapping[int, list[int | bytes]]


def read(data: bytes) -> Message:
    """The fields of one message by number, each with its values in order. ValueError when it is cut short."""
    found: dict[int, list[int | bytes]] = {}
    for number, value in _fields(data):
        found.setdefault(number, []).append(value)
    return found


def messages(message: Message, number: int) -> list[Message]:
    """The sub-messages of a field, in order; empty when it is absent."""
    return [read(value) for value in message.get(number, ()) if isinstance(value, bytes)]


def message(message: Message, number: int) -> Message:
    """The sub-message of a field; an empty one when it is absent."""
    return next(iter(messages(message, number)), {})


def text(message: Message, number: int) -> str:
    """The text of a field; empty when it is absent."""
    return next((value.decode() for value in message.get(number, ()) if isinstance(value, bytes)), "")


def integer(message: Message, number: int) -> int:
    """The signed 64-bit integer of a field; 0 when it is absent."""
    value = next((value for value in message.get(number, ()) if isinstance(value, int)), 0)
    return value - (1 << 64) if value >> 63 else value


def double(message: Message, number: int) -> float:
    """The double of a field; 0 when it is absent."""
    raw = next((value for value in message.get(number, ()) if isinstance(value, bytes)), bytes(8))
    return float(struct.unpack("<d", raw)[0])


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    position = 0
    while position < len(data):
        tag, position = _varint(data, position)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        length, position = _varint(data, position) if kind == _LENGTH else (_WIDTH[kind], position)
        end = position + length
        if end > len(data):
            raise ValueError("a message ends inside a field")
        yield number, data[position:end]
        position = end


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004  # the high bit says that more follows
            return value, position
        shift += 7
    raise ValueError("a message ends inside a number")
