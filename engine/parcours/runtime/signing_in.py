"""Who is there: signing in with a password, being known by a secret afterwards, leaving."""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.account import Account, Session, Token
from parcours.ports import Clock
from parcours.ports.accounts import Accounts, AccountWriter, Passwords

LASTING: Final = datetime.timedelta(hours=12)  # a working day, whatever is done in it
FAILURES: Final = 5  # refused in a row, before the account is locked
LOCKED: Final = datetime.timedelta(minutes=15)
LONGEST: Final = 1024  # characters of a password: hashing more would be a favour to whoever wants us busy


class SignInRefusedError(RefusedError):
    """Nobody is let in. The same words whatever is wrong: they must not tell which accounts there are.

    `user` is that of an account there is, `locked` whether this failure has locked it: for the log alone.
    """

    def __init__(self, user: str = "", *, locked: bool = False) -> None:
        super().__init__(
            Text(
                "Ce nom d'utilisateur et ce mot de passe ne vont pas ensemble, ou le compte est fermé pour l'instant."
            ),
            Text("Vérifiez les deux. Après cinq refus, un compte reste fermé un quart d'heure."),
        )
        self.user, self.locked = user, locked


@dataclass(frozen=True, slots=True)
class Desk:
    """What signing in works with. `new_secret` gives what nobody can guess, another each time."""

    accounts: Accounts
    passwords: Passwords
    clock: Clock
    new_secret: Callable[[], str]


def sign_in(desk: Desk, user: str, password: str) -> str:
    """Opens a session; its secret, to be kept by the browser and nobody else. Raises SignInRefusedError."""
    now = desk.clock.now()
    with desk.accounts.reading() as reader:
        found = reader.account(user)
    kept = found.password if found is not None and _is_open(found, now) else ""
    # Outside of any transaction: a hash takes long, and takes as long for who does not exist.
    matches = len(password) <= LONGEST and desk.passwords.matches(kept, password)
    renewed = desk.passwords.hashed(password) if matches and desk.passwords.is_weak(kept) else kept
    secret = desk.new_secret()
    with desk.accounts.writing() as writer:
        account = writer.account(user)
        matches = matches and account is not None and account.password == kept and _is_open(account, now)
        if account is not None and matches:
            _let_in(writer, account, renewed)
            writer.end_sessions_before(now)
            writer.keep_session(Session(digest_of(secret), user, now, now + LASTING))
            return secret
        locked = account is not None and _count_failure(writer, account, now)
    raise SignInRefusedError(user if found is not None else "", locked=locked)


def sign_in_as(desk: Desk, user: str) -> str:
    """The same for whom a provider has signed in: an account of that name, open. Raises SignInRefusedError.

    Failures with a password lock nobody out here.
    """
    now, secret = desk.clock.now(), desk.new_secret()
    with desk.accounts.writing() as writer:
        account = writer.account(user)
        if account is not None and account.disabled_at is None:
            writer.end_sessions_before(now)
            writer.keep_session(Session(digest_of(secret), user, now, now + LASTING))
            return secret
    raise SignInRefusedError(user if account is not None else "")


def signed_in(desk: Desk, secret: str) -> Account | None:
    """Whose session this secret opens; None when it never did, or does no more."""
    now = desk.clock.now()
    with desk.accounts.reading() as reader:
        session = reader.session(digest_of(secret))
        if session is None or not session.opened_at <= now < session.ends_at:
            return None
        account = reader.account(session.user)
    return account if account is not None and account.disabled_at is None else None


def known_by(desk: Desk, secret: str) -> tuple[Account, Token] | None:
    """The user in whose name a token acts, of no more cooperatives than it opens; None for one that opens nothing."""
    with desk.accounts.reading() as reader:
        token = reader.token(digest_of(secret))
        if token is None or not token.is_open(desk.clock.now()):
            return None
        account = reader.account(token.user)
    if account is None or account.disabled_at is not None:
        return None
    opened = tuple(each for each in account.memberships if token.cae in {"", each.cae})
    return replace(account, memberships=opened), token


def sign_out(desk: Desk, secret: str) -> None:
    """Ends the session of this secret; one that has ended already is no error."""
    with desk.accounts.writing() as writer:
        writer.end_session(digest_of(secret))


def digest_of(secret: str) -> str:
    """What is kept of a secret: it has too many bits to be guessed from its plain hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_open(account: Account, now: datetime.datetime) -> bool:
    return account.disabled_at is None and (account.locked_until is None or account.locked_until <= now)


def _let_in(writer: AccountWriter, account: Account, password: str) -> None:
    known = replace(account, password=password, failures=0, locked_until=None)
    if known != account:
        writer.keep_account(known)


def _count_failure(writer: AccountWriter, account: Account, now: datetime.datetime) -> bool:
    """One more refused; whether that has just locked the account. One that is shut already counts no further."""
    if not _is_open(account, now):
        return False
    failures = account.failures + 1
    locked = failures >= FAILURES
    until = now + LOCKED if locked else None
    writer.keep_account(replace(account, failures=0 if locked else failures, locked_until=until))
    return locked
