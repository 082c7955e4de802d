"""Whatever steps another software lists, they are decided or told, the same whatever the order of their lines."""

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from parcours.definition.loader import load
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.past import past_of
from parcours.runtime.exchange.steps import Contradicted, Meaning, Past, PastStep

TODAY = datetime.date(2026, 1, 5)
MEANINGS = (
    Meaning("reunion"),
    Meaning("diagnostic"),
    Meaning("cape", "cape"),
    Meaning("fin_de_cape"),
    Meaning("cesa", "cesa"),
    Meaning("associe"),
    Meaning(ends="cape"),
    Meaning(leaves=True),
    Meaning(),
)
WORKFLOW: Workflow = load("avant_premieres").workflow
# Few enough for steps to meet on one day, and for periods to touch.
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 3, 1)) | st.dates(
    datetime.date(2025, 12, 29), datetime.date(2026, 1, 7)
)
STEPS = st.lists(
    st.tuples(st.sampled_from(MEANINGS), DAYS, st.none() | st.integers(-1, 3) | st.integers(-40, 400)), max_size=7
)


def steps(drawn: list[tuple[Meaning, datetime.date, int | None]]) -> list[PastStep]:
    return [
        PastStep(line, "x", meaning, on, on + datetime.timedelta(length) if length is not None else None)
        for line, (meaning, on, length) in enumerate(drawn, start=2)
    ]


@given(STEPS)
def test_every_list_of_steps_is_decided_or_told(drawn: list[tuple[Meaning, datetime.date, int | None]]) -> None:
    found = past_of(steps(drawn), TODAY, WORKFLOW)
    if isinstance(found, Contradicted):
        assert found.troubles
        return
    assert bool(found.stage) == (found.since is not None)
    assert found.since is None or found.since <= TODAY
    for paper in found.finished:
        assert paper.starts_on <= paper.ends_on
        assert paper.renewals == len(paper.renewed_on)
    spans = sorted((paper.starts_on, paper.ends_on) for paper in found.finished)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))
    if found.contract is not None:
        assert WORKFLOW.stages[found.stage].contract == found.contract.contract
        assert all(last < found.contract.starts_on for _, last in spans)
        assert (found.contract.months > 0) == (WORKFLOW.contracts[found.contract.contract].term is not None)


@given(STEPS, st.randoms())
def test_the_order_of_the_lines_decides_nothing(
    drawn: list[tuple[Meaning, datetime.date, int | None]], chance: object
) -> None:
    said = steps(drawn)
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own chance
    relined = [PastStep(line, each.label, each.meaning, each.on, each.until) for line, each in enumerate(shuffled, 2)]
    one, other = past_of(said, TODAY, WORKFLOW), past_of(relined, TODAY, WORKFLOW)
    assert type(one) is type(other)
    if isinstance(one, Past) and isinstance(other, Past):
        assert (one.stage, one.since, one.contract, one.finished, one.left_on) == (
            other.stage,
            other.since,
            other.contract,
            other.finished,
            other.left_on,
        )
