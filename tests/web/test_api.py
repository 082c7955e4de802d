"""What other programs read and write over HTTP, and how they are told no."""

import datetime

import pytest

from parcours.model.account import Membership, Right, Scope
from parcours.runtime import accounts
from visiting import OURS, THEIRS, Ground, Program


@pytest.fixture
def program(site: Ground) -> Program:
    return site.program("accueil")


def seq(program: Program, case: str) -> int:
    found: int = program.get(f"/cases/{case}").json()["seq"]
    return found


def test_a_program_knows_in_whose_name_it_acts(site: Ground) -> None:
    told = site.program("accueil", rights=(Right.OPERATE,), scope=Scope.READ).get("/me").json()
    assert told == {
        "user": "essai-accueil-operate-programme",
        "token": "jeton-0",
        "scope": "read",
        "ends_at": "2026-04-05T11:00:00Z",
        "cooperatives": [{"cae": OURS, "roles": ["accueil"], "rights": ["operate"]}],
    }


def test_a_case_is_opened_moved_and_told_with_its_author(site: Ground, program: Program) -> None:
    fields = {"nom": "Le Goff", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}
    opened = program.post(f"/workflows/{OURS}/cases", event="entrer", person="P-1", input=fields)
    assert opened.status_code == 201, opened.text
    case = opened.json()["case"]
    assert opened.headers["location"] == f"/api/v1/cases/{case}"
    assert opened.headers["etag"] == f'"{opened.json()["seq"]}"'
    state = program.get(f"/cases/{case}")
    assert state.headers["etag"] == opened.headers["etag"]
    assert (state.json()["person"], state.json()["workflow"], state.json()["cae"]) == ("P-1", OURS, OURS)
    sent = program.post(f"/cases/{case}/events", match=state.headers["etag"], event="visiter", input={"nom": "Le Gof"})
    assert sent.status_code == 200, sent.text
    filled = program.post(f"/cases/{case}", "PATCH", fields={"ville": "Brest", "assurance": None})
    assert filled.status_code == 200, filled.text
    facts = program.get(f"/cases/{case}/journal").json()["items"]
    assert {each["user"] for each in facts} == {"essai-accueil-programme"}
    assert {each["role"] for each in facts} == {"accueil"}
    assert [each["name"] for each in facts if each["kind"] == "event"] == ["entrer", "visiter"]


