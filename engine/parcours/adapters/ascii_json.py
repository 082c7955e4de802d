"""JSON in ASCII, written and read fast. The door to orjson."""

import json
import re
from datetime import date
from typing import Any, Final

import orjson

_BEYOND_ASCII: Final = re.compile("[^ -~]+")
# A broken terminal types them, and no UTF-8 holds them: the standard library alone writes and reads them.
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


def _said(civil: object) -> str:
    if not isinstance(civil, date):
        raise TypeError(f"{civil!r} has no place in JSON")
    return civil.isoformat()


_spelt = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_said).encode


def written(plain: Any) -> bytes:
    """What JSON has types for, and days, instants in UTC and enumerations, as their ISO text or their value.

    Of other instants it may lose seconds of their offset, and of times it shifts the digits of some microseconds.

    In ASCII, as every version of the engine wrote it: some rows are compared with what is written of them again.
    TypeError for anything else, an integer beyond 64 bits included. Infinity and NaN come out as null.
    """
    try:
        spelt = orjson.dumps(plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)
        if spelt.isascii():
            return spelt
        text = spelt.decode()
    except orjson.JSONEncodeError:
        text = _spelt(plain)
        if _HALF_CHARACTER.search(text) is None:
            raise
    return _BEYOND_ASCII.sub(_escaped, text).encode()


def loaded(data: bytes) -> Any:
    """What `written` wrote, and what the standard library did. Raises ValueError or RecursionError."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
