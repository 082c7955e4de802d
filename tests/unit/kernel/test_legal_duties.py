"""The law in the kernel: refusals with their arithmetic, windows, deadlines until something comes, versions."""

from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from parcours.calendar.span import Span
from parcours.kernel import views
from parcours.model.case import TaskStatus
from parcours.model.step import Author, Layer, MarkDone
from parcours.model.world import OPEN_END, Engagement
from stories import Story, day, workflow

TEST_LAW = """
format: 1
law: fr_essai
title: Essai
contract: essai
rules:
  duree:
    label: Durée
    rule: cap
    on: term
    versions:
      - {since: 2020-01-01, value: 12 mois, reference: art. 1}
      - {since: 2026-06-01, value: 6 mois, reference: art. 1 bis}
  nombre:
    label: Renouvellements
    rule: cap
    on: renewals
    versions: [{since: 2020-01-01, value: 2, reference: art. 2}]
  total: {label: Total, rule: cap, on: total, versions: [{since: 2020-01-01, value: 24 mois, reference: art. 3}]}
  ecrit: {label: Écrit, rule: writing, on: [begin, renew], versions: [{since: 2020-01-01, reference: art. 4}]}
"""
JOB_LAW = """
format: 1
law: fr_emploi
title: Emploi
contract: emploi
rules:
  membre:
    label: Devenir membre
    rule: deadline
    until: {situation: membre}
    versions:
      - since: 2020-01-01
        within: {after: 36 mois, of: contract.signed_on, less: prior_contracts}
        reference: art. 5
  visite:
    label: Visite
    rule: deadline
    until: {done: visite}
    versions:
      - {since: 2020-01-01, within: {after: 3 mois, of: contract.starts_on}, reference: art. 6}
      - since: 2026-05-01
        within: {after: 2 mois, of: contract.starts_on}
        reference: art. 6 bis
        applies_to: running_contracts
  essai:
    label: Période d'essai
    rule: cap
    on: trial
    less: prior_contracts
    versions: [{since: 2020-01-01, value: 8 mois, reference: art. 7}]
  annonce:
    label: Annonce
    rule: declaration
    on: [begin]
    to: [caisse]
    versions:
      - since: 2020-01-01
        not_before: {before: 8 jours, of: contract.starts_on}
        within: {before: 1 jour, of: contract.starts_on}
        reference: art. 8
"""
BODY = """
roles: {equipe: {label: Équipe}, gerance: {label: Gérance}}
events:
  signer: {label: Signature, by: [equipe]}
  renouveler: {label: Renouvellement, by: [equipe]}
  embaucher: {label: Embauche, by: [gerance], do: [annoncer, visite]}
  embaucher_membre: {label: Embauche d'un membre, by: [gerance]}
  admettre: {label: Admission, by: [gerance]}
  exclure: {label: Exclusion, by: [gerance]}
  quitter: {label: Départ, by: [gerance]}
  echoir: {label: Terme}
  delai: {label: Délai écoulé}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    expire: echoir
    term: {min: 1 mois, max: 36 mois, default: 6 mois}
  emploi:
    label: Emploi
    begin: [embaucher, embaucher_membre]
    terminate: [quitter]
    trial: 8 mois
    deadlines:
      limite: {law: fr_emploi.membre, fire: delai, remind: [{before: 3 mois, do: [prevenir]}]}
      visite: {law: fr_emploi.visite, do: [prevenir]}
      viser: {before: 6 mois, of: law.fr_emploi.membre, do: [prevenir]}
actions:
  annoncer: {label: Annoncer, use: declaration, by: equipe, with: {to: [caisse]}, law: fr_emploi.annonce}
  visite: {label: Visite, by: equipe}
  prevenir: {use: journal}
entry: {signer: {to: dedans}, embaucher: {to: emploi}, embaucher_membre: {to: membre}}
stages:
  dedans:
    label: Dedans
    situation: dehors
    contract: essai
    transitions: {renouveler: {}, echoir: {to: apres}, embaucher: {to: emploi}, embaucher_membre: {to: membre}}
  apres:
    label: Après
    situation: dehors
    transitions:
      renouveler: {to: dedans}
      signer: {to: dedans}
      embaucher: {to: emploi}
      embaucher_membre: {to: membre}
  emploi:
    label: Emploi
    situation: dedans
    contract: emploi
    transitions: {admettre: {to: membre}, delai: {to: fin}, quitter: {to: fin}}
  membre: {label: Membre, situation: membre, contract: emploi, transitions: {exclure: {to: emploi}, quitter: {to: fin}}}
  fin: {label: Fin, situation: dehors, final: true}
"""
LAWS = {"fr_essai": TEST_LAW, "fr_emploi": JOB_LAW}
DEFINITION = workflow(BODY, LAWS, backdating="60 jours")


