"""People and incidents over HTTP: all that is held of somebody, their words destroyed, what is stuck seen to."""

import pytest

from parcours.model.account import Right
from parcours.model.delivery import OutboxStatus, effect_key
from parcours.runtime.serving.telling import Event
from visiting import OURS, THEIRS, Ground, Program

KEPT = "urn:parcours:problem:kept"


@pytest.fixture
def keeper(site: Ground) -> Program:
    """Whoever answers for people in OURS."""
    return site.program("accueil", rights=(Right.ADMINISTER, Right.OPERATE))


def ended(site: Ground, person: str = "P-1") -> str:
    """A case that is over, and that nothing keeps: its parcours asks for no retention."""
    case = site.opens(person)
    assert site.program("accueil").post(f"/cases/{case}/close", reason="doublon").status_code == 200
    return case


def test_all_that_is_held_of_somebody_is_given(site: Ground, keeper: Program) -> None:
    case = site.opens("P-1")
    keeper.post(f"/cases/{case}/events", event="signer")
    told = keeper.get("/people/file", cae=OURS, person="P-1")
    assert told.status_code == 200, told.text
    found = told.json()
    (one,) = found["cases"]
    assert (found["erased_at"], one["state"]["case"], one["state"]["stage"]) == (None, case, "en_essai")
    assert one["dossier"]["nom"] == "Le Goff"
    assert one["dossier"]["assurance"] == {"first": "2026-01-01", "until": "2028-12-31", "reference": ""}
    assert [each["fact"]["name"] for each in one["journal"]][-1] == "signer"
    assert one["journal"][0]["written"]["nom"] == "Le Goff"
    assert {each["use"] for each in one["leaving"]} >= {"declaration"}
    unknown = keeper.get("/people/file", cae=OURS, person="P-9")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:parcours:problem:absent")


def test_somebody_under_way_is_kept_and_the_refusal_says_why(site: Ground, keeper: Program) -> None:
    case = site.opens("P-1")
    asked = {"cae": OURS, "person": "P-1"}
    for refused in (keeper.get("/people/erasure", **asked), keeper.post("/people/erase", **asked, reason="demande")):
        assert (refused.status_code, refused.json()["type"]) == (409, KEPT)
        assert refused.json()["reasons"] == [{"code": "open", "text": f"Le dossier {case} est ouvert."}]
    assert keeper.get("/people/file", **asked).json()["cases"][0]["dossier"]["nom"] == "Le Goff"


def test_somebody_is_erased_once_and_found_nowhere(site: Ground, keeper: Program) -> None:
    case = ended(site)
    asked = {"cae": OURS, "person": "P-1"}
    team = site.member("accueil")
    assert "Le Goff" in team.get("/dossiers?etat=tous").text
    planned = keeper.get("/people/erasure", **asked).json()
    assert (planned["cases"], planned["erased_at"], planned["repeated"]) == ([case], None, False)
    assert "Le Goff" in team.get("/dossiers?etat=tous&q=goff").text  # a plan writes nothing
    done = keeper.post("/people/erase", **asked, reason="demande du 3 mars")
    assert done.status_code == 200, done.text
    assert (done.json()["repeated"], done.json()["erased_at"]) == (False, "2026-01-05T11:00:00Z")
    again = keeper.post("/people/erase", **asked, reason="demande du 3 mars")
    assert (again.status_code, again.json()["repeated"], again.json()["erased_at"]) == (
        200, True, "2026-01-05T11:00:00Z",
    )  # fmt: skip
    for page in ("/dossiers?etat=tous", "/dossiers?etat=tous&q=goff", f"/dossiers/{case}", "/dossiers.csv?etat=tous"):
        assert "Goff" not in team.get(page).text.replace('value="goff"', ""), page
    for path in (f"/cases/{case}", f"/cases/{case}/journal"):
        assert "Goff" not in keeper.get(path).text
    remains = keeper.get("/people/file", **asked).json()
    assert (remains["cases"][0]["dossier"]["nom"], remains["erased_at"]) == (None, "2026-01-05T11:00:00Z")
    assert site.log.events().count(Event.ERASED) == 1
    assert not any("P-1" in str(line) or "Goff" in str(line) for line in site.log.lines)
    gone = keeper.get("/people/erasure", **asked)
    assert (gone.status_code, gone.json()["type"]) == (409, "urn:parcours:problem:erased")


