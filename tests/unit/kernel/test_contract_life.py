"""Contracts: how they begin, are renewed, end, and what outlives them."""

from datetime import time

from parcours.model.case import ContractStatus
from parcours.model.world import Engagement
from stories import Story, day, moment, workflow

BODY = """
roles: {equipe: {label: Équipe}}
events:
  signer: {label: Signature, by: [equipe], do: [declarer, archiver]}
  renouveler: {label: Renouvellement, by: [equipe], do: [declarer]}
  rompre: {label: Rupture, by: [equipe], do: [declarer]}
  embaucher: {label: Embauche, by: [equipe]}
  quitter: {label: Départ, by: [equipe]}
  rester: {label: Sur place, by: [equipe]}
  echoir: {label: Terme}
  clore: {label: Clôture}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    terminate: [rompre]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 3 mois}
    renewals: 2
    notice: 15 jours
    remind: [{before: 1 mois, do: [rappeler]}]
    deadlines: {point: {after: 1 mois, do: [pointer]}, mi: {before: 10 jours, of: contract.ends_on, do: [pointer]}}
  emploi: {label: Emploi, begin: [embaucher], terminate: [quitter], trial: 8 mois}
actions:
  declarer: {label: Déclarer, by: equipe, due: {after: 2 jours ouvrés}}
  archiver: {label: Archiver, by: equipe, due: {after: 90 jours, of: contract.essai.ends_on}}
  rappeler: {use: journal}
  pointer: {use: journal}
  entrer: {use: journal}
  sortir: {use: journal}
  former: {use: journal}
entry: {signer: {to: dedans}, embaucher: {to: employe}}
stages:
  dedans:
    label: Dedans
    contract: essai
    enter: {do: [entrer], start: [appui, formation]}
    exit: {do: [sortir]}
    transitions:
      renouveler: {}
      rester: {}
      rompre: {to: apres}
      embaucher: {to: employe}
      echoir: {to: apres}
  apres:
    label: Après
    transitions: {renouveler: {to: dedans}, signer: {to: dedans}, embaucher: {to: employe}, clore: {to: fin}}
    deadlines: {attente: {after: 60 jours, fire: clore}}
  employe: {label: Employé, contract: emploi, transitions: {quitter: {to: fin}}}
  fin: {label: Fin, final: true}
tracks:
  appui:
    label: Appui
    ends_with: essai
    enter: {do: [former]}
    deadlines: {bilan: {after: 20 jours, do: [pointer]}, loin: {after: 5 mois, do: [pointer]}}
    every: {tous_les_mois: {each: 1 mois, on: month_end, do: [former]}}
  formation: {label: Formation, ends_with: never, deadlines: {fin: {after: 5 mois, do: [pointer]}}}
"""
DEFINITION = workflow(BODY)


def signed(on: str = "2026-01-15", **inputs: object) -> Story:
    story = Story(DEFINITION)
    story.on(on).send("signer", **inputs)  # type: ignore[arg-type]
    return story


def test_a_term_ends_the_day_before_its_first_day_comes_back() -> None:
    assert signed().ends_on("essai#1") == "2026-04-14"
    assert signed("2026-01-31", term=1).ends_on("essai#1") == "2026-02-27"


def test_renewals_pinned_to_short_months_never_drift() -> None:
    story = signed("2026-01-31", term=1)
    story.on("2026-02-20").send("renouveler", term=1)
    assert story.ends_on("essai#1") == "2026-03-30"
    story.on("2026-03-20").send("renouveler", term=1)
    assert story.ends_on("essai#1") == "2026-04-29"


def test_a_renewal_is_no_transition_and_does_nothing_of_the_entry_again() -> None:
    story = signed()
    before = len(story.did())
    visit = story.case.visit
    story.on("2026-04-01").send("renouveler")
    assert story.did()[before:].count("entrer") == 0
    assert story.case.visit == visit
    assert story.case.contracts["essai#1"].period_starts_on == day("2026-04-15")
    assert story.ends_on("essai#1") == "2026-07-14"


