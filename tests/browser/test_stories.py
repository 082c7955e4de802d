"""What people do in a browser, from the first meeting to a renewal that the law refuses."""

from typing import Final

import pytest

from browsing import Team, Visitor, enrol, event, ready_to_sign, task
from parcours.runtime.erasing import Wanted, carry_out

pytestmark = pytest.mark.browser

SIX_TRACKS: Final = (
    "Deux journées d'accueil",
    "Hébergement juridique",
    "Accompagnement individualisé et bilan progressif",
    "Parcours de professionnalisation au métier d'entrepreneur",
    "Vie coopérative et mise en réseau",
    "Responsabilité civile professionnelle",
)


def test_a_candidate_becomes_an_entrepreneur_and_the_law_refuses_a_third_renewal(team: Team) -> None:
    maud, dossier = ready_to_sign(team)
    # Without insurance nobody signs; the form stays as it was filled in.
    event(maud, dossier, "Signature du CAPE", starts_on="2026-01-30", term="3")
    assert "C'est refusé, rien n'a été enregistré" in maud.says
    assert maud.page.locator("#term").input_value() == "3"
    maud.open(f"{dossier}/champs")
    maud.record(**{"rc_pro.du": "2026-01-01", "rc_pro.au": "2029-01-31"})
    event(maud, dossier, "Signature du CAPE", starts_on="2026-01-30", term="3")
    assert "À l'étape « En convention (CAPE) » depuis le 30 janvier 2026." in maud.says
    # From 30 January, three months: 29 April is the last day. What the signature starts is there.
    assert "Du 30 janvier 2026 au 29 avril 2026 inclus" in maud.says
    assert "Renouvelé 0 fois ; il en reste 2." in maud.says
    assert [track for track in SIX_TRACKS if track not in maud.says] == []
    tasks = maud.page.locator("section > .duties > .duty")
    before = tasks.count()
    task(maud, dossier, "Informer l'URSSAF et France Travail")
    assert tasks.count() == before - 1
    for day, left in (("2026-04-20", 1), ("2026-07-20", 0)):
        team.on(day)
        maud = team.browser("maud")
        task(maud, dossier, "Faire le bilan de la période")
        event(maud, dossier, "Renouvellement du CAPE", term="3")
        assert f"il en reste {left}." in maud.says
    team.on("2026-10-19")
    maud = team.browser("maud")
    task(maud, dossier, "Faire le bilan de la période")
    maud.open(dossier)
    assert "L127-2" in maud.page.locator(".refused").inner_text()
    event(maud, dossier, "Renouvellement du CAPE", term="1")
    refusal = maud.page.get_by_role("alert").inner_text()
    maud.picture("refus")
    assert "C. com. L127-2" in refusal
    assert "Ceci n'est pas un conseil juridique." in refusal
    assert maud.page.locator("#term").input_value() == "1"


def test_an_entrepreneur_is_hired_once_the_activity_pays(team: Team) -> None:
    maud, dossier = ready_to_sign(team)
    maud.open(f"{dossier}/champs")
    maud.record(**{"rc_pro.du": "2026-01-01", "rc_pro.au": "2029-01-31", "chiffre_affaires_mensuel": "300"})
    event(maud, dossier, "Signature du CAPE", starts_on="2026-02-01", term="6")
    team.on("2026-04-01")
    maud = team.browser("maud")
    event(maud, dossier, "Signature du CESA", starts_on="2026-04-01")
    assert "Le chiffre d'affaires n'atteint pas le seuil du salaire." in maud.page.get_by_role("alert").inner_text()
    maud.open(f"{dossier}/champs")
    maud.record(chiffre_affaires_mensuel="2000")
    event(maud, dossier, "Signature du CESA", starts_on="2026-04-01")
    assert "À l'étape « Entrepreneur·e salarié·e (CESA) » depuis le 1er avril 2026." in maud.says
    assert "Depuis le 1er avril 2026, sans terme" in maud.says
    # Two months of CAPE leave six of the eight of the trial: 30 September is its last day.
    assert "essai jusqu'au 30 septembre 2026" in maud.says
    assert "Terme légal pour devenir associé·e" in maud.says


def test_whoever_is_erased_is_found_on_no_page(team: Team) -> None:
    maud = team.browser("maud")
    dossier = enrol(maud)
    event(maud, dossier, "La personne renonce")
    maud.open("/dossiers?etat=tous&q=leroux")
    assert "Claire Le Roux" in maud.says
    team.on("2029-01-06")  # until then the file is kept
    maud = team.browser("maud")
    carry_out(team.site.engine, Wanted("coop_domi_ouest", "P-0412", "à sa demande", "maud"))
    team.site.store.wipe()
    for path in ("/", "/dossiers?etat=tous", "/tableau?etat=tous", "/echeances?qui=equipe", dossier):
        maud.open(path)
        assert "Le Roux" not in maud.says, path
        assert "claire.leroux@example.org" not in maud.page.content(), path
    assert "P-0412" in maud.says  # the dossier stays, with what names nobody
    maud.open("/dossiers?etat=tous&q=leroux")
    assert "Aucun dossier ne répond à cela." in maud.says


