"""Several people at one case at once: each is answered truthfully, and nothing is lost or done twice."""

import json

import pytest

from terminals import Terminal

RENEW = ("renouveler_cape", "--set", "term=3 mois")
LAST_WEEK = "2026-04-27"


@pytest.fixture
def case(site: Terminal) -> str:
    """Somebody whose convention of 2 February ends on 1 May 2026, the review of the period done."""
    case = site.enter("cape", "2026-02-02", "--contract", "cape=2026-02-02/3 mois")
    site.done("tick", now="2026-03-02")  # two months before the end, the review is asked for
    site.done("task", "done", case, "bilan_test", now=LAST_WEEK)
    return case


def renewals(site: Terminal, case: str) -> tuple[int, str]:
    (convention,) = site.status(case, LAST_WEEK)["contracts"]
    return convention["renewals"], convention["ends_on"]


def test_two_colleagues_who_both_renew_sign_one_renewal(site: Terminal, case: str) -> None:
    assert site.run("send", case, *RENEW, now=f"{LAST_WEEK}T09:15+02:00").code == 0
    again = site.run("send", case, *RENEW, now=f"{LAST_WEEK}T10:00+02:00")
    assert again.code == 1
    assert "Un renouvellement a déjà été enregistré aujourd'hui à 09:15" in again.complaint  # the hour of Paris
    assert renewals(site, case) == (1, "2026-08-01")


def test_one_click_sent_twice_is_one_renewal(site: Terminal, case: str) -> None:
    first = site.done("send", case, *RENEW, "--key", "click-1", "--json", now=LAST_WEEK).json
    again = site.done("send", case, *RENEW, "--key", "click-1", "--json", now=LAST_WEEK).json
    assert (again["seq"], again["repeated"]) == (first["seq"], True)
    other = site.run("send", case, "entretien_realise", "--key", "click-1", now=LAST_WEEK)
    assert other.code == 1
    assert "a déjà servi à une autre commande" in other.complaint
    assert renewals(site, case) == (1, "2026-08-01")


def test_who_decided_on_an_older_state_is_told_what_happened(site: Terminal, case: str) -> None:
    seq = site.status(case, LAST_WEEK)["seq"]
    site.done("send", case, *RENEW, now=LAST_WEEK)
    late = site.run("send", case, "entretien_realise", "--expect", str(seq), now=LAST_WEEK)
    assert late.code == 1
    assert f"a changé depuis le fait {seq}" in late.complaint
    assert "Renouvellement du CAPE" in late.complaint


def test_two_processes_on_one_case_are_both_answered_truthfully(site: Terminal, case: str) -> None:
    before = site.status(case, LAST_WEEK)["seq"]
    renewing = [site.spawn("send", case, *RENEW, "--json", now=LAST_WEEK) for _ in range(2)]
    meeting = [
        site.spawn("send", case, "entretien_realise", "--set", f"avis={avis}", "--json", now=LAST_WEEK)
        for avis in ("poursuivre", "ajuster")
    ]
    answers = [(process, *process.communicate(timeout=60)) for process in (*renewing, *meeting)]
    assert sorted(process.returncode for process in renewing) == [0, 1]
    assert [process.returncode for process in meeting] == [0, 0]
    seqs = [json.loads(out)["seq"] for process, out, _ in answers if process.returncode == 0]
    assert sorted(seqs) == [before + 1, before + 2, before + 3]
    refused = next(err for process, _, err in answers if process.returncode == 1)
    assert json.loads(refused)["reasons"][0]["code"] == "contract.cape.repeated"
    assert renewals(site, case) == (1, "2026-08-01")
    assert site.done("verify", now=LAST_WEEK).code == 0


def test_two_processes_that_open_a_case_under_one_key_open_one(site: Terminal) -> None:
    start = ("start", "coop_domi_ouest", "inscrire_reunion", "--person", "P-9", "--key", "inscription-9", "--json")
    fields = ("nom=A", "courriel=a@b.fr", "activite_sap=cours", "antenne=finistere", "public_fragile=aucun")
    pairs = [part for each in fields for part in ("--set", each)]
    opened = [site.spawn(*start, *pairs) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in opened]
    assert answers[0]["case"] == answers[1]["case"]
    assert sorted(each["repeated"] for each in answers) == [False, True]
    assert len(site.done("list", "--json").json) == 1
