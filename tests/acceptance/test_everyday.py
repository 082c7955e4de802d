"""A person's way through a cooperative, as its team types it, and what each of them may ask on the way."""

import re
import sqlite3
from contextlib import closing

import pytest

from terminals import CLAIRE, WORKFLOW, Terminal


def pairs(*left_out: str) -> list[str]:
    return [part for name, value in CLAIRE.items() if name not in left_out for part in ("--set", f"{name}={value}")]


@pytest.fixture
def case(site: Terminal) -> str:
    """In her second convention: signed 2 February 2026 for three months, renewed on 20 April."""
    start = ("start", WORKFLOW, "inscrire_reunion", "--person", "P-1", "--set", "seance=2026-01-12")
    opened: str = site.done(*start, *pairs(), "--json").json["case"]
    site.done("send", opened, "participer_reunion", now="2026-01-12")
    plan = ("--set", "date_demarrage=2026-02-02", "--set", "plan_actions=Cinq clients")
    site.done("send", opened, "valider_diagnostic", *plan, now="2026-01-19")
    site.done("send", opened, "signer_cape", "--set", "term=3 mois", now="2026-02-02")
    site.done("tick", now="2026-03-02")
    site.done("task", "done", opened, "bilan_test", now="2026-03-25")
    site.done("send", opened, "renouveler_cape", "--set", "term=3 mois", now="2026-04-20")
    return opened


def test_a_renewal_is_counted_from_the_first_day(site: Terminal, case: str) -> None:
    status = site.status(case, "2026-05-11")
    (convention,) = status["contracts"]
    # Two periods of three months from 2 February: to 1 May, then from 2 May to 1 August.
    assert convention["starts_on"] == "2026-02-02"
    assert convention["period_starts_on"] == "2026-05-02"
    assert convention["ends_on"] == "2026-08-01"
    assert (convention["renewals"], convention["total_months"]) == (1, 6)
    assert (status["stage"], status["situation"]) == ("cape", "en_convention")
    assert status["due"]["cape.terme"] == "2026-08-01"


def test_status_says_where_she_stands_in_eighty_columns(site: Terminal, case: str) -> None:
    said = site.done("status", case, now="2026-05-11").out
    assert f"Dossier {case}, fait " in said
    assert "Étape     : En convention (CAPE), depuis le 2 février 2026" in said
    assert re.search(r"2026-02-02 +2026-08-01 +1 +6 mois 0 j", said)
    assert "2026-08-01  " in said
    assert max(map(len, said.splitlines())) <= 80


def test_status_tells_a_past_day_as_it_was_known(site: Terminal, case: str) -> None:
    then = site.done("status", case, "--at", "2026-01-20", "--json", now="2026-05-11").json
    assert (then["stage"], then["contracts"]) == ("preparation", [])


def test_list_finds_her_by_stage_and_by_day(site: Terminal, case: str) -> None:
    assert [each["case"] for each in site.done("list", "--json", now="2026-05-11").json] == [case]
    assert case in site.done("list", "--stage", "cape", now="2026-05-11").out
    assert "Aucun dossier." in site.done("list", "--stage", "reunion", now="2026-05-11").out
    assert case in site.done("list", "--due-before", "2026-06-30", now="2026-05-11").out
    assert "Aucun dossier." in site.done("list", "--due-before", "2026-02-01", now="2026-05-11").out


def test_the_journal_tells_every_fact_in_order(site: Terminal, case: str) -> None:
    journal = site.done("journal", case, "--json", now="2026-05-11").json
    assert [fact["seq"] for fact in journal] == list(range(1, len(journal) + 1))
    told = site.done("journal", case, now="2026-05-11").out
    assert "Renouvellement du CAPE (Accompagnateur·rice projets)" in " ".join(told.split())
    assert "claire.leroux@example.org" not in told
    assert max(map(len, told.splitlines())) <= 80


def test_explain_says_by_which_rule_each_date_came(site: Terminal, case: str) -> None:
    site.done("tick", now="2026-06-02")
    said = site.done("explain", case, now="2026-06-02").out
    once = " ".join(said.split())
    assert f"Dossier {case} : En convention (CAPE)" in once
    assert "Pourquoi là" in said
    assert "Signature du CAPE" in once
    # Six months from the first day, so that periods never drift: to the day before 2 August.
    assert "2 février 2026 + 6 mois → 2 août 2026 ; dernier jour, la veille (règle terme) : 1er août 2026." in once
    assert "2 février 2026 + 5 mois → 2 juillet 2026." in once  # the training track
    assert once.count("Données : calendrier") == 1
    assert "- Renouvellement du CAPE (renouveler_cape), par Accompagnateur·rice projets" in once
    assert "Le bilan de la période en cours n'est pas fait." in once
    assert "+ Décision sur les suites (decider_suites), par Accompagnateur·rice projets" in once
    assert "Si rien n'est fait" in said
    assert max(map(len, said.splitlines())) <= 80


def test_a_script_is_explained_the_same(site: Terminal, case: str) -> None:
    explained = site.done("explain", case, "--json", now="2026-05-11").json
    assert [each["contract"] for each in explained["contracts"]] == ["cape"]
    by_event = {each["event"]: each for each in explained["possible"]}
    assert by_event["renouveler_cape"]["refused"] == []
    assert by_event["signer_cesa"]["refused"][0]["code"] == "chiffre_affaires"


def test_explain_tells_one_date(site: Terminal, case: str) -> None:
    said = site.done("explain", case, "fin", now="2026-05-11").out
    assert said.splitlines()[0].startswith("2026-07-02  ")
    assert "2 février 2026 + 5 mois → 2 juillet 2026." in said
    (date,) = site.done("explain", case, "fin", "--json", now="2026-05-11").json["dates"]
    assert date["name"] == "professionnalisation.en_formation.fin"