def test_who_erases_has_the_right_there_and_not_elsewhere(site: Ground) -> None:
    ended(site)
    asked = {"cae": OURS, "person": "P-1", "reason": "demande"}
    for program, status in (
        (site.program("accueil"), 403),
        (site.program(rights=(Right.OPERATE,)), 403),
        (site.program("accueil", cae=THEIRS, rights=tuple(Right)), 404),
    ):
        assert program.post("/people/erase", **asked).status_code == status
        assert program.get("/people/file", cae=OURS, person="P-1").status_code == status
    assert "Le Goff" in site.member("accueil").get("/dossiers?etat=tous").text


def opened(site: Ground, subject: str = "C-1", kind: str = "stuck") -> int:
    with site.engine.store.transaction() as transaction:
        transaction.open_incident(OURS, kind, subject, "", site.clock.now())
        return max(each.id for each in transaction.incidents())


def test_an_incident_is_resolved_once_by_whoever_says_why(site: Ground, keeper: Program) -> None:
    site.opens()
    number = opened(site)
    assert keeper.post(f"/incidents/{number}/resolve").status_code == 422
    for repeated in (False, True):
        done = keeper.post(f"/incidents/{number}/resolve", reason="vu par téléphone")
        assert (done.status_code, done.json()["repeated"]) == (200, repeated)
        assert done.json()["by"] == "essai-accueil-administer-operate-programme"
    other = keeper.post(f"/incidents/{number}/resolve", reason="autre chose")
    assert (other.status_code, "déjà résolu" in other.json()["detail"]) == (409, True)
    assert keeper.get("/incidents").json()["items"] == []
    with site.engine.store.reading() as reader:
        (kept,) = reader.incidents()
    assert (kept.author, kept.resolution) == ("essai-accueil-administer-operate-programme", "vu par téléphone")


def test_only_an_effect_that_waits_is_tried_again_or_given_up(site: Ground, keeper: Program) -> None:
    site.opens()
    number = opened(site)
    for act, body in (("retry", {}), ("skip", {"reason": "inutile"})):
        refused = keeper.post(f"/incidents/{number}/{act}", **body)
        assert (refused.status_code, "aucun effet n'attend" in refused.json()["detail"]) == (409, True)
    assert keeper.post("/incidents/99/retry").status_code == 404
    theirs = site.program(cae=THEIRS, rights=(Right.OPERATE,))
    assert theirs.post(f"/incidents/{number}/resolve", reason="vu").status_code == 404
    assert [each["id"] for each in keeper.get("/incidents").json()["items"]] == [number]


def parked(site: Ground, case: str) -> tuple[int, int]:
    """The declaration of a signature that could not leave: the fact that asked for it, the incident that says so."""
    with site.engine.store.transaction() as transaction:
        row = next(each for each in transaction.outbox(OURS, case) if each.effect.use == "declaration")
        place = (OURS, case, row.fact, row.effect.index)
        transaction.settle_effect(*place, OutboxStatus.PARKED, site.clock.now())
        subject = effect_key(case, row.fact, row.effect.index)
        transaction.open_incident(OURS, "effect_exhausted", subject, "", site.clock.now())
        return row.fact, max(each.id for each in transaction.incidents())


def status_of(site: Ground, case: str, fact: int) -> OutboxStatus:
    with site.engine.store.reading() as reader:
        return next(each.status for each in reader.outbox(OURS, case) if each.fact == fact)


@pytest.mark.parametrize(
    ("act", "body", "then"),
    [("retry", {}, OutboxStatus.WAITING), ("skip", {"reason": "envoyé par courrier"}, OutboxStatus.SKIPPED)],
)
def test_an_effect_that_waits_is_tried_again_or_given_up(
    site: Ground, keeper: Program, act: str, body: dict[str, str], then: OutboxStatus
) -> None:
    case = site.opens()
    keeper.post(f"/cases/{case}/events", event="signer")
    fact, number = parked(site, case)
    stuck = keeper.post(f"/incidents/{number}/resolve", reason="vu")
    assert (stuck.status_code, "son effet attend encore" in stuck.json()["detail"]) == (409, True)
    for repeated in (False, True):
        done = keeper.post(f"/incidents/{number}/{act}", **body)
        assert (done.status_code, done.json()["repeated"]) == (200, repeated), done.text
    assert status_of(site, case, fact) is then
