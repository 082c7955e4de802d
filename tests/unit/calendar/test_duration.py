import pytest

from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.messages import Text


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P6M", Duration(months=6)),
        ("P1Y2M10D", Duration(months=14, days=10)),
        ("P2W", Duration(days=14)),
        ("PT36H", Duration(minutes=36 * 60)),
        ("PT90M", Duration(minutes=90)),
        ("PT1H30M", Duration(minutes=90)),
        ("P1DT2H", Duration(days=1, minutes=120)),
        ("p6m", Duration(months=6)),
        ("6 mois", Duration(months=6)),
        ("6mois", Duration(months=6)),
        ("30 jours", Duration(days=30)),
        ("2 semaines", Duration(days=14)),
        ("1 an", Duration(months=12)),
        ("2 années", Duration(months=24)),
        ("36 heures", Duration(minutes=36 * 60)),
        ("90 min", Duration(minutes=90)),
        ("5 jours ouvrés", Duration(business_days=5)),
        ("5 jours ouvres", Duration(business_days=5)),
        ("1 JOUR OUVRÉ", Duration(business_days=1)),
        ("5 jours ouvrables", Duration(working_days=5)),
        ("6 months", Duration(months=6)),
        ("1 year and 2 months", Duration(months=14)),
        ("5 business days", Duration(business_days=5)),
        ("5 working days (Mon-Sat)", Duration(working_days=5)),
        ("1 an 2 mois", Duration(months=14)),
        ("1 an et 2 mois", Duration(months=14)),
        ("1 an, 2 mois et 10 jours", Duration(months=14, days=10)),
        ("  6\u00a0 mois ", Duration(months=6)),
        ("1 jour et 2 heures", Duration(days=1, minutes=120)),
        ("200 ans", Duration(months=2400)),
    ],
)
def test_a_duration_is_read_in_iso_and_in_both_languages(text: str, duration: Duration) -> None:
    assert Duration.parse(text) == duration


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 mois", "nulle"),
        ("P0D", "nulle"),
        ("PT0H", "nulle"),
        ("-3 mois", "négative"),
        ("− 3 mois", "négative"),
        ("P-3M", "négative"),
        ("-P3M", "n'est pas une durée"),
        ("1,5 mois", "nombres entiers"),
        ("1.5 months", "nombres entiers"),
        ("201 ans", "200 ans"),
        ("1000000 ans", "200 ans"),
        ("9" * 70 + " ans", "200 ans"),
        ("9" * 5000, "n'est pas une durée"),
        ("80000 jours ouvrés", "200 ans"),
        ("", "n'est pas une durée"),
        ("P", "n'est pas une durée"),
        ("PT", "n'est pas une durée"),
        ("P1M2H", "n'est pas une durée"),
        ("P1DT", "n'est pas une durée"),
        ("P1W2D", "n'est pas une durée"),
        ("PT30S", "n'est pas une durée"),
        ("12", "n'est pas une durée"),
        ("mois", "n'est pas une durée"),
        ("six mois", "n'est pas une durée"),
        ("+3 mois", "n'est pas une durée"),
        ("2 mois 3 mois", "n'est pas une durée"),
        ("6 mois et", "n'est pas une unité"),
        ("٦ mois", "n'est pas une durée"),
        ("3 lustres", "n'est pas une unité"),
        ("5 working days", "deux façons"),
        ("1 an 5 jours ouvrés", "mêle"),
        ("3 jours 5 jours ouvrés", "mêle"),
        ("1 mois 2 heures", "mêle"),
        ("5 jours ouvrés 5 jours ouvrables", "mêle"),
    ],
)
def test_what_is_no_duration_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(DurationError, match=said) as refusal:
        Duration.parse(text)
    assert refusal.value.remedy is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("6 moi", "6 mois"), ("3 jour ouvrees", "3 jours ouvrés"), ("2 semaine s", "2 semaines"), ("4 mnths", "4 months")],
)
def test_a_misspelt_unit_is_recognised(text: str, meant: str) -> None:
    with pytest.raises(DurationError) as refusal:
        Duration.parse(text)
    assert meant in refusal.value.remedy.render()


