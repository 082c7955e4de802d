"""One event for many cases over HTTP: told before, done case by case, and nobody reached elsewhere."""

from parcours.runtime.opening import Entrance, start
from visiting import OURS, THEIRS, Ground


def stage(site: Ground, case: str) -> str:
    found: str = site.program("accueil").get(f"/cases/{case}").json()["stage"]
    return found


def uninsured(site: Ground) -> str:
    return start(site.engine, Entrance(site.definitions[OURS], "P-2"), "entrer", {}).case.id


def test_a_dry_run_tells_line_by_line_and_the_real_one_does_it_once(site: Ground) -> None:
    program = site.program("accueil")
    mine, refused = site.opens("P-1"), uninsured(site)
    asked = {"event": "signer", "cases": [mine, refused]}
    dry = program.post("/bulk/events", **asked, dry_run=True)
    assert dry.status_code == 200, dry.text
    first, second = dry.json()["items"]
    assert (first["accepted"], first["stage"], first["reasons"]) == (True, "en_essai", [])
    assert (second["accepted"], second["stage"]) == (False, None)
    assert second["reasons"][0]["text"].startswith("L'assurance ne couvre pas le premier jour.")
    assert (stage(site, mine), stage(site, refused)) == ("candidat", "candidat")
    for repeated in (False, True):
        done = program.client.post(
            "/api/v1/bulk/events", json={**asked, "dry_run": False}, headers={"Idempotency-Key": "k1"}
        ).json()
        assert done["items"][0] == {**first, "repeated": repeated, "warnings": done["items"][0]["warnings"]}
        assert done["items"][1] == second
    assert (stage(site, mine), stage(site, refused)) == ("en_essai", "candidat")


def test_a_filter_finds_open_cases_of_ones_own_cooperatives(site: Ground) -> None:
    mine, theirs = site.opens("P-1"), site.opens("P-1", THEIRS)
    program = site.program("accueil")
    found = program.post("/bulk/events", event="signer", cases={"stage": "candidat"}, dry_run=False).json()
    assert ([each["case"] for each in found["items"]], found["next"]) == ([mine], None)
    assert stage(site, mine) == "en_essai"
    assert (
        program.post("/bulk/events", event="signer", cases={"stage": "candidat"}, dry_run=False).json()["items"] == []
    )
    assert site.program("accueil", cae=THEIRS).get(f"/cases/{theirs}").json()["stage"] == "candidat"
    assert program.post("/bulk/events", event="signer", cases={"cae": THEIRS}, dry_run=True).status_code == 404


def test_a_case_from_elsewhere_among_others_and_nothing_is_done(site: Ground) -> None:
    mine, theirs = site.opens("P-1"), site.opens("P-1", THEIRS)
    program = site.program("accueil")
    refused = program.post("/bulk/events", event="signer", cases=[mine, theirs], dry_run=False)
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:parcours:problem:absent")
    assert stage(site, mine) == "candidat"
    for body in ({}, {"cases": []}, {"cases": [mine] * 201}, {"cases": [mine], "dry_run": "oui"}):
        assert program.post("/bulk/events", event="signer", **body).status_code == 422
