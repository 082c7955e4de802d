"""What the law says of one signature, over plain data."""

from datetime import date

import pytest

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.calendar.span import Span
from parcours.law.signing import Signing, judge, longest_trial
from parcours.law.versions import in_force, in_force_from
from parcours.model.law import AppliesTo, LawRule, LawVersion, RuleKind

OLD, NEW = date(2020, 1, 1), date(2026, 6, 1)
TODAY = date(2026, 1, 15)


def rule(kind: RuleKind, *on: str, less: bool = False, **value: object) -> LawRule:
    version = LawVersion(OLD, "art. 1", **value)  # type: ignore[arg-type]
    return LawRule("fr", "regle", "Règle", kind, on=on, less_prior=less, versions=(version,))


def signing(**changes: object) -> Signing:
    plain: dict[str, object] = {
        "act": "begin",
        "signed_on": TODAY,
        "period_starts_on": TODAY,
        "old_end": None,
        "months": 6,
        "trial": None,
        "renewals": 0,
        "total": Span(6),
        "prior": Span(),
        "situation": "dehors",
    }
    return Signing(**{**plain, **changes})  # type: ignore[arg-type]


def refused(law: LawRule, **changes: object) -> bool:
    breach = judge(law, signing(**changes), TODAY)
    if breach is not None:
        sentence = breach.text.render()
        assert "art. 1, en vigueur depuis le 1er janvier 2020" in sentence
        assert sentence.endswith("Ceci n'est pas un conseil juridique.")
        assert "legal advice" in breach.text.render("en")
    return breach is not None


@pytest.mark.parametrize(("months", "expected"), [(12, False), (13, True)])
def test_a_term_is_at_most_the_cap(months: int, expected: bool) -> None:  # noqa: FBT001  # a table of answers
    assert refused(rule(RuleKind.CAP, "term", months=12), months=months) is expected


@pytest.mark.parametrize(("renewals", "expected"), [(2, False), (3, True)])
def test_renewals_are_at_most_the_cap(renewals: int, expected: bool) -> None:  # noqa: FBT001  # a table of answers
    assert refused(rule(RuleKind.CAP, "renewals", value=2), renewals=renewals) is expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (Span(36), False),
        (Span(35, 30), False),  # 15 January + 35 months = 15 December, + 30 days = 14 January: a day short of 36
        (Span(35, 31), False),
        (Span(35, 32), True),
        (Span(36, 1), True),
    ],
    ids=str,
)
def test_a_total_is_compared_by_where_it_leads(total: Span, expected: bool) -> None:  # noqa: FBT001  # answers
    assert refused(rule(RuleKind.CAP, "total", months=36), total=total) is expected


@pytest.mark.parametrize(
    ("trial", "prior", "expected"),
    [
        (None, Span(20), False),
        (8, Span(), False),
        (9, Span(), True),
        (5, Span(3), False),
        (6, Span(3), True),
        (5, Span(3, 1), True),
        (0, Span(8), False),
        (1, Span(8), True),
        (0, Span(20), False),
    ],
)
def test_a_trial_is_at_most_what_prior_contracts_leave(
    trial: int | None,
    prior: Span,
    expected: bool,  # noqa: FBT001  # a table of answers
) -> None:
    assert refused(rule(RuleKind.CAP, "trial", less=True, months=8), trial=trial, prior=prior) is expected


def test_without_less_prior_contracts_take_nothing_off_a_trial() -> None:
    law = rule(RuleKind.CAP, "trial", months=8)
    assert not refused(law, trial=8, prior=Span(20))
    assert longest_trial(law, law.versions[0], Span(20)) == (8, Span())


def test_a_rule_on_several_things_refuses_the_first_it_finds_wrong() -> None:
    assert refused(rule(RuleKind.CAP, "term", "renewals", months=12, value=2), months=6, renewals=3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"signed_on": date(2026, 1, 16)}, True),
        ({"act": "renew", "old_end": date(2026, 1, 15)}, False),
        ({"act": "renew", "old_end": date(2026, 1, 14)}, True),
        ({"act": "terminate", "signed_on": date(2027, 1, 1)}, False),
    ],
    ids=str,
)
def test_a_contract_is_written_by_its_first_day_and_a_renewal_by_the_old_end(
    changes: dict[str, object],
    expected: bool,  # noqa: FBT001  # a table of answers
) -> None:
    assert refused(rule(RuleKind.WRITING, "begin", "renew"), **changes) is expected


