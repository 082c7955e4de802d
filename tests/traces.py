"""Words searched in the bytes of files, in every shape that they may have taken there."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def shapes(words: str) -> Iterator[bytes]:
    """As they are, escaped in JSON, in base 64 or hexadecimal, hashed without a key."""
    raw = words.encode()
    yield raw
    yield json.dumps(words).strip('"').encode()
    yield base64.b64encode(raw).rstrip(b"=")[:-1]
    yield raw.hex().encode()
    for algorithm in ("md5", "sha1", "sha256"):
        digest = hashlib.new(algorithm, raw)
        yield from (digest.digest(), digest.hexdigest().encode())


def traces(folder: Path, said: Iterable[str]) -> list[tuple[str, str]]:
    """(file, words) for every word found in a file of the folder or below."""
    held = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return [(name, each) for each in said for name, text in held.items() if any(s in text for s in shapes(each))]
