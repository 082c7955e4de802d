"""How far somebody who decides of accounts may reach: never beyond their cooperatives, nor into another's name."""

from dataclasses import dataclass, replace
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import Account, Membership, Right, Token


@dataclass(frozen=True, slots=True)
class Steward:
    """Who decides who may sign in, and in which cooperatives; in all of them, `caes` being None, from the machine."""

    user: str
    caes: tuple[str, ...] | None = None

    def reaches(self, caes: tuple[str, ...]) -> bool:
        """Whether one of these is theirs."""
        return self.caes is None or any(cae in self.caes for cae in caes)

    def rules(self, account: Account) -> bool:
        """Whether all that an account opens is theirs."""
        return self.caes is None or all(cae in self.caes for cae in account.caes)

    def seen(self, account: Account) -> Account:
        """An account as far as they may know of it."""
        mine = account.memberships if self.caes is None else (m for m in account.memberships if m.cae in self.caes)
        return replace(account, memberships=tuple(mine))

    def may_open(self, token: Token, account: Account | None) -> bool:
        """Whether a token opens nothing that is not theirs; None is an account that is no longer sound."""
        if self.caes is None or token.cae in self.caes:
            return True
        return account is not None and bool(account.caes) and self.rules(account)


HOUSE: Final = Steward("")
"""Whoever has the machine, where nobody says who."""


def check_given(by: Steward, found: Account | None, user: str, membership: Membership | None, *, anew: bool) -> None:
    """UsageError unless they may give this membership to this account; `anew`, with a password as well."""
    if by.caes is None:
        return
    if membership is None or membership.cae not in by.caes:
        raise UsageError(Text("Les comptes de cette coopérative ne se décident pas ici."))
    if found is not None and not by.reaches(found.caes):
        raise UsageError(
            Text("Le nom « {user} » est déjà pris.", user=user),
            Text(
                "Choisissez-en un autre ; si c'est la même personne, l'exploitation l'ajoute par `parcours user add`."
            ),
        )
    if found is not None and (anew or found.disabled_at is not None):
        _check_ruled(by, found)
    if user == by.user and Right.ADMINISTER not in membership.rights:
        raise UsageError(
            Text("Vous ne pouvez pas vous retirer le droit de décider des comptes."),
            Text("Donnez-le d'abord à quelqu'un d'autre, qui vous le retirera."),
        )


def check_shut(by: Steward, found: Account) -> None:
    """UsageError unless they may shut this account."""
    _check_ruled(by, found)
    if by.caes is not None and found.user == by.user:
        raise UsageError(Text("Vous ne pouvez pas fermer votre propre compte."))


def check_token(by: Steward, account: Account, cae: str) -> None:
    """UsageError unless they may make a token that acts in the name of this account: what it does bears that name."""
    if by.caes is None:
        return
    if cae not in by.caes:
        raise UsageError(Text("Les comptes de cette coopérative ne se décident pas ici."))
    if account.password and account.user != by.user:
        raise UsageError(
            Text("Un jeton agirait au nom de {user}, qui se connecte de son côté.", user=account.user),
            Text("Faites-le en votre nom, ou au nom d'un compte sans mot de passe."),
        )


def _check_ruled(by: Steward, found: Account) -> None:
    if not by.rules(found):
        raise UsageError(
            Text("{user} est aussi d'une autre coopérative.", user=found.user),
            Text("Son mot de passe et son ouverture se décident à l'exploitation, par `parcours user`."),
        )