def test_a_task_called_done_by_mistake_is_put_back(team: Team) -> None:
    maud, dossier = ready_to_sign(team)
    task(maud, dossier, "Mettre en route le plan d'actions")
    maud.page.locator("details.finished summary").click()
    maud.page.get_by_role("link", name="Pas fait : Mettre en route le plan d'actions").click()
    maud.record()
    assert "C'est enregistré." in maud.says
    assert maud.page.get_by_role("link", name="C'est fait : Mettre en route le plan d'actions").count() == 1


def test_a_list_is_kept_under_a_name_and_seen_stage_by_stage(team: Team) -> None:
    maud = team.browser("maud")
    enrol(maud)
    maud.open("/dossiers?tri=echeance")
    maud.page.get_by_text("Garder ces filtres").click()
    maud.page.get_by_label("Nom de la vue").fill("Bientôt")
    maud.page.get_by_label("Ouvrir la liste sur elle").check()
    maud.page.get_by_role("button", name="Garder").click()
    maud.page.wait_for_url("**/dossiers?tri=echeance")
    maud.page.locator("header.top").get_by_role("link", name="Dossiers").click()
    maud.page.wait_for_url("**/dossiers?tri=echeance")
    maud.choose("Par étape")
    assert maud.page.locator(".stage").get_by_role("link", name="Claire Le Roux").count() == 1
    assert maud.faults() == []
    maud.page.get_by_role("button", name="Retirer la vue").click()
    assert "Bientôt" not in maud.says


def test_two_people_at_one_dossier_and_the_second_is_told(team: Team) -> None:
    maud, dossier = ready_to_sign(team)
    anne = team.browser("anne")
    anne.open(dossier)
    anne.choose("La personne renonce")
    maud.open(f"{dossier}/champs")
    maud.record(chiffre_affaires_mensuel="900")
    anne.page.locator(".sheet button.main").click()
    assert "Quelqu'un d'autre a modifié ce dossier" in anne.says
    assert "dossier modifié" in anne.says
    anne.open(dossier)
    assert "À l'étape « Démarrage préparé »" in anne.says  # nothing was done


def test_somebody_is_found_by_the_keyboard_alone(team: Team) -> None:
    maud = team.browser("maud")
    enrol(maud)
    maud.open("/dossiers")
    maud.page.keyboard.press("Tab")
    assert maud.page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    maud.page.keyboard.press("Enter")
    maud.page.get_by_label("Nom, courriel ou référence").focus()
    maud.page.keyboard.type("leroux")
    maud.page.keyboard.press("Enter")
    maud.page.wait_for_url("**/dossiers?*q=leroux*")
    assert "Claire Le Roux" in maud.says
    maud.page.get_by_role("link", name="Claire Le Roux").focus()
    maud.page.keyboard.press("Enter")
    maud.page.wait_for_url("**/dossiers/*")
    assert "À l'étape" in maud.says


def test_a_wrong_password_five_times_shuts_the_door(team: Team) -> None:
    visitor = team.browser()
    for _ in range(5):
        visitor.sign_in("anne", "un autre mot de passe")
        assert "ne vont pas ensemble" in visitor.says
    visitor.sign_in("anne")
    assert "ne vont pas ensemble" in visitor.says


def test_pages_need_no_script(team: Team) -> None:
    context = team.chromium.new_context(java_script_enabled=False, locale="fr-FR")
    visitor = Visitor(team, context.new_page())
    visitor.sign_in("maud")
    dossier = enrol(visitor)
    event(visitor, dossier, "La personne renonce")
    assert "Dossier terminé" in visitor.says


def test_what_somebody_typed_stays_text(team: Team) -> None:
    maud = team.browser("maud")
    dossier = enrol(maud)
    maud.open(f"{dossier}/champs")
    maud.record(nom="<img src=x onerror=alert(1)>{{ 7*7 }}", plan_actions="'; DROP TABLE cases; --")
    for path in ("/", "/dossiers", dossier, "/echeances?qui=equipe"):
        maud.open(path)
        assert maud.page.locator("img").count() == 0
    maud.open(dossier)
    assert "{{ 7*7 }}" in maud.says
    assert "DROP TABLE" in maud.says
