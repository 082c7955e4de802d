"""Deciding who may sign in: accounts given, changed and shut, tokens made and revoked."""

import datetime
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.account import Account, AccountAct, ActKind, Membership, Scope, Token
from parcours.ports.accounts import AccountReader
from parcours.runtime.signing_in import LONGEST, Desk, digest_of
from parcours.runtime.stewards import HOUSE, Steward, check_given, check_shut, check_token

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
SHORTEST: Final = 12  # characters: length is worth more than odd signs (NIST SP 800-63B, 3.1.1.2)
LONGEST_LIFE: Final = 366  # days of a token
NEW_PASSWORD: Final = "password"  # noqa: S105  said of an act that changed it
MARK: Final = "parcours_"  # by which a token left somewhere is recognised


def give_account(
    desk: Desk, user: str, membership: Membership | None, password: str | None, by: Steward = HOUSE
) -> Account:
    """A new account; or the same, with this cooperative and this password in place of what it had.

    `password` None leaves what there is; an account that was shut is opened again. Raises UsageError.
    """
    _check_name(user)
    if password is not None:
        check_password(user, password)
    kept = "" if password is None else desk.passwords.hashed(password)
    with desk.accounts.writing() as writer:
        known = writer.account(user)
        check_given(by, known, user, membership, anew=password is not None)
        found = known or Account(user, desk.clock.now())
        given = replace(found, memberships=_joined(found, membership), disabled_at=None)
        if password is not None:
            given = replace(given, password=kept, failures=0, locked_until=None)
            writer.end_sessions(user)
        writer.keep_account(given)
        caes = found.caes if membership is None else (membership.cae,)
        writer.note(_act(desk, by, ActKind.GIVEN, user, caes, _given(membership, password)))
    return given


def shut_account(desk: Desk, user: str, by: Steward = HOUSE) -> Account:
    """Nobody signs in by this name any more, nor by its tokens; whoever had is turned out. Raises UsageError."""
    with desk.accounts.writing() as writer:
        found = _known(writer, user, by)
        check_shut(by, found)
        shut = replace(found, disabled_at=found.disabled_at or desk.clock.now())
        writer.keep_account(shut)
        writer.end_sessions(user)
        writer.note(_act(desk, by, ActKind.SHUT, user, found.caes))
    return shut


def accounts(desk: Desk, by: Steward = HOUSE) -> tuple[Account, ...]:
    """Every account that they may know of, and as far as they may, by name; those that are shut too."""
    with desk.accounts.reading() as reader:
        return tuple(by.seen(each) for each in reader.accounts() if by.reaches(each.caes))


def acts(desk: Desk, by: Steward = HOUSE, most: int = 200) -> tuple[AccountAct, ...]:
    """What was decided lately where they decide, the newest first."""
    with desk.accounts.reading() as reader:
        return tuple(islice((each for each in reader.acts() if by.reaches(each.caes)), most))


@dataclass(frozen=True, slots=True)
class Wish:
    """A token to be made: its name, in whose name it acts, what it opens and for how many days."""

    name: str
    user: str
    scope: Scope
    days: int
    cae: str = ""


def make_token(desk: Desk, wish: Wish, by: Steward = HOUSE) -> tuple[Token, str]:
    """A token and its secret, which nobody can be told again. Raises UsageError."""
    _check_name(wish.name)
    if not 0 < wish.days <= LONGEST_LIFE:
        raise UsageError(Text("Un jeton vaut de 1 à {days} jours.", days=LONGEST_LIFE))
    secret, now = MARK + desk.new_secret(), desk.clock.now()
    ends_at = now + datetime.timedelta(days=wish.days)
    with desk.accounts.writing() as writer:
        account = _known(writer, wish.user, by)
        check_token(by, account, wish.cae)
        if wish.cae and wish.cae not in account.caes:
            text = Text("{user} n'est pas de la coopérative « {cae} ».", user=wish.user, cae=wish.cae)
            raise UsageError(text, did_you_mean(wish.cae, account.caes))
        if any(each.name == wish.name for each in writer.tokens()):
            raise UsageError(
                Text("Un jeton porte déjà le nom « {name} ».", name=wish.name),
                Text("Donnez un autre nom : celui d'un jeton révoqué ne sert plus."),
            )
        token = Token(wish.name, digest_of(secret), wish.user, wish.scope, now, ends_at, wish.cae)
        writer.keep_token(token)
        writer.note(_act(desk, by, ActKind.TOKEN_MADE, wish.name, _opened(token, account), (wish.user, wish.scope)))
    return token, secret