def after(months: int, signatures: int = 1) -> Story:
    """A person who was under a contract of so many whole months, from 1 January 2022, in another case."""
    last = date(2022, 1, 1) + relativedelta(months=months, days=-1)
    return Story(DEFINITION, ledger=(Engagement("essai", signatures, ((date(2022, 1, 1), last),), "C-0"),))


def test_a_third_renewal_is_refused_with_its_article_and_arithmetic() -> None:
    story = after(3, signatures=3)
    refusal = story.on("2026-01-15").refuse("signer")
    assert refusal.code == "law.fr_essai.nombre"
    text = refusal.render()
    for part in ("2 au plus", "2 − 2 = 0", "art. 2", "1er janvier 2020", "Ceci n'est pas un conseil juridique"):
        assert part in text


def test_all_the_rules_that_refuse_are_told() -> None:
    story = after(18, signatures=3)
    refusal = story.on("2026-01-15").refuse("signer", term=13)
    assert [reason.code for reason in refusal.reasons] == [
        "law.fr_essai.duree",
        "law.fr_essai.nombre",
        "law.fr_essai.total",
    ]


def test_the_total_counts_every_case_to_the_day() -> None:
    story = after(18)
    assert story.on("2026-01-15").refuse("signer", term=7).code == "law.fr_essai.total"
    story.send("signer", term=6)
    assert story.on("2026-02-01").refuse("renouveler", term=1).code == "law.fr_essai.total"


def test_a_signature_after_the_first_day_and_a_renewal_after_the_term_are_refused() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15")
    assert story.refuse("signer", starts_on=day("2026-01-14"), signed_on=day("2026-01-15")).code == "law.fr_essai.ecrit"
    story.send("signer", term=1)
    story.on("2026-02-16")
    assert story.refuse("renouveler", signed_on=day("2026-02-15")).code == "law.fr_essai.ecrit"
    story.send("renouveler", signed_on=day("2026-02-14"))


def test_the_version_of_the_day_of_signature_governs() -> None:
    story = Story(DEFINITION)
    story.on("2026-05-31").send("signer", term=12)
    late = Story(DEFINITION)
    assert late.on("2026-06-01").refuse("signer", term=12).code == "law.fr_essai.duree"
    typed = Story(DEFINITION)
    typed.on("2026-06-10").send("signer", term=12, signed_on=day("2026-05-30"), starts_on=day("2026-06-01"))


def test_a_deadline_is_shortened_by_prior_contracts() -> None:
    story = after(18)
    story.on("2026-01-15").send("embaucher")
    # 36 - 18 = 18 months from 15 January 2026: 15 July 2027, that day included
    assert story.due("emploi.limite") == "2027-07-15"
    assert story.due("emploi.viser") == "2027-01-15"
    assert story.timer("emploi#1/limite/remind").day == day("2027-04-15")


def still_under(kind: str, since: str) -> Story:
    """A person whose other case holds a contract that nobody has ended."""
    return Story(DEFINITION, ledger=(Engagement(kind, 1, ((day(since), OPEN_END),), "C-0"),))


def test_a_contract_of_another_case_without_an_end_counts_up_to_the_eve() -> None:
    story = still_under("autre", "2025-11-01")
    story.on("2026-01-15").send("embaucher")
    # 1 November to 14 January: 2 months, then 1 to 14 January, 14 days.
    # 15 January 2026 + (36 - 2) months = 15 November 2028, - 14 days = 1 November.
    assert story.due("emploi.limite") == "2028-11-01"
    # 15 January + (8 - 2) months = 15 July, - 14 days = 1 July, the day before.
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-06-30")
    story.on("2026-09-01")
    story.change_world(story.world)
    assert story.due("emploi.limite") == "2028-11-01"  # time that goes on takes nothing more


