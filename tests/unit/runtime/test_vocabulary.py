"""Which stages, roles and cooperatives may be asked for."""

from parcours.model.definition import Definition
from parcours.model.step import Author
from parcours.runtime.commands import close
from parcours.runtime.vocabulary import cooperatives, vocabulary
from unit.runtime.house import House


def test_an_empty_store_knows_only_the_parcours_at_hand(house: House, definition: Definition) -> None:
    assert cooperatives(house.engine) == ()
    assert vocabulary(house.engine, ()).stages == frozenset()
    assert {"candidat", "en_essai", "sorti"} <= vocabulary(house.engine, [definition.workflow]).stages


def test_rules_in_use_are_known_when_their_file_is_gone(house: House, definition: Definition) -> None:
    house.opens()
    known = vocabulary(house.engine, ())
    assert {"candidat", "en_essai", "sorti"} <= known.stages
    assert known.roles == {"accueil", "referent", "comite"}
    assert cooperatives(house.engine) == (definition.workflow.cae,)


def test_the_stage_where_a_case_ended_is_known(house: House) -> None:
    case = house.opens()
    close(house.engine, case, "doublon", Author("accueil"))
    assert vocabulary(house.engine, ()).stages == {"candidat"}
