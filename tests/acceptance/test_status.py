"""What `status` and `explain` say of a case suspended, ended, open-ended, or known better since."""

import pytest

from terminals import CLAIRE, Terminal

PLAIN = """
format: 1
id: foyer
title: Foyer
law: []
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
events: {entrer: {label: Entrée, by: [accueil]}, sortir: {label: Sortie, by: [accueil]}}
entry: {entrer: {to: dedans}}
stages: {dedans: {label: Dedans, transitions: {sortir: {to: parti}}}, parti: {label: Parti, final: true}}
"""


@pytest.fixture
def case(site: Terminal) -> str:
    """Employed from 2 February 2026, on trial for eight months."""
    return site.enter("cesa", "2026-02-02", "--contract", "cesa=2026-02-02")


def test_a_situation_that_the_file_does_not_name_takes_no_line(site: Terminal, case: str) -> None:
    (site.folder / "foyer.yaml").write_text(PLAIN, encoding="utf-8")
    plain = site.done("start", "foyer.yaml", "entrer", "--person", "P-9", "--json").json["case"]
    assert "Situation" not in site.done("status", plain).out
    assert "Situation :" in site.done("status", case, now="2026-02-03").out


def test_an_open_ended_contract_has_no_last_day(site: Terminal, case: str) -> None:
    assert "sans terme" in site.done("status", case, now="2026-02-03").out
    # 2 February to 1 March, the day before: a whole month.
    assert "1 mois 0 j" in site.done("status", case, now="2026-03-02").out
    assert "À partir du 2 février 2026, sans terme." in site.done("explain", case, now="2026-02-03").out


def test_a_suspension_is_told(site: Terminal, case: str) -> None:
    site.done("send", case, "suspendre", now="2026-03-02")
    said = site.done("status", case, now="2026-03-03").out
    assert "Suspendu  : depuis le 2 mars 2026" in said
    assert site.status(case, "2026-03-03")["suspended"] is True


def test_an_end_to_come_then_passed_is_told(site: Terminal, case: str) -> None:
    site.done("send", case, "rompre_cesa", "--set", "ends_on=2026-05-31", now="2026-04-01")
    said = site.done("status", case, now="2026-04-01").out
    assert "Prendront effet" in said
    assert "2026-06-01  Fin du CESA" in said
    site.done("tick", now="2026-06-02")
    ended = site.done("status", case, now="2026-06-02").out
    assert "Terminé   : le 1er juin 2026" in ended


def test_a_day_known_better_since_is_told_both_ways(site: Terminal) -> None:
    person = site.enter("preparation", "2026-01-19", person="P-2")
    signed = ("--set", "term=3 mois", "--set", "signed_on=2026-02-02", "--on", "2026-02-02")
    site.done("send", person, "signer_cape", *signed, now="2026-02-05")
    then = site.done("status", person, "--at", "2026-02-03", now="2026-02-06")
    assert "Étape      : Démarrage préparé" in then.out
    assert "Ce jour-là : En convention (CAPE), comme on le sait aujourd'hui" in then.out
    assert site.done("status", person, "--at", "2026-02-03", "--json", now="2026-02-06").json["stage_then"] == "cape"


def test_a_limit_kept_for_want_of_an_assembly_is_told_where_the_team_looks(site: Terminal) -> None:
    """35 months on paper leave one from 2 February: 2 March 2026, and the assembly meets in June."""
    start = ("start", "avant_premieres", "--person", "P-8", "--at", "preparation", "--since", "2026-01-19")
    known = ("--set", "nom=Hamon", "--set", "courriel=a@example.org", "--set", "rc_pro=2026-01-01..2028-12-31")
    prior = ("--prior", "cape=2023-02-01..2025-12-31/2")
    person = site.done(*start, *known, *prior, "--json", now="2026-01-19").json["case"]
    sent = site.done("send", person, "signer_cesa", "--json", now="2026-02-02").json
    assert [each["code"] for each in sent["warnings"] if each["code"].startswith("dates.")] == [
        "dates.assemblee_generale"
    ]
    said = " ".join(site.done("status", person, now="2026-02-02").out.split())
    assert "aucune date « assemblee_generale » ne convient : limite gardée" in said
    last = "Dernière assemblée générale avant le terme"
    assert f"décider : aucune date ne convient à « {last} » (Accompagnateur·rice" in said
    assert site.status(person, "2026-02-02")["unnamed"] == {"cesa.derniere_assemblee": "assemblee_generale"}
    (asked,) = [
        each for each in site.done("task", "list", person, "--json", now="2026-02-02").json if not each["action"]
    ]
    assert (asked["role"], asked["due"]) == ("accompagnateur", None)
    for command in ("journal", "task list"):
        assert "aucune date" in site.done(*command.split(), person, now="2026-02-02").out
    why = site.done("explain", person, "derniere_assemblee", now="2026-02-02").out
    assert "2 mars 2026 est gardé, et le dossier est signalé" in " ".join(why.split())
    site.done("task", "done", person, asked["task"], now="2026-02-03")
    assert asked["task"] not in [each["task"] for each in site.status(person, "2026-02-03")["tasks"]]