def test_a_renewal_moves_what_counts_from_the_end() -> None:
    story = signed()
    assert story.due("essai.mi") == "2026-04-04"
    story.on("2026-03-20").send("renouveler")
    assert story.due("essai.mi") == "2026-07-04"
    assert story.due("essai.terme") == "2026-07-14"
    assert story.timer("essai#1/terme/remind").day == day("2026-06-14")


def test_a_contract_that_expires_leaves_at_the_end_of_its_last_day() -> None:
    story = signed()
    assert story.on("2026-04-14").stage == "dedans"
    story.on("2026-04-15")
    assert story.stage == "apres"
    assert story.case.entered_on == day("2026-04-15")
    assert story.case.contracts["essai#1"].status is ContractStatus.ENDED
    assert story.ends_on("essai#1") == "2026-04-14"


def test_a_renewal_signed_on_the_last_day_and_typed_two_days_later_goes_on() -> None:
    story = signed()
    story.on("2026-04-16").send("renouveler", signed_on=day("2026-04-14"))
    assert story.stage == "dedans"
    state = story.case.contracts["essai#1"]
    assert state.status is ContractStatus.RUNNING
    assert (state.period_starts_on, story.ends_on("essai#1")) == (day("2026-04-15"), "2026-07-14")


def test_a_renewal_typed_late_does_not_fire_the_past_again() -> None:
    story = signed()
    story.on("2026-04-16")
    before = story.did().count("pointer")
    assert before == 3  # 4 February (track), 15 February, 4 April
    story.send("renouveler", signed_on=day("2026-04-14"))
    assert story.did().count("pointer") == before
    assert story.due("essai.mi") == "2026-07-04"
    assert story.on("2026-07-05").did().count("pointer") == before + 3  # + 15 June (both tracks), 4 July


def test_a_renewal_typed_late_brings_the_tracks_of_the_contract_back_where_they_stood() -> None:
    story = signed()
    story.on("2026-04-16")
    assert story.track("appui") == ""
    story.send("renouveler", signed_on=day("2026-04-14"))
    assert story.track("appui") == "en_cours"
    assert story.case.tracks["appui"].entered_on == day("2026-01-15")
    assert story.due("appui.en_cours.loin") == "2026-06-15"
    assert story.due("appui.en_cours.tous_les_mois") == "2026-04-30"
    assert story.did().count("former") == 4  # its entry, then the ends of January, February and March


def test_a_track_that_never_ends_outlives_its_contract() -> None:
    story = signed(term=1)
    story.on("2026-03-01")
    assert story.stage == "apres"
    assert story.due("formation.en_cours.fin") == "2026-06-15"


def test_an_early_end_is_kept_until_the_day_after_and_keeps_the_notice_it_was_given_with() -> None:
    story = signed()
    story.on("2026-02-10").send("rompre", ends_on=day("2026-02-25"))
    assert story.stage == "dedans"
    assert story.on("2026-02-25").stage == "dedans"
    story.on("2026-02-26")
    assert story.stage == "apres"
    assert story.ends_on("essai#1") == "2026-02-25"


def test_too_short_a_notice_is_refused_with_the_first_day_possible() -> None:
    story = signed()
    refusal = story.on("2026-02-10").refuse("rompre", ends_on=day("2026-02-24"))
    assert refusal.code == "contract.essai.notice"
    assert "25 février 2026" in refusal.render("fr")


def test_an_end_after_the_term_or_before_the_start_is_refused() -> None:
    story = signed()
    assert story.on("2026-02-10").refuse("rompre", ends_on=day("2026-04-15")).code == "contract.essai.ends_on"
    assert story.on("2026-02-10").refuse("rompre", ends_on=day("2026-01-14")).code == "contract.essai.ends_on"


def test_what_was_ended_early_is_not_renewed() -> None:
    story = signed()
    story.on("2026-02-10").send("rompre", ends_on=day("2026-02-25"))
    story.on("2026-02-27")
    assert story.refuse("renouveler").code == "contract.essai.ended"


