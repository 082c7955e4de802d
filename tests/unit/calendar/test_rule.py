import pytest

from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.roll import Roll
from parcours.calendar.rule import DateRule

RULES = {
    "": DateRule(),
    "of dossier.date_demarrage": DateRule(of="dossier.date_demarrage"),
    "after P6M of stage.entered_on": DateRule(Duration(months=6), of="stage.entered_on"),
    "before P15D of contract.trial_ends_on": DateRule(Duration(days=15), backwards=True, of="contract.trial_ends_on"),
    "after 5 jours ouvrés": DateRule(Duration(business_days=5)),
    "before 1 jour ouvrable of dates.ag": DateRule(Duration(working_days=1), backwards=True, of="dates.ag"),
    "after P36M of contract.signed_on less prior_contracts last_before ag roll previous_business_day": DateRule(
        Duration(months=36),
        of="contract.signed_on",
        less="prior_contracts",
        last_before="ag",
        roll=Roll.PREVIOUS,
    ),
    "after P1M first_after ag roll next_business_day": DateRule(Duration(months=1), first_after="ag", roll=Roll.NEXT),
    "after PT36H": DateRule(Duration(minutes=2160)),
    # Lists may be called as the words of a formula.
    "after P1M of dossier.after last_before roll": DateRule(Duration(months=1), of="dossier.after", last_before="roll"),
}


@pytest.mark.parametrize("formula", RULES)
def test_a_rule_is_said_on_one_line_and_read_back(formula: str) -> None:
    assert RULES[formula].formula == formula
    assert DateRule.from_formula(formula) == RULES[formula]


@pytest.mark.parametrize("text", ["after", "P6M", "after P6M then", "after  P6M", "after P6M before P1M", "of"])
def test_another_text_says_no_date(text: str) -> None:
    with pytest.raises(CalendarError, match="ne dit pas une date"):
        DateRule.from_formula(text)


def test_a_date_aims_at_one_list() -> None:
    with pytest.raises(CalendarError, match="pas les deux"):
        DateRule(Duration(months=1), last_before="ag", first_after="ca")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"offset": Duration(months=36), "backwards": True},
        {"offset": Duration(business_days=5)},
        {"offset": Duration(minutes=5)},
    ],
)
def test_time_is_taken_off_months_or_days_only(members: dict[str, object]) -> None:
    with pytest.raises(CalendarError, match="less"):
        DateRule(less="prior_contracts", **members)


@pytest.mark.parametrize("members", [{"roll": Roll.NEXT}, {"last_before": "ag"}, {"first_after": "ag"}])
def test_an_instant_is_not_moved_to_another_day(members: dict[str, object]) -> None:
    with pytest.raises(CalendarError, match="instant"):
        DateRule(Duration(minutes=60), **members)
    assert not DateRule(Duration(minutes=60)).is_civil


def test_a_rule_names_the_list_it_aims_at() -> None:
    assert DateRule(last_before="ag").list_name == DateRule(first_after="ag").list_name == "ag"
    assert DateRule().list_name is None
