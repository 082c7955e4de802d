"""Accounts given and shut, tokens made and revoked."""

import datetime
import itertools
from collections.abc import Callable

import pytest

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory.accounts import MemoryAccounts
from parcours.adapters.passwords import Argon2
from parcours.errors import UsageError
from parcours.model.account import Membership, Right, Scope
from parcours.runtime.accounts import (
    Wish,
    accounts,
    check_password,
    give_account,
    make_token,
    revoke_token,
    shut_account,
    tokens,
)
from parcours.runtime.signing_in import Desk, SignInRefusedError, sign_in, signed_in

NOW = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
SESAME = "sésame ouvre-toi"
OUEST, EST = Membership("ouest", ("accueil",)), Membership("est", ("gerance",), frozenset({Right.OPERATE}))


@pytest.fixture
def desk() -> Desk:
    numbers = itertools.count(1)
    return Desk(MemoryAccounts(), Argon2(1, 8, 1), FixedClock(NOW), lambda: f"s{next(numbers)}")


def test_an_account_is_given_in_one_cooperative_then_in_another(desk: Desk) -> None:
    first = give_account(desk, "maud", OUEST, SESAME)
    assert (first.created_at, first.memberships, first.disabled_at) == (NOW, (OUEST,), None)
    assert SESAME not in first.password
    second = give_account(desk, "maud", EST, None)
    assert (second.memberships, second.password) == ((EST, OUEST), first.password)
    third = give_account(desk, "maud", Membership("ouest"), None)
    assert third.memberships == (EST, Membership("ouest"))
    assert accounts(desk) == (third,)


def test_a_new_password_ends_every_session_and_forgives(desk: Desk) -> None:
    give_account(desk, "maud", OUEST, SESAME)
    before = sign_in(desk, "maud", SESAME)
    with pytest.raises(SignInRefusedError):
        sign_in(desk, "maud", "faux")
    given = give_account(desk, "maud", None, "sésame ferme-toi")
    assert (given.failures, given.memberships) == (0, (OUEST,))
    assert signed_in(desk, before) is None
    with pytest.raises(SignInRefusedError):
        sign_in(desk, "maud", SESAME)
    assert signed_in(desk, sign_in(desk, "maud", "sésame ferme-toi")) == given


def test_a_shut_account_is_opened_by_giving_it_again(desk: Desk) -> None:
    give_account(desk, "maud", OUEST, SESAME)
    secret = sign_in(desk, "maud", SESAME)
    assert shut_account(desk, "maud").disabled_at == NOW
    assert signed_in(desk, secret) is None
    with pytest.raises(SignInRefusedError):
        sign_in(desk, "maud", SESAME)
    give_account(desk, "maud", None, None)
    assert signed_in(desk, secret) is None  # the session of before stays over
    sign_in(desk, "maud", SESAME)


def test_an_account_without_a_password_signs_nobody_in(desk: Desk) -> None:
    give_account(desk, "endi", OUEST, None)
    with pytest.raises(SignInRefusedError):
        sign_in(desk, "endi", "")


def test_a_token_is_shown_once_and_kept_as_a_digest(desk: Desk) -> None:
    give_account(desk, "endi", OUEST, None)
    token, secret = make_token(desk, Wish("tableur", "endi", Scope.READ, 90, "ouest"))
    assert secret == "parcours_s1"
    assert token.ends_at == datetime.datetime(2026, 4, 5, 11, tzinfo=datetime.UTC)  # 26 days of January, 28, 31 and 5
    assert secret not in repr(token)
    revoked = revoke_token(desk, "tableur")
    assert (revoked.revoked_at, tokens(desk)) == (NOW, (revoked,))
    assert revoke_token(desk, "tableur") == revoked


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda desk: shut_account(desk, "maut"), "Vouliez-vous dire « maud »"),
        (lambda desk: revoke_token(desk, "tableu"), "Vouliez-vous dire « tableur »"),
        (lambda desk: make_token(desk, Wish("tableur", "maud", Scope.READ, 1)), "porte déjà le nom"),
        (lambda desk: make_token(desk, Wish("autre", "maud", Scope.READ, 1, "est")), "n'est pas de la coopérative"),
        (lambda desk: make_token(desk, Wish("autre", "maud", Scope.READ, 0)), "de 1 à 366 jours"),
        (lambda desk: make_token(desk, Wish("autre", "maud", Scope.READ, 367)), "de 1 à 366 jours"),
        (lambda desk: make_token(desk, Wish("Autre", "maud", Scope.READ, 1)), "ne peut pas être un nom"),
        (lambda desk: give_account(desk, "Maud Le Roux", OUEST, SESAME), "ne peut pas être un nom"),
        (lambda desk: give_account(desk, "zoe", OUEST, "court"), "trop court"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(desk: Desk, act: Callable[[Desk], object], said: str) -> None:
    give_account(desk, "maud", OUEST, SESAME)
    make_token(desk, Wish("tableur", "maud", Scope.READ, 1))
    before = (accounts(desk), tokens(desk))
    with pytest.raises(UsageError) as refused:
        act(desk)
    assert said in str(refused.value)
    assert (accounts(desk), tokens(desk)) == before


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("onze lettre", "12 caractères au moins"),
        ("x" * 1025, "1024 caractères au plus"),
        ("le chat de MAUD dort", "se devine"),
        ("abcdabcdabcd", "se devine"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_password("maud", password)


def test_a_password_of_twelve_characters_will_do() -> None:
    check_password("maud", "douze signes")
