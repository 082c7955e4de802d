"""The filters that people keep under a name: their own, and never whom they looked for."""

import pytest

from visiting import Ground


def test_a_view_is_kept_shown_and_taken_away(site: Ground) -> None:
    browser, other = site.member("accueil"), site.member("referent")
    assert browser.post("/vues", nom=" Finis ", filtres="etat=finis&tri=etape").status_code == 303
    page = browser.get("/dossiers").text
    assert 'href="/dossiers?etat=finis&amp;tri=etape">Finis</a>' in page
    assert "Finis</a>" not in other.get("/dossiers").text
    current = browser.get("/tableau?tri=etape&etat=finis").text
    assert 'href="/tableau?etat=finis&amp;tri=etape" aria-current="page">Finis</a>' in current
    assert "Retirer la vue" not in page
    assert "Retirer la vue" in current
    assert browser.post("/vues/retirer", nom="Finis").status_code == 303
    assert "Finis</a>" not in browser.get("/dossiers").text


def test_the_list_opens_on_the_view_chosen_last(site: Ground) -> None:
    browser = site.member("accueil")
    assert browser.get("/dossiers").status_code == 200
    browser.post("/vues", nom="Finis", filtres="etat=finis", defaut="oui")
    browser.post("/vues", nom="Suspendus", filtres="etat=suspendus", defaut="oui")
    assert browser.get("/dossiers").headers["location"] == "/dossiers?etat=suspendus"
    assert browser.get("/dossiers").status_code == 303
    assert browser.get("/dossiers?etat=ouverts").status_code == 200
    assert browser.get("/dossiers?etat=ouverts").text.count("à l&#39;ouverture") == 1


def test_a_name_looked_for_is_never_kept(site: Ground) -> None:
    browser = site.member("accueil")
    assert "est pas gardé" in browser.get("/dossiers?q=Le+Goff").text
    browser.post("/vues", nom="Les miens", filtres="q=Le+Goff&suivi=maud&apres=C-1")
    assert 'href="/dossiers?suivi=maud">Les miens' in browser.get("/dossiers").text


@pytest.mark.parametrize(
    ("name", "filters"), [("", ""), ("x" * 61, ""), ("a\x00b", ""), ("x", "etat=couleur"), ("x", "avant=demain")]
)
def test_what_cannot_be_a_view_is_refused(site: Ground, name: str, filters: str) -> None:
    browser = site.member("accueil")
    assert browser.post("/vues", nom=name, filtres=filters).status_code == 400
    assert "Vues gardées" not in browser.get("/dossiers").text


def test_nobody_keeps_more_views_than_a_page_can_show(site: Ground) -> None:
    browser = site.member("accueil")
    for number in range(20):
        assert browser.post("/vues", nom=f"Vue {number}").status_code == 303
    assert '<summary>Vues gardées <span class="count">20</span>' in browser.get("/dossiers").text  # folded: too many
    assert browser.post("/vues", nom="Vue 20").status_code == 400
    assert browser.post("/vues", nom="Vue 1", filtres="etat=tous").status_code == 303  # in place of the former
