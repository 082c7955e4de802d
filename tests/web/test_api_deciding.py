"""What is decided about a case over HTTP: who holds it, that it ends, a mistake taken back; and its documents."""

import hashlib

import pytest

from parcours.model.delivery import Document
from visiting import OURS, Ground, Program


@pytest.fixture
def program(site: Ground) -> Program:
    return site.program("accueil")


def facts(program: Program, case: str) -> list[tuple[str, str, str]]:
    found = program.get(f"/cases/{case}/journal").json()["items"]
    return [(each["kind"], each["name"], each["user"]) for each in found]


def keep_document(site: Ground, case: str, name: str, content: bytes, index: int = 0) -> str:
    digest = hashlib.sha256(content).hexdigest()
    made = Document(case, 1, index, "declarer", name, "text/html", digest, site.clock.now())
    with site.engine.store.transaction() as transaction:
        transaction.keep_document(OURS, "P-1", made, content)
    return digest


def test_a_case_is_given_to_somebody_with_a_stand_in(site: Ground, program: Program) -> None:
    case = site.opens()
    stands = {"stand_in": "anne", "from": "2026-02-01", "until": "2026-02-15"}
    given = program.post(f"/cases/{case}/holders", key="k", held="referent", user="maud", **stands)
    assert given.status_code == 200, given.text
    assert given.headers["etag"] == f'"{given.json()["seq"]}"'
    again = program.post(f"/cases/{case}/holders", key="k", held="referent", user="maud", **stands)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    with site.engine.store.reading() as reader:
        held = reader.case(OURS, case)
    assert held is not None
    found = held.assignments["referent"]
    assert (found.user, found.stand_in, str(found.stand_in_from), str(found.stand_in_until)) == (
        "maud", "anne", "2026-02-01", "2026-02-15",
    )  # fmt: skip
    assert facts(program, case)[-1] == ("assignment", "referent", "essai-accueil-programme")
    unknown = program.post(f"/cases/{case}/holders", held="comite", user="maud")
    assert (unknown.status_code, "referent" in unknown.json()["detail"]) == (409, True)
    assert program.post(f"/cases/{case}/holders", held="referent", user="Maud Le Goff").status_code == 422


def test_a_case_is_closed_with_its_reason_and_nothing_more_is_written(site: Ground, program: Program) -> None:
    case = site.opens()
    assert program.post(f"/cases/{case}/close", reason="   ").status_code == 422
    closed = program.post(f"/cases/{case}/close", key="k", reason="doublon")
    assert closed.status_code == 200, closed.text
    state = program.get(f"/cases/{case}").json()
    assert (state["ended_on"], state["outcome"]) == ("2026-01-05", "closed")
    assert program.post(f"/cases/{case}/close", key="k", reason="doublon").json()["repeated"] is True
    again = program.post(f"/cases/{case}/close", reason="doublon")
    assert again.status_code == 409
    assert facts(program, case)[-1][2] == "essai-accueil-programme"


def test_an_event_whose_day_is_to_come_is_withdrawn(site: Ground, program: Program) -> None:
    case = site.opens()
    kept = program.post(f"/cases/{case}/events", event="signer", on="2026-01-20")
    assert kept.status_code == 200, kept.text
    (waiting,) = program.get(f"/cases/{case}").json()["pending"]
    assert (waiting["event"], waiting["on"]) == ("signer", "2026-01-20")
    assert program.post(f"/cases/{case}/pending/99/withdraw").status_code == 409
    assert program.post(f"/cases/{case}/pending/{waiting['fact']}/withdraw").status_code == 200
    assert program.get(f"/cases/{case}").json()["pending"] == []


