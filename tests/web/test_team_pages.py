"""The pages of a team: what they show, what their forms do, and nothing of anybody else's cooperative."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import replace
from typing import Any, Final

import pytest
from python_calamine import CalamineWorkbook

from parcours.definition.loader import load_sources
from parcours.messages import Text
from parcours.model.account import Right
from parcours.model.delivery import Document
from parcours.model.step import Assign, Reason
from parcours.runtime.commands import assign, update
from parcours.runtime.desk import acting, agenda, directory
from parcours.runtime.perform import Accepted
from parcours.web.routes import PAGES
from visiting import OURS, THEIRS, Browser, Ground

TEAM: Final = ("accueil", "referent")


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page holds when it is shown, its own token aside."""
    form = page.partition('<form class="sheet"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', form))
    found.pop("jeton")
    return found


def fill(browser: Browser, path: str, **typed: str):  # noqa: ANN201  a response
    """Opens a form, types in it, sends it."""
    return browser.post(path, **{**fields_of(browser.get(path).text), **typed})


def test_today_says_what_is_late_and_for_whom(site: Ground) -> None:
    case = site.opens()
    browser, other = site.member("accueil"), site.member("referent")
    assert "Rien n&#39;est en retard." in browser.get("/").text
    site.clock.set(site.clock.now().replace(day=20))
    browser, other = site.member("accueil"), site.member("referent")
    late = browser.get("/").text
    assert "Accueillir" in late
    assert f'href="/dossiers/{case}/taches/' in late
    assert "il y a 5 jours" in late
    assert "Accueillir" not in other.get("/").text
    assert "Accueillir" in other.get("/?qui=equipe").text


def test_the_list_finds_somebody_by_a_part_of_their_name(site: Ground) -> None:
    site.opens("P-1")
    update(site.engine, site.opens("P-2"), {"nom": "Élodie Kerjean"})
    browser = site.member("accueil")
    found = browser.get("/dossiers", params={"q": "elodie"}).text
    assert "Élodie Kerjean" in found
    assert "Le Goff" not in found
    assert "Aucun dossier" in browser.get("/dossiers?etat=finis").text


def test_the_board_counts_each_stage_and_shows_the_first_of_it(site: Ground) -> None:
    for number in range(14):
        site.opens(f"P-{number:02}")
    signed = site.opens("P-99")
    browser = site.member("accueil")
    fill(browser, f"/dossiers/{signed}/evenements/signer")
    page = browser.get("/tableau").text.replace("\N{NO-BREAK SPACE}", " ")
    assert 'Candidature <span class="count">14</span>' in page
    assert 'En essai <span class="count">1</span>' in page
    assert page.count('class="person"') == 12 + 1
    assert 'href="/dossiers?etape=essai.candidat">Les 14 dossiers de cette étape' in page
    assert 'En essai <span class="count">0</span>' in browser.get("/tableau?etat=ouverts&q=P-01").text
    one = browser.get("/tableau?etape=essai.en_essai").text
    assert 'id="essai.candidat"' not in one
    assert f'href="/dossiers/{signed}"' in one
    assert site.member("accueil", cae=THEIRS).get("/tableau").text.count('class="person"') == 0
    assert browser.get("/tableau?etat=x").status_code == 400


@pytest.mark.parametrize(
    "asked", ["apres=inconnu", "tri=couleur", "etat=x", "avant=demain", "tri=nom&apres=%27%20OR%201=1"]
)
def test_a_list_that_cannot_be_meant_is_told_so(site: Ground, asked: str) -> None:
    site.opens()
    assert site.member("accueil").get(f"/dossiers?{asked}").status_code == 400


def test_what_people_type_to_search_is_escaped(site: Ground) -> None:
    page = site.member("accueil").get("/dossiers", params={"q": '"><script>{{ 7*7 }}'}).text
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page