def test_the_same_key_is_done_once_and_another_content_under_it_is_refused(site: Ground, program: Program) -> None:
    case = site.opens()
    once = program.post(f"/cases/{case}/events", key="k", event="visiter")
    again = program.post(f"/cases/{case}/events", key="k", event="visiter")
    assert (once.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert once.json()["seq"] == again.json()["seq"] == seq(program, case)
    other = program.post(f"/cases/{case}/events", key="k", event="signer")
    assert (other.status_code, other.json()["type"]) == (409, "urn:parcours:problem:key-reused")
    somebody = site.program("referent")
    assert somebody.post(f"/cases/{case}/events", key="k", event="visiter").json()["repeated"] is False  # their own
    bare = program.client.post(f"/api/v1/cases/{case}/events", json={"event": "visiter"})
    assert (bare.status_code, "header.Idempotency-Key" in bare.json()["detail"]) == (422, True)


def test_whoever_decided_on_an_older_case_is_told_what_happened_since(site: Ground, program: Program) -> None:
    case = site.opens()
    before = program.get(f"/cases/{case}").headers["etag"]
    program.post(f"/cases/{case}/events", event="visiter")
    late = program.post(f"/cases/{case}/events", match=before, event="visiter")
    assert (late.status_code, late.json()["type"]) == (409, "urn:parcours:problem:moved")
    assert "Visite" in late.json()["detail"]
    ahead = program.post(f"/cases/{case}/events", match='"99"', event="visiter")
    assert ahead.status_code == 409
    assert program.post(f"/cases/{case}/events", match="W/99", event="visiter").status_code == 422


def test_a_refusal_of_the_rules_says_every_reason_and_changes_nothing(site: Ground, program: Program) -> None:
    case = site.opens()
    before = seq(program, case)
    refused = program.post(f"/cases/{case}/events", event="renouveler")
    told = refused.json()
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert (told["type"], told["status"]) == ("urn:parcours:problem:refused-stage", 409)
    assert [each["code"] for each in told["reasons"]] == ["stage"]
    unknown = program.post(f"/cases/{case}/events", event="visite").json()
    assert "visiter" in unknown["detail"]
    misread = program.post(f"/cases/{case}/events", event="visiter", input={"age": 12})
    assert (misread.status_code, misread.json()["type"]) == (409, "urn:parcours:problem:refused-input")
    assert seq(program, case) == before


def test_a_refusal_speaks_the_language_asked_for(site: Ground) -> None:
    case = site.opens()
    for lang, title in (("fr", "C'est refusé"), ("en", "Refused")):
        program = site.program("accueil", lang=lang)
        assert program.post(f"/cases/{case}/events", event="renouveler").json()["title"] == title


def test_nobody_speaks_as_a_role_that_is_not_theirs(site: Ground) -> None:
    case = site.opens()
    referent, comite = site.program("referent"), site.program("comite")
    claimed = comite.post(f"/cases/{case}/events", event="signer", role="accueil")
    assert (claimed.status_code, claimed.json()["type"]) == (403, "urn:parcours:problem:role")
    unsaid = comite.post(f"/cases/{case}/events", event="signer")
    assert (unsaid.status_code, unsaid.json()["type"]) == (403, "urn:parcours:problem:refused-role")
    assert comite.post(f"/workflows/{OURS}/cases", event="entrer", person="P-2").status_code == 403
    assert referent.post(f"/cases/{case}/events", event="visiter").status_code == 200
    # Of two roles, the one that may; not the first the file names, which somebody else has.
    both = site.program("comite", "referent")
    assert both.post(f"/cases/{case}/events", event="visiter").status_code == 200
    last = both.get(f"/cases/{case}/journal").json()["items"][-1]
    assert (last["role"], last["user"]) == ("referent", "essai-comite-referent-programme")


def test_tasks_are_listed_by_day_done_and_opened_again(site: Ground, program: Program) -> None:
    case = site.opens()
    program.post(f"/cases/{case}/events", event="signer")
    state = program.get(f"/cases/{case}").json()
    (task, *_) = state["tasks"]
    days = {"from": "2026-01-01", "until": "2026-12-31"}
    listed = program.get("/tasks", **days).json()
    assert (case, task["task"]) in [(each["case"], each["task"]) for each in listed["items"]]
    assert program.get("/tasks", **days, role="personne").json() == {"items": [], "more": False}
    doer = site.program(task["role"])
    done = doer.post(f"/cases/{case}/tasks/{task['task']}/done", proof="accusé 12")
    assert done.status_code == 200, done.text
    assert doer.post(f"/cases/{case}/tasks/{task['task']}/done").status_code == 409
    assert doer.post(f"/cases/{case}/tasks/{task['task']}/undo").status_code == 200
    assert doer.post(f"/cases/{case}/tasks/9.9/undo").status_code == 409


def test_deadlines_are_those_of_the_days_asked_for(site: Ground, program: Program) -> None:
    case = site.opens()
    due = program.get(f"/cases/{case}").json()["due"]
    year = program.get("/deadlines", **{"from": "2026-01-01", "until": "2027-12-31"}).json()["items"]
    asked = program.get("/tasks", **{"from": "2026-01-01", "until": "2027-12-31"}).json()["items"]
    assert {each["on"] for each in due} == {each["on"] for each in year} | {each["due"] for each in asked}
    (first, *_) = sorted(each["on"] for each in year)
    assert {each["on"] for each in program.get("/deadlines", **{"from": first, "until": first}).json()["items"]} == {
        first
    }
    few = program.get("/deadlines", **{"from": "2026-01-01", "until": "2027-12-31", "limit": "1"}).json()
    assert (len(few["items"]), few["more"]) == (1, len(year) > 1)


def test_cases_are_listed_page_after_page_and_filtered(site: Ground, program: Program) -> None:
    cases = [site.opens(f"P-{number}") for number in range(5)]
    theirs = site.opens("P-9", THEIRS)
    program.post(f"/cases/{cases[0]}/events", event="signer")
    found, cursor = [], None
    while True:
        page = program.get("/cases", limit=2, **({"cursor": cursor} if cursor else {})).json()
        found += [each["case"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == sorted(cases)
    assert theirs not in found
    stage = program.get(f"/cases/{cases[0]}").json()["stage"]
    assert [each["case"] for each in program.get("/cases", stage=stage).json()["items"]] == [cases[0]]
    assert [each["case"] for each in program.get("/cases", person="P-3").json()["items"]] == [cases[3]]
    assert len(program.get("/cases", status="open", cae=OURS, workflow=OURS).json()["items"]) == 5
    assert program.get("/cases", status="ended").json()["items"] == []
    next_on = program.get("/cases", person="P-3").json()["items"][0]["next_on"]
    after = datetime.date.fromisoformat(next_on) + datetime.timedelta(days=1)
    assert cases[3] in [each["case"] for each in program.get("/cases", due_before=after.isoformat()).json()["items"]]
    assert cases[3] not in [each["case"] for each in program.get("/cases", due_before=next_on).json()["items"]]


def test_a_journal_is_read_from_where_one_was(site: Ground, program: Program) -> None:
    case = site.opens()
    for _ in range(3):
        program.post(f"/cases/{case}/events", event="visiter")
    whole = program.get(f"/cases/{case}/journal").json()
    assert whole["next"] is None
    first = program.get(f"/cases/{case}/journal", limit=2).json()
    rest = program.get(f"/cases/{case}/journal", cursor=first["next"]).json()
    assert first["items"] + rest["items"] == whole["items"]


def test_parcours_say_what_may_be_sent_and_asked(site: Ground, program: Program) -> None:
    assert [each["workflow"] for each in program.get("/workflows").json()["items"]] == [OURS]
    told = program.get(f"/workflows/{OURS}").json()
    entry = next(each for each in told["events"] if each["event"] == "entrer")
    assert (entry["entry"], entry["by"], [each["id"] for each in entry["input"]]) == (True, ["accueil"], ["seance"])
    assert "terme" not in {each["event"] for each in told["events"]}  # the engine's own
    assert program.get(f"/workflows/{THEIRS}").status_code == 404
    assert program.post(f"/workflows/{THEIRS}/cases", event="entrer", person="P-1").status_code == 404


def test_incidents_are_for_who_sees_to_them_and_say_no_word_of_anybody(site: Ground) -> None:
    with site.engine.store.transaction() as transaction:
        transaction.open_incident(OURS, "effect_failed", "C-1", "Claire Le Roux", site.clock.now())
        transaction.open_incident(THEIRS, "clock", "n1", "x", site.clock.now())
    assert site.program("accueil").get("/incidents").status_code == 403
    answer = site.program("accueil", rights=(Right.OPERATE,)).get("/incidents")
    assert [each["kind"] for each in answer.json()["items"]] == ["effect_failed"]
    assert "Claire" not in answer.text


def test_incidents_come_page_after_page(site: Ground) -> None:
    with site.engine.store.transaction() as transaction:
        for number in range(5):
            for cae in (OURS, THEIRS):
                transaction.open_incident(cae, "clock", f"n{number}", "x", site.clock.now())
    program = site.program(rights=(Right.OPERATE,))
    found: list[int] = []
    cursor: int | None = 0
    while cursor is not None:
        page = program.get("/incidents", limit=2, cursor=cursor).json()
        found += [each["id"] for each in page["items"]]
        assert all(each["cae"] == OURS for each in page["items"])
        cursor = page["next"]
    assert found == [1, 3, 5, 7, 9]


def test_a_token_opens_no_more_than_it_says(site: Ground) -> None:
    case = site.opens()
    site.keep("endi", Membership(OURS, ("accueil",)), Membership(THEIRS, ("accueil",)))
    theirs = site.opens("P-2", THEIRS)
    wide, narrow = site.bearing("endi"), site.bearing("endi", cae=THEIRS)
    assert {each["case"] for each in wide.get("/cases").json()["items"]} == {case, theirs}
    assert [each["case"] for each in narrow.get("/cases").json()["items"]] == [theirs]
    assert narrow.get(f"/cases/{case}").status_code == 404
    assert narrow.get("/cases", cae=OURS).status_code == 404
    reader, feeds = site.bearing("endi", Scope.READ), site.bearing("endi", Scope.CALENDAR)
    assert reader.get(f"/cases/{case}").status_code == 200
    refused = reader.post(f"/cases/{case}/events", event="visiter")
    assert (refused.status_code, "read" in refused.json()["detail"]) == (403, True)
    assert feeds.get("/me").status_code == 403


def test_a_token_that_opens_nothing_is_told_so(site: Ground, program: Program) -> None:
    site.keep("endi", Membership(OURS, ("accueil",)))
    for end in ("revoke", "disable", "time"):
        other = site.bearing("endi")
        assert other.get("/me").status_code == 200
        if end == "revoke":
            accounts.revoke_token(site.served.desk, "jeton-1")
        elif end == "disable":
            accounts.shut_account(site.served.desk, "endi")
        else:
            site.clock.set(site.clock.now() + datetime.timedelta(days=90))
        answer = other.get("/me")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        accounts.give_account(site.served.desk, "endi", None, None)
    for header in ("", "Bearer", "Bearer parcours_é", "Basic eDp5", f"bearer {'x' * 5000}"):
        forged = program.client.get("/api/v1/me", headers={"authorization": header.encode()})
        assert forged.status_code == 401


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"{", "body"),
        (b'{"event": 1}', "body.event"),
        (b'{"event": "visiter", "autre": 1}', "body.autre"),
        (b'{"event": "DROP TABLE cases"}', "body.event"),
        (b'{"event": "visiter", "on": "20260105"}', "body.on"),
        (b'{"event": "visiter", "on": 1767571200}', "body.on"),
        (b'{"event": "visiter", "on": "2026-02-30"}', "body.on"),
        (b'{"event": "visiter", "input": {"nom": [1]}}', "body.input.nom"),
        (b'{"event": "visiter", "input": {"nom": NaN}}', "body.input.nom"),
        (b'{"event": "visiter", "input": {"nom": "\\ud800"}}', "body.input.nom"),
        (b'{"event": "visiter", "input": {"nom": "\xff"}}', "body"),
        (b"[" * 50_000, "body"),
    ],
)
def test_what_is_written_wrongly_is_told_by_its_place_and_never_repeated(
    site: Ground, program: Program, body: bytes, place: str
) -> None:
    case = site.opens()
    before = seq(program, case)
    headers = {"content-type": "application/json", "idempotency-key": "k"}
    answer = program.client.post(f"/api/v1/cases/{case}/events", content=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert any(each["code"].startswith(place) for each in answer.json()["reasons"])
    assert "DROP" not in answer.text
    assert seq(program, case) == before


def test_a_bug_is_a_problem_without_its_words(site: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    program = site.program("accueil")
    program.client._transport.raise_server_exceptions = False

    def broken(*_: object) -> None:
        raise ZeroDivisionError("Claire Le Roux")

    monkeypatch.setattr("parcours.runtime.queries.status", broken)
    answer = program.get(f"/cases/{site.opens()}")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "Claire" not in answer.text


def test_what_is_not_there_and_what_is_too_large_are_problems_too(site: Ground, program: Program) -> None:
    absent, wrong = program.get("/nulle-part"), program.client.delete("/api/v1/me")
    large = program.client.post("/api/v1/cases/C-1/events", content=b"a" * 2_000_000)
    assert [each.status_code for each in (absent, wrong, large)] == [404, 405, 413]
    assert {each.headers["content-type"] for each in (absent, wrong, large)} == {"application/problem+json"}