@pytest.mark.parametrize("text", ["x" * 100_000, "-3" * 50_000, "1,5" + " " * 100_000])
def test_a_long_text_is_quoted_short(text: str) -> None:
    with pytest.raises(DurationError) as refusal:
        Duration.parse(text)
    assert len(str(refusal.value)) < 300


def test_a_duration_made_by_hand_obeys_the_same_rules() -> None:
    with pytest.raises(DurationError, match="négative"):
        Duration(months=-1)
    with pytest.raises(DurationError, match="mêle"):
        Duration(days=1, working_days=1)
    with pytest.raises(DurationError, match="200 ans"):
        Duration(days=73_051)
    assert Duration().iso() == "P0D"
    assert Duration().words() == "0 jour"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1 an et 2 mois", "P14M"),
        ("2 mois et 17 jours", "P2M17D"),
        ("2 semaines", "P14D"),
        ("36 heures", "PT36H"),
        ("90 minutes", "PT1H30M"),
        ("1 jour et 2 heures", "P1DT2H"),
        ("5 business days", "5 jours ouvrés"),
        ("1 jour ouvrable", "1 jour ouvrable"),
    ],
)
def test_the_canonical_writing_is_one_and_is_read_back(text: str, iso: str) -> None:
    assert Duration.parse(text).iso() == iso
    assert Duration.parse(iso) == Duration.parse(text)


@pytest.mark.parametrize(
    ("duration", "french", "english"),
    [
        (Duration(months=36), "36 mois", "36 months"),
        (Duration(months=1), "1 mois", "1 month"),
        (Duration(months=2, days=17), "2 mois et 17 jours", "2 months and 17 days"),
        (Duration(days=1), "1 jour", "1 day"),
        (Duration(minutes=36 * 60), "36 heures", "36 hours"),
        (Duration(minutes=61), "1 heure et 1 minute", "1 hour and 1 minute"),
        (Duration(minutes=45), "45 minutes", "45 minutes"),
        (Duration(business_days=1), "1 jour ouvré", "1 business day"),
        (Duration(business_days=5), "5 jours ouvrés", "5 business days"),
        (Duration(working_days=1), "1 jour ouvrable", "1 working day (Mon-Sat)"),
        (Duration(working_days=5), "5 jours ouvrables", "5 working days (Mon-Sat)"),
    ],
)
def test_a_duration_is_said_in_both_languages_and_read_back(duration: Duration, french: str, english: str) -> None:
    assert duration.words() == french
    assert duration.words("en") == english
    assert Duration.parse(french) == Duration.parse(english) == duration


def test_only_hours_and_minutes_lead_to_an_instant() -> None:
    assert Duration(months=1).is_civil
    assert Duration(business_days=1).is_civil
    assert not Duration(minutes=1).is_civil
    assert Duration(working_days=1).skips_days_off
    assert not Duration(days=1).skips_days_off


def test_a_refusal_is_said_in_english_too() -> None:
    with pytest.raises(DurationError) as refusal:
        Duration.parse("6 moi")
    assert refusal.value.text == Text("« {unit} » n'est pas une unité de durée.", unit="moi")
    assert refusal.value.text.render("en") == "“moi” is not a unit of duration."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("15 jour ouvrés", "« jour ouvrés » n'est pas une unité de durée."),
        ("2 Décades", "« Décades » n'est pas une unité de durée."),
        ("3moi", "« moi » n'est pas une unité de durée."),
        ("1000000 ans", "La durée « 1000000 ans » dépasse 200 ans."),
    ],
)
def test_what_was_written_is_shown_as_it_was_written(text: str, said: str) -> None:
    with pytest.raises(DurationError) as refusal:
        Duration.parse(text)
    assert refusal.value.text.render() == said
