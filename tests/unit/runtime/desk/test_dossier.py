"""One dossier as its page shows it, and the forms by which it moves."""

import datetime

import pytest

from parcours.errors import UsageError
from parcours.messages import Language, Text
from parcours.model.fields import Validity
from parcours.model.step import Assign, Author, Layer, Reason
from parcours.runtime.commands import assign, send, task_done, update
from parcours.runtime.desk import asking
from parcours.runtime.desk.asking import Question, Widget
from parcours.runtime.desk.dossier import Asker, Dossier, EventForm, dossier, event_form
from unit.runtime.house import House

ACCUEIL = Asker("anne", ("accueil",))
REFERENT = Asker("brieg", ("referent",))


def shown(house: House, case: str, asker: Asker = ACCUEIL) -> Dossier:
    return dossier(house.engine, case, asker, Language.FR)


def form(house: House, case: str, event: str, asker: Asker = ACCUEIL) -> EventForm:
    return event_form(house.engine, case, event, asker)


def question(questions: tuple[Question, ...], name: str) -> Question:
    return next(each for each in questions if each.name == name)


def test_a_dossier_says_who_where_since_when_and_what_is_next(house: House) -> None:
    case = house.opens()
    house.goes_to("2026-01-07")
    page = shown(house, case)
    assert (page.line.called, page.status.stage, page.since) == ("Le Goff", "Candidature", datetime.date(2026, 1, 5))
    assert page.next is not None
    assert (str(page.next.label), page.next.day) == ("Accueillir", datetime.date(2026, 1, 15))
    assert [str(each.label) for each in page.dates] == ["Accueillir", "Abandon"]
    assert page.dates[1].sentences  # its arithmetic
    assert str(page.ahead[0].told).startswith("5 juillet 2026")
    assert [entry.fact.seq for entry in page.journal] == [2, 1]


def test_only_what_the_asker_may_send_is_offered(house: House) -> None:
    case = house.opens()
    assert {each.event for each in shown(house, case).offers} == {"signer", "visiter"}
    assert {each.event for each in shown(house, case, REFERENT).offers} == {"visiter"}
    assert {each.event for each in shown(house, case, Asker("c", ("comite",))).offers} == {"decider"}
    assert shown(house, case, Asker("c", ())).offers == ()


def test_what_only_waits_for_its_form_is_not_refused(house: House) -> None:
    case = house.opens()
    (offer,) = shown(house, case, Asker("c", ("comite",))).offers  # it asks how many are present
    assert offer.reasons == ()


def test_what_is_refused_says_why_in_the_words_of_the_kernel(house: House) -> None:
    case = house.opens()
    update(house.engine, case, {"assurance": ""})
    offers = {each.event: each for each in shown(house, case).offers}
    (reason,) = offers["signer"].reasons
    assert str(reason.text).startswith("L'assurance ne couvre pas le premier jour.")
    assert offers["visiter"].reasons == ()
    assert form(house, case, "signer").reasons == offers["signer"].reasons


def test_a_dossier_that_somebody_else_follows_says_so(house: House) -> None:
    case = house.opens()
    assign(house.engine, case, Assign("referent", "denez"))
    (offer,) = shown(house, case, REFERENT).offers
    assert "denez" in str(offer.reasons[0].text)
    assert shown(house, case, Asker("denez", ("referent",))).offers[0].reasons == ()
    assert shown(house, case).holders == (("referent", "denez"),)


def test_somebody_of_two_roles_sends_as_the_one_that_may(house: House) -> None:
    """A visit is the referent's or the reception's: the dossier is another's, and the reception is not refused."""
    case = house.opens()
    assign(house.engine, case, Assign("referent", "denez"))
    both = Asker("brieg", ("referent", "accueil"))
    offers = {each.event: each for each in shown(house, case, both).offers}
    assert offers["visiter"].reasons == ()
    assert form(house, case, "visiter", both).role == "accueil"
    assert form(house, case, "visiter", REFERENT).role == "referent"


def test_a_form_asks_what_the_file_and_the_engine_ask_and_shows_what_is_usual(house: House) -> None:
    case = house.opens()
    asked = form(house, case, "signer")
    assert [each.name for each in asked.questions] == ["signed_on", "starts_on", "term"]
    assert [each.value for each in asked.questions] == ["2026-01-05", "2026-01-05", "3"]
    term = question(asked.questions, "term")
    assert (term.widget, term.least, term.most, str(term.hint)) == (Widget.MONTHS, 1, 6, "De 1 à 6 mois.")
    assert (asked.seq, asked.role) == (2, "accueil")


def test_what_is_typed_is_what_commands_read(house: House) -> None:
    case = house.opens()
    asked = form(house, case, "signer")
    raw = asking.given(asked.questions, {"signed_on": "2026-01-05", "starts_on": " 2026-02-01 ", "term": "4"})
    assert raw == {"signed_on": "2026-01-05", "starts_on": "2026-02-01", "term": "4 mois"}
    send(house.engine, case, "signer", raw, Author("accueil"))
    house.goes_to("2026-02-02")
    house.sends(case, "visiter")
    assert str(house.case(case).contracts["essai#1"].ends_on) == "2026-05-31"  # 1 February and four months


