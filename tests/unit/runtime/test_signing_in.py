"""Sessions and accounts, without any page."""

import datetime
from dataclasses import replace

import pytest

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory.accounts import MemoryAccounts
from parcours.adapters.passwords import Argon2
from parcours.model.account import Account, Membership, Right
from parcours.runtime.signing_in import Desk, SignInRefusedError, sign_in, sign_out, signed_in

NOW = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
CHEAP = Argon2(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def desk() -> Desk:
    desk = Desk(MemoryAccounts(), CHEAP, FixedClock(NOW), iter(["s1", "s2", "s3"]).__next__)
    with desk.accounts.writing() as writer:
        writer.keep_account(Account("maud", NOW, (Membership("essai", ("accueil",)),), CHEAP.hashed("sésame")))
    return desk


def account(desk: Desk) -> Account:
    with desk.accounts.reading() as reader:
        (found,) = reader.accounts()
    return found


def test_a_secret_says_who_is_there_until_they_leave(desk: Desk) -> None:
    secret = sign_in(desk, "maud", "sésame")
    assert signed_in(desk, secret) == account(desk)
    assert signed_in(desk, "another") is None
    sign_out(desk, secret)
    sign_out(desk, secret)
    assert signed_in(desk, secret) is None


def test_a_failure_is_counted_and_forgotten_by_the_next_success(desk: Desk) -> None:
    with pytest.raises(SignInRefusedError):
        sign_in(desk, "maud", "sesame")
    assert account(desk).failures == 1
    sign_in(desk, "maud", "sésame")
    assert account(desk).failures == 0


def test_a_weak_hash_is_made_anew_by_whoever_signs_in(desk: Desk) -> None:
    before = account(desk).password
    stronger = replace(desk, passwords=Argon2(time_cost=2, memory_cost=8, parallelism=1))
    sign_in(stronger, "maud", "sésame")
    assert account(desk).password != before
    assert not stronger.passwords.is_weak(account(desk).password)
    sign_in(stronger, "maud", "sésame")


def test_a_failed_write_leaves_no_trace(desk: Desk) -> None:
    def fails() -> None:
        with desk.accounts.writing() as writer:
            writer.keep_account(Account("zoe", NOW))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert account(desk).user == "maud"


def test_a_session_of_a_user_ends_with_all_their_others(desk: Desk) -> None:
    first, second = sign_in(desk, "maud", "sésame"), sign_in(desk, "maud", "sésame")
    with desk.accounts.writing() as writer:
        writer.end_sessions("maud")
    assert (signed_in(desk, first), signed_in(desk, second)) == (None, None)


def test_an_account_knows_its_cooperatives_roles_and_rights() -> None:
    known = Account("maud", NOW, (Membership("a", ("accueil",)), Membership("b", (), frozenset({Right.OPERATE}))))
    assert known.caes == ("a", "b")
    assert (known.roles("a"), known.roles("b"), known.roles("c")) == (("accueil",), (), ())
    assert (known.having(Right.OPERATE), known.having(Right.ADMINISTER)) == (("b",), ())
