"""A child over its parent: what it keeps, replaces, extends and removes."""

from textwrap import dedent

from parcours.definition.overlay import Overlay, resolve
from parcours.definition.source import parse
from parcours.definition.tree import Node


def tree(text: str, name: str = "a.yaml") -> Node:
    root = parse(dedent(text).encode(), name).root
    assert root is not None
    return root


def over(parent: str, child: str) -> Overlay:
    return resolve([tree(parent, "parent.yaml"), tree(child, "enfant.yaml")])


def plain(parent: str, child: str) -> object:
    return over(parent, child).root.plain()


def test_maps_merge_by_key_and_scalars_replace() -> None:
    assert plain("stages: {a: {label: A, final: true}, b: {label: B}}", "stages: {a: {label: Autre}}") == {
        "stages": {"a": {"label": "Autre", "final": True}, "b": {"label": "B"}}
    }


def test_a_list_replaces_the_parents() -> None:
    assert plain("law: [un, deux]", "law: [trois]") == {"law": ["trois"]}


def test_a_list_that_begins_with_dots_continues_the_parents() -> None:
    assert plain("law: [un, deux]", "law: [..., trois]") == {"law": ["un", "deux", "trois"]}


def test_dots_with_nothing_to_inherit_are_told() -> None:
    overlay = over("title: Essai", "law: [..., trois]")
    assert overlay.root.plain() == {"title": "Essai", "law": ["trois"]}
    assert [each.code.id for each in overlay.diagnostics] == ["P306"]


def test_a_chain_of_three_is_laid_from_the_remotest() -> None:
    chain = [tree("title: Un\nlaw: [a]"), tree("title: Deux\nlaw: [..., b]"), tree("law: [..., c]")]
    assert resolve(chain).root.plain() == {"title": "Deux", "law": ["a", "b", "c"]}


def test_what_a_file_says_of_itself_is_not_inherited() -> None:
    assert plain("id: un\nabstract: true\ntitle: T", "id: deux\nextends: un") == {"id": "deux", "title": "T"}


def test_each_value_keeps_the_place_it_was_written_at() -> None:
    root = over("title: T\nstages: {a: {label: A, final: true}}", "stages:\n  a: {label: Autre}").root
    label, final = root.at(("stages", "a", "label")), root.at(("stages", "a", "final"))
    assert label is not None
    assert final is not None
    assert (label.span.file, label.span.line, label.span.column) == ("enfant.yaml", 2, 14)
    assert (final.span.file, final.span.line) == ("parent.yaml", 2)


def test_what_is_not_optional_stays_and_is_told() -> None:
    overlay = over("tracks: {volet: {label: Volet}}", "tracks: {volet: null}")
    assert overlay.root.plain() == {"tracks": {"volet": {"label": "Volet"}}}
    assert [each.code.id for each in overlay.diagnostics] == ["P303"]


def test_removing_what_is_not_there_is_told() -> None:
    overlay = over("tracks: {volet: {label: Volet, optional: true}}", "tracks: {voler: null}")
    assert [(each.code.id, str(each.remedy)) for each in overlay.diagnostics] == [
        ("P304", "Vouliez-vous dire « volet » ?")
    ]


def test_null_inside_parameters_is_a_value() -> None:
    parent, child = "actions: {a: {use: email, with: {copie: moi}}}", "actions: {a: {with: {copie: null}}}"
    assert plain(parent, child) == {"actions": {"a": {"use": "email", "with": {"copie": None}}}}


FORMATION = """
    events:
      terminer: {label: Fin}
      entrer: {label: Entrée, by: [accueil], do: [inscrire, saluer]}
    actions:
      inscrire: {use: webhook, optional: true}
      saluer: {use: email}
      evaluer: {use: email}
    stages:
      suivi: {enter: {do: [inscrire], start: [formation, autre]}, transitions: {entrer: {}}}
    tracks:
      autre: {label: Autre, enter: {do: [saluer]}}
      formation:
        optional: true
        stages:
          en_cours:
            enter: {do: [evaluer, saluer]}
            transitions: {terminer: {to: faite}}
            deadlines: {fin: {after: 1 mois, fire: terminer}}
          faite: {final: true}
"""


def test_a_removed_thing_leaves_every_list_that_names_it() -> None:
    root = over(FORMATION, "tracks: {formation: null}").root
    suivi = root.at(("stages", "suivi", "enter", "start"))
    assert suivi is not None
    assert suivi.plain() == ["autre"]