def test_a_field_that_the_event_writes_shows_what_stands_there(house: House) -> None:
    case = house.opens()
    name = question(form(house, case, "visiter").questions, "nom")
    assert (name.value, name.label, name.widget) == ("Le Goff", "Nom", Widget.LINE)
    assert question(form(house, case, "visiter").questions, "effective_on").value == "2026-01-05"


def test_the_days_of_a_list_are_offered_from_today_on(house: House) -> None:
    case = house.opens()
    house.goes_to("2026-02-10")
    seance = next(each for each, _ in shown(house, case).fields if each.name == "seance")
    assert (seance.widget, seance.days) == (Widget.DAYS, (datetime.date(2026, 3, 9),))
    chosen = house.opens("P-2", seance="2026-03-09")
    house.goes_to("2026-03-10")
    later = next(each for each, _ in shown(house, chosen).fields if each.name == "seance")
    assert (later.value, later.days) == ("2026-03-09", (datetime.date(2026, 3, 9),))  # over, and still what was chosen


def test_an_event_that_is_not_theirs_has_no_form(house: House) -> None:
    case = house.opens()
    for event, asker in (("signer", REFERENT), ("terme", ACCUEIL), ("inconnu", ACCUEIL), ("signer", Asker("c", ()))):
        with pytest.raises(UsageError, match="pas à vous"):
            form(house, case, event, asker)


def test_an_event_out_of_its_stage_has_a_form_that_says_so(house: House) -> None:
    """The page was open, the person has moved on."""
    case = house.opens()
    (reason,) = form(house, case, "renouveler").reasons
    assert str(reason.text) == "« Renouvellement » ne se fait pas à l'étape « Candidature »."


def test_tasks_come_earliest_first_with_whose_they_are(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    house.goes_to("2026-01-13")
    told = [(str(each.label), each.role, each.theirs, each.late) for each in shown(house, case).tasks]
    assert told == [("Déclarer", "Accueil", True, True), ("Accueillir", "Accueil", True, False)]
    assert not any(each.theirs for each in shown(house, case, REFERENT).tasks)
    task_done(house.engine, case, "declarer")
    assert [str(each.label) for each in shown(house, case).tasks] == ["Accueillir"]


def test_a_contract_is_told_with_its_arithmetic(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    (contract,) = shown(house, case).contracts
    assert (contract.label, contract.view.renewals, contract.left) == ("Contrat d'essai", 0, None)
    assert "5 janvier 2026 + 3 mois" in str(contract.sentences[0])
    (track,) = shown(house, case).tracks
    assert (track.label, track.stage, track.running) == ("Formation", "En cours", True)


def test_what_is_accepted_for_a_coming_day_waits(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", starts_on="2026-02-01", term="3 mois")
    (waiting,) = shown(house, case).waiting
    assert (waiting.label, waiting.kept.on) == ("Signature", datetime.date(2026, 2, 1))


def test_only_what_was_typed_over_is_written(house: House) -> None:
    case = house.opens(ville="Dinan")
    questions = tuple(each for each, _ in shown(house, case).fields)
    typed = {each.name: each.value for each in questions if each.widget is not Widget.VALIDITY}
    typed |= {"assurance.du": "2026-01-01", "assurance.au": "2028-12-31"}
    assert asking.changed(questions, typed) == {}
    assert asking.changed(questions, {**typed, "ville": "Lannion"}) == {"ville": "Lannion"}
    assert asking.changed(questions, {**typed, "ville": ""}) == {"ville": ""}
    changed = asking.changed(questions, {**typed, "assurance.au": ""})
    assert changed == {"assurance": "2026-01-01.."}
    update(house.engine, case, changed)
    assert house.case(case).dossier["assurance"] == Validity(datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (1200.5, "1200.5"),
        (12, "12"),
        ("Dinan", "Dinan"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (Validity(datetime.date(2026, 1, 1), None), "2026-01-01.."),
    ],
)
def test_a_value_is_written_as_its_field_is_filled_in(value: object, said: str) -> None:
    assert asking.written(value) == said  # type: ignore[arg-type]


def test_a_reason_is_shown_beside_the_field_it_speaks_of() -> None:
    questions = (Question("term", "Durée", Widget.MONTHS), Question("nom", "Nom", Widget.LINE))
    assert asking.blamed(Reason("input", Text("« {field} » attend un texte.", field="nom")), questions) == "nom"
    assert asking.blamed(Reason("input", Text("« {name} » attend.", name="term")), questions) == "term"
    assert asking.blamed(Reason(Layer.STAGE, Text("Non.")), questions) == ""


def test_a_dossier_nobody_knows_is_told_so(house: House) -> None:
    with pytest.raises(UsageError, match="inconnu"):
        shown(house, "inconnu")
