"""The one order of simultaneous things, and the runaway it must stop."""

from dataclasses import replace
from datetime import time
from itertools import permutations

import pytest

from parcours.kernel import advance
from parcours.kernel.timers import Runaway
from parcours.model.step import Layer, Step
from stories import Story, day, moment, workflow

# Everything meets on 15 April 2026 at 00:00 in Paris: the reminder leaves at that hour (`notify_at: 00:00`), and the
# end of the 14th is the same instant.
MIDNIGHT = workflow(
    """
roles: {equipe: {label: Équipe}}
events:
  signer: {label: Signature, by: [equipe]}
  noter: {label: Note, by: [equipe], note: true}
  planifier: {label: Plan, by: [equipe], note: true, do: []}
  echoir: {label: Terme}
  sonner: {label: Sonnerie, do: [sonne]}
contracts:
  appui:
    label: Appui
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 3 mois, default: 3 mois}
    every: {visite: {each: 3 mois, from: start, count: noter, at_least: 1, otherwise: [manque]}}
actions: {sonne: {use: journal}, manque: {use: journal}, rappel: {use: journal}, sort: {use: journal}}
entry: {signer: {to: dedans}}
stages:
  dedans:
    label: Dedans
    contract: appui
    transitions: {echoir: {to: apres}}
    exit: {do: [sort]}
    deadlines:
      cloche: {after: 89 jours, fire: sonner}
      avis: {after: 90 jours, do: [rappel]}
  apres: {label: Après}
""",
    calendar='{timezone: Europe/Paris, holidays: FR, notify_at: "00:00"}',
)


def test_at_one_midnight_every_arrival_order_gives_one_result() -> None:
    story = Story(MIDNIGHT)
    story.on("2026-01-15").send("signer")  # 15 January + 3 months, less a day: 14 April
    story.send("planifier", effective_on=day("2026-04-15"))
    # 15 January + 89 days = 14 April; + 90 days = 15 April (16 days left in January, 28, 31, then 14 or 15)
    at_midnight = [timer for timer in story.case.timers.values() if timer.due == moment("2026-04-15", time(0))]
    assert len(at_midnight) == 5
    results = []
    for order in permutations(story.case.timers):
        shuffled = replace(story.case, timers={key: story.case.timers[key] for key in order})
        results.append(advance(story.program, shuffled, story.world, moment("2026-04-15", time(0, 1))))
    assert all(result == results[0] for result in results)
    assert [fact.name for fact in results[0].facts] == ["planifier", "appui.terme"]
    # The contract's last period closes that very day, so it is still judged; the stage left takes its bells with it.
    assert [effect.action for fact in results[0].facts for effect in fact.effects] == ["sort", "manque"]


def test_while_nothing_is_due_a_case_stays_the_one_it_is() -> None:
    story = Story(MIDNIGHT)
    story.on("2026-01-15").send("signer")
    # 89 days later, the end of 14 April, is the first of what it has armed.
    waited = advance(story.program, story.case, story.world, moment("2026-04-14", time(23, 59)))
    assert waited.case is story.case
    assert waited == Step(story.case, ())
    assert advance(story.program, story.case, story.world, moment("2026-04-15", time(0))).facts


HALTED = workflow(
    """
roles: {equipe: {label: Équipe}}
events:
  partir: {label: Départ, by: [equipe]}
  aller: {label: Aller}
  venir: {label: Venir}
dossier: {un: {type: date}, deux: {type: date}}
entry: {partir: {to: ici}}
stages:
  ici: {label: Ici, transitions: {aller: {to: la}}, deadlines: {va: {of: dossier.un, fire: aller}}}
  la: {label: Là, transitions: {venir: {to: ici}}, deadlines: {vient: {of: dossier.deux, fire: venir}}}
"""
)


@pytest.mark.parametrize("second", ["2026-01-05", "2026-01-06"])
def test_a_file_that_turns_in_circles_is_refused_whole(second: str) -> None:
    story = Story(HALTED)
    story.on("2026-02-01").edit(un=day("2026-01-05"), deux=day(second))
    refusal = story.refuse("partir")
    assert refusal.layer is Layer.RUNAWAY


@pytest.mark.parametrize("second", ["2026-03-05", "2026-03-06"])
def test_a_file_that_turns_in_circles_stops_advance(second: str) -> None:
    story = Story(HALTED)
    story.on("2026-02-01").edit(un=day("2026-03-05"), deux=day(second))
    story.send("partir")
    with pytest.raises(Runaway, match="fire"):
        story.on("2026-04-01")


def test_time_never_goes_back_when_a_past_day_is_met_on_the_way() -> None:
    story = Story(HALTED)
    story.on("2026-02-01").edit(un=day("2026-03-05"), deux=day("2026-01-10"))
    story.send("partir")
    with pytest.raises(Runaway):
        # in circles too: here on 5 March, back there at once, 10 January being past
        story.on("2026-04-01")


def test_a_day_already_past_acts_at_the_instant_its_stage_is_entered() -> None:
    once = workflow(
        """
roles: {equipe: {label: Équipe}}
events: {partir: {label: Départ, by: [equipe]}, aller: {label: Aller}}
dossier: {un: {type: date}, deux: {type: date}}
actions: {dire: {use: journal}}
entry: {partir: {to: ici}}
stages:
  ici: {label: Ici, transitions: {aller: {to: la}}, deadlines: {va: {of: dossier.un, fire: aller}}}
  la: {label: Là, deadlines: {dit: {of: dossier.deux, do: [dire]}}}
"""
    )
    story = Story(once)
    story.on("2026-02-01").edit(un=day("2026-03-05"), deux=day("2026-01-10"))
    story.send("partir")
    story.on("2026-04-01")
    assert [(fact.name, fact.at) for fact in story.facts[-2:]] == [
        ("ici.va", moment("2026-03-06", time(0))),
        ("la.dit", moment("2026-03-06", time(0))),
    ]


def test_what_was_kept_for_one_day_takes_effect_in_order_of_registration() -> None:
    definition = workflow(
        """
roles: {equipe: {label: Équipe}}
events:
  partir: {label: Départ, by: [equipe]}
  un: {label: Un, by: [equipe], note: true}
  deux: {label: Deux, by: [equipe], note: true}
  trois: {label: Trois, by: [equipe], note: true}
entry: {partir: {to: ici}}
stages: {ici: {label: Ici}}
"""
    )
    story = Story(definition)
    story.on("2026-02-01").send("partir")
    for event in ("trois", "un", "deux"):
        story.send(event, effective_on=day("2026-02-10"))
    story.on("2026-02-10")
    assert [fact.name for fact in story.facts[-3:]] == ["trois", "un", "deux"]
