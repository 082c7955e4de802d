"""Whether a file's date goes beyond the law's."""

import pytest

from parcours.calendar.dates import DateRule, Roll
from parcours.calendar.duration import Duration
from parcours.definition.checks.law.compare import is_later, is_longer
from parcours.model.workflow import Contract

CONTRACT = Contract("essai", "Essai", "essai")
SIGNED, OWN_SIGNED, FIRST_DAY = "contract.signed_on", "contract.essai.signed_on", "contract.essai.starts_on"


def after(text: str, of: str = OWN_SIGNED) -> DateRule:
    return DateRule(Duration.parse(text), of=of)


def before(text: str, of: str = OWN_SIGNED) -> DateRule:
    return DateRule(Duration.parse(text), backwards=True, of=of)


@pytest.mark.parametrize(
    ("own", "law", "longer"),
    [
        ("36 mois", "36 mois", False),
        ("35 mois", "36 mois", False),
        ("37 mois", "36 mois", True),
        ("3 ans", "36 mois", False),
        ("30 jours", "1 mois", True),  # February has 28 days
        ("28 jours", "1 mois", False),
        ("1 mois", "31 jours", False),
        ("1 mois", "30 jours", True),  # January has 31 days
        ("5 jours ouvrés", "7 jours", False),  # from a Monday to the next one
        ("5 jours ouvrés", "5 jours ouvrés", False),
        ("6 jours ouvrés", "5 jours ouvrés", True),
        ("6 jours ouvrables", "8 jours", False),
        ("PT36H", "1 jour", True),
    ],
)
def test_a_period_is_longer_if_it_may_be(own: str, law: str, longer: bool) -> None:  # noqa: FBT001  # a table of answers
    assert is_longer(Duration.parse(own), Duration.parse(law)) is longer


@pytest.mark.parametrize(
    ("own", "law", "later"),
    [
        (after("30 mois"), after("36 mois", SIGNED), False),
        (after("40 mois"), after("36 mois", SIGNED), True),
        (after("40 mois", FIRST_DAY), after("36 mois", SIGNED), True),  # it is signed on its first day at the latest
        (after("36 mois", FIRST_DAY), after("36 mois", SIGNED), True),
        (after("24 mois", FIRST_DAY), after("36 mois", SIGNED), False),
        (
            after("40 mois"),
            after("36 mois", "contract.starts_on"),
            False,
        ),  # nobody can tell: signed long before, perhaps
        (after("40 mois", "contract.essai.ends_on"), after("36 mois", SIGNED), False),  # nor here
        (before("2 jours"), before("1 jour", SIGNED), False),
        (DateRule(of=OWN_SIGNED), before("1 jour", SIGNED), True),
        (before("1 jour"), before("2 jours", SIGNED), True),
        (after("1 jour"), before("2 jours", SIGNED), True),
        (before("1 jour"), after("2 jours", SIGNED), False),
        (DateRule(of="law.loi.limite"), after("36 mois", SIGNED), False),
        (before("15 jours", "law.loi.limite"), after("36 mois", SIGNED), False),
        (after("1 jour", "law.loi.limite"), after("36 mois", SIGNED), True),
        (DateRule(of="law.loi.limite", roll=Roll.NEXT), after("36 mois", SIGNED), True),
        (DateRule(of=OWN_SIGNED, first_after="assemblee"), after("36 mois", SIGNED), True),
        (after("8 jours", ""), after("8 jours", SIGNED), False),
        (after("9 jours", ""), after("8 jours", SIGNED), True),
    ],
)
def test_a_date_is_later_if_it_may_be(own: DateRule, law: DateRule, later: bool) -> None:  # noqa: FBT001  # a table of answers
    assert is_later(own, law, CONTRACT, SIGNED) is later
