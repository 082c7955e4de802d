"""The dates of a case in somebody's own calendar, read back by another reader."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from terminals import WORKFLOW, Terminal


@pytest.fixture
def signed(site: Terminal) -> str:
    case = site.enter("preparation", "2026-01-19")
    site.done("send", case, "signer_cape", "--set", "term=3 mois", now="2026-02-02")
    return case


def events(site: Terminal, *asked: str, now: str) -> dict[str, Any]:
    """By the part of the UID that says what it is about."""
    read = Calendar.from_ical(site.done("calendar", *asked, now=now).out)
    return {str(event["UID"]).partition("/")[2].partition("@")[0]: event for event in read.walk("VEVENT")}


def term(found: dict[str, Any]) -> Any:
    (key,) = (key for key in found if key.startswith("contract:cape#1/") and "/fire/" in key)
    return found[key]


def test_a_contract_that_is_renewed_moves_its_end_under_the_same_identity(site: Terminal, signed: str) -> None:
    before = term(events(site, "--case", signed, now="2026-02-03"))
    # Three months from 2 February end on 1 May; six on 1 August.
    assert before.decoded("DTSTART") == date(2026, 5, 1)
    assert before.decoded("DTEND") == date(2026, 5, 2)
    assert (before["STATUS"], before.decoded("SEQUENCE")) == ("CONFIRMED", 0)

    site.done("tick", now="2026-03-02")
    site.done("task", "done", signed, "bilan_test", now="2026-03-25")
    site.done("send", signed, "renouveler_cape", "--set", "term=3 mois", now="2026-04-20")

    after = term(events(site, "--case", signed, now="2026-04-21"))
    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == date(2026, 8, 1)
    assert after.decoded("SEQUENCE") == 1


def test_what_no_longer_holds_is_called_off(site: Terminal, signed: str) -> None:
    before = term(events(site, "--case", signed, now="2026-02-03"))
    last = site.done("journal", signed, "--json", now="2026-02-03").json[0]["seq"]
    site.done("revoke", signed, "--to", str(last), "--reason", "erreur", "--yes", now="2026-02-03")

    after = term(events(site, "--case", signed, now="2026-02-03"))
    assert after["UID"] == before["UID"]
    assert (after["STATUS"], after.decoded("SEQUENCE")) == ("CANCELLED", 1)
    assert str(after["SUMMARY"]).startswith("Annulé : ")


def test_a_task_that_is_done_is_over_and_not_called_off(site: Terminal, signed: str) -> None:
    def declaration() -> Any:
        found = events(site, "--case", signed, now="2026-02-03")
        (event,) = (each for each in found.values() if "URSSAF" in str(each["SUMMARY"]))
        return event

    # One working day after Monday 2 February.
    assert declaration().decoded("DTSTART") == date(2026, 2, 3)
    site.done("task", "done", signed, "declarer_cape", now="2026-02-03")
    assert (declaration()["STATUS"], declaration().decoded("SEQUENCE")) == ("CONFIRMED", 1)


def test_a_role_sees_what_it_has_to_do_and_nobody_is_named(site: Terminal, signed: str) -> None:
    cae = WORKFLOW
    text = site.done("calendar", "--cae", cae, "--role", "accueil", now="2026-02-03").out

    assert "URSSAF" in text
    assert "terme" not in text
    assert "Claire" not in text
    assert "terme" in site.done("calendar", "--cae", cae, now="2026-02-03").out


@pytest.mark.parametrize("asked", [(), ("--case", "x", "--cae", "y")])
def test_whose_dates_must_be_said(site: Terminal, signed: str, asked: tuple[str, ...]) -> None:
    assert signed
    answer = site.run("calendar", *asked, now="2026-02-03")
    assert answer.code == 2
    assert "--case DOSSIER" in answer.err


def kept(site: Terminal) -> dict[str, bytes]:
    folder = site.folder / "agendas"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.ics")}


def served(site: Terminal, now: str) -> None:
    process = site.spawn("serve", "--once", now=now)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said


def test_a_site_that_names_a_folder_finds_its_feeds_there(site: Terminal, signed: str) -> None:
    (site.folder / "parcours.toml").write_text('[agendas]\ndossier = "agendas"\n')

    served(site, "2026-02-03")
    before = kept(site)

    assert {f"{WORKFLOW}/cooperative.ics", f"{WORKFLOW}/dossiers/{signed}.ics"} < before.keys()
    assert {f"{WORKFLOW}/roles/accueil.ics", f"{WORKFLOW}/roles/accompagnateur.ics"} < before.keys()
    case = before[f"{WORKFLOW}/dossiers/{signed}.ics"]
    assert case.decode().splitlines() == site.done("calendar", "--case", signed, now="2026-02-03").out.splitlines()
    assert b"Claire" not in b"".join(before.values())

    # The end of the contract called off: its feeds say so, under the same identity; others stay as they were.
    last = site.done("journal", signed, "--json", now="2026-02-03").json[0]["seq"]
    site.done("revoke", signed, "--to", str(last), "--reason", "erreur", "--yes", now="2026-02-03")
    stamps = {path: path.stat().st_mtime_ns for path in (site.folder / "agendas").rglob("*.ics")}
    served(site, "2026-02-03")
    after = kept(site)
    both = (case, after[f"{WORKFLOW}/dossiers/{signed}.ics"])
    uids = [{str(event["UID"]) for event in Calendar.from_ical(each).walk("VEVENT")} for each in both]
    assert uids[0] <= uids[1]
    assert b"STATUS:CANCELLED" in after[f"{WORKFLOW}/cooperative.ics"]
    untouched = [name for name in after if after[name] == before.get(name)]
    assert untouched
    for name in untouched:
        path = site.folder / "agendas" / name
        assert path.stat().st_mtime_ns == stamps[path]