def test_what_never_began_is_not_renewed() -> None:
    story = Story(workflow(BODY.replace("embaucher: {to: employe}}\nstages", "embaucher: {to: apres}}\nstages")))
    story.on("2026-01-15").send("embaucher")
    assert story.refuse("renouveler").code == "contract.essai.none"


def test_a_contract_of_the_15th_finds_the_one_that_ends_on_the_14th_and_closes_it_at_its_term() -> None:
    story = signed()
    story.on("2026-04-10").send("embaucher", starts_on=day("2026-04-15"))
    assert story.stage == "dedans"
    seq = story.case.seq
    story.on("2026-04-15", time(0, 1))
    assert story.case.seq == seq + 1, "one step, no expiry of its own"
    assert story.stage == "employe"
    assert story.ends_on("essai#1") == "2026-04-14"
    assert story.case.contracts["emploi#1"].status is ContractStatus.RUNNING
    assert story.case.contracts["emploi#1"].starts_on == day("2026-04-15")


def test_a_contract_that_begins_before_the_other_s_term_closes_it_the_day_before() -> None:
    story = signed()
    story.on("2026-03-02").send("embaucher", starts_on=day("2026-03-02"))
    assert story.ends_on("essai#1") == "2026-03-01"


def test_a_running_contract_is_not_begun_again() -> None:
    story = Story(workflow(BODY.replace("rester: {}", "rester: {}\n      signer: {}")))
    story.on("2026-01-15").send("signer")
    assert story.refuse("signer").code == "contract.essai.running"


def test_days_of_an_ended_contract_are_not_signed_twice() -> None:
    story = signed(term=1)  # to 14 February
    story.on("2026-02-20")
    refusal = story.refuse("signer", starts_on=day("2026-02-10"), signed_on=day("2026-02-10"))
    assert refusal.code == "contract.essai.running"
    story.send("signer", starts_on=day("2026-02-15"), signed_on=day("2026-02-15"))
    assert story.case.contracts["essai#2"].status is ContractStatus.RUNNING


def test_days_under_contract_in_another_case_are_not_signed_twice() -> None:
    elsewhere = Engagement("essai", 1, ((day("2026-03-01"), day("2026-05-31")),), "C-9")
    story = Story(DEFINITION, ledger=(elsewhere,))
    story.on("2026-01-15")
    assert story.refuse("signer").code == "contract.essai.running"
    story.send("signer", term=1)


def test_the_file_s_own_terms_and_renewals_are_kept_all_reasons_at_once() -> None:
    three = Engagement("essai", 3, ((day("2024-01-01"), day("2024-12-31")),), "C-9")
    story = Story(DEFINITION, ledger=(three,))
    refusal = story.on("2026-01-15").refuse("signer", term=7)
    assert [reason.code for reason in refusal.reasons] == ["contract.essai.term", "contract.essai.renewals"]


def test_renewals_count_every_signature_of_the_person() -> None:
    twice = Engagement("essai", 2, ((day("2024-01-01"), day("2024-12-31")),), "C-9")
    story = Story(DEFINITION, ledger=(twice,))
    story.on("2026-01-15").send("signer")  # the third signature: the second renewal
    assert story.on("2026-02-01").refuse("renouveler").code == "contract.essai.renewals"


def test_a_renewal_replaces_the_contract_signed_for_later_and_does_not_count_it() -> None:
    once = Engagement("essai", 1, ((day("2024-01-01"), day("2024-12-31")),), "C-9")
    story = Story(DEFINITION, ledger=(once,))
    story.on("2026-01-15").send("signer", term=1)  # first renewal; expires on 14 February
    story.on("2026-02-16").send("signer", starts_on=day("2026-03-01"))  # second, kept
    assert "essai#2" in story.case.contracts
    story.send("renouveler", signed_on=day("2026-02-14"))  # instead of it: still the second
    assert list(story.case.contracts) == ["essai#1"]
    assert story.case.kept == {}
    assert story.stage == "dedans"


def test_an_open_ended_contract_has_no_term() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("embaucher")
    assert story.ends_on("emploi#1") is None
    assert story.due("emploi.terme") is None
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-09-14")  # 8 months, less a day