def test_what_only_the_removed_thing_used_goes_with_it() -> None:
    root = over(FORMATION, "tracks: {formation: null}").root
    assert root.at(("actions", "evaluer")) is None
    assert root.at(("events", "terminer")) is None
    assert root.at(("actions", "saluer")) is not None, "another track uses it"


def test_a_removed_action_leaves_events_and_stages() -> None:
    root = over(FORMATION, "actions: {inscrire: null}").root
    done, entered = root.at(("events", "entrer", "do")), root.at(("stages", "suivi", "enter", "do"))
    assert (done.plain() if done else None) == ["saluer"]
    assert (entered.plain() if entered else None) == []


def test_an_event_removed_takes_its_transitions_and_their_orphans() -> None:
    parent = """
        events:
          partir: {label: Départ, by: [a], do: [saluer], optional: true}
          rester: {label: Reste, by: [a]}
        actions: {saluer: {use: email}}
        stages: {s: {transitions: {partir: {to: fin}, rester: {}}}, fin: {final: true}}
    """
    root = over(parent, "events: {partir: null}").root
    transitions = root.at(("stages", "s", "transitions"))
    assert (transitions.plain() if transitions else None) == {"rester": {}}
    assert root.at(("actions", "saluer")) is None


def test_what_the_child_declares_itself_is_never_an_orphan() -> None:
    child = "tracks: {formation: null}\nactions: {nouvelle: {use: email}}"
    assert over(FORMATION, child).root.at(("actions", "nouvelle")) is not None


def test_a_removed_member_takes_its_orphans_too() -> None:
    parent = """
        actions: {relancer: {use: email}}
        stages: {s: {deadlines: {relance: {after: 1 mois, do: [relancer], optional: true}}}}
    """
    root = over(parent, "stages: {s: {deadlines: {relance: null}}}").root
    assert root.at(("stages", "s", "deadlines", "relance")) is None
    assert root.at(("actions", "relancer")) is None


def test_a_date_said_before_a_day_takes_the_place_of_one_said_after_it() -> None:
    parent = "deadlines: {relance: {after: 1 mois, do: [relancer]}}"
    child = "deadlines: {relance: {before: 15 jours, of: dossier.debut}}"
    assert plain(parent, child) == {
        "deadlines": {"relance": {"do": ["relancer"], "before": "15 jours", "of": "dossier.debut"}}
    }


def test_a_child_that_says_both_keeps_both_to_be_told() -> None:
    both = "deadlines: {relance: {after: 1 mois, before: 15 jours}}"
    assert plain("deadlines: {relance: {after: 2 mois}}", both) == {
        "deadlines": {"relance": {"after": "1 mois", "before": "15 jours"}}
    }


def test_things_called_after_and_before_are_not_dates() -> None:
    assert plain("stages: {after: {label: A}}", "stages: {before: {label: B}}") == {
        "stages": {"after": {"label": "A"}, "before": {"label": "B"}}
    }


def test_a_key_without_value_leaves_what_it_inherits() -> None:
    overlay = over("stages: {a: {label: A}}", "stages:\n  a:\n    label:\n")
    assert overlay.root.plain() == {"stages": {"a": {"label": "A"}}}
    assert overlay.diagnostics == ()


def test_each_file_of_a_chain_remembers_what_it_stood_on() -> None:
    chain = [tree("title: Un"), tree("title: Deux\nlaw: [a]"), tree("title: Trois")]
    assert [each.plain() for each in resolve(chain).inherited] == [{"title": "Un"}, {"title": "Deux", "law": ["a"]}]


def test_what_is_in_the_list_already_is_not_added_again() -> None:
    overlay = over("events: {signer: {do: [ecrire, declarer]}}", "events: {signer: {do: [..., declarer, classer]}}")
    assert overlay.root.plain() == {"events": {"signer": {"do": ["ecrire", "declarer", "classer"]}}}
    (found,) = overlay.diagnostics
    assert (found.code.id, found.span.file, found.related[0][0].file) == ("P213", "enfant.yaml", "parent.yaml")


def test_rungs_alike_may_follow_each_other() -> None:
    parent, child = "remind: [{before: 1 mois, do: [a]}]", "remind: [..., {before: 1 mois, do: [a]}]"
    assert over(parent, child).diagnostics == ()
