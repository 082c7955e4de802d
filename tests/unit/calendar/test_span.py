from parcours.calendar.span import NO_TIME, Span


def test_months_and_days_are_summed_apart() -> None:
    assert Span(2, 17) + Span(0, 20) == Span(2, 37)
    assert sum((Span(1, 20), Span(1, 20)), NO_TIME).iso() == "P2M40D"


def test_a_span_is_said_in_iso_and_in_words() -> None:
    assert Span(2, 17).iso() == "P2M17D"
    assert Span(3).iso() == "P3M"
    assert Span(0, 4).iso() == "P4D"
    assert Span().iso() == "P0D"
    assert Span(2, 17).words() == "2 mois et 17 jours"
    assert Span(2, 1).words("en") == "2 months and 1 day"
    assert Span(18).words() == "18 mois"
    assert Span().words() == "0 jour"
    assert Span().words("en") == "0 days"


def test_spans_compare_by_months_then_days() -> None:
    assert Span(1, 0) > Span(0, 31)
    assert not NO_TIME
    assert Span(0, 1)
