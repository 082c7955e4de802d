"""What axe-core finds wrong with the pages, wide and narrow, empty and full: nothing. And no page is cut off."""

import pytest

from browsing import Team, Visitor, event, ready_to_sign

pytestmark = pytest.mark.browser

EMPTY = (
    "/connexion",
    "/",
    "/dossiers",
    "/tableau",
    "/echeances",
    "/parcours",
    "/exploitation",
    "/reglages",
    "/inscrire",
    "/nulle-part",
)
FORMS = ("evenements/signer_cape", "champs", "suivi/accompagnateur")


def examined(visitor: Visitor, paths: tuple[str, ...]) -> list[str]:
    faults: list[str] = []
    for path in paths:
        visitor.open(path)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path} déborde de {wide} pixels"] if wide else []
        faults += visitor.faults()
    return faults


@pytest.mark.parametrize("width", [1440, 360])
def test_pages_without_anybody_have_no_fault(team: Team, width: int) -> None:
    assert examined(team.browser("maud", width=width), EMPTY) == []
    assert examined(team.browser(width=width), ("/connexion",)) == []


@pytest.mark.parametrize("width", [1440, 360])
def test_pages_with_somebody_have_no_fault(team: Team, width: int) -> None:
    _, dossier = ready_to_sign(team)
    with team.site.engine.store.transaction() as transaction:
        transaction.open_incident("coop_domi_ouest", "stuck", dossier[-5:], "tourne en rond", team.clock.now())
    team.on("2026-02-20")
    maud = team.browser("maud", width=width)
    full = (
        "/?qui=equipe",
        "/dossiers",
        "/tableau",
        "/echeances?qui=equipe",
        "/parcours/coop_domi_ouest",
        "/parcours/coop_domi_ouest/versions",
        "/exploitation",
        dossier,
    )
    settings = [f"/reglages/coop_domi_ouest/{each}" for each in ("comptes", "comptes/anne", "jetons")]
    forms = ("/inscrire/coop_domi_ouest/inscrire_reunion", *settings, *(f"{dossier}/{each}" for each in FORMS))
    assert examined(maud, (*full, *forms)) == []
    event(maud, dossier, "Signature du CAPE", term="trois")
    assert maud.page.get_by_role("alert").count() == 1
    assert maud.faults() == []


@pytest.mark.parametrize("width", [1440, 360])
def test_words_longer_than_any_page_stay_inside_it(team: Team, width: int) -> None:
    maud, dossier = ready_to_sign(team)
    maud.open(f"{dossier}/champs")
    maud.record(nom="Le" + "Gofféliniguette" * 30, plan_actions="x" * 5000)
    maud = team.browser("maud", width=width)
    assert (
        examined(maud, ("/?qui=equipe", "/dossiers", "/tableau", "/echeances?qui=equipe", dossier, f"{dossier}/champs"))
        == []
    )


def test_a_dossier_is_printed_without_what_only_a_screen_can_do(team: Team) -> None:
    maud, dossier = ready_to_sign(team)
    maud.open(dossier)
    assert maud.page.locator("main a.button:visible, .duty .act:visible").count() > 0
    maud.page.emulate_media(media="print")
    assert maud.page.locator("a.button:visible, .act:visible, header.top:visible").count() == 0
    assert "Claire Le Roux" in maud.says
