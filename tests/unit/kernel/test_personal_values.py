"""Personal words never stand in a journal, an effect or a case: only in what goes to the vault."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from parcours.adapters.codec import encode, encode_fact
from parcours.model.fields import Sealed, Validity
from parcours.model.step import Secret
from stories import Story, day, workflow

MARK = "zébulon"
BODY = """
roles: {equipe: {label: Équipe}}
dossier:
  nom: {type: text, label: Nom, personal: true}
  courriel: {type: email, label: Courriel, personal: true}
  titre: {type: validity, label: Titre, personal: true}
  ville: {type: text, label: Ville, personal: false}
events:
  partir:
    label: Départ
    by: [equipe]
    input:
      nom: {into: nom}
      motif: {type: text, label: Motif}
      courriel: {into: courriel}
  noter: {label: Note, by: [equipe], note: true, input: {texte: {type: text, personal: true}, nom: {into: nom}}}
  verifier: {label: Vérification, by: [equipe]}
actions: {saluer: {use: email, with: {vers: "{{ dossier.courriel }}"}}, appeler: {label: Appeler, by: equipe}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    enter: {do: [saluer, appeler]}
    transitions:
      verifier:
        when:
          nom: {if: 'dossier.nom == "zébulon"', say: Ce n'est pas lui.}
          titre: {if: "valid(dossier.titre, today)", say: Titre périmé.}
"""


def everything(value: object) -> Iterator[object]:
    """Every value reachable from one, whatever holds it."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from everything(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from everything(key)
            yield from everything(each)
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from everything(each)


def assert_silent(story: Story) -> None:
    for fact in story.facts:
        for value in everything(fact):
            assert not (isinstance(value, str) and MARK in value), f"{value!r} in fact {fact.seq}"
            assert value != date(2031, 7, 19)
        assert MARK.encode() not in encode_fact(fact)
    assert MARK not in encode(story.case).decode()


@pytest.fixture
def story() -> Story:
    story = Story(workflow(BODY))
    story.on("2026-01-15")
    return story


def test_personal_inputs_and_fields_go_to_the_vault_alone(story: Story) -> None:
    story.send("partir", nom=MARK, motif=f"parce que {MARK}", courriel=f"{MARK}@exemple.fr")
    story.edit(nom=f"{MARK} le second", titre=Validity(day("2026-01-01"), day("2031-07-19"), MARK), ville="Rennes")
    story.send("noter", texte=f"dit {MARK}", effective_on=day("2026-02-01"))
    story.send("noter", nom=MARK)
    story.on("2026-02-02").close(f"mort de {MARK}")
    assert_silent(story)
    assert story.case.dossier == {
        "nom": Sealed.PRESENT,
        "courriel": Sealed.PRESENT,
        "titre": Sealed.PRESENT,
        "ville": "Rennes",
    }


def test_each_secret_names_its_fact_and_its_place(story: Story) -> None:
    story.send("partir", nom=MARK, motif="raison")
    assert story.secrets == [
        Secret(1, "fact.nom", MARK),
        Secret(1, "dossier.nom", MARK),
        Secret(1, "fact.motif", "raison"),
    ]
    assert story.facts[0].sealed == ("motif", "nom")
    story.edit(nom=None)
    assert story.secrets[-1] == Secret(2, "dossier.nom", None)
    assert "nom" not in story.case.dossier


def test_a_taken_over_dossier_is_sealed_too(story: Story) -> None:
    story.adopt("ici", "2025-12-01", dossier={"nom": MARK, "ville": "Brest"})
    assert_silent(story)
    assert story.secrets == [Secret(1, "dossier.nom", MARK)]


def test_a_revocation_says_why_to_the_vault_alone(story: Story) -> None:
    story.send("partir", nom=MARK)
    story.edit(ville="Rennes")
    story.revoke(1)
    assert_silent(story)
    assert story.secrets[-1] == Secret(3, "fact.reason", "erreur")


def test_guards_read_what_the_vault_gives_and_refuse_what_it_does_not(story: Story) -> None:
    story.send("partir", nom=MARK)
    assert [reason.code for reason in story.refuse("verifier").reasons] == ["titre"]
    story.edit(titre=Validity(day("2026-01-01")))
    story.send("verifier")
    story.world = dataclasses.replace(story.world, personal={})
    assert [reason.code for reason in story.refuse("verifier").reasons] == ["nom", "titre"]
