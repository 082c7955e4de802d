"""`parcours token`: what other programs sign in with."""

from collections.abc import Sequence

import click

from parcours.cli import page
from parcours.cli.command import command, group
from parcours.cli.desk import decider, desk_of
from parcours.cli.parameters import argument, option
from parcours.cli.reading import now
from parcours.cli.session import Session, pass_session
from parcours.messages import Text
from parcours.model.account import Scope, Token
from parcours.runtime import accounts
from parcours.runtime.decided import validity

name = argument("name", said=Text("Nom du jeton, qui dit où il sert."), takes=Text("NOM"))


@command("token add", more=Text("Le jeton n'est montré qu'une fois : la base n'en garde que l'empreinte."))
@name
@option("--user", said=Text("Au nom de qui il agit."), takes=Text("QUI"), required=True)
@option(
    "--scope",
    said=Text("Ce qu'il ouvre : read (lire), write (lire et écrire), calendar (les agendas seulement)."),
    takes=Text("PORTÉE"),
    type=click.Choice([each.value for each in Scope]),
    default=Scope.READ.value,
)
@option("--cae", said=Text("Une coopérative seulement ; toutes celles de QUI sinon."), takes=Text("CAE"), default="")
@option("--days", said=Text("Combien de jours il vaut ; 90 sinon."), takes=Text("JOURS"), type=int, default=90)
@pass_session
def add(session: Session, name: str, user: str, scope: str, cae: str, days: int) -> None:
    with desk_of(session) as desk:
        token, secret = accounts.make_token(desk, accounts.Wish(name, user, Scope(scope), days, cae), decider())
    if session.as_json:
        session.dump({**_plain(token), "secret": secret})
        return
    page.line(session, Text("Ce jeton vaut jusqu'au {on} ; il ne sera plus montré :", on=token.ends_at.date()))
    click.echo(secret)


@command("token revoke")
@name
@pass_session
def revoke(session: Session, name: str) -> None:
    with desk_of(session) as desk:
        revoked = accounts.revoke_token(desk, name, decider())
    if session.as_json:
        session.dump(_plain(revoked))
    else:
        page.line(session, Text("Le jeton {name} n'ouvre plus rien.", name=name), style="green")


@command("token list")
@pass_session
def list_tokens(session: Session) -> None:
    with desk_of(session) as desk:
        found = accounts.tokens(desk)
    if session.as_json:
        session.dump([_plain(each) for each in found])
    elif not found:
        page.line(session, Text("Aucun jeton."))
    else:
        _table(session, found)


def _table(session: Session, found: Sequence[Token]) -> None:
    headers = (Text("Nom"), Text("Au nom de"), Text("Coopérative"), Text("Portée"), Text("État"))
    rows = [(each.name, each.user, each.cae or "*", each.scope.value, validity(each, now(session))) for each in found]
    page.table(session, headers, rows)


def _plain(token: Token) -> dict[str, object]:
    return {
        "name": token.name,
        "user": token.user,
        "cae": token.cae,
        "scope": token.scope,
        "created_at": token.created_at,
        "ends_at": token.ends_at,
        "revoked_at": token.revoked_at,
    }


command_line = group("token", add, revoke, list_tokens)
