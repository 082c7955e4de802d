"""The door to cryptography: the site key, the keys derived from it, and the words that only they can read."""

import base64
import binascii
import hmac
import json
import os
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from parcours.adapters.disk import why
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.ports import KeyFileError, MissingKeyError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12  # what AES-GCM asks for (NIST SP 800-38D, 8.2)
OWNER_ONLY: Final = 0o600
LARGEST_KEY_FILE: Final = 1024


class SealBrokenError(StoreDamagedError):
    """Sealed bytes that this key did not seal for this place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs: sealed for one place, it cannot be read at another."""

    cae: str
    person: str
    case: str
    path: str
    fact: int

    @property
    def bound(self) -> bytes:
        return json.dumps([self.cae, self.person, self.case, self.path, self.fact]).encode()


@dataclass(frozen=True)
class Vault:
    """Everything a site key opens. The key itself is in no database and in no message."""

    site_key: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869): knowing it tells nothing of the others."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"parcours {purpose}".encode()).derive(self.site_key)

    @property
    def fingerprint(self) -> str:
        """Tells site keys apart, and nothing else about them."""
        return hmac.digest(self.derived("fingerprint"), b"", "sha256")[:8].hex()

    def new_person_key(self, cae: str, person: str) -> bytes:
        """A random key for one person of one cooperative, wrapped under the site key."""
        return _sealed(self._wrapping, os.urandom(KEY_BYTES), _owner(cae, person))

    def person_key(self, wrapped: bytes, cae: str, person: str) -> bytes:
        """The key that `new_person_key` wrapped for them. Raises SealBrokenError."""
        return _opened(self._wrapping, wrapped, _owner(cae, person))

    def seal_reason(self, reason: str, cae: str, person: str) -> bytes:
        """Why a person was erased, under the site key: their own is gone."""
        return _sealed(AESGCM(self.derived("reasons")), reason.encode(), _owner(cae, person))

    def reason(self, sealed: bytes, cae: str, person: str) -> str:
        """What `seal_reason` sealed for them. Raises SealBrokenError."""
        return _opened(AESGCM(self.derived("reasons")), sealed, _owner(cae, person)).decode()

    @cached_property
    def _wrapping(self) -> AESGCM:
        return AESGCM(self.derived("person keys"))


def seal(person_key: bytes, value: bytes, place: Place) -> bytes:
    """Nonce and ciphertext of one value, bound to its place."""
    return _sealed(AESGCM(person_key), value, place.bound)


def unseal(person_key: bytes, sealed: bytes, place: Place) -> bytes:
    """What `seal` sealed for that place. Raises SealBrokenError."""
    return _opened(AESGCM(person_key), sealed, place.bound)


def create_key(path: Path) -> Vault:
    """Writes a new site key, readable by its owner only. Raises KeyFileError where a file already stands."""
    key = os.urandom(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise KeyFileError(
            Text("Le fichier de clé {path} existe déjà.", path=str(path)),
            Text("Gardez-le : sans lui, les données personnelles sont perdues."),
        ) from None
    except OSError as cause:
        raise _unwritten(path, cause) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as cause:
        path.unlink()  # half a key would be taken for one that somebody has damaged
        raise _unwritten(path, cause) from None
    return Vault(key)


def read_key(path: Path) -> Vault:
    """The vault a key file opens. Raises MissingKeyError without the file, KeyFileError when it cannot be used."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            written = file.read(LARGEST_KEY_FILE)
    except FileNotFoundError:
        raise missing_key(path) from None
    except OSError as cause:
        raise KeyFileError(
            Text("Le fichier de clé {path} ne peut pas être lu : {why}.", path=str(path), why=why(cause)),
            Text("Lancez la commande sous le nom de son propriétaire, seul à devoir le lire."),
        ) from None
    if mode & ~OWNER_ONLY:
        raise KeyFileError(
            Text("Le fichier de clé {path} peut être lu par d'autres (mode {mode}).", path=str(path), mode=f"{mode:o}"),
            Text("Réservez-le à son propriétaire : chmod 600 {path}", path=str(path)),
        )
    return Vault(_decoded(path, written))


def missing_key(path: Path) -> MissingKeyError:
    return MissingKeyError(
        Text("Cette commande a besoin de la clé du site, et {path} n'existe pas.", path=str(path)),
        Text("Indiquez où elle est par PARCOURS_KEY_FILE ; `parcours init` en crée une avec la base."),
    )


def _unwritten(path: Path, cause: OSError) -> KeyFileError:
    return KeyFileError(
        Text("Le fichier de clé {path} ne peut pas être écrit : {why}.", path=str(path), why=why(cause)),
        Text("Donnez la place et le droit d'écrire, ou indiquez un autre endroit par PARCOURS_KEY_FILE."),
    )


def _decoded(path: Path, written: bytes) -> bytes:
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            Text("Le fichier {path} n'est pas une clé de parcours.", path=str(path)),
            Text("Remettez la clé d'origine, depuis une sauvegarde."),
        )
    return key


def _owner(cae: str, person: str) -> bytes:
    return json.dumps([cae, person]).encode()


def _sealed(cipher: AESGCM, value: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, bound)


def _opened(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise SealBrokenError(Text("Une donnée chiffrée n'est plus celle qui fut écrite.")) from None