def test_tasks_are_listed_by_role(site: Terminal, case: str) -> None:
    site.done("tick", now="2026-06-02")
    every = site.done("task", "list", "--json", now="2026-06-02").json
    mine = site.done("task", "list", "--role", "gestionnaire", "--json", now="2026-06-02").json
    assert {each["role"] for each in mine} == {"gestionnaire"}
    assert len(mine) < len(every)
    assert "Tenir" not in site.done("task", "list", case, "--role", "accueil", now="2026-06-02").out


def test_a_stand_in_is_told_in_the_journal(site: Terminal, case: str) -> None:
    away = ("--stand-in", "bruno", "--from", "2026-07-01", "--until", "2026-07-31")
    site.done("assign", case, "accompagnateur", "anne", *away, now="2026-05-11")
    assert "anne" in site.done("journal", case, now="2026-05-11").out


def test_tick_says_what_time_has_done(site: Terminal, case: str) -> None:
    said = site.done("tick", now="2026-05-31T23:00")
    assert f"Dossier {case}" in said.out
    again = site.done("tick", now="2026-05-31T23:00")
    assert again.out == "Rien n'était échu.\n"
    assert site.done("tick", "--json", now="2026-05-31T23:00").json == {"facts": [], "stuck": [], "erased": []}


def test_tick_goes_into_the_future_only_when_told_twice(site: Terminal, case: str) -> None:
    refused = site.run("tick", "--until", "2026-08-10", now="2026-05-11")
    assert refused.code == 2
    assert "Ajoutez --yes." in refused.complaint
    passed = site.done("tick", "--until", "2026-08-10", "--yes", "--json", now="2026-05-11").json["facts"]
    # The term acts at the end of 1 August in Paris, not when somebody asked.
    assert [fact["at"] for fact in passed if fact["name"] == "cape.terme"][-1] == "2026-08-01T22:00:00+00:00"
    assert site.status(case, "2026-08-10")["stage"] == "fin_de_cape"
    assert site.done("verify", now="2026-08-10").code == 0


def test_the_heads_of_the_journals_are_signed_once_a_day(site: Terminal) -> None:
    def signed() -> int:
        with closing(sqlite3.connect(site.database)) as driver:
            return int(driver.execute("SELECT count(*) FROM checkpoints").fetchone()[0])

    case = site.enter("reunion", "2026-01-05")
    assert signed() == 1
    site.done("update", case, "--set", "antenne=cotes_armor", now="2026-01-05T15:00")
    site.run("update", case, "--set", "antenne=ailleurs", now="2026-01-06")  # refused
    assert signed() == 1
    site.done("update", case, "--set", "antenne=finistere", now="2026-01-06")
    assert signed() == 2


def test_verify_says_that_all_of_it_holds(site: Terminal, case: str) -> None:
    assert "1 dossier et" in site.done("verify", now="2026-05-11").out
    assert site.done("verify", "--json", now="2026-05-11").json["sound"] is True


def test_verify_names_a_fact_that_somebody_changed(site: Terminal, case: str) -> None:
    with closing(sqlite3.connect(site.database)) as driver, driver:
        driver.execute("DROP TRIGGER facts_refuses_update")
        driver.execute("UPDATE facts SET data = replace(data, 'signer', 'signez') WHERE seq = 6")
    said = site.run("verify", now="2026-05-11")
    assert said.code == 2
    assert f"Dossier {case}, fait 6 : le contenu n'est plus celui qui fut écrit." in " ".join(said.out.split())


def test_somebody_under_way_is_taken_over_in_silence(site: Terminal) -> None:
    contract = ("--contract", "cape=2026-03-01/6 mois", "--renewals", "1")
    case = site.enter("cape", "2026-03-01", *contract)
    (convention,) = site.status(case, "2026-03-02")["contracts"]
    assert (convention["ends_on"], convention["renewals"]) == ("2026-08-31", 1)
    assert site.status(case, "2026-03-02")["tasks"] == []
    assert "repris" in site.done("journal", case, now="2026-03-02").out


def test_contracts_finished_before_the_tool_count_for_whoever_is_taken_over(site: Terminal) -> None:
    held = ("--contract", "cesa=2026-01-12", "--prior", "cape=2024-07-01..2025-12-31/2")
    case = site.enter("cesa", "2026-01-12", *held)
    (job,) = (each for each in site.status(case, "2026-03-02")["contracts"] if each["contract"] == "cesa")
    assert job["trial_ends_on"] is None  # eight months less eighteen
    due = site.status(case, "2026-03-02")["due"]
    assert due["cesa.limite_societariat"] == "2027-07-12"  # 12 January 2026 + 36 months less 18 months


@pytest.mark.parametrize(
    "said", ["cape", "cape=2024-07-01", "cape=2024-07-01..2025-12-31/deux", "=2024-07-01..2025-01-01"]
)
def test_a_finished_contract_badly_said_is_told(site: Terminal, said: str) -> None:
    answer = site.run("start", "cae22", "inscrire_reunion", "--person", "P", "--prior", said, now="2026-03-02")
    assert answer.code == 2
    assert "ne dit pas un contrat fini" in answer.err


def test_english_readers_are_answered_in_english(site: Terminal, case: str) -> None:
    said = site.done("--lang", "en", "status", case, now="2026-05-11").out
    assert "since 2 February 2026" in said
    assert "Due dates" in said
    assert "Why here" in site.done("explain", case, "--lang", "en", now="2026-05-11").out
