"""The path of each durable step."""

from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from parcours.adapters import codec
from parcours.adapters.storage import recent, schema, statements
from parcours.model.world import World
from parcours.ports import ConflictError, OvertakenError, Transaction
from samples import CAE, CASE, NOON, PARIS, commit, fact, opened
from sites import Site, keep


def test_statements_written_once_are_those_of_an_open_database(tmp_path: Path) -> None:
    store = Site(tmp_path).create().open()
    with store._engine.connect() as connection:
        mine = {name: str(each.compile(dialect=connection.dialect)) for name, each in statements.STATEMENTS.items()}
        assert statements.compiled(connection, {}) == mine
    store.close()


def test_only_so_many_cases_are_kept_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 2)
    store = Site(tmp_path).create().open()
    made = [commit(opened(f"C-{number}", f"P-{number}")) for number in range(4)]
    keep(store, *made)

    assert len(store._access.cases._values) == 2
    with store.reading() as reader:
        assert [reader.case(CAE, each.case.id) for each in made] == [each.case for each in made]
    store.close()


def test_a_case_read_again_is_not_decoded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Site(tmp_path).create().open()
    keep(store, commit(opened()))
    monkeypatch.setattr(codec, "decode", None)

    with store.reading() as reader:
        assert reader.case(CAE, CASE) == commit(opened()).case
    store.close()


def test_an_edition_of_the_world_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Site(tmp_path).create().open()
    with store.transaction() as transaction:
        transaction.keep_world("parcours", World(PARIS), {"a.yaml": "a"}, NOON)
    with store.reading() as reader:
        first = reader.world("parcours")
    monkeypatch.setattr(codec, "decode", None)

    with store.reading() as reader:
        assert reader.world("parcours") is first
        assert reader.world("autre") is None
    store.close()


def test_a_text_is_read_once_and_a_newer_one_is_served(tmp_path: Path) -> None:
    store = Site(tmp_path).create().open()
    asked: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    for hour, texts in enumerate(({"a.yaml": "a", "b.yaml": "b"}, {"a.yaml": "a", "b.yaml": "b, corrigé"})):
        with store.transaction() as transaction:
            transaction.keep_world("parcours", World(PARIS), texts, NOON.replace(hour=hour))
        asked.clear()
        with store.reading() as reader:
            assert reader.texts("parcours") == reader.texts("parcours") == texts
            assert reader.texts("autre") is None
        assert sum(schema.sources.name in each for each in asked) == 2 - hour  # of the second edition, one text is new
    store.close()


def keep_and_give_up(transaction: Transaction) -> None:
    transaction.keep_world("parcours", World(PARIS), {"a.yaml": "a"}, NOON)
    assert transaction.world("parcours") is not None
    raise ConflictError(CASE, 1, 2)


def test_an_edition_that_was_undone_is_not_served_for_the_one_that_took_its_number(tmp_path: Path) -> None:
    store = Site(tmp_path).create().open()
    with pytest.raises(ConflictError), store.transaction() as transaction:
        keep_and_give_up(transaction)
    with store.transaction() as transaction:
        transaction.keep_world("parcours", World(PARIS), {"b.yaml": "b"}, NOON)

    with store.reading() as reader:
        kept = reader.world("parcours")
    assert kept is not None
    assert (kept.id, kept.sources) == (1, {"b.yaml": "b"})
    store.close()


def test_a_case_that_a_rolled_back_step_reached_is_not_served(tmp_path: Path) -> None:
    store = Site(tmp_path).create().open()
    first = commit(opened())
    keep(store, first)

    def fail() -> None:
        with store.transaction() as transaction:
            transaction.commit(CAE, commit(fact(2), before=first.case))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()

    with store.reading() as reader:
        assert reader.case(CAE, CASE) == first.case
    store.close()


def test_a_case_that_moves_between_reading_and_writing_is_a_conflict(tmp_path: Path) -> None:
    """SQLite holds the whole file and never lets it happen; a database that locks rows would."""
    store = Site(tmp_path).create().open()
    first = commit(opened())
    keep(store, first)

    def overtaken() -> None:
        with store._writing() as transaction:
            transaction.commit(CAE, commit(fact(2), before=first.case))
            transaction._unit.opened.execute(update(schema.cases).values(seq=7))

    with pytest.raises(ConflictError):
        overtaken()
    store.close()


def test_a_row_that_misses_moves_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path).create()
    site.keep(commit(opened()))
    store = site.open()

    with store._writing() as transaction:
        (row,) = transaction._rows(select(schema.cases))
        with pytest.raises(OvertakenError):
            transaction._hot.move([(tuple(row), 5)])
        transaction._hot.move([(tuple(row), 1)])
    store.close()


def test_the_connection_that_writes_is_kept_until_something_fails(tmp_path: Path) -> None:
    store = Site(tmp_path).create().open()
    opened_: list[object] = []
    event.listen(store._engine, "checkout", lambda *told: opened_.append(told))
    first = commit(opened())
    keep(store, first, commit(opened("C-2", "P-2")))
    assert len(opened_) == 1

    with pytest.raises(ConflictError):
        keep(store, first)
    keep(store, commit(fact(2), before=first.case))
    assert len(opened_) == 2
    store.close()
    assert store._engine.pool.checkedout() == 0  # type: ignore[attr-defined]
