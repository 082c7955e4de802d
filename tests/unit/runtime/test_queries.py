"""What people see of a case: as it stands, as it stood, why, and what comes."""

import datetime

import pytest

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.step import Author
from parcours.ports import MissingKeyError
from parcours.runtime import explanation, queries
from parcours.runtime.commands import close, update
from parcours.runtime.opening import Entrance, Standing, adopt
from parcours.runtime.revocation import Wanted, revoke
from unit.runtime.house import House


def test_a_status_tells_stage_contract_dates_and_tasks(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    status = queries.status(house.engine, case)
    assert (status.stage, status.situation, status.on) == ("En essai", "dedans", datetime.date(2026, 1, 5))
    (contract,) = status.contracts
    assert contract.ends_on == datetime.date(2026, 4, 4)  # 5 January + 3 months, the day before
    assert status.due["formation.en_cours.fin"] == datetime.date(2026, 6, 5)
    assert [task.action for task in status.tasks] == ["accueillir", "declarer"]


def test_a_past_day_is_told_as_it_was_known(house: House) -> None:
    case = house.opens()
    house.goes_to("2026-01-12")
    house.sends(case, "signer", term="3 mois")
    then = queries.status(house.engine, case, datetime.date(2026, 1, 11))
    assert (then.stage, then.contracts, then.stage_then) == ("Candidature", (), "")
    assert queries.status(house.engine, case, datetime.date(2026, 1, 12)).stage == "En essai"


def test_a_past_day_is_also_told_as_it_is_known_now(house: House) -> None:
    """Signed for the 12th and typed the 20th: on the 15th the file still said candidate."""
    case = house.opens()
    house.goes_to("2026-01-20")
    house.sends(case, "signer", signed_on="2026-01-12", starts_on="2026-01-12", term="3 mois")
    then = queries.status(house.engine, case, datetime.date(2026, 1, 15))
    assert (then.case.stage, then.stage_then) == ("candidat", "en_essai")


def test_a_revoked_stage_was_never_stood_in(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    house.goes_to("2026-01-12")
    house.sends(case, "signer", term="3 mois")
    house.goes_to("2026-01-20")
    revoke(house.engine, case, Wanted(before, "erreur"))
    then = queries.status(house.engine, case, datetime.date(2026, 1, 15))
    assert (then.case.stage, then.stage_then) == ("en_essai", "candidat")


def test_a_day_before_the_case_opened_is_a_mistake_of_the_caller(house: House) -> None:
    case = house.opens()
    with pytest.raises(UsageError, match="4 janvier 2026"):
        queries.status(house.engine, case, datetime.date(2026, 1, 4))


def test_cases_are_listed_by_stage_and_by_what_is_due(house: House) -> None:
    first, second = house.opens("P-1"), house.opens("P-2")
    house.sends(second, "signer", term="1 mois")
    assert [each.id for each in queries.cases(house.engine)] == [first, second]
    assert [each.id for each in queries.cases(house.engine, "essai", stage="en_essai")] == [second]
    assert queries.cases(house.engine, "ailleurs") == ()
    # The candidate is next due on 5 July; the other has the first point of the training on 12 January.
    due = queries.cases(house.engine, due_before=datetime.date(2026, 2, 1))
    assert [each.id for each in due] == [second]


def test_pending_events_are_listed_nearest_first(house: House) -> None:
    case = house.opens()
    assert queries.pending(house.engine, case) == ()
    house.sends(case, "signer", starts_on="2026-02-01")
    assert [(kept.event, kept.on) for kept in queries.pending(house.engine, case)] == [
        ("signer", datetime.date(2026, 2, 1))
    ]


def test_tasks_are_listed_by_case_and_by_role(house: House) -> None:
    first, second = house.opens("P-1"), house.opens("P-2")
    assert [(line.case, line.label) for line in queries.tasks(house.engine)] == [
        (first, "Accueillir"),
        (second, "Accueillir"),
    ]
    assert [line.case for line in queries.tasks(house.engine, case=second)] == [second]
    assert queries.tasks(house.engine, role="comite") == ()


def test_the_journal_speaks_in_sentences_of_both_languages(house: House) -> None:
    case = house.opens(ville="Dinan")
    house.sends(case, "signer", term="3 mois")
    lines = queries.journal(house.engine, case)
    assert [str(entry.told) for entry in lines] == [
        "5 janvier 2026 : dossier modifié",
        "5 janvier 2026 : Entrée (Accueil)",
        "5 janvier 2026 : Signature (Accueil)",
    ]
    assert "Contrat d'essai du 5 janvier 2026 au 4 avril 2026 inclus" in [str(each) for each in lines[2].changes]
    assert lines[1].changes[0].render("en") == "enters the stage “Candidature” on 5 January 2026"


def test_no_personal_word_stands_in_the_journal(house: House) -> None:
    case = house.opens(ville="Dinan")
    update(house.engine, case, {"nom": "Kerjean"})
    told = " ".join(str(text) for entry in queries.journal(house.engine, case) for text in (entry.told, *entry.changes))
    assert "Kerjean" not in told
    assert "Le Goff" not in told


def test_a_journal_gives_the_reasons_people_gave(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    house.sends(case, "rompre", ends_on="2026-01-31", motif="déménagement")
    revoke(house.engine, case, Wanted(2, "mauvaise personne"))
    told = [str(text) for entry in queries.journal(house.engine, case) for text in entry.changes]
    assert "motif : mauvaise personne" in told
    assert "motif : déménagement" in told


def test_a_journal_is_readable_without_the_key(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case = house.opens()
    closed = close(house.engine, case, "doublon")

    def sealed(*_: object) -> None:
        raise MissingKeyError(Text("Il n'y a pas de clé."))

    with house.engine.store.reading() as reader:
        monkeypatch.setattr(type(reader), "secrets", sealed)
    journal = queries.journal(house.engine, case)
    assert journal[-1].fact == closed.facts[-1]
    assert not any("doublon" in str(text) for text in journal[-1].changes)


def test_what_is_kept_for_a_coming_day_is_told_on_the_day_it_was_said(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", starts_on="2026-02-01", term="3 mois")
    kept = queries.journal(house.engine, case)[-1]
    assert str(kept.told) == "5 janvier 2026 : Signature (Accueil)"
    assert "Signature : prendra effet le 1er février 2026" in [str(each) for each in kept.changes]


def test_a_date_is_explained_from_its_anchor(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    (due,) = explanation.explain(house.engine, case, "fin").dates
    assert (due.name, due.day) == ("formation.en_cours.fin", datetime.date(2026, 6, 5))
    assert "5 janvier 2026 + 5 mois → 5 juin 2026." in [str(each) for each in due.sentences]


def test_a_contract_is_explained_period_after_period_from_its_first_day(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    house.sends(case, "renouveler", term="1 mois")
    (term,) = explanation.explain(house.engine, case).contracts
    assert (term.contract, term.label) == ("essai", "Contrat d'essai")
    assert [str(each) for each in term.sentences] == [
        "5 janvier 2026 + 3 mois → 5 avril 2026 ; dernier jour, la veille (règle terme) : 4 avril 2026.",
        "5 janvier 2026 + 4 mois → 5 mai 2026 ; dernier jour, la veille (règle terme) : 4 mai 2026.",
    ]


def test_a_date_that_would_have_fired_before_the_takeover_is_shown(house: House) -> None:
    entrance = Entrance(house.definition, "P-1", {"nom": "Riou"})
    case = adopt(house.engine, entrance, Standing("candidat", datetime.date(2025, 3, 1))).case.id
    (missed,) = explanation.explain(house.engine, case).missed
    assert (missed.name, missed.day) == ("candidat.abandon", datetime.date(2025, 9, 1))  # 1 March and six months
    assert str(missed.sentences[0]) == "échéance passée le 1er septembre 2025, avant la reprise"
    assert explanation.explain(house.engine, case, "abandon").dates == (missed,)
    update(house.engine, case, {"assurance": "2026-01-01..2028-12-31"})
    house.sends(case, "signer", term="3 mois")
    assert explanation.explain(house.engine, case).missed == ()  # it went with its stage


def test_a_date_that_does_not_exist_is_told_with_those_that_do(house: House) -> None:
    case = house.opens()
    with pytest.raises(UsageError, match=r"candidat\.abandon"):
        explanation.explain(house.engine, case, "fin")


def test_an_explanation_says_who_may_do_what_and_why_not(house: House) -> None:
    case = house.opens()
    update(house.engine, case, {"assurance": ""})
    possible = {each.event: each for each in explanation.explain(house.engine, case).possible}
    assert possible["signer"].roles == ("Accueil",)
    assert possible["signer"].refusal is not None
    assert "L'assurance ne couvre pas le premier jour." in possible["signer"].refusal.render()
    assert "terme" not in possible  # only the engine sends it


def test_an_explanation_names_the_fact_that_led_here(house: House) -> None:
    case = house.opens()
    kept = house.sends(case, "signer", starts_on="2026-02-01", term="3 mois")
    house.goes_to("2026-02-03")
    house.sends(case, "visiter")
    here = explanation.explain(house.engine, case).here
    assert [entry.fact.kind for entry in here] == ["event", "effective"]  # said in January, effective in February
    assert here[0].fact.seq == kept.seq


def test_what_happens_if_nobody_does_anything_is_told_in_order(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    ahead = explanation.explain(house.engine, case).ahead
    assert [(entry.fact.on, entry.fact.name) for entry in ahead] == [
        (datetime.date(2026, 1, 12), "formation.en_cours.point"),
        (datetime.date(2026, 3, 4), "essai.terme"),  # one month before 4 April
        (datetime.date(2026, 4, 5), "essai.terme"),  # the day after its last day
        (datetime.date(2026, 6, 6), "formation.en_cours.fin"),
    ]
    assert "rappel" in str(ahead[1].told)
    assert str(ahead[2].told).startswith("4 avril 2026 : ")  # told on its day: what else ends that day follows it
    assert house.case(case).stage == "en_essai"  # told, not done


def test_no_more_is_told_ahead_than_asked(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    with house.engine.store.reading() as reader:
        told = explanation.ahead(queries.held_now(house.engine, reader, case), most=2)
    assert [fact.name for fact in told] == ["formation.en_cours.point", "essai.terme"]


def test_a_case_whose_entry_is_still_to_come_explains_itself(house: House) -> None:
    case = house.opens(effective_on="2026-02-01")
    told = explanation.explain(house.engine, case)
    assert (told.stage, told.here) == ("", ())
    assert str(told.ahead[0].told) == "1er février 2026 : Entrée : prend effet (Accueil)"


def test_a_case_that_stands_nowhere_yet_explains_itself(house: House) -> None:
    closed_before = house.opens()
    revoke(house.engine, closed_before, Wanted(1, "erreur", Author("accueil")))
    told = explanation.explain(house.engine, closed_before)
    assert (told.stage, told.dates) == ("", ())
