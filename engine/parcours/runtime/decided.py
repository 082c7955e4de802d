"""What was decided of accounts and tokens, and how they stand, in words."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text, all_of
from parcours.model.account import Account, AccountAct, ActKind, Right, Scope, Token
from parcours.runtime.accounts import NEW_PASSWORD

RIGHTS: Final[Mapping[Right, Text]] = MappingProxyType(
    {
        Right.OPERATE: Text("incidents"),
        Right.ADMINISTER: Text("comptes"),
    }
)
SCOPES: Final[Mapping[Scope, Text]] = MappingProxyType(
    {
        Scope.READ: Text("lire"),
        Scope.WRITE: Text("lire et écrire"),
        Scope.CALENDAR: Text("les agendas seulement"),
    }
)


def state(account: Account) -> Text:
    """Whether somebody can sign in by it."""
    if account.disabled_at is not None:
        return Text("fermé le {on}", on=account.disabled_at.date())
    if not account.password:
        return Text("par jetons seulement")
    return Text("ouvert")


def validity(token: Token, now: datetime.datetime) -> Text:
    """Until when a token opens something, or since when it does not."""
    if token.revoked_at is not None:
        return Text("révoqué le {on}", on=token.revoked_at.date())
    if not token.is_open(now):
        return Text("fini le {on}", on=token.ends_at.date())
    return Text("jusqu'au {on}", on=token.ends_at.date())


def decided(act: AccountAct) -> Text:
    """One line: what became of which account or token."""
    match act.kind:
        case ActKind.GIVEN:
            return _given(act)
        case ActKind.SHUT:
            return Text("Compte {user} fermé", user=act.subject)
        case ActKind.TOKEN_MADE:
            return Text("Jeton {name} fait, au nom de {user}", name=act.subject, user=act.said[0])
        case ActKind.TOKEN_REVOKED:
            return Text("Jeton {name} révoqué", name=act.subject)


def _given(act: AccountAct) -> Text:
    words = [_word(each) for each in act.said if each != NEW_PASSWORD]
    held = all_of(words or ["—"])
    if NEW_PASSWORD not in act.said:
        return Text("Compte {user} : {held}", user=act.subject, held=held)
    if len(act.said) == 1:
        return Text("Compte {user} : nouveau mot de passe", user=act.subject)
    return Text("Compte {user} : {held} ; nouveau mot de passe", user=act.subject, held=held)


def _word(said: str) -> Text | str:
    """A role as its parcours names it, a right as people do."""
    return RIGHTS[Right(said)] if said in set(Right) else said