def test_its_end_once_known_gives_back_the_days_it_did_not_run() -> None:
    story = still_under("autre", "2025-11-01")
    story.on("2026-01-15").send("embaucher")
    ended = Engagement("autre", 1, ((day("2025-11-01"), day("2025-12-31")),), "C-0")
    story.change_world(replace(story.world, ledger=(ended,)), "C-0")
    assert story.due("emploi.limite") == "2028-11-15"  # 2 months: 15 January 2026 + 34 months


def test_what_still_runs_counts_until_a_start_to_come() -> None:
    story = still_under("autre", "2025-11-01")
    story.on("2026-01-15").send("embaucher", starts_on=day("2026-02-01"))
    story.on("2026-02-01")
    # 1 November to 31 January: 3 months. Signed on 15 January 2026 + 33 months.
    assert story.due("emploi.limite") == "2028-10-15"


def test_what_still_runs_may_leave_no_time_at_all() -> None:
    story = still_under("autre", "2023-01-01")  # 36 months on 31 December 2025
    refusal = story.on("2026-01-15").refuse("embaucher")
    assert refusal.code == "law.fr_emploi.membre"
    assert "36 mois − 36 mois et 14 jours = 0" in refusal.render()


def test_a_total_counts_what_still_runs_up_to_the_eve() -> None:
    story = still_under("essai", "2024-08-01")
    story.on("2026-01-15")
    # 1 August 2024 to 14 January 2026: 17 months and 14 days; with 7 months more, past 24.
    assert story.refuse("signer", term=7).code == "law.fr_essai.total"
    assert story.refuse("signer", term=6).code == "contract.essai.running"  # the same kind cannot run twice


def test_the_contract_just_closed_counts_among_the_prior_ones() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("signer", term=6)
    story.on("2026-04-10").send("embaucher", starts_on=day("2026-04-15"))
    story.on("2026-04-15")
    # 15 January to 14 April: 3 months; signed on 10 April 2026 + 33 months
    assert story.due("emploi.limite") == "2029-01-10"
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-09-14")  # 15 April + 5 months, less a day
    reckoning = views.reckonings(story.program, story.case)["emploi.limite"]
    ((kind, counted),) = views.shares(story.program, story.case, story.world, day("2026-04-15"), reckoning)
    assert (kind, counted.first, counted.last) == ("essai", day("2026-01-15"), day("2026-04-14"))
    otherwise = replace(reckoning, less=Span(2))
    assert views.shares(story.program, story.case, story.world, day("2026-04-15"), otherwise) == ()


def test_a_contract_that_leaves_no_time_is_refused_unless_it_leads_where_the_law_wants() -> None:
    story = after(36)
    refusal = story.on("2026-01-15").refuse("embaucher")
    assert refusal.code == "law.fr_emploi.membre"
    assert "36 mois − 36 mois = 0" in refusal.render()
    story.send("embaucher_membre")
    assert story.due("emploi.limite") is None


def test_a_trial_is_cut_to_what_the_law_leaves_and_a_longer_one_refused() -> None:
    story = after(6)
    assert story.on("2026-01-15").refuse("embaucher", trial=3).code == "law.fr_emploi.essai"
    story.send("embaucher")
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-03-14")  # 8 - 6 = 2 months
    none = after(8)
    none.on("2026-01-15").send("embaucher")
    assert none.case.contracts["emploi#1"].trial_ends_on is None


def test_a_deadline_until_a_situation_stops_when_it_comes_and_starts_again_when_it_goes() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("embaucher")
    assert story.due("emploi.limite") == "2029-01-15"
    story.on("2026-06-01").send("admettre")
    assert story.due("emploi.limite") is None
    story.on("2026-07-01").send("exclure")
    assert story.due("emploi.limite") == "2029-01-15"


def test_a_deadline_of_the_law_that_passes_fires() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("embaucher")
    assert story.on("2029-01-15").stage == "emploi"
    story.on("2029-01-16")
    assert story.stage == "fin"
    assert story.ends_on("emploi#1") == "2029-01-15"


