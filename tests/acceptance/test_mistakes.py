"""A mistake is taken back whole, is shown before, and leaves a journal that says what happened."""

import pytest

from parcours.cli import revoke
from terminals import Terminal

SIGN = ("signer_cape", "--set", "term=3 mois")


@pytest.fixture
def signed(site: Terminal) -> str:
    """The convention meant for somebody else, signed on this case on 2 February 2026: facts 2 and after."""
    case = site.enter("preparation", "2026-01-19")
    site.done("send", case, *SIGN, now="2026-02-02")
    return case


def test_a_convention_signed_on_the_wrong_person_is_taken_back(site: Terminal, signed: str) -> None:
    before = site.status(signed, "2026-02-02")
    assert before["stage"] == "cape"
    assert before["contracts"][0]["ends_on"] == "2026-05-01"  # 2 February + 3 months, the day before
    said = site.done("revoke", signed, "--to", "1", "--reason", "mauvaise personne", "--yes", now="2026-02-03")
    assert "Sont repris, tous les faits après le 1" in said.out
    assert "Signature du CAPE" in said.out
    after = site.status(signed, "2026-02-03")
    assert (after["stage"], after["contracts"]) == ("preparation", [])
    assert after["tasks"] == []
    journal = site.done("journal", signed, "--json", now="2026-02-03").json
    assert [fact["kind"] for fact in journal][-1] == "revocation"
    assert len(journal) == before["seq"] + 1  # nothing is rewritten: one fact more
    assert "tout ce qui suit le fait 1 ne compte plus" in " ".join(journal[-1]["changes"])
    assert site.done("verify", now="2026-02-03").code == 0


def test_a_fact_is_shown_before_it_is_taken_back_on_the_day_the_journal_says(site: Terminal) -> None:
    case = site.enter("preparation", "2026-01-19")
    sent = site.done("send", case, *SIGN, "--on", "2026-03-02", now="2026-02-28").out
    said = site.done("revoke", case, "--to", "1", "--reason", "essai", "--yes", now="2026-02-28").out
    assert "  2  28 février 2026 : Signature du CAPE" in sent
    assert "  2  28 février 2026 : Signature du CAPE" in said


def test_the_right_it_would_have_used_up_is_given_back(site: Terminal, signed: str) -> None:
    site.done("revoke", signed, "--to", "1", "--reason", "mauvaise personne", "--yes", now="2026-02-03")
    site.done("send", signed, *SIGN, now="2026-02-04")
    (convention,) = site.status(signed, "2026-02-04")["contracts"]
    assert (convention["renewals"], convention["starts_on"]) == (0, "2026-02-04")


def test_nothing_happens_without_a_yes(site: Terminal, signed: str) -> None:
    before = site.fingerprint()
    revoke = ("revoke", signed, "--to", "1", "--reason", "essai")
    refused = site.run(*revoke, now="2026-02-03", typed="non\n")
    assert refused.code == 1
    assert "Rien n'a été fait." in refused.err
    alone = site.run(*revoke, now="2026-02-03")
    assert alone.code == 2
    assert "Ajoutez --yes." in alone.complaint
    assert site.fingerprint() == before
    assert site.run(*revoke, now="2026-02-03", typed="oui\n").code == 0


def test_what_was_shown_is_what_is_taken_back_or_nothing(
    site: Terminal, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_is_quicker(*_: object, **__: object) -> bool:
        site.done("update", signed, "--set", "antenne=cotes_armor", now="2026-02-03")
        return True

    monkeypatch.setattr(revoke, "confirmed", somebody_is_quicker)
    said = site.run("revoke", signed, "--to", "1", "--reason", "essai", "--yes", now="2026-02-03")
    assert said.code == 1
    assert "a changé depuis le fait 2" in said.complaint
    assert site.status(signed, "2026-02-03")["stage"] == "cape"


def test_what_followed_the_mistake_may_be_sent_again(site: Terminal, signed: str) -> None:
    seq = site.status(signed, "2026-02-02")["seq"]
    site.done("update", signed, "--set", "antenne=cotes_armor", now="2026-02-05")
    site.done("send", signed, "entretien_realise", "--set", "avis=poursuivre", now="2026-02-06")
    said = site.done("revoke", signed, "--to", str(seq), "--reason", "antenne", "--replay", "--yes", now="2026-02-09")
    assert "Sont renvoyés ensuite" in said.out
    told = [fact["name"] for fact in site.done("journal", signed, "--json", now="2026-02-09").json]
    assert told.count("entretien_realise") == 2  # the one taken back stays told


def test_an_event_to_come_can_be_withdrawn(site: Terminal) -> None:
    case = site.enter("preparation", "2026-01-19")
    site.done("send", case, *SIGN, "--on", "2026-02-02", now="2026-01-30")
    (kept,) = site.done("pending", case, "--json", now="2026-01-30").json
    assert (kept["event"], kept["on"]) == ("signer_cape", "2026-02-02")
    assert "2 février 2026" in site.done("pending", case, now="2026-01-30").out
    site.done("pending", case, "--cancel", str(kept["fact"]), now="2026-01-30")
    assert "Aucun événement n'attend son jour." in site.done("pending", case, now="2026-01-30").out
    assert site.status(case, "2026-02-03")["stage"] == "preparation"


def test_a_task_marked_done_by_mistake_is_opened_again(site: Terminal, signed: str) -> None:
    def open_tasks() -> set[str]:
        return {each["action"] for each in site.done("task", "list", signed, "--json", now="2026-02-02").json}

    (task,) = (
        each["task"]
        for each in site.done("task", "list", signed, "--json", now="2026-02-02").json
        if each["action"] == "declarer_cape"
    )
    site.done("task", "done", signed, task, now="2026-02-02")
    assert "declarer_cape" not in open_tasks()
    site.done("task", "undo", signed, task, now="2026-02-02")
    assert "declarer_cape" in open_tasks()


def test_a_declaration_keeps_its_proof_where_nobody_reads_it_in_clear(site: Terminal, signed: str) -> None:
    site.done("task", "done", signed, "declarer_cape", "--proof", "URSSAF-2026-0412-ada", now="2026-02-02")

    assert "preuve : URSSAF-2026-0412-ada" in site.done("journal", signed, now="2026-02-03").out
    assert b"URSSAF-2026-0412" not in site.database.read_bytes()


def test_a_duplicate_is_closed_with_its_reason(site: Terminal, signed: str) -> None:
    site.done("close", signed, "--reason", "doublon", now="2026-02-03")
    assert site.status(signed, "2026-02-03")["ended_on"] == "2026-02-03"
    assert site.run("send", signed, "renoncer", now="2026-02-04").code == 1
