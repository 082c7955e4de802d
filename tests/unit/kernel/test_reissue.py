"""Paper asked for again is one fact and one effect of the same action; nothing moves, nothing becomes due by it."""

from parcours.model.fact import Effect, FactKind
from parcours.model.step import Reissue
from stories import Story, workflow

DEFINITION = workflow(
    """
roles: {equipe: {label: Équipe}}
events: {entrer: {label: Entrée, by: [equipe]}, sortir: {label: Sortie, by: [equipe]}}
actions: {imprimer: {use: document, after: ecrire}, ecrire: {use: email}}
entry: {entrer: {to: dedans}}
stages:
  dedans:
    label: Dedans
    enter: {do: [imprimer]}
    transitions: {sortir: {to: dehors}}
    deadlines: {relance: {after: 1 mois, do: [ecrire]}}
  dehors: {label: Dehors, final: true}
"""
)


def test_the_action_is_asked_again_and_says_what_moved() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("entrer")

    step = story.do(Reissue("imprimer", 1, ("dossier.nom", "dossier.ville"), "1.0"))

    (fact,) = step.facts
    assert (fact.kind, fact.name, fact.cause) == (FactKind.REISSUE, "imprimer", 1)
    assert fact.data == {"moved": "dossier.nom, dossier.ville"}
    assert fact.effects == (Effect(0, "imprimer", "document", "1.0", after="ecrire"),)
    assert fact.changes == ()