def test_a_mistake_is_shown_whole_then_taken_back_once(site: Ground, program: Program) -> None:
    case = site.opens()
    program.post(f"/cases/{case}/events", event="signer")
    program.post(f"/cases/{case}/events", event="visiter")
    planned = program.get(f"/cases/{case}/revocation", to=2, replay=True)
    assert planned.status_code == 200, planned.text
    told = planned.json()
    assert [each["name"] for each in told["taken_back"]] == ["signer", "visiter"]
    assert [(each["fact"]["name"], each["refused"]) for each in told["replayed"]] == [
        ("visiter", [])
    ]  # the first is the mistake
    assert (told["seq"], planned.headers["etag"]) == (4, '"4"')
    assert program.get(f"/cases/{case}").json()["seq"] == 4  # a plan writes nothing
    done = program.post(f"/cases/{case}/revoke", key="k", match='"4"', to=2, reason="erreur de dossier")
    assert done.status_code == 200, done.text
    assert program.get(f"/cases/{case}").json()["stage"] == "candidat"
    again = program.post(f"/cases/{case}/revoke", key="k", match='"4"', to=2, reason="erreur de dossier")
    assert (again.json()["repeated"], again.json()["seq"]) == (True, done.json()["seq"])
    other = program.post(f"/cases/{case}/revoke", key="k", to=3, reason="erreur de dossier")
    assert other.json()["type"] == "urn:parcours:problem:key-reused"
    # JSON Schema calls 3.0 an integer, and so is it read; a half is none.
    assert program.post(f"/cases/{case}/revoke", key="k", to=2.0, reason="erreur de dossier").json()["repeated"]
    assert program.post(f"/cases/{case}/revoke", to=2.5, reason="erreur de dossier").status_code == 422
    late = program.post(f"/cases/{case}/revoke", match='"4"', to=2, reason="encore")
    assert (late.status_code, late.json()["type"]) == (409, "urn:parcours:problem:moved")


def test_an_event_that_could_not_be_sent_again_says_why(site: Ground, program: Program) -> None:
    case = site.opens()
    program.post(f"/cases/{case}/events", event="signer")
    program.post(f"/cases/{case}/events", event="rompre", input={"motif": "départ"})
    told = program.get(f"/cases/{case}/revocation", to=1, replay=True).json()
    assert [(each["fact"]["name"], bool(each["refused"])) for each in told["replayed"]] == [
        ("signer", True), ("rompre", True),
    ]  # fmt: skip
    assert program.get(f"/cases/{case}/revocation", to=99).status_code == 409


def test_documents_are_listed_and_taken_by_the_digest_of_what_they_say(site: Ground, program: Program) -> None:
    case, other = site.opens(), site.opens("P-2")
    digest = keep_document(site, case, "contrat.html", b"<script>alert(1)</script>")
    (told,) = program.get(f"/cases/{case}/documents").json()["items"]
    assert (told["digest"], told["name"], told["edition"], told["superseded_by"]) == (digest, "contrat.html", 1, None)
    found = program.get(f"/cases/{case}/documents/{digest}")
    assert (found.status_code, found.content) == (200, b"<script>alert(1)</script>")
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''1.0-contrat.html"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert program.get(f"/cases/{other}/documents/{digest}").status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a\r\nset-cookie: x=1", '"; filename="x.exe', "/etc/x"])
def test_no_name_of_a_document_leads_elsewhere(site: Ground, program: Program, name: str) -> None:
    case = site.opens()
    digest = keep_document(site, case, name, b"x")
    found = program.get(f"/cases/{case}/documents/{digest}")
    disposition = found.headers["content-disposition"]
    assert (found.status_code, found.content) == (200, b"x")
    assert not set(disposition.partition("''")[2]) & set('/\\\r\n";=')
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "path", ["..%2F..%2Fetc%2Fpasswd", "....//etc/passwd", "%2e%2e%2fparcours.db", "0" * 63, "é" * 64]
)
def test_an_address_of_a_document_is_a_digest_or_nothing(site: Ground, program: Program, path: str) -> None:
    case = site.opens()
    keep_document(site, case, "contrat.html", b"x")
    assert program.get(f"/cases/{case}/documents/{path}").status_code in {404, 422}