def test_a_deadline_until_a_task_stops_when_it_is_done_and_starts_again_when_it_is_undone() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("embaucher")
    assert story.due("emploi.visite") == "2026-04-15"
    story.done("visite")
    assert story.due("emploi.visite") is None
    story.undo("visite")
    assert story.due("emploi.visite") == "2026-04-15"


def test_a_version_for_running_contracts_meets_them_once_it_is_in_force() -> None:
    story = Story(DEFINITION)
    story.on("2026-04-15").send("embaucher")
    assert story.due("emploi.visite") == "2026-07-15"
    story.on("2026-05-02").change_world(story.world)
    assert story.due("emploi.visite") == "2026-06-15"


def test_a_declaration_has_its_window_and_one_made_late_is_kept_as_late() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-10").send("embaucher", starts_on=day("2026-02-02"))
    (task,) = [task for task in story.case.tasks.values() if task.action == "annoncer"]
    assert (task.not_before, task.due) == (day("2026-01-25"), day("2026-02-01"))
    refusal = story.on("2026-01-24").refuse_act(MarkDone("annoncer"))
    assert (refusal.layer, refusal.code) == (Layer.LAW, "law.fr_emploi.annonce")
    assert "art. 8" in refusal.render()
    story.on("2026-02-03").done("annoncer")
    assert story.case.tasks[task.id].late
    assert story.case.tasks[task.id].done_on == day("2026-02-03")


def test_a_declaration_said_done_on_its_day_is_not_late_even_if_typed_after() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-10").send("embaucher", starts_on=day("2026-02-02"))
    story.on("2026-02-10").done("annoncer", on="2026-02-01")
    (task,) = [task for task in story.case.tasks.values() if task.action == "annoncer"]
    assert not task.late
    story.undo("annoncer")
    assert story.case.tasks[task.id].status is TaskStatus.OPEN


def test_a_task_is_not_said_done_in_advance_nor_by_another_role_nor_twice() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("embaucher")
    assert story.refuse_act(MarkDone("visite", on=day("2026-01-16"))).layer is Layer.INPUT
    assert story.refuse_act(MarkDone("visite", Author("gerance"))).layer is Layer.ROLE
    story.done("visite")
    assert story.refuse_act(MarkDone("visite")).code == "task"


def read_again(addition: str) -> dict[str, str]:
    """The laws, the rules of two articles being marked for a jurist to read, and then what is added."""
    return {
        name: text.replace("reference: art. 2}", f"reference: art. 2, to_check: true{addition}}}").replace(
            "reference: art. 8", "reference: art. 8\n        to_check: true" + addition.replace(", ", "\n        ")
        )
        for name, text in LAWS.items()
    }


UNCONFIRMED, CONFIRMED = read_again(""), read_again(", confirmed_by: Me X")


def test_what_no_jurist_has_read_warns_and_refuses_nothing() -> None:
    three = Engagement("essai", 3, ((day("2022-01-01"), day("2022-03-31")),), "C-0")
    story = Story(workflow(BODY, UNCONFIRMED), ledger=(three,))
    story.on("2026-01-15").send("signer")
    assert [reason.code for reason in story.warnings] == ["law.fr_essai.nombre"]
    story = Story(workflow(BODY, UNCONFIRMED))
    story.on("2026-01-10").send("embaucher", starts_on=day("2026-02-02"))
    story.on("2026-01-20").done("annoncer")
    assert [reason.code for reason in story.warnings] == ["law.fr_emploi.annonce"]


def test_what_a_cooperative_has_confirmed_refuses() -> None:
    three = Engagement("essai", 3, ((day("2022-01-01"), day("2022-03-31")),), "C-0")
    story = Story(workflow(BODY, CONFIRMED), ledger=(three,))
    assert story.on("2026-01-15").refuse("signer").code == "law.fr_essai.nombre"
    story = Story(workflow(BODY, CONFIRMED))
    story.on("2026-01-10").send("embaucher", starts_on=day("2026-02-02"))
    assert story.on("2026-01-20").refuse_act(MarkDone("annoncer")).code == "law.fr_emploi.annonce"


def test_the_version_that_decided_is_kept_in_the_fact() -> None:
    story = Story(DEFINITION)
    story.on("2026-06-15").send("signer")
    assert story.facts[0].read["law.fr_essai.duree"] == "2026-06-01"
