"""*Réglages*: who decides of accounts decides of their cooperative, and of nothing else."""

import re

import pytest

from parcours.model.account import Account, Membership, Right
from visiting import OURS, PASSWORD, THEIRS, Browser, Ground

ADMIN = (Right.ADMINISTER,)
NEW = f"/reglages/{OURS}/comptes"


@pytest.fixture
def boss(site: Ground) -> Browser:
    return site.member(rights=ADMIN)


def account(site: Ground, user: str) -> Account | None:
    with site.served.desk.accounts.reading() as reader:
        return reader.account(user)


def opened(boss: Browser, user: str = "zoe", **fields: str) -> int:
    return boss.post(NEW, utilisateur=user, **fields).status_code


def test_an_account_is_opened_changed_and_closed(site: Ground, boss: Browser) -> None:
    page = boss.get(NEW).text
    assert 'name="role.accueil"' in page
    assert opened(boss, mot_de_passe=PASSWORD, **{"role.accueil": "oui", "role.inconnu": "oui"}) == 303
    assert account(site, "zoe").memberships == (Membership(OURS, ("accueil",)),)
    zoe = site.visitor()
    assert zoe.sign_in("zoe").status_code == 303

    assert re.search(r'name="role.accueil" value="oui" checked', boss.get(f"{NEW}/zoe").text)
    assert boss.post(f"{NEW}/zoe", **{"role.referent": "oui", "right.operate": "oui"}).status_code == 303
    assert account(site, "zoe").memberships == (Membership(OURS, ("referent",), frozenset({Right.OPERATE})),)
    assert zoe.get("/exploitation").status_code == 200  # still signed in: the password is the same

    assert boss.post(f"{NEW}/zoe/fermer").status_code == 303
    assert zoe.get("/").status_code == 303
    page = boss.get("/reglages").text
    assert "fermé le 5 janvier 2026" in page
    assert page.count("zoe") >= 4  # its row, and what was decided three times
    assert "Compte zoe fermé" in page


def test_what_is_wrong_is_said_beside_what_was_typed(site: Ground, boss: Browser) -> None:
    answer = boss.post(NEW, utilisateur="Zoé", mot_de_passe=PASSWORD, **{"role.accueil": "oui"})
    assert answer.status_code == 400
    assert "ne peut pas être un nom" in answer.text
    assert 'value="Zoé"' in answer.text
    assert re.search(r'name="role.accueil" value="oui" checked', answer.text)
    assert "trop court" in boss.post(NEW, utilisateur="zoe", mot_de_passe="court").text
    assert account(site, "zoe") is None
    assert opened(boss) == 303
    assert "déjà pris" in boss.post(NEW, utilisateur="zoe").text


def test_another_cooperative_is_out_of_reach(site: Ground, boss: Browser) -> None:
    site.keep("leur", Membership(THEIRS, ("accueil",)))
    site.keep("commun", Membership(OURS, ("accueil",)), Membership(THEIRS, ("accueil",)))
    assert "leur" not in re.findall(r">(\w+)<", boss.get("/reglages").text)
    assert THEIRS not in boss.get("/reglages").text
    for path in (f"/reglages/{THEIRS}/comptes", f"/reglages/{THEIRS}/comptes/leur", f"{NEW}/leur"):
        assert boss.get(path).status_code == 404
    assert boss.post(f"/reglages/{THEIRS}/comptes", utilisateur="zoe").status_code == 404
    assert boss.post(f"{NEW}/leur/fermer").status_code == 404

    # A name that is somebody's elsewhere is not given a place here: they would walk in.
    taken = boss.post(NEW, utilisateur="leur", mot_de_passe=PASSWORD)
    assert (taken.status_code, "déjà pris" in taken.text) == (400, True)
    # Whoever is of both is given roles here, and no new password, nor shut out there.
    assert boss.post(f"{NEW}/commun", **{"role.referent": "oui"}).status_code == 303
    assert account(site, "commun").memberships == (Membership(OURS, ("referent",)), Membership(THEIRS, ("accueil",)))
    assert "autre coopérative" in boss.post(f"{NEW}/commun", mot_de_passe="un tout autre secret").text
    assert boss.post(f"{NEW}/commun/fermer").status_code == 400
    assert site.visitor().sign_in("commun").status_code == 303
    assert account(site, "leur").memberships == (Membership(THEIRS, ("accueil",)),)


def test_nobody_locks_themselves_out(site: Ground, boss: Browser) -> None:
    me = f"{OURS}-administer"
    assert "vous retirer le droit" in boss.post(f"{NEW}/{me}", **{"role.accueil": "oui"}).text
    assert boss.post(f"{NEW}/{me}/fermer").status_code == 400
    assert "fermer" not in boss.get(f"{NEW}/{me}").text
    assert boss.get("/reglages").status_code == 200
    assert boss.post(f"{NEW}/{me}", **{"role.accueil": "oui", "right.administer": "oui"}).status_code == 303


def test_a_token_is_shown_once_and_acts_in_nobody_else_s_name(site: Ground, boss: Browser) -> None:
    site.keep("maud", Membership(OURS, ("accueil",)))
    opened(boss, "tableur", **{"role.accueil": "oui"})
    path = f"/reglages/{OURS}/jetons"
    assert re.findall(r"<option[^>]*>([\w-]+)</option>", boss.get(path).text)[:2] == [f"{OURS}-administer", "tableur"]
    asked = {"nom": "enquete", "portee": "read", "jours": "30"}
    assert "qui se connecte de son côté" in boss.post(path, au_nom_de="maud", **asked).text
    assert "incomplet" in boss.post(path, au_nom_de="tableur", nom="x", portee="tout", jours="²").text
    made = boss.post(path, au_nom_de="tableur", **asked)
    (secret,) = re.findall(r"parcours_[\w-]+", made.text)
    assert made.headers["cache-control"] == "no-store"
    api = {"authorization": f"Bearer {secret}"}
    assert site.visitor().get("/api/v1/me", headers=api).json()["user"] == "tableur"
    assert secret not in boss.get("/reglages").text
    assert boss.post("/reglages/jetons/enquete/revoquer").status_code == 303
    assert site.visitor().get("/api/v1/me", headers=api).status_code == 401
    assert "Jeton enquete révoqué" in boss.get("/reglages").text


def test_a_token_that_opens_elsewhere_is_not_theirs_to_revoke(site: Ground, boss: Browser) -> None:
    site.program("accueil", cae=THEIRS)  # makes a token
    assert "programme" not in boss.get("/reglages").text
    assert boss.post("/reglages/jetons/jeton-0/revoquer").status_code == 400


def test_english_administrators_read_english(site: Ground) -> None:
    boss = site.member(rights=ADMIN, lang="en")
    assert "Accounts of essai" in boss.get("/reglages").text
