"""The compiled machine: the very one that is interpreted, written as one module, and its lines those of the oracle."""

import ast

import pytest

from parcours.simulation.compiled.translation import ENTRY, source
from parcours.simulation.draws import keyed as masked

numba = pytest.importorskip("numba")

from parcours.simulation.compiled import engine, keyed  # noqa: E402  after the skip
from parcours.simulation.model import load  # noqa: E402  after the skip
from simulated import played  # noqa: E402  after the skip


def test_the_written_module_is_python_and_always_the_same() -> None:
    text = source()

    names = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}

    assert text == source()
    assert {ENTRY, "loop__step", "timers__settle", "keyed__mix"} <= names
    assert not any(isinstance(node, ast.Name) and node.id == "m" for node in ast.walk(ast.parse(text)))


@pytest.mark.parametrize("seed", [0, 1, 2**63, 2**64 - 1])
def test_words_that_wrap_give_the_numbers_of_words_that_are_masked(seed: int) -> None:
    word = keyed.np.uint64(seed)

    with keyed.np.errstate(over="ignore"):
        assert int(keyed.descend(word, 7)) == masked.descend(seed, 7)
        assert int(keyed.following(word, 3)) == masked.following(seed, 3)
        assert float(keyed.unit(word)) == masked.unit(seed)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "people"), [("reference_a", 40), ("reference_b", 60), ("avant_premieres", 6)])
def test_the_compiled_machine_says_what_the_oracle_says(name: str, people: int) -> None:
    model = load(name)

    assert list(engine.run(model, cases=people, seed=2)) == played(model, cases=people, seed=2)
