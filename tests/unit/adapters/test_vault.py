import base64
import hmac
import os
from pathlib import Path

import pytest

from parcours.adapters.vault import Place, SealBrokenError, Vault, create_key, read_key, seal, unseal
from parcours.ports import KeyFileError, MissingKeyError

SITE = Vault(bytes(range(32)))
PLACE = Place("cae22", "P-17", "C-1", "dossier.courriel", 4)


def test_a_new_key_is_random_and_its_owners_only(tmp_path: Path) -> None:
    made = create_key(tmp_path / "a.key")

    assert (tmp_path / "a.key").stat().st_mode & 0o777 == 0o600
    assert base64.b64decode((tmp_path / "a.key").read_bytes()) == made.site_key
    assert len(made.site_key) == 32
    assert read_key(tmp_path / "a.key") == made
    assert create_key(tmp_path / "b.key") != made


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    made = create_key(tmp_path / "a.key")

    with pytest.raises(KeyFileError, match="existe déjà"):
        create_key(tmp_path / "a.key")

    assert read_key(tmp_path / "a.key") == made


def test_a_key_that_has_no_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="ne peut pas être écrit"):
        create_key(tmp_path / "absent" / "a.key")


def test_a_missing_key_says_where_to_name_it(tmp_path: Path) -> None:
    with pytest.raises(MissingKeyError, match="PARCOURS_KEY_FILE"):
        read_key(tmp_path / "a.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o700])
def test_a_key_others_could_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    create_key(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(mode)

    with pytest.raises(KeyFileError, match=f"mode {mode:o}.*chmod 600"):
        read_key(tmp_path / "a.key")


def test_a_key_its_owner_cannot_write_serves_all_the_same(tmp_path: Path) -> None:
    made = create_key(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(0o400)

    assert read_key(tmp_path / "a.key") == made


@pytest.mark.parametrize("written", [b"", b"pas une cle", base64.b64encode(b"court"), b"A" * 5000, b"\xff\x00"])
def test_a_file_that_is_no_key_is_told(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "a.key"
    path.write_bytes(written)
    path.chmod(0o600)

    with pytest.raises(KeyFileError, match="n'est pas une clé"):
        read_key(path)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="ne peut pas être lu"):
        read_key(tmp_path)


def test_a_derived_key_is_that_of_rfc_5869() -> None:
    """HKDF by hand, without salt: extract under 32 zero bytes, then expand once, as 32 bytes are one block."""
    extracted = hmac.digest(bytes(32), SITE.site_key, "sha256")
    expanded = hmac.digest(extracted, b"parcours facts" + b"\x01", "sha256")

    assert SITE.derived("facts") == expanded
    assert SITE.derived("rows") != expanded


def test_the_key_is_in_no_message() -> None:
    assert SITE.site_key.hex() not in repr(SITE)
    assert repr(SITE.site_key) not in repr(SITE)
    assert SITE.fingerprint != Vault(bytes(32)).fingerprint


def test_a_sealed_value_is_read_at_its_place_only() -> None:
    key = SITE.person_key(SITE.new_person_key("cae22", "P-17"), "cae22", "P-17")
    sealed = seal(key, b"ines@exemple.fr", PLACE)

    assert b"ines" not in sealed
    assert unseal(key, sealed, PLACE) == b"ines@exemple.fr"
    assert seal(key, b"ines@exemple.fr", PLACE) != sealed
    for elsewhere in (
        Place("autre", "P-17", "C-1", "dossier.courriel", 4),
        Place("cae22", "P-18", "C-1", "dossier.courriel", 4),
        Place("cae22", "P-17", "C-2", "dossier.courriel", 4),
        Place("cae22", "P-17", "C-1", "dossier.telephone", 4),
        Place("cae22", "P-17", "C-1", "dossier.courriel", 5),
    ):
        with pytest.raises(SealBrokenError):
            unseal(key, sealed, elsewhere)


def test_each_person_of_each_cooperative_has_a_key_of_their_own() -> None:
    wrapped = SITE.new_person_key("cae22", "P-17")

    assert len(SITE.person_key(wrapped, "cae22", "P-17")) == 32
    assert SITE.new_person_key("cae22", "P-17") != wrapped
    for cae, person in (("autre", "P-17"), ("cae22", "P-18")):
        with pytest.raises(SealBrokenError):
            SITE.person_key(wrapped, cae, person)
    with pytest.raises(SealBrokenError):
        Vault(os.urandom(32)).person_key(wrapped, "cae22", "P-17")


@pytest.mark.parametrize("cut", [b"", b"court", bytes(12), bytes(40)])
def test_bytes_nobody_sealed_are_told(cut: bytes) -> None:
    with pytest.raises(SealBrokenError):
        unseal(bytes(32), cut, PLACE)