def test_the_list_goes_to_a_spreadsheet_without_any_formula(site: Ground) -> None:
    update(site.engine, site.opens(), {"nom": "=HYPERLINK(1)"})
    answer = site.member("accueil").get("/dossiers.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert header[:3] == ["Dossier", "Référence", "Nom"]
    assert row[:6] == ["C-1", "P-1", "'=HYPERLINK(1)", "essai", "essai", "Candidature"]


def test_the_list_goes_to_a_workbook_with_its_filters_and_without_any_formula(site: Ground) -> None:
    update(site.engine, site.opens(), {"nom": "=HYPERLINK(1)"})
    update(site.engine, site.opens("P-2"), {"nom": "Kerjean"})
    site.opens("P-3", THEIRS)
    answer = site.member("accueil").get("/dossiers.xlsx", params={"q": "hyperlink"})
    assert answer.headers["content-disposition"] == 'attachment; filename="dossiers.xlsx"'
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    header, *rows = workbook.get_sheet_by_name("Dossiers").to_python()
    assert header[:3] == ["Dossier", "Référence", "Nom"]
    assert [row[:6] for row in rows] == [["C-1", "P-1", "'=HYPERLINK(1)", "essai", "essai", "Candidature"]]
    assert rows[0][6] == datetime.date(2026, 1, 5)
    assert len(site.member("accueil").get("/dossiers.xlsx").content) > len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_dossier_says_where_somebody_stands_and_what_may_be_done(site: Ground) -> None:
    case = site.opens()
    page = site.member("accueil").get(f"/dossiers/{case}").text
    assert "À l&#39;étape « Candidature » depuis le 5 janvier 2026." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f'href="/dossiers/{case}/evenements/signer"' in page
    assert 'class="box current"' in page
    other = site.member("comite").get(f"/dossiers/{case}").text
    assert "evenements/signer" not in other
    assert "evenements/decider" in other


def test_an_event_is_sent_by_its_form_under_the_name_of_whoever_sends_it(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    sent = fill(browser, f"/dossiers/{case}/evenements/signer", term="4")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/dossiers/{case}?depuis=2")
    page = browser.get(sent.headers["location"]).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "C&#39;est enregistré." in page
    assert "Contrat d&#39;essai du 5 janvier 2026 au 4 mai 2026 inclus" in page
    with site.engine.store.reading() as reader:
        fact = reader.facts(OURS, case)[-1]
    assert (fact.name, fact.role, fact.user) == ("signer", "accueil", "essai-accueil")


def test_a_refusal_says_why_beside_the_form_and_keeps_what_was_typed(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    refused = fill(browser, f"/dossiers/{case}/evenements/signer", term="9", starts_on="2026-02-03")
    assert refused.status_code == 409
    page = refused.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "« Contrat d&#39;essai » dure de 1 à 6 mois ; 9 demandés." in page
    kept = fields_of(refused.text)
    assert (kept["term"], kept["starts_on"]) == ("9", "2026-02-03")
    assert browser.post(f"/dossiers/{case}/evenements/signer", **{**kept, "term": "3"}).status_code == 303


def test_what_cannot_be_read_is_told_beside_its_field(site: Ground) -> None:
    case = site.opens()
    page = fill(site.member("accueil"), f"/dossiers/{case}/evenements/signer", signed_on="hier").text
    assert 'href="#signed_on"' in page
    assert 'aria-describedby="signed_on-faute"' in page
    assert 'id="signed_on-faute"' in page


def test_the_second_of_two_people_is_told_what_the_first_has_done(site: Ground) -> None:
    case = site.opens()
    path = f"/dossiers/{case}/evenements/signer"
    first, second = site.member("accueil"), site.member("accueil", "referent")
    shown = fields_of(second.get(path).text)
    assert fill(first, path, term="3").status_code == 303
    told = second.post(path, **{**shown, "term": "5"})
    assert told.status_code == 409
    page = told.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Quelqu&#39;un d&#39;autre a modifié ce dossier" in page
    assert "5 janvier 2026 : Signature (Accueil)" in page
    assert fields_of(told.text)["term"] == "5"
    assert fields_of(told.text)["fait"] == "3"  # what is sent next is decided on what has just been told


def test_a_form_sent_twice_is_one_event(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    shown = fields_of(browser.get(f"/dossiers/{case}/evenements/visiter").text)
    answers = [browser.post(f"/dossiers/{case}/evenements/visiter", **shown) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    with site.engine.store.reading() as reader:
        assert [fact.name for fact in reader.facts(OURS, case)].count("visiter") == 1


def test_a_form_that_lost_its_own_fields_is_refused(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    shown = fields_of(browser.get(f"/dossiers/{case}/evenements/signer").text)
    for broken in ({"fait": "x"}, {"fait": "9" * 30}, {"cle": ""}, {"fait": "99"}):
        assert browser.post(f"/dossiers/{case}/evenements/signer", **{**shown, **broken}).status_code == 400


def test_the_fields_of_a_dossier_are_written_and_only_those_typed_over(site: Ground) -> None:
    case = site.opens()
    browser = site.member("referent")
    assert fill(browser, f"/dossiers/{case}/champs", ville="Lannion", nom="Kerjean").status_code == 303
    with site.engine.store.reading() as reader:
        fact = reader.facts(OURS, case)[-1]
    assert fact.name == "nom,ville"
    assert "Kerjean" in browser.get("/dossiers").text


def test_a_task_is_done_with_its_proof(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    (path,) = set(re.findall(rf"/dossiers/{case}/taches/[^\"]+", browser.get(f"/dossiers/{case}").text))
    assert fill(browser, path, on="hier").status_code == 409
    assert fill(browser, path, proof="A-12").status_code == 303
    assert f'"{path}"' not in browser.get(f"/dossiers/{case}").text
    assert browser.get(path).status_code == 400  # it is no longer to be done


def test_a_task_called_done_by_mistake_is_to_do_again(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    (path,) = set(re.findall(rf"/dossiers/{case}/taches/[^\"]+", browser.get(f"/dossiers/{case}").text))
    assert browser.get(f"{path}/annuler").status_code == 400  # it is not done yet
    fill(browser, path)
    undoing = f'"{path}/annuler"'
    assert undoing in browser.get(f"/dossiers/{case}").text
    assert undoing not in site.member("referent").get(f"/dossiers/{case}").text
    refused = fill(site.member("referent"), f"{path}/annuler")
    assert (refused.status_code, "revient à" in refused.text) == (409, True)
    assert fill(browser, f"{path}/annuler").status_code == 303
    page = browser.get(f"/dossiers/{case}").text
    assert f'"{path}"' in page
    assert undoing not in page


def test_a_task_of_another_role_is_refused_by_the_kernel(site: Ground) -> None:
    case = site.opens()
    (path,) = set(re.findall(rf"/dossiers/{case}/taches/[^\"]+", site.member("accueil").get(f"/dossiers/{case}").text))
    page = fill(site.member("referent"), path)
    assert page.status_code == 409
    assert "revient à" in page.text


def test_an_event_that_waits_may_be_withdrawn(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    fill(browser, f"/dossiers/{case}/evenements/signer", starts_on="2026-02-01")
    path = f"/dossiers/{case}/attente/3"
    assert path in browser.get(f"/dossiers/{case}").text
    assert fill(browser, path).status_code == 303
    assert path not in browser.get(f"/dossiers/{case}").text
    assert browser.get(path).status_code == 400


def test_a_role_of_a_dossier_is_given_to_somebody(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    assert fill(browser, f"/dossiers/{case}/suivi/referent", user="brieg").status_code == 303
    assert "brieg" in browser.get("/dossiers").text
    assert browser.get(f"/dossiers/{case}/suivi/accueil").status_code == 400


def test_somebody_enters_by_the_doors_that_their_roles_open(site: Ground) -> None:
    browser = site.member("accueil")
    assert 'href="/inscrire/essai/entrer"' in browser.get("/inscrire").text
    assert "Aucune entrée" in site.member("comite").get("/inscrire").text
    entered = fill(browser, "/inscrire/essai/entrer", person="P-9")
    assert entered.status_code == 303
    assert "P-9" in browser.get(entered.headers["location"].partition("?")[0]).text
    refused = fill(site.member("comite"), "/inscrire/essai/entrer", person="P-10")
    assert refused.status_code == 409


def test_whoever_has_no_role_looks_on_and_does_nothing(site: Ground) -> None:
    case = site.opens()
    browser = site.member()
    assert browser.get(f"/dossiers/{case}").status_code == 200
    assert fill(browser, f"/dossiers/{case}/champs", ville="Lannion").status_code == 409
    assert browser.get(f"/dossiers/{case}/evenements/signer").status_code == 400


def test_the_month_shows_its_days(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil")
    page = browser.get("/echeances?mois=2026-01").text
    assert 'href="#j15"' in page
    assert f'href="/dossiers/{case}"' in page
    assert "Abandon" in browser.get("/echeances?mois=2026-07&qui=equipe").text
    for wrong in ("2026-13", "hier", "9999-01", "2026-1-1", "2026-01-01"):
        assert browser.get("/echeances", params={"mois": wrong}).status_code == 400


def test_a_month_that_holds_too_much_goes_on_from_the_day_it_was_cut_in(
    site: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "MONTH", 2)
    for person in ("P-1", "P-2", "P-3"):  # « Accueillir » is due on the 15th
        site.opens(person)
    site.clock.set(site.clock.now().replace(day=6))
    last = site.opens("P-4")  # and on the 16th
    browser = site.member("accueil")
    path, cut = "?mois=2026-01", []
    for _ in range(3):
        page = browser.get("/echeances" + path.replace("&amp;", "&")).text
        assert ("deux cents premières" in page) == (f'href="/dossiers/{last}"' not in page)
        path = next(iter(re.findall(r'href="([^"]*)">La suite', page)), "")
        cut.append(path[-2:])
    assert cut == ["15", "16", ""]  # from the cut day on, then past it: it holds more than a page does
    first = browser.get("/echeances?mois=2026-01").text
    assert ">2+</a>" in first  # how many there are is not known
    assert [f"du=2026-01-{day}" in first for day in (10, 14, 16, 31)] == [False, False, True, True]
    assert "du=2026-01-10" in browser.get("/echeances?mois=2026-01&du=2026-01-16").text  # the way back
    assert browser.get("/echeances?mois=2026-01&du=hier").status_code == 400


def test_pages_say_that_the_directory_is_still_being_read(site: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "FEW", 1)
    people = [site.opens(f"P-{number}") for number in range(40)]
    site.clock.set(site.clock.now().replace(day=20))
    browser = site.member("accueil")
    pages = [browser.get(path).text for path in ("/", "/dossiers")]
    assert all("L&#39;annuaire se lit encore" in page for page in pages)
    assert pages[0].count("/taches/") == len(people)  # whose day it is sees all of it, whatever is still to be read
    for _ in people:
        page = browser.get("/dossiers").text
    assert "L&#39;annuaire se lit encore" not in page


def test_no_list_outgrows_what_a_page_may_weigh(site: Ground) -> None:
    name = "Zéphyrine-Marie " * 40  # longer than anybody's
    with site.engine.store.transaction() as transaction:
        for number in range(250):
            transaction.open_incident(OURS, "stuck", f"C-{number}", "tourne en rond " * 20, site.clock.now())
    for number in range(250):
        case = site.opens(f"P-{number}")
        update(site.engine, case, {"nom": name})
        assign(site.engine, case, Assign("referent", f"accompagnatrice-{number}"))
    site.clock.set(site.clock.now().replace(day=20))
    browser = site.member("accueil", rights=(Right.OPERATE,))
    for path in ("/", "/?qui=equipe", "/dossiers", "/echeances?mois=2026-01", "/parcours", "/exploitation"):
        page = browser.get(path)
        assert page.status_code == 200
        assert len(page.content) <= 200_000, path


def test_a_parcours_is_drawn_with_its_file(site: Ground) -> None:
    browser = site.member("accueil")
    assert 'href="/parcours/essai"' in browser.get("/parcours").text
    page = browser.get("/parcours/essai").text
    assert "<svg" in page
    assert "entry:" in page


def test_what_changes_between_two_versions_is_said(site: Ground) -> None:
    site.opens("P-1")
    browser = site.member("accueil")
    assert 'href="/parcours/essai/versions"' in browser.get("/parcours/essai").text
    assert "suivent le fichier d&#39;aujourd&#39;hui" in browser.get("/parcours/essai/versions").text
    today = site.definitions[OURS]
    older = {
        name: text.replace("abandon: {after: 6 mois", "abandon: {after: 7 mois") for name, text in today.sources.items()
    }
    before = load_sources(older, OURS)
    site.definitions[OURS] = before
    site.opens("P-2")
    site.definitions[OURS] = today
    page = browser.get("/parcours/essai/versions").text
    assert before.workflow.hash[:8] in page
    assert page.count("7 mois") == page.count("6 mois") == 1
    same = {"avant": before.workflow.hash, "apres": before.workflow.hash}
    assert "Rien ne change de l&#39;une" in browser.get("/parcours/essai/versions", params=same).text


def test_versions_that_nobody_follows_are_not_there(site: Ground) -> None:
    browser = site.member("accueil")
    neighbour = site.definitions[THEIRS].workflow.hash
    site.opens("P-1", THEIRS)
    for asked in ({"avant": "0" * 64}, {"apres": neighbour}):
        assert browser.get("/parcours/essai/versions", params=asked).status_code == 404
    assert browser.get("/parcours/voisin/versions").status_code == 404


def test_an_incident_is_seen_to_by_those_who_operate(site: Ground) -> None:
    with site.engine.store.transaction() as transaction:
        transaction.open_incident(OURS, "stuck", "C-1", "tourne en rond", site.clock.now())
        transaction.open_incident(THEIRS, "stuck", "C-2", "chez les autres", site.clock.now())
    browser = site.member(rights=(Right.OPERATE,))
    page = browser.get("/exploitation").text
    assert "tourne en rond" in page
    assert "chez les autres" not in page
    assert browser.post("/exploitation/1", acte="classer").status_code == 400
    assert browser.post("/exploitation/1", acte="relancer", motif="x").status_code == 400
    assert browser.post("/exploitation/1", acte="x", motif="x").status_code == 400
    assert browser.post("/exploitation/2", acte="classer", motif="vu").status_code == 404
    assert browser.post("/exploitation/1", acte="classer", motif="vu").status_code == 303
    assert "tourne en rond" not in browser.get("/exploitation").text
    assert site.member("accueil").get("/exploitation").status_code == 403


def test_everybody_is_told_that_time_has_stopped(site: Ground) -> None:
    site.opens()
    site.clock.set(site.clock.now().replace(month=8))
    assert "Le temps ne passe plus" in site.member("accueil").get("/").text


def test_every_page_of_a_dossier_is_a_missing_one_to_another_cooperative(site: Ground) -> None:
    """The routes come from the table: a new one without this rule would be found here."""
    case = site.opens(cae=THEIRS)
    assign(site.engine, case, Assign("referent", "denez"))
    browser = site.member(*TEAM, rights=(Right.OPERATE, Right.ADMINISTER))
    named = {"dossier": case, "evenement": "signer", "tache": "1.0", "fait": "1", "role": "referent", "numero": "1-0"}
    ours = {**named, "dossier": site.opens()}
    tried = [each for each in PAGES if "{dossier}" in each.path]
    assert len(tried) >= 11
    for route in tried:
        path, own = route.path.format(**named), route.path.format(**ours)
        status = browser.get(path).status_code if route.method == "GET" else browser.post(path).status_code
        assert status == 404, path
        theirs = browser.get(path.replace(case, "inconnu")).status_code
        assert theirs == 404  # the same as for a case that never was
        if route.method == "GET" and "/documents/" not in own:
            assert browser.get(own).status_code in {200, 400}, own
    for path in ("/inscrire/voisin/entrer", "/parcours/voisin"):
        assert browser.get(path).status_code == 404
    assert case not in browser.get("/dossiers?etat=tous").text


def test_pages_in_english_are_in_english(site: Ground) -> None:
    case = site.opens()
    browser = site.member("accueil", lang="en")
    page = browser.get(f"/dossiers/{case}").text
    assert "At the stage “Candidature” since 5 January 2026." in page
    assert "If nobody does anything" in page


def test_a_document_is_given_to_be_kept_and_never_carried_out(site: Ground) -> None:
    case = site.opens()
    made = Document(case, 2, 0, "declarer", "é <b>.html", "text/html", "d0", site.clock.now())
    with site.engine.store.transaction() as transaction:
        transaction.keep_document(OURS, "P-1", made, b"<script>alert(1)</script>")
    browser = site.member("accueil")
    assert f'href="/dossiers/{case}/documents/2-0"' in browser.get(f"/dossiers/{case}").text
    answer = browser.get(f"/dossiers/{case}/documents/2-0")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''2.0-%C3%A9%20%3Cb%3E.html"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for other in ("2-1", "9-0", "..%2F..%2Fetc%2Fpasswd", "x"):
        assert browser.get(f"/dossiers/{case}/documents/{other}").status_code == 404


def test_a_rule_not_yet_read_by_a_jurist_warns_of_what_it_would_have_refused(
    site: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = site.opens()
    browser = site.member("accueil")
    send = acting.send

    def warned(*asked: Any) -> Accepted:
        return replace(send(*asked), warnings=(Reason("law.essai.duree", Text("Ce serait trop long.")),))

    monkeypatch.setattr(acting, "send", warned)
    page = fill(browser, f"/dossiers/{case}/evenements/signer")
    assert page.status_code == 200
    assert "Ce serait trop long." in page.text
    assert f'href="/dossiers/{case}?depuis=2"' in page.text


def test_the_whole_journal_is_shown_to_whoever_asks(site: Ground) -> None:
    case = site.opens()
    for _ in range(13):
        update(site.engine, case, {"ville": "Dinan"})
        update(site.engine, case, {"ville": "Lannion"})
    browser = site.member("accueil")
    first = browser.get(f"/dossiers/{case}").text
    assert "16 faits de plus" in first.replace("\N{NO-BREAK SPACE}", " ")
    assert browser.get(f"/dossiers/{case}?journal=tout").text.count('class="told"') == 28
    for since in ("x", "9" * 40, "-1"):  # an address that somebody has changed shows the dossier all the same
        assert "C&#39;est enregistré" not in browser.get(f"/dossiers/{case}?depuis={since}").text