def limit(of: str = "contract.signed_on", *, until: str = "membre") -> LawRule:
    within = DateRule(Duration(months=36), of=of, less="prior_contracts")
    law = rule(RuleKind.DEADLINE, within=within)
    return LawRule(law.file, law.id, law.label, law.kind, until_situation=until, versions=law.versions)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"prior": Span(35)}, False),
        ({"prior": Span(35, 30)}, False),
        ({"prior": Span(36)}, True),
        ({"prior": Span(40)}, True),
        ({"prior": Span(36), "situation": "membre"}, False),
        ({"prior": Span(36), "act": "renew"}, False),
        # 15 January + 1 month left: 15 February, and it begins in March
        ({"prior": Span(35), "period_starts_on": date(2026, 3, 1)}, True),
    ],
    ids=str,
)
def test_no_contract_begins_with_no_time_left(changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    assert refused(limit(), **changes) is expected


def test_time_left_counts_from_the_day_the_law_names() -> None:
    assert not refused(limit("contract.starts_on"), prior=Span(35), period_starts_on=date(2026, 3, 1))


def test_a_deadline_that_takes_nothing_off_always_leaves_time() -> None:
    within = DateRule(Duration(months=3), of="contract.starts_on")
    assert not refused(rule(RuleKind.DEADLINE, within=within), prior=Span(100))


@pytest.mark.parametrize("kind", [RuleKind.DECLARATION, RuleKind.QUOTA, RuleKind.RECURRENCE])
def test_the_other_rules_have_nothing_to_say_of_a_signature(kind: RuleKind) -> None:
    assert judge(rule(kind), signing(), TODAY) is None


def test_the_version_is_the_one_of_the_day_of_signature() -> None:
    old, new = LawVersion(OLD, "art. 1", months=12), LawVersion(NEW, "art. 2", months=6)
    law = LawRule("fr", "duree", "Durée", RuleKind.CAP, on=("term",), versions=(old, new))
    assert in_force(law, date(2026, 5, 31), date(2026, 7, 1)) is old
    assert in_force(law, NEW, NEW) is new
    assert in_force(law, date(2019, 12, 31), NEW) is None
    assert judge(law, signing(signed_on=date(2019, 1, 1)), TODAY) is None


def test_a_version_for_running_contracts_meets_older_ones_once_it_is_in_force() -> None:
    old = LawVersion(OLD, "art. 1", months=12)
    new = LawVersion(NEW, "art. 2", months=6, applies_to=AppliesTo.RUNNING_CONTRACTS)
    law = LawRule("fr", "duree", "Durée", RuleKind.CAP, on=("term",), versions=(old, new))
    assert in_force(law, TODAY, date(2026, 5, 31)) is old
    assert in_force(law, TODAY, NEW) is new
    assert law.version(TODAY) is old
    assert law.version(NEW) is new
    assert law.version(date(2019, 1, 1)) is None


def test_a_file_must_respect_every_version_in_force_from_a_day_on() -> None:
    old, new = LawVersion(OLD, "art. 1"), LawVersion(NEW, "art. 2")
    law = LawRule("fr", "duree", "Durée", RuleKind.CAP, versions=(old, new))
    assert in_force_from(law, TODAY) == (old, new)
    assert in_force_from(law, NEW) == (new,)
    assert in_force_from(law, date(2019, 1, 1)) == (old, new)


def test_what_no_jurist_has_read_does_not_bind_until_it_is_confirmed() -> None:
    assert LawVersion(OLD, "art. 1").binding
    assert not LawVersion(OLD, "art. 1", to_check=True).binding
    assert LawVersion(OLD, "art. 1", to_check=True, confirmed_by="Me X").binding