def test_a_trial_longer_than_the_file_s_is_refused() -> None:
    story = Story(DEFINITION)
    assert story.on("2026-01-15").refuse("embaucher", trial=9).code == "contract.emploi.trial"
    story.send("embaucher", trial=2)
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-03-14")


def test_a_contract_signed_for_later_is_concluded_at_once_and_begins_on_its_day() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-10").send("signer", starts_on=day("2026-01-15"))
    assert story.case.contracts["essai#1"].status is ContractStatus.SIGNED
    assert story.due("declarer") == "2026-01-13"  # Saturday 10 + two open days: 12, 13
    assert story.due("essai.terme") is None
    story.on("2026-01-15")
    assert story.case.contracts["essai#1"].status is ContractStatus.RUNNING
    assert story.due("essai.terme") == "2026-04-14"


def test_ending_one_contract_by_its_own_event_still_closes_the_one_of_the_stage_left() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events:
  entrer: {label: Entrée, by: [equipe]}
  rompre: {label: Rupture, by: [equipe]}
  louer: {label: Bail, by: [equipe]}
contracts:
  appui: {label: Appui, begin: [entrer]}
  bail: {label: Bail, begin: [louer], terminate: [rompre]}
entry: {entrer: {to: dedans}}
stages:
  dedans: {label: Dedans, contract: appui, transitions: {louer: {}, rompre: {to: fin}}}
  fin: {label: Fin}
"""
    story = Story(workflow(body))
    story.on("2026-01-15").send("entrer")
    story.on("2026-02-01").send("louer")
    story.on("2026-03-01").send("rompre", ends_on=day("2026-03-10"))
    story.on("2026-03-11")
    assert {key: state.closed_on for key, state in story.case.contracts.items()} == {
        "appui#1": day("2026-03-10"),
        "bail#1": day("2026-03-10"),
    }


def test_what_a_contract_fires_reaches_every_thread_that_listens() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events: {signer: {label: Signature, by: [equipe]}, echoir: {label: Terme}}
contracts:
  appui: {label: Appui, begin: [signer], expire: echoir, term: {min: 1 mois, max: 1 mois, default: 1 mois}}
entry: {signer: {to: dedans}}
stages:
  dedans: {label: Dedans, contract: appui, enter: {start: [volet]}, transitions: {echoir: {to: fin}}}
  fin: {label: Fin}
tracks:
  volet:
    label: Volet
    stages: {un: {label: Un, initial: true, transitions: {echoir: {to: deux}}}, deux: {label: Deux, final: true}}
"""
    story = Story(workflow(body))
    story.on("2026-01-15").send("signer")
    story.on("2026-02-15")
    assert (story.stage, story.track("volet")) == ("fin", "deux")


def test_a_task_of_one_contract_does_not_follow_the_next_one() -> None:
    story = signed(term=1)  # to 14 February; + 90 days: 14 of February, 31, 30, 15
    (task,) = [task for task in story.case.tasks.values() if task.action == "archiver"]
    assert task.due == day("2026-05-15")
    story.on("2026-02-20").send("signer")  # to 19 May
    assert story.case.tasks[task.id].due == day("2026-05-15")
    assert [task.due for task in story.case.tasks.values() if task.action == "archiver"][1] == day("2026-08-17")
    story.on("2026-05-01").send("renouveler", term=1)  # to 19 June
    dues = [task.due for task in story.case.tasks.values() if task.action == "archiver"]
    assert dues == [day("2026-05-15"), day("2026-09-17")]


def test_a_track_that_has_ended_is_not_started_again() -> None:
    story = signed(term=1)
    story.on("2026-02-20").send("signer")
    assert story.stage == "dedans"
    assert story.track("appui") == ""


def test_a_contract_found_past_its_term_is_closed_at_its_term() -> None:
    story = signed()
    story.now = moment("2026-04-20")  # nobody let time pass: the term of 14 April has not been fired
    story.send("embaucher")
    assert story.ends_on("essai#1") == "2026-04-14"
