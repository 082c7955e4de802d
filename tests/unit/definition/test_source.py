import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.definition.decoding import MOST_BYTES, bytes_of
from parcours.definition.source import MOST_DEEP, MOST_NODES, parse, read
from parcours.definition.tree import Document, Node
from parcours.diagnostics import Span, as_text


def tree(text: str) -> Node:
    document = parse(text.encode(), "f.yaml")
    assert document.diagnostics == ()
    assert document.root is not None
    return document.root


def codes(data: bytes | str) -> list[str]:
    document = parse(data.encode() if isinstance(data, str) else data, "f.yaml")
    return [each.code.slug for each in document.diagnostics]


def span(node: Node | None) -> tuple[int, int, int, int]:
    assert node is not None
    return node.span.line, node.span.column, node.span.end_line, node.span.end_column


def test_a_file_becomes_plain_values() -> None:
    assert tree("a: 1\nb: [x, 2.5, true, null]\nc: {d: 'no'}\n").plain() == {
        "a": 1,
        "b": ["x", 2.5, True, None],
        "c": {"d": "no"},
    }


def test_every_key_and_value_keeps_its_place() -> None:
    root = tree("étape:\n  - a: x\n    b: [1, 22]\n")
    assert root.keys["étape"] == Span("f.yaml", 1, 1, 1, 6)
    assert span(root.at(("étape", 0, "b", 1))) == (3, 12, 3, 14)
    assert span(root.at(("étape", 0))) == (2, 5, 3, 15)


def test_a_block_ends_with_its_last_value_not_at_the_next_key() -> None:
    assert span(tree("a:\n  b: 1\n\n\nc: 2\n").at(("a",))) == (2, 3, 2, 7)


def test_nothing_stands_where_nothing_is_written() -> None:
    root = tree("a: {b: [1]}")
    assert [root.at(path) for path in [("x",), ("a", "b", 1), ("a", "b", 0, "c"), ("x", "y")]] == [None] * 4


def test_an_alias_repeats_its_anchor_at_its_own_place() -> None:
    root = tree("a: &x {b: 1}\nc: *x\n")
    assert root.plain() == {"a": {"b": 1}, "c": {"b": 1}}
    assert span(root.at(("c",))) == (2, 4, 2, 6)


def test_a_byte_order_mark_is_dropped() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\n", "f.yaml")
    assert document.root is not None
    assert document.root.keys["a"].column == 1


def test_all_the_problems_of_a_file_are_told_at_once_in_file_order() -> None:
    assert codes("a: !t 1\na: 2\n<<: {b: 1}\n? [c]\n: 3\nd:\ne: *f\n") == [
        "tag",
        "duplicate-key",
        "merge-key",
        "complex-key",
        "empty-value",
        "unknown-alias",
    ]


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty-file"),
        (b"---\n", "empty-file"),
        (b"# rien\n", "empty-file"),
        (b"- a\n", "not-a-mapping"),
        (b"a: b\n---\nc: d\n", "several-documents"),
        (b"a: [b\n", "yaml-syntax"),
        (b"a: 'b\n", "yaml-syntax"),
        (b"a: b: c\n", "yaml-syntax"),
        (b"a: @b\n", "yaml-syntax"),
        (b'a: "\\q"\n', "yaml-syntax"),
        (b"a: b\n...\nc\n", "yaml-syntax"),
        (b"%FOO\n", "yaml-syntax"),
        (b"a:\n\tb: 1\n", "tab-indentation"),
        (b"a: |\n\tb\n", "tab-indentation"),
        (b"a: b\0\n", "forbidden-character"),
        (b"a: \xc2\x80\n", "forbidden-character"),
        (b"a: \xef\xbb\xbf\n", "forbidden-character"),
        (b"a: \xe9\n", "wrong-encoding"),
        (b"a: \xed\xa0\x80\n", "wrong-encoding"),
        ("a: é\n".encode("utf-16"), "wrong-encoding"),
        ("a: é\n".encode("utf-32"), "wrong-encoding"),
        (b"a: &a [*a]\n", "recursive-alias"),
        (b"a: [1,\n  ]\nb: [\n  -\n  ]\n", "yaml-syntax"),
        (b"a:\n  -\n  - b\n", "empty-value"),
    ],
)
def test_bad_input_is_one_clear_mistake(data: bytes, slug: str) -> None:
    assert codes(data) == [slug]


