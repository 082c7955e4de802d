"""Who may sign in, as every store keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parcours.adapters.storage import open_store
from parcours.model.account import Account, AccountAct, ActKind, Membership, Right, SavedView, Scope, Session, Token
from parcours.ports import MissingKeyError, Store
from parcours.runtime.recovery import AuditedStore, verify
from samples import CAE, NOON
from sites import Site

LATER = NOON + timedelta(hours=1)
MAUD = Account("maud", NOON, (Membership(CAE, ("accueil", "gerance"), frozenset(Right)), Membership("zz")), "$h$")
ZOE = Account("zoe", NOON)
TOKEN = Token("tableur", "d2", "maud", Scope.READ, NOON, LATER, CAE)


def kept(store: Store, *accounts: Account) -> None:
    with store.accounts.writing() as desk:
        for each in accounts:
            desk.keep_account(each)


def test_an_account_is_kept_whole_and_read_by_its_name(store: AuditedStore) -> None:
    kept(store, ZOE, MAUD)
    with store.accounts.reading() as desk:
        assert (desk.account("maud"), desk.account("zoe"), desk.account("paul")) == (MAUD, ZOE, None)
        assert desk.accounts() == (MAUD, ZOE)
    assert verify(store).findings == ()


def test_an_account_is_written_in_place_of_itself_with_its_cooperatives(store: AuditedStore) -> None:
    kept(store, MAUD, ZOE)
    changed = replace(
        MAUD, memberships=(Membership("zz", ("accueil",)),), failures=2, locked_until=LATER, disabled_at=NOON
    )
    kept(store, changed)
    with store.accounts.reading() as desk:
        assert desk.accounts() == (changed, ZOE)
    assert verify(store).findings == ()


def test_sessions_are_found_by_their_digest_until_they_end(store: AuditedStore) -> None:
    one, two, other = (
        Session("d1", "maud", NOON, LATER),
        Session("d2", "maud", NOON, LATER),
        Session("d3", "zoe", NOON, NOON),
    )
    kept(store, MAUD, ZOE)
    with store.accounts.writing() as desk:
        for each in (one, two, other):
            desk.keep_session(each)
        desk.end_session("d1")
        desk.end_session("nobody's")
    with store.accounts.reading() as desk:
        assert [desk.session(digest) for digest in ("d1", "d2", "d3")] == [None, two, other]
    with store.accounts.writing() as desk:
        desk.end_sessions("maud")
        assert [desk.session(digest) for digest in ("d2", "d3")] == [None, other]
        desk.end_sessions_before(NOON)
        assert desk.session("d3") is None


def test_a_token_is_found_by_its_digest_and_stays_once_revoked(store: AuditedStore) -> None:
    kept(store, MAUD)
    older = replace(TOKEN, name="agenda", digest="d1", scope=Scope.CALENDAR, cae="")
    with store.accounts.writing() as desk:
        desk.keep_token(TOKEN)
        desk.keep_token(older)
    with store.accounts.writing() as desk:
        desk.keep_token(replace(TOKEN, revoked_at=LATER))
    with store.accounts.reading() as desk:
        assert desk.token("d2") == replace(TOKEN, revoked_at=LATER)
        assert desk.token("d3") is None
        assert desk.tokens() == (older, replace(TOKEN, revoked_at=LATER))
    assert verify(store).findings == ()


def test_a_token_is_open_until_its_end_unless_it_was_revoked() -> None:
    assert TOKEN.is_open(NOON)
    assert not TOKEN.is_open(LATER)
    assert not replace(TOKEN, revoked_at=NOON).is_open(NOON)


def test_what_fails_leaves_no_account(store: AuditedStore) -> None:
    def fails() -> None:
        with store.accounts.writing() as desk:
            desk.keep_account(MAUD)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with store.accounts.reading() as desk:
        assert desk.accounts() == ()


def test_what_was_decided_is_kept_in_order_and_for_good(store: AuditedStore) -> None:
    acts = [
        AccountAct(NOON, "ops", ActKind.GIVEN, "maud", ("ouest", "est"), ("accueil", "password")),
        AccountAct(LATER, "maud", ActKind.TOKEN_REVOKED, "tableur"),
    ]
    for act in acts:
        with store.accounts.writing() as desk:
            desk.note(act)
    with pytest.raises(ZeroDivisionError), store.accounts.writing() as desk:
        desk.note(replace(acts[0], at=NOON + timedelta(1 / 0)))
    with store.accounts.reading() as desk:
        assert list(desk.acts()) == acts[::-1]
    assert verify(store).findings == ()


def test_each_user_has_views_of_their_own(store: AuditedStore) -> None:
    kept(store, MAUD, ZOE)
    mine = [SavedView("maud", "b", "etat=finis", by_default=True), SavedView("maud", "a", "")]
    with store.accounts.writing() as desk:
        desk.keep_views("maud", mine)
        desk.keep_views("zoe", [SavedView("zoe", "a", "etat=tous")])
        desk.keep_views("zoe", [SavedView("zoe", "c", "etat=tous")])
    with pytest.raises(ZeroDivisionError), store.accounts.writing() as desk:
        desk.keep_views("maud", (SavedView("maud", str(1 // number), "") for number in (1, 0)))
    with store.accounts.reading() as desk:
        assert desk.views("maud") == (mine[1], mine[0])
        assert desk.views("zoe") == (SavedView("zoe", "c", "etat=tous"),)
        assert desk.views("personne") == ()
    assert verify(store).findings == ()


def test_a_row_that_somebody_wrote_without_the_key_lets_nobody_in(site: Site) -> None:
    store = site.open()
    kept(store, MAUD, ZOE)
    with store.accounts.writing() as desk:
        desk.keep_session(Session("d1", "maud", NOON, NOON))
        desk.keep_token(TOKEN)
    store.close()
    site.tamper(
        "UPDATE users SET password = 'mine' WHERE name = 'zoe'",
        "INSERT INTO memberships SELECT user_name, 'voisin', roles, rights, seal FROM memberships WHERE cae = 'zz'",
        f"UPDATE sessions SET ends_at = '{LATER:%Y-%m-%dT%H:%M:%S.%f+00:00}'",
        "UPDATE tokens SET scope = 'write'",
    )
    store = site.open()
    with store.accounts.reading() as desk:
        assert (desk.account("zoe"), desk.session("d1"), desk.token("d2")) == (None, None, None)
        assert desk.account("maud") == MAUD
    store.close()
    assert len(site.findings()) == 4


def test_accounts_are_nobodys_without_the_key(site: Site) -> None:
    store = open_store(site.url, None, site.key)
    for opened in (store.accounts.reading, store.accounts.writing):
        with pytest.raises(MissingKeyError), opened():
            pass
    store.close()