def test_a_legal_date_missed_before_a_takeover_is_shown(site: Terminal) -> None:
    known = (part for pair in CLAIRE.items() for part in ("--set", "=".join(pair)))
    start = ("start", "coop_domi_ouest", "--person", "P-7", "--at", "cesa", "--since", "2025-01-06", *known)
    taken = site.done(*start, "--contract", "cesa=2025-01-06", "--json", now="2026-02-03").json
    person = taken["case"]
    # 6 January 2025 and three months.
    assert {each["code"]: each["text"] for each in taken["warnings"]}["law.fr_cesa.visite_medicale"] == (
        "« Visite d'information et de prévention dans les trois mois » : le jour de la loi était le 6 avril 2025, "
        "avant la reprise. Vérifiez que ce fut fait."
    )
    said = site.done("explain", person, now="2026-02-03").out
    assert "cesa.visite_medicale" in said
    assert "avant la reprise" in said
    missed = site.done("explain", person, "--json", now="2026-02-03").json["missed"]
    assert "cesa.visite_medicale" in [each["name"] for each in missed]


def test_a_trial_is_explained_and_an_early_end(site: Terminal) -> None:
    person = site.enter("preparation", "2026-01-19", person="P-3")
    site.done("send", person, "signer_cesa", now="2026-02-02")
    said = site.done("explain", person, now="2026-02-03").out
    # Eight months from 2 February, nothing to take off: to the day before 2 October.
    assert "Période d'essai jusqu'au 1er octobre 2026 inclus." in said
    site.done("send", person, "rompre_cesa", "--set", "ends_on=2026-05-31", now="2026-04-01")
    site.done("tick", now="2026-06-02")
    assert "Prend fin avant son terme, le 31 mai 2026 inclus." in site.done("explain", person, now="2026-06-02").out


def test_the_last_day_of_a_contract_alone_is_explained_by_its_periods(site: Terminal) -> None:
    case = site.enter("cape", "2026-02-02", "--contract", "cape=2026-02-02/3 mois")
    said = " ".join(site.done("explain", case, "cape.terme", now="2026-02-03").out.split())
    assert "2 février 2026 + 3 mois → 2 mai 2026 ; dernier jour, la veille (règle terme) : 1er mai 2026." in said
    assert "Jusqu'à quand" not in site.done("explain", case, "rc_pro.couverte.echeance", now="2026-02-03").out


def test_a_list_says_the_civil_day_of_what_comes_next(site: Terminal) -> None:
    case = site.enter("preparation", "2026-05-04")
    site.done("send", case, "signer_cape", "--set", "term=1 mois", "--set", "starts_on=2026-05-31", now="2026-05-06")
    # It takes effect as the 31st begins, while it is still the 30th in UTC; the term of 29 June acts as that day ends.
    for now, day, after in (("2026-05-07", "2026-05-31", "2026-06-01"), ("2026-06-29", "2026-06-29", "2026-06-30")):
        site.done("tick", now=now)
        (line,) = site.done("list", "--json", now=now).json
        assert line["next_on"] == day
        assert day in site.done("list", now=now).out
        assert case in site.done("list", "--due-before", after, now=now).out
        assert case not in site.done("list", "--due-before", day, now=now).out
