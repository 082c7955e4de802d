"""How long the file of a case closed out of turn is kept, of which its parcours says nothing."""

from parcours.kernel import retention
from parcours.model.case import Timer
from stories import Story, day, workflow

DEFINITION = workflow("""
roles: {equipe: {label: Équipe}}
events:
  venir: {label: Venue, by: [equipe]}
  signer: {label: Signature, by: [equipe]}
  partir: {label: Départ, by: [equipe]}
  renoncer: {label: Renoncement, by: [equipe]}
  terme: {label: Terme}
contracts: {appui: {label: Appui, begin: [signer], expire: terme, term: {min: 1 mois, max: 12 mois, default: 12 mois}}}
entry: {venir: {to: accueil}}
stages:
  accueil: {label: Accueil, transitions: {signer: {to: suivi}, renoncer: {to: perdu}}}
  suivi: {label: Suivi, contract: appui, transitions: {partir: {to: parti}, terme: {to: parti}}}
  perdu:
    label: Perdu
    final: true
    retention: [{after: 6 mois, of: case.last_contact_on, then: erase, source: S-court}]
  parti:
    label: Parti
    final: true
    retention: [{after: 1 an, then: archive}, {after: 5 ans, then: erase, source: S-long}]
""")


def source(story: Story) -> str:
    last: Timer = max(story.case.timers.values(), key=lambda timer: timer.day)
    return retention.source(DEFINITION.workflow, story.case, last)


def test_once_a_contract_was_signed_it_is_kept_as_long_as_any_other() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("venir")
    story.on("2026-02-01").send("signer")
    story.on("2026-03-10").close()

    # One year and five years from 10 March 2026, the day it was closed.
    assert story.due("retention.archive") == "2027-03-10"
    assert story.due("retention.erase") == "2031-03-10"
    assert source(story) == "S-long"


def test_when_nothing_was_signed_it_is_kept_as_short_as_any_other() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("venir")
    story.on("2026-03-10").close()

    # Six months from the last contact, of 5 January 2026.
    assert story.due("retention.erase") == "2026-07-05"
    assert source(story) == "S-court"
    story.on("2026-07-06")
    assert story.case.retention == "erase"


def test_a_file_that_keeps_nobody_arms_nothing() -> None:
    story = Story(
        workflow("""
roles: {equipe: {label: Équipe}}
events: {venir: {label: Venue, by: [equipe]}, partir: {label: Départ, by: [equipe]}}
entry: {venir: {to: accueil}}
stages: {accueil: {label: Accueil, transitions: {partir: {to: parti}}}, parti: {label: Parti, final: true}}
""")
    )
    story.on("2026-01-05").send("venir")
    story.close()

    assert story.case.timers == {}


def test_a_case_that_ended_at_its_own_stage_is_kept_as_that_stage_says() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("venir")
    story.on("2026-03-10").send("renoncer")

    # Six months from the last contact, of 10 March 2026.
    assert story.case.last_contact_on == day("2026-03-10")
    assert story.due("retention.erase") == "2026-09-10"
