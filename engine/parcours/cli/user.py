"""`parcours user`: who may sign in, in which cooperatives, with which roles."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from parcours.cli import known, page
from parcours.cli.command import command, group
from parcours.cli.desk import decider, desk_of, password
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import Account, Membership, Right
from parcours.runtime import accounts
from parcours.runtime.decided import RIGHTS, decided, state

user = argument("user", said=Text("Nom d'utilisateur, celui que portent les faits."), takes=Text("QUI"))


@command(
    "user add",
    more=Text(
        "D'un compte qui existe, change les rôles dans cette coopérative ; le mot de passe seulement s'il est donné."
    ),
)
@user
@option("--cae", said=Text("Coopérative."), takes=Text("CAE"), default="")
@option("--role", "roles", said=Text("Rôle dans ses parcours ; se répète."), takes=Text("RÔLE"), multiple=True)
@option(
    "--right",
    "rights",
    said=Text("Droit sur l'outil : operate (incidents), administer (comptes) ; se répète."),
    takes=Text("DROIT"),
    multiple=True,
    type=click.Choice([each.value for each in Right]),
)
@option(
    "--password-file",
    said=Text("Fichier dont la première ligne est le mot de passe ; - pour l'entrée standard."),
    takes=Text("FICHIER"),
    default="",
)
@option("--no-password", said=Text("Sans mot de passe : il n'agira que par des jetons."), is_flag=True)
@pass_session
def add(
    session: Session,
    *,
    user: str,
    cae: str,
    roles: tuple[str, ...],
    rights: tuple[str, ...],
    password_file: str,
    no_password: bool,
) -> None:
    if (roles or rights) and not cae:
        raise UsageError(Text("Un rôle ou un droit se donne dans une coopérative : --cae."))
    with desk_of(session) as desk:
        if cae:
            known.check_roles_of(session, cae, roles)
        is_new = user not in {each.user for each in accounts.accounts(desk)}
        asked = not no_password and (is_new or bool(password_file))
        typed = password(session, password_file) if asked else None
        membership = Membership(cae, roles, frozenset(map(Right, rights))) if cae else None
        given = accounts.give_account(desk, user, membership, typed, decider())
    _show(session, [given])


@command("user disable")
@user
@pass_session
def disable(session: Session, user: str) -> None:
    with desk_of(session) as desk:
        shut = accounts.shut_account(desk, user, decider())
    _show(session, [shut])


@command("user list")
@pass_session
def list_users(session: Session) -> None:
    with desk_of(session) as desk:
        found = accounts.accounts(desk)
    _show(session, found, several=True)


@command("user log", more=Text("Les comptes donnés ou fermés, les jetons faits ou révoqués : le plus récent d'abord."))
@pass_session
def log(session: Session) -> None:
    with desk_of(session) as desk:
        found = accounts.acts(desk)
    if session.as_json:
        session.dump([asdict(each) for each in found])
    elif not found:
        page.line(session, Text("Rien n'a encore été décidé."))
    else:
        headers = (Text("Quand"), Text("Qui"), Text("Ce qui a été décidé"), Text("Où"))
        rows = [(page.day(each.at.date()), each.by or "—", decided(each), ", ".join(each.caes)) for each in found]
        page.table(session, headers, rows)


def _show(session: Session, found: Sequence[Account], *, several: bool = False) -> None:
    if session.as_json:
        plain = [_plain(each) for each in found]
        session.dump(plain if several else plain[0])
    elif not found:
        page.line(session, Text("Personne ne peut encore se connecter : parcours user add QUI --cae CAE --role RÔLE"))
    else:
        headers = (Text("Qui"), Text("Coopératives, rôles et droits"), Text("État"))
        rows = [(each.user, _memberships(session, each), state(each)) for each in found]
        page.table(session, headers, rows)


def _memberships(session: Session, account: Account) -> str:
    return "\n".join(_membership(session, each) for each in account.memberships) or "—"


def _membership(session: Session, membership: Membership) -> str:
    named = (*membership.roles, *(session.told(RIGHTS[each]) for each in sorted(membership.rights)))
    return f"{membership.cae} : {', '.join(named)}" if named else membership.cae


def _plain(account: Account) -> dict[str, object]:
    return {
        "user": account.user,
        "created_at": account.created_at,
        "disabled_at": account.disabled_at,
        "locked_until": account.locked_until,
        "has_password": bool(account.password),
        "memberships": [
            {"cae": each.cae, "roles": each.roles, "rights": sorted(each.rights)} for each in account.memberships
        ],
    }


command_line = group("user", add, disable, list_users, log)