def revoke_token(desk: Desk, name: str, by: Steward = HOUSE) -> Token:
    """A token that opens nothing from now on. Raises UsageError."""
    with desk.accounts.writing() as writer:
        held = {each.user: each for each in writer.accounts()}
        known = {each.name: each for each in writer.tokens() if by.may_open(each, held.get(each.user))}
        if name not in known:
            text = Text("Aucun jeton ne porte le nom « {name} ».", name=name)
            raise UsageError(text, did_you_mean(name, known))
        token = known[name]
        revoked = replace(token, revoked_at=token.revoked_at or desk.clock.now())
        writer.keep_token(revoked)
        writer.note(_act(desk, by, ActKind.TOKEN_REVOKED, name, _opened(token, held.get(token.user)), (token.user,)))
    return revoked


def tokens(desk: Desk, by: Steward = HOUSE) -> tuple[Token, ...]:
    """Every token that opens only what is theirs, by name; those that are revoked too."""
    with desk.accounts.reading() as reader:
        held = {each.user: each for each in reader.accounts()}
        return tuple(each for each in reader.tokens() if by.may_open(each, held.get(each.user)))


def check_password(user: str, password: str) -> None:
    """UsageError for a password that would be guessed, or that is too long to be hashed."""
    if len(password) < SHORTEST:
        raise UsageError(
            Text("Ce mot de passe est trop court : il faut {count} caractères au moins.", count=SHORTEST),
            Text("Une phrase se retient mieux qu'un mot."),
        )
    if len(password) > LONGEST:
        raise UsageError(Text("Ce mot de passe est trop long : {count} caractères au plus.", count=LONGEST))
    if user in password.lower() or len(set(password)) <= SHORTEST // 3:
        raise UsageError(
            Text("Ce mot de passe se devine : il contient le nom d'utilisateur, ou répète les mêmes caractères.")
        )


def _joined(found: Account, membership: Membership | None) -> tuple[Membership, ...]:
    if membership is None:
        return found.memberships
    others = (each for each in found.memberships if each.cae != membership.cae)
    return tuple(sorted((*others, membership), key=lambda each: each.cae))


def _known(reader: AccountReader, user: str, by: Steward) -> Account:
    """An account that they may know of."""
    found = reader.account(user)
    if found is None or not by.reaches(found.caes):
        text = Text("Aucun compte ne porte le nom « {user} ».", user=user)
        raise UsageError(text, did_you_mean(user, [each.user for each in reader.accounts() if by.reaches(each.caes)]))
    return found


def _given(membership: Membership | None, password: str | None) -> tuple[str, ...]:
    held = () if membership is None else (*membership.roles, *sorted(membership.rights))
    return held if password is None else (*held, NEW_PASSWORD)


def _opened(token: Token, account: Account | None) -> tuple[str, ...]:
    if token.cae or account is None:
        return (token.cae,)
    return account.caes


def _act(
    desk: Desk, by: Steward, kind: ActKind, subject: str, caes: tuple[str, ...], said: tuple[str, ...] = ()
) -> AccountAct:
    return AccountAct(desk.clock.now(), by.user, kind, subject, caes, said)


def _check_name(name: str) -> None:
    if NAME.fullmatch(name) is None:
        raise UsageError(
            Text("« {name} » ne peut pas être un nom ici.", name=name),
            Text("Écrivez-le en minuscules sans accent, chiffres, point, tiret : maud, j.durand, tableur-2."),
        )