def test_letters_of_two_bytes_are_a_matter_of_encoding_and_one_nul_is_not() -> None:
    remedies = [
        str(parse(data, "a.yaml").diagnostics[0].remedy) for data in ("a: b\n".encode("utf-16-le"), b"a: b\0\n")
    ]
    assert remedies == ["Enregistrez-le en UTF-8.", "Effacez-le."]


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- ", b"? ", b"a: ["])
def test_ten_thousand_levels_do_not_crash_the_process(opening: bytes) -> None:
    assert codes(opening * 10_000)[-1:] == ["too-deep"]


def test_sixty_four_levels_are_allowed_and_no_more() -> None:
    levels = MOST_DEEP - 2  # the file, its key's value, then these
    assert codes("a: " + "[" * (levels + 1) + "]" * (levels + 1)) == []
    assert codes("a: " + "[" * (levels + 2) + "]" * (levels + 2)) == ["too-deep"]


def test_depth_is_counted_through_aliases() -> None:
    half = MOST_DEEP // 2
    deep = f"a: &a {'[' * half}{']' * half}\n"
    assert codes(deep + f"b: {'[' * (half - 2)}*a{']' * (half - 2)}\n") == []
    assert codes(deep + f"b: {'[' * half}*a{']' * half}\n") == ["too-deep"]


def test_nodes_are_counted_after_aliases() -> None:
    # The file, its two keys, a list and its 99 items: 103 nodes; each alias in `b` stands for 100 more.
    start = f"a: &a [{', '.join('1' * 99)}]\n"
    allowed = (MOST_NODES - 104) // 100
    assert codes(start + f"b: [{', '.join(['*a'] * allowed)}]\n") == []
    assert codes(start + f"b: [{', '.join(['*a'] * (allowed + 1))}]\n") == ["too-many-nodes"]


def test_a_duplicate_key_keeps_the_first_value() -> None:
    document = parse(b"a: 1\na: 2\n", "f.yaml")
    assert document.root is not None
    assert document.root.plain() == {"a": 1}


def test_a_blank_value_is_not_the_null_an_author_wrote() -> None:
    root = parse(b"a:\nb: null\n", "f.yaml").root
    assert root is not None
    assert [node.is_blank for node in root.entries().values()] == [True, False]


def told(document: Document) -> str:
    (diagnostic,) = document.diagnostics
    return str(diagnostic.cause)


def test_a_missing_file_a_folder_and_a_device_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")
    assert "n'existe pas" in told(read(tmp_path / "absent.yaml"))
    assert "est un dossier" in told(read(tmp_path))
    assert "n'est pas un fichier ordinaire" in told(read(tmp_path / "tube"))


def test_a_file_nobody_may_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.yaml"
    path.touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)  # permissions do not stop an administrator
    assert "ne peut pas être lu" in told(read(path))


def test_a_path_with_a_nul_is_told() -> None:
    assert "n'existe pas" in told(read(Path("a\0b"))) or "ne peut pas être lu" in told(read(Path("a\0b")))


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(100 * (1 << 20))  # sparse: 100 MiB of zeros that take no room
    assert len(bytes_of(path, "huge.yaml")) == MOST_BYTES + 1  # type: ignore[arg-type]  # a diagnostic has no length
    assert "1 Mio" in told(read(path, "huge.yaml"))


def test_the_name_people_are_told_is_the_one_given(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("a: !t 1\n")
    (diagnostic,) = read(tmp_path / "f.yaml", "workflows/f.yaml").diagnostics
    assert diagnostic.span.file == "workflows/f.yaml"


SHARDS = st.text(alphabet="ab:-[]{}&*!|>'\"\\ \n\t#%@,?.~<\ufeff\u2028\x85\r\0é", max_size=40)


@given(st.one_of(SHARDS.map(str.encode), st.binary(max_size=30)))
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    document = parse(data, "f.yaml")
    assert document.root is not None or document.diagnostics
    as_text(document.diagnostics, {"f.yaml": document.text})
    assert all(each.span.line >= 1 and each.span.column >= 1 for each in document.diagnostics)
