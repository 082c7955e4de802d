"""What people say of themselves is read with the site key or not at all, wherever it was typed."""

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from parcours.adapters.clock import FixedClock
from parcours.adapters.storage import migration, open_store
from parcours.adapters.vault import Vault
from parcours.definition.loader import load, load_sources
from parcours.model.step import Author
from parcours.ports import Answer
from parcours.runtime.commands import close, send, update, withdraw
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import verify
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.revocation import Wanted, revoke
from parcours.runtime.tick import tick
from sites import SITE_KEY, Site
from traces import shapes
from unit.runtime.conftest import JOURNEY
from unit.runtime.house import House


def house_of(folder: Path, key: Vault = SITE_KEY) -> House:
    site = Site(folder)
    migration.create(site.url, key)
    clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
    ids = itertools.count(1)
    store = open_store(site.url, key, site.key)
    return House(Engine(store, clock, Programs(load_sources), lambda: f"C-{next(ids)}"), clock, load(JOURNEY))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_of(tmp_path)
    yield made
    made.engine.store.close()


def live_through(house: House) -> tuple[str, ...]:
    """A life in which every place that takes somebody's words is given some that nothing else says; returns them."""
    said = tuple(f"Zéphyrine-{number}" for number in range(9))
    engine, at = house.engine, Author("accueil")
    entrance = Entrance(house.definition, "P-1", {"nom": said[0], "assurance": {"from": "2026-01-01"}}, key="k-0")
    case = start(engine, entrance, "entrer", {}).case.id
    update(engine, case, {"nom": said[1]}, at, key="k-1")
    send(engine, case, "visiter", {"nom": said[2]}, key="k-2")
    send(engine, case, "signer", {"term": "3 mois"})
    house.goes_to("2026-01-10")
    kept = send(engine, case, "rompre", {"ends_on": "2026-01-31", "motif": said[3]}, key="k-3").seq
    with pytest.raises(StepRefusedError):  # a refusal keeps nothing, its key neither
        send(engine, case, "rompre", {"ends_on": "2020-01-31", "motif": said[4]}, key="k-4")
    withdraw(engine, case, kept)
    send(engine, case, "rompre", {"ends_on": "2026-01-20", "motif": said[5]})
    revoke(engine, case, Wanted(kept - 1, said[6], at, replay=True))
    house.goes_to("2026-01-15")
    update(engine, case, {"assurance": {"from": "2026-01-01", "reference": "police 7"}})
    close(engine, case, said[7], at, key="k-7")
    other = house.opens("P-2", nom=said[8])
    house.sends(other, "signer", starts_on="2026-01-20")
    update(engine, other, {"assurance": ""})
    house.goes_to("2026-01-21")  # without cover the signature is refused on its day: an incident
    tick(engine)
    with engine.store.reading() as reader:
        assert [incident.kind for incident in reader.incidents()] == ["refused_later"]
    return said


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix != ".key")


def test_no_words_of_a_person_are_in_the_files(house: House, tmp_path: Path) -> None:
    """While the store is open its write-ahead file holds all that was written, and is read too."""
    said = live_through(house)
    assert house.engine.store.checkpoint_if_due(house.clock.now())  # type: ignore[attr-defined]
    found = [
        (name, words) for name, held in written(tmp_path) for words in said if any(s in held for s in shapes(words))
    ]

    assert found == []
    assert {Path(name).suffix for name, _ in written(tmp_path)} >= {".db", ".db-wal", ".checkpoints"}
    assert verify(house.engine.store).findings == ()  # type: ignore[arg-type]


def test_words_are_there_for_who_has_the_key(house: House) -> None:
    said = live_through(house)
    with house.engine.store.reading() as reader:
        kept = {*reader.secrets("essai", "C-1").values(), *reader.secrets("essai", "C-2").values()}

    # The dossier holds the latest name of each; motives and reasons are kept one by one; what was refused is nowhere.
    assert kept & set(said) == {said[each] for each in (2, 3, 5, 6, 7, 8)}


def answers(house: House) -> list[Answer | None]:
    with house.engine.store.reading() as reader:
        return [reader.started("essai", "k-0"), *(reader.answer("essai", "C-1", f"k-{each}") for each in (1, 2, 3, 7))]


def test_what_was_asked_cannot_be_guessed_from_what_is_kept_of_it(house: House, tmp_path: Path) -> None:
    """Trying every first name against a plain hash takes a second: the digest is another under another key."""
    (tmp_path / "other").mkdir()
    other = house_of(tmp_path / "other", Vault(bytes(32)))
    for each in (house, other):
        update(each.engine, each.opens(), {"nom": "Anne"}, key="k-1")
        with each.engine.store.reading() as reader:
            assert reader.answer("essai", "C-1", "k-1") is not None
    mine, theirs = answers(house)[1], answers(other)[1]
    other.engine.store.close()

    assert mine is not None
    assert theirs is not None
    assert mine.digest != theirs.digest
    assert replace(mine, digest="") == replace(theirs, digest="")


def test_the_same_words_under_another_key_of_idempotence_have_another_digest(house: House) -> None:
    case = house.opens()
    for key in ("k-1", "k-2"):
        update(house.engine, case, {"nom": "Anne"}, key=key)
    one, two = answers(house)[1:3]

    assert one is not None
    assert two is not None
    assert one.digest != two.digest
