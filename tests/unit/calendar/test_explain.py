from datetime import UTC, date, datetime

import pytest

from parcours.calendar.dates import DateRule, Roll, reckon, reckon_instant
from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.calendar.explain import explain, sentences
from parcours.calendar.named import NamedDates
from parcours.calendar.paths import day_named
from parcours.calendar.span import Span

CALENDAR = Calendar(
    "Europe/Paris",
    "FR",
    closures=(Closure(date(2026, 8, 10), date(2026, 8, 21)),),
    dates={"ag": NamedDates((date(2026, 6, 18), date(2027, 6, 17)), ((6, 18),))},
)
LIMIT = DateRule(Duration(months=36), of="contract.signed_on", less="prior_contracts", last_before="ag")


def steps(rule: DateRule, anchor: str, lang: str = "fr", less: Span = Span(), *, limit: bool = False) -> list[str]:  # noqa: B008 - frozen
    """The sentences between the first and the last two."""
    said = explain(reckon(rule, date.fromisoformat(anchor), CALENDAR, less, limit=limit), lang)
    return list(said[1:-2])


def test_an_explanation_begins_with_the_anchor_and_ends_with_the_date_and_its_data() -> None:
    said = explain(reckon(DateRule(of="stage.entered_on"), date(2026, 1, 31), CALENDAR))
    assert said == (
        "Compté depuis : 31 janvier 2026 (entrée dans l'étape).",
        "Échéance : 31 janvier 2026.",
        f"Données : calendrier {CALENDAR.edition}.",
    )
    assert explain(reckon(DateRule(), date(2026, 1, 31), CALENDAR), "en")[0] == "Counted from: 31 January 2026."


@pytest.mark.parametrize(
    ("rule", "anchor", "said"),
    [
        (DateRule(Duration(months=3)), "2026-01-15", ["15 janvier 2026 + 3 mois → 15 avril 2026."]),
        (
            DateRule(Duration(months=1)),
            "2026-01-31",
            [
                (
                    "31 janvier 2026 + 1 mois : le jour 31 n'existe pas en février 2026, "
                    "dernier jour du mois (règle fin de mois) → 28 février 2026."
                )
            ],
        ),
        (
            DateRule(Duration(months=1, days=2), backwards=True),
            "2026-03-31",
            [
                (
                    "31 mars 2026 − 1 mois : le jour 31 n'existe pas en février 2026, "
                    "dernier jour du mois (règle fin de mois) → 28 février 2026."
                ),
                "28 février 2026 − 2 jours → 26 février 2026.",
            ],
        ),
        (DateRule(Duration(days=30)), "2026-01-01", ["1er janvier 2026 + 30 jours → 31 janvier 2026."]),
        (
            DateRule(Duration(business_days=2)),
            "2026-07-13",
            [
                (
                    "13 juillet 2026 + 2 jours ouvrés, du lundi au vendredi, hors jours fériés et fermetures "
                    "→ 16 juillet 2026."
                ),
                "Jours sautés : 14 juillet 2026 (Fête nationale).",
            ],
        ),
        (
            DateRule(Duration(working_days=2), backwards=True),
            "2026-07-15",
            [
                (
                    "15 juillet 2026 − 2 jours ouvrables, du lundi au samedi, hors jours fériés et fermetures "
                    "→ 11 juillet 2026."
                ),
                "Jours sautés : 14 juillet 2026 (Fête nationale).",
            ],
        ),
        (
            DateRule(Duration(business_days=10)),
            "2026-08-05",
            [
                (
                    "5 août 2026 + 10 jours ouvrés, du lundi au vendredi, hors jours fériés et fermetures "
                    "→ 2 septembre 2026."
                ),
                "Jours sautés : du 10 août 2026 au 21 août 2026 (fermeture).",
            ],
        ),
        (
            DateRule(Duration(months=1), roll=Roll.NEXT),
            "2026-07-15",
            [
                "15 juillet 2026 + 1 mois → 15 août 2026.",
                "15 août 2026 n'est pas ouvré (samedi) : report au jour ouvré suivant → 24 août 2026.",
                "Jours sautés : du 17 août 2026 au 21 août 2026 (fermeture).",
            ],
        ),
        (
            DateRule(roll=Roll.PREVIOUS),
            "2026-07-14",
            ["14 juillet 2026 n'est pas ouvré (Fête nationale) : report au jour ouvré précédent → 13 juillet 2026."],
        ),
        (DateRule(roll=Roll.NEXT), "2026-07-15", ["15 juillet 2026 est un jour ouvré : aucun report."]),
        (
            DateRule(Duration(months=1), first_after="ag"),
            "2026-05-19",
            [
                "19 mai 2026 + 1 mois → 19 juin 2026.",
                "Première date « ag » à partir de ce jour-là → 17 juin 2027.",
            ],
        ),
    ],
)
def test_each_step_names_its_rule(rule: DateRule, anchor: str, said: list[str]) -> None:
    assert steps(rule, anchor) == said


