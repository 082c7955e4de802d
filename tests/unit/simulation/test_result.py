"""What a run has found, as figures and as columns."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from measured import DAY, FRAME, STORY
from parcours.simulation import columns
from parcours.simulation.measures.fold import measure
from parcours.simulation.result import Result

DAYS = (date(1970, 1, 11), date(1970, 1, 21))


@pytest.fixture(scope="module")
def result() -> Result:
    """The story whole, without its last three lines, and without anybody."""
    frame = replace(FRAME, days=DAYS)
    stories = (STORY, STORY[:-3], ())
    replicas = tuple(measure(lines, frame, number) for number, lines in enumerate(stories))
    return Result("essai", "Essai", "", "reference", 1, None, frame, replicas)


def test_a_figure_has_a_value_a_replication_and_its_estimate(result: Result) -> None:
    days = result["stages.suivi.days"]
    assert days.values == (1.5, 1.5, None)
    assert days.estimate is not None
    assert (days.estimate.mean, days.estimate.halfwidth, days.estimate.replications) == (1.5, 0.0, 2)
    assert result["run.arrivals"].estimate is not None
    assert result["run.arrivals"].estimate.mean == 2.0
    with pytest.raises(KeyError):
        result["stages.nulle.days"]


def test_months_are_estimated_one_by_one(result: Result) -> None:
    (people,) = [each for each in result.months if each.id == "stages.suivi.people"]
    # 20 days of 10, 20 of 10, 0; then 45, 50 (case 3 stays to the end) and 0 of 20.
    assert [each.mean for each in people.estimates] == pytest.approx([4 / 3, 4.75 / 3])


def test_stays_of_all_replications_make_one_curve(result: Result) -> None:
    # Whole: 18, 20, 27 going on. Cut: 18, 25 and 27 going on.
    first, second = result.curve("suivi")
    assert (first.day, first.at_risk, first.share) == (18, 6, pytest.approx(2 / 3))
    assert (second.day, second.at_risk, second.share) == (20, 4, pytest.approx(1 / 2))


def test_figures_are_columns_with_a_row_a_replication(result: Result) -> None:
    table = result.to_arrow()
    assert table.column_names == ["replication", *(each.id for each in result.figures)]
    assert table["replication"].to_pylist() == [0, 1, 2]
    assert table["stages.suivi.days"].to_pylist() == [1.5, 1.5, None]
    np.testing.assert_array_equal(table["stages.suivi.days"].to_numpy(), [1.5, 1.5, np.nan])


def test_figures_are_given_to_pandas_and_to_polars(result: Result) -> None:
    frame = result.to_pandas()
    assert frame["stages.suivi.days"].mean() == 1.5
    assert result.to_polars()["run.arrivals"].to_list() == [3.0, 3.0, 0.0]


def test_months_are_columns_with_a_row_a_replication_and_a_month(result: Result) -> None:
    table = columns.months(result)
    assert table["month"].to_pylist() == [*DAYS] * 3
    assert table["replication"].to_pylist() == [0, 0, 1, 1, 2, 2]
    assert table["stages.suivi.people"].to_pylist() == [2.0, 2.25, 2.0, 2.5, 0.0, 0.0]


def test_stays_are_columns(result: Result) -> None:
    rows = columns.stays(result).to_pylist()
    assert {"stage": "suivi", "days": 18, "ended": 2, "censored": 0} in rows
    assert {"stage": "suivi", "days": 27, "ended": 0, "censored": 2} in rows


def test_a_log_is_columns_with_instants() -> None:
    table = columns.log(iter(STORY))
    assert table.num_rows == len(STORY)
    assert table.slice(6, 1).to_pylist() == [
        {"case": 1, "time": datetime(1970, 1, 12, tzinfo=UTC), "kind": "asked", "name": "bureau", "detail": ""}
    ]
    assert STORY[6].minute == 11 * DAY


def test_nothing_makes_empty_columns() -> None:
    empty = Result("essai", "Essai", "", "reference", 1, None, FRAME, ())
    tables = [empty.to_arrow(), columns.months(empty), columns.stays(empty), columns.log(())]
    assert [table.num_rows for table in tables] == [0, 0, 0, 0]
    assert tables[3].schema == columns.LOG


def test_columns_are_read_back_from_parquet(result: Result) -> None:
    file = io.BytesIO()
    columns.write_parquet(result.to_arrow(), file)
    assert parquet.read_table(pyarrow.BufferReader(file.getvalue())).equals(result.to_arrow())
