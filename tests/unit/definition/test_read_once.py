"""The same text is read and checked once: a dozen files stand on the same parents and the same law."""

from pathlib import Path

from parcours.definition.loader import load
from parcours.definition.schema import validate
from parcours.definition.shelf import shown
from parcours.definition.source import parse, read
from parcours.definition.tree import MOST_FILES
from parcours.resources import folder

TEXT = b"format: 1\nid: petit\ncouleur: bleu\n"
SHIPPED = [path for each in ("*.yaml", "law/*.yaml") for path in sorted(folder("workflows").glob(each))]


def test_the_same_text_of_the_same_name_is_read_once() -> None:
    assert parse(TEXT, "a.yaml") is parse(bytes(bytearray(TEXT)), "a.yaml")


def test_the_same_text_of_another_name_has_its_own_places() -> None:
    (one,) = parse(b"a: !t 1\n", "a.yaml").diagnostics
    (other,) = parse(b"a: !t 1\n", "b.yaml").diagnostics
    assert (one.span.file, other.span.file) == ("a.yaml", "b.yaml")


def test_a_file_that_was_written_again_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    told = []
    for text in ("a: 1\n", "a: 2\n", "a: 1\n"):
        file.write_text(text)
        root = read(file).root
        assert root is not None
        told.append(root.plain())
    assert told == [{"a": 1}, {"a": 2}, {"a": 1}]


def test_a_document_is_checked_once_for_each_kind_of_file() -> None:
    document = parse(TEXT, "c.yaml")
    as_parcours = validate(document, "parcours")
    assert as_parcours
    assert validate(document, "parcours") is as_parcours
    assert validate(document, "law") not in ((), as_parcours)


def test_no_more_files_are_remembered_than_said() -> None:
    first = parse(b"a: 0\n", "d.yaml")
    for number in range(1, MOST_FILES):
        parse(f"a: {number}\n".encode(), "d.yaml")
    assert parse(b"a: 0\n", "d.yaml") is first
    for number in range(1, MOST_FILES + 1):
        parse(f"a: {number}\n".encode(), "d.yaml")
    assert parse(b"a: 0\n", "d.yaml") is not first


def test_what_is_shared_stays_as_it_was_read() -> None:
    for name in ("avant_premieres", "bati_premieres", "ameizing", "coop_domi_ouest"):
        load(name)
    before = parse.cache_info().misses
    for path in SHIPPED:
        data, name = path.read_bytes(), shown(path)
        assert parse(data, name).root == parse.__wrapped__(data, name).root, name
    assert parse.cache_info().misses == before  # those that were used, not others