def test_a_limit_shows_its_arithmetic() -> None:
    assert steps(LIMIT, "2026-01-05", "fr", Span(18), limit=True) == [
        "36 mois − 18 mois = 18 mois (règle cumul).",
        "5 janvier 2026 + 18 mois → 5 juillet 2027.",
        "La limite est atteinte ce jour-là, compris (règle limite) : 5 juillet 2027.",
        "Dernière date « ag » au plus tard ce jour-là → 17 juin 2027.",
    ]
    assert steps(LIMIT, "2026-01-05", "en", Span(2, 17)) == [
        "36 months − 2 months and 17 days = 34 months − 17 days (cumul rule).",
        "5 January 2026 + 34 months → 5 November 2028.",
        "5 November 2028 − 17 days → 19 October 2028.",
        "Last “ag” date on that day or before → 18 June 2028.",
    ]


def test_a_limit_already_reached_is_said_too() -> None:
    assert steps(LIMIT, "2026-01-05", "fr", Span(37))[:2] == [
        "36 mois − 37 mois = 0 (règle cumul).",
        "5 janvier 2026 − 1 mois → 5 décembre 2025.",
    ]


def test_a_list_without_date_is_said() -> None:
    assert steps(LIMIT, "2026-07-01", "fr", Span(30))[-1] == (
        "Aucune date « ag » ne convient : 1er janvier 2027 est gardé, et le dossier est signalé."
    )


def test_hours_are_shown_on_the_clocks_of_the_place() -> None:
    rule = DateRule(Duration(minutes=2160))
    said = explain(reckon_instant(rule, datetime(2026, 3, 28, 12, tzinfo=UTC), CALENDAR))
    assert said[1] == "28 mars 2026 à 13:00 + 36 heures → 30 mars 2026 à 02:00 (Europe/Paris)."


def test_two_days_off_of_different_names_stay_two() -> None:
    # 1 May 2026 is a Friday, 8 May too.
    said = steps(DateRule(Duration(business_days=6)), "2026-04-30", "en")
    assert said[1] == "Days stepped over: 1 May 2026 (Labor Day) and 8 May 2026 (Victory Day)."


def test_days_off_are_told_in_the_step_that_met_them() -> None:
    bastille = Calendar("Europe/Paris", "FR", dates={"ag": NamedDates((date(2026, 7, 14),))})
    rule = DateRule(Duration(business_days=1), first_after="ag", roll=Roll.NEXT)
    assert explain(reckon(rule, date(2026, 7, 1), bastille))[1:-2] == (
        "1er juillet 2026 + 1 jour ouvré, du lundi au vendredi, hors jours fériés et fermetures → 2 juillet 2026.",
        "Première date « ag » à partir de ce jour-là → 14 juillet 2026.",
        "14 juillet 2026 n'est pas ouvré (Fête nationale) : report au jour ouvré suivant → 15 juillet 2026.",
    )


def test_other_data_today_add_a_line() -> None:
    reckoning = reckon(DateRule(Duration(business_days=1)), date(2026, 7, 13), CALENDAR)
    bare = Calendar("Europe/Paris")
    assert explain(reckoning, today=CALENDAR) == explain(reckoning)
    assert explain(reckoning, today=bare)[-1] == (
        f"Avec les données d'aujourd'hui ({bare.edition}), ce serait : 14 juillet 2026."
    )


def test_sentences_are_values() -> None:
    reckoning = reckon(DateRule(Duration(months=1)), date(2026, 1, 31), CALENDAR)
    assert tuple(text.render("en") for text in sentences(reckoning)) == explain(reckoning, "en")


@pytest.mark.parametrize(
    ("path", "french", "english"),
    [
        ("stage.entered_on", "entrée dans l'étape", "entry into the stage"),
        ("contract.signed_on", "signature du contrat", "signature of the contract"),
        ("contract.appui.ends_on", "dernier jour du contrat « appui »", "last day of the contract “appui”"),
        ("dossier.date_demarrage", "« date_demarrage » du dossier", "“date_demarrage” of the dossier"),
        ("dossier.rc_pro.until", "fin de validité de « rc_pro »", "end of validity of “rc_pro”"),
        ("dates.ag", "date « ag »", "“ag” date"),
        ("law.f.r", "jour que donne la règle « f.r »", "day given by the rule “f.r”"),
        ("case.last_contact_on", "dernier contact", "last contact"),
        ("contract.appui.months", "« contract.appui.months »", "“contract.appui.months”"),
        ("x", "« x »", "“x”"),
    ],
)
def test_the_path_of_a_day_is_said_in_words(path: str, french: str, english: str) -> None:
    assert day_named(path).render() == french
    assert day_named(path).render("en") == english
