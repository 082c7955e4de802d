"""Whatever an author gets wrong, diagnostics say so: never a traceback."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcours.definition.loader import check_sources, load
from parcours.definition.resolved import as_yaml
from parcours.definition.source import parse
from parcours.definition.tree import Node
from parcours.diagnostics import as_json, as_sarif, as_text

SOURCES = load("bati_premieres").sources
ODD = (
    None, True, 0, -1, 2.5, 10**9, "", "...", "x", "36 mois", "0 jour", "2026-02-30", "contract.cape.x", "law.a.b",
    "dossier.x.until", "stage.entered_on", "dates.x", "fr_cape.total", "sortie", "cape", "signer_cape", "{{ x }}",
    "a && ", "case", "en_cours", "month_end", [], [None], ["..."], ["x", "x"], [[]], {}, {"x": None}, {"to": "sortie"},
)  # fmt: skip


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in inner for found in [(*path, key), *paths(child, (*path, key))]]


def tree(name: str) -> dict[str, object]:
    root = parse(SOURCES[name].encode(), name).root
    assert root is not None
    plain = root.plain()
    assert isinstance(plain, dict)
    return plain


TREES = {name: tree(name) for name in SOURCES}
PLACES = [(name, path) for name, plain in TREES.items() for path in paths(plain)]


def written(value: object) -> str:
    """A plain value as YAML, by way of a tree all at one place."""
    span = parse(b"a: b", "x").root.span  # type: ignore[union-attr]

    def node(each: object) -> Node:
        if isinstance(each, dict):
            return Node({str(key): node(child) for key, child in each.items()}, span, dict.fromkeys(each, span))
        if isinstance(each, list):
            return Node(tuple(node(item) for item in each), span)
        return Node(each, span)  # type: ignore[arg-type]

    return as_yaml(node(value))


def changed(value: object, path: tuple[str | int, ...], instead: object) -> object:
    """The same value with another thing at `path`, or without it when `instead` is ..."""
    key, *rest = path
    if isinstance(value, dict):
        new = changed(value[key], tuple(rest), instead) if rest else instead
        return {name: new if name == key else child for name, child in value.items() if new is not ... or name != key}
    assert isinstance(value, list)
    new = changed(value[int(key)], tuple(rest), instead) if rest else instead
    return [new if index == key else child for index, child in enumerate(value) if new is not ... or index != key]


# Each example judges a whole parcours, its base and its law: a quarter of a second.
FEW = max(10, settings.default.max_examples // 4)


def judged(sources: dict[str, str]) -> None:
    found = check_sources(sources, "bati_premieres")
    assert as_text(found, sources, "en") is not None
    assert as_json(found)
    assert as_sarif(found, "1")
    for each in found:
        lines = sources[each.span.file].splitlines()
        assert 1 <= each.span.line <= max(1, len(lines))
        assert each.span.column >= 1
        assert each.cause.render("fr")


@settings(max_examples=FEW)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from((..., *ODD))), min_size=1, max_size=3))
def test_a_value_changed_or_taken_out_anywhere_is_told(
    mistakes: list[tuple[tuple[str, tuple[str | int, ...]], object]],
) -> None:
    trees = dict(TREES)
    for (name, path), instead in mistakes:
        try:
            trees[name] = changed(trees[name], path, instead)  # type: ignore[assignment]
        except (KeyError, IndexError, AssertionError):
            continue  # a former mistake took the place away
    judged({name: written(plain) for name, plain in trees.items()})


@settings(max_examples=FEW)
@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 20_000), st.integers(0, 40), st.text(max_size=5))
def test_a_text_cut_or_overwritten_anywhere_is_told(name: str, at: int, length: int, instead: str) -> None:
    text = SOURCES[name]
    at %= len(text)
    spoilt = text[:at] + instead.encode("utf-8", "replace").decode() + text[at + length :]
    judged({**SOURCES, name: spoilt})


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(len(ODD)), ids=lambda turn: repr(ODD[turn]))
def test_each_mistake_is_told_at_many_places(turn: int) -> None:
    plain, instead = TREES["bati_premieres.yaml"], ODD[turn]
    for path in paths(plain)[turn::120]:
        judged({**SOURCES, "bati_premieres.yaml": written(changed(plain, path, instead))})
