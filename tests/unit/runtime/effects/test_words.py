"""What plugins say is kept without anybody's words; what texts may name has a value."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from parcours.adapters.memory import MemoryStore
from parcours.expressions.names import names_of_text
from parcours.plugin import Task
from parcours.runtime.effects.job import values_of
from parcours.runtime.effects.recipients import masked
from parcours.runtime.effects.scene import read_scene
from parcours.runtime.effects.scrubbing import GONE, proof, scrubbed, words_of
from post import SITE, Post, definition


def test_addresses_and_personal_words_are_gone() -> None:
    words = tuple(words_of(("Marion Kerbrat", "06 12 34 56 78", "Dinan")))
    said = "550 5.1.1 <marion@exemple.fr> KERBRAT,\n marion (06 12 34 56 78) de DINAN\x00: inconnue"
    assert scrubbed(said, words) == "550 5.1.1 <…> …, … (…) de …\N{REPLACEMENT CHARACTER}: inconnue"


def test_a_message_id_is_a_proof_and_no_address() -> None:
    assert proof("<42@ici>", ("Kerbrat",)) == "<42@ici>"


@given(st.text(), st.lists(st.text(), max_size=4))
def test_no_word_of_some_length_is_left(text: str, words: list[str]) -> None:
    found = scrubbed(text, words)
    assert len(found) <= 300
    assert not [each for each in words if len(each) >= 3 and each in found and not set(each) <= {GONE}]


def test_an_address_is_shown_by_its_first_letter() -> None:
    assert masked("marion@exemple.fr") == "m…@exemple.fr"


def test_every_name_that_a_file_may_use_has_its_value_here() -> None:
    post = Post(MemoryStore())
    case = post.opens()
    post.sends(case, "demander")
    with post.store.reading() as reader:
        (delivery,) = reader.deliveries("envois")
        scene = read_scene(post.engine, post.dispatcher.editions, reader, delivery)
    task = Task("3.0", "bilan", "Bilan", "accueil", datetime.date(2026, 1, 5), datetime.date(2026, 1, 10))

    found = values_of(scene, task, SITE)

    assert set(found) == {*names_of_text(definition().workflow), "settings.maison"}
    assert found["dossier.courriel"] == "marion@exemple.fr"
    assert found["task.due"] == datetime.date(2026, 1, 10)
    assert [name for name, value in found.items() if value is None] == []
