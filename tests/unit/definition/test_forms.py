import pytest

from parcours.definition.forms import FORMS, shown, slug


@pytest.mark.parametrize(
    ("form", "text", "code", "remedy"),
    [
        ("id", "Étape 1", "bad-id", "Écrivez « etape_1 »."),
        ("id", "1_a", "bad-id", "Écrivez « a »."),
        ("id", "été\n", "bad-id", "Écrivez « ete »."),
        ("id", "漢", "bad-id", ""),
        ("id", "...", "bad-id", ""),
        ("id_or_rest", "….", "bad-id", ""),
        ("rest", "bilan", "wrong-type", "Écrivez « clé: valeur », ou {clé: valeur}."),
        ("duration", "0 mois", "bad-duration", None),
        ("duration", "", "bad-duration", None),
        ("duration", "-1 mois", "bad-duration", None),
        ("duration", "un million d'années", "bad-duration", None),
        ("months", "15 jours", "bad-duration", "Écrivez des mois ou des années : « 6 mois », « 1 an »."),
        ("months", "1 mois et 2 jours", "bad-duration", "Écrivez des mois ou des années : « 6 mois », « 1 an »."),
        ("months", "x", "bad-duration", None),
        ("span", "P", "bad-duration", "Écrivez « P2M17D »."),
        ("span", "P1Y", "bad-duration", "Écrivez « P2M17D »."),
        ("date", "2026-02-29", "bad-date", "Vérifiez le mois et le jour."),
        ("date", "0000-01-01", "bad-date", "Vérifiez le mois et le jour."),
        ("date", "31.1.2026", "bad-date", "Écrivez « 2026-01-31 »."),
        ("date", "20260131", "bad-date", "Écrivez « 2026-01-31 »."),
        ("date", "2026-W05-1", "bad-date", "Écrivez « 2026-01-31 »."),
        ("date", "٢٠٢٦-٠١-٣١", "bad-date", "Écrivez « 2026-01-31 »."),
        ("known_day", "02-30", "bad-date", "Écrivez le mois puis le jour : « 06-18 » est le 18 juin."),
        ("known_day", "demain", "bad-date", "Écrivez « 2026-01-31 »."),
        ("time", "24:00", "bad-time", "Écrivez « 08:30 »."),
        ("time", "9h", "bad-time", "Écrivez « 09:00 »."),
        ("time", "14 h 30", "bad-time", "Écrivez « 14:30 »."),
        ("time", "14:5", "bad-time", "Écrivez « 08:30 »."),
        ("moment", "2026-01-15 9h30", "bad-time", "Écrivez « 09:30 »."),
        ("moment", "2026-13-15 09:30", "bad-date", "Vérifiez le mois et le jour."),
        ("day_path", "stage.entered", "unknown-day", "Vouliez-vous dire « stage.entered_on » ?"),
        ("day_path", "contract.a.b.ends_on", "unknown-day", None),
        ("day_path", "dossier.a.from", "unknown-day", None),
        ("period_day", "2026-12-31", "bad-date", "Écrivez le mois et le jour : « 12-31 »."),
        ("period_day", "12-32", "bad-date", None),
        ("period_day", "Fin de mois", "bad-id", "Écrivez « fin_de_mois »."),
        ("law_rule", "law.a.b", "bad-reference", "Écrivez « a.b »."),
        ("law_rule", "a", "bad-reference", ""),
        ("cap", "terme", "unknown-word", "Vouliez-vous dire « term » ?"),
        ("cap", "xyz", "unknown-word", "Écrivez « term », « renewals », « total » ou « trial »."),
        ("country", "fr", "bad-reference", "Écrivez « FR »."),
        ("subdivision", "", "bad-reference", ""),
    ],
)
def test_a_text_of_another_form_is_answered_by_what_to_write(
    form: str, text: str, code: str, remedy: str | None
) -> None:
    refusal = FORMS[form](text)
    assert refusal is not None
    assert refusal.code.slug == code
    if remedy is not None:  # the sentences of durations are the calendar's own
        assert str(refusal.remedy or "") == remedy


def test_a_long_value_is_cut_and_kept_on_one_line() -> None:
    assert shown("a\nb" * 40) == "a ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba b"[:59] + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Chargé·e d'accueil", "chargee_d_accueil"), ("Œuvre", "uvre"), ("cœur", "coeur"), ("__9", "")],
)
def test_an_identifier_is_made_of_a_label(text: str, expected: str) -> None:
    assert slug(text) == expected
