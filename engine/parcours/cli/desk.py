"""Where accounts are kept, and passwords as people give them to a command: typed, or read; never on its line."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from parcours import bootstrap
from parcours.adapters.disk import why
from parcours.cli.session import Session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.signing_in import Desk
from parcours.runtime.stewards import Steward

STDIN: Final = "-"
LARGEST: Final = 65536  # bytes of a file that is said to hold a password


@contextmanager
def desk_of(session: Session) -> Iterator[Desk]:
    """The accounts of this call's database. UsageError where the extra that keeps passwords is not installed."""
    try:
        from parcours.adapters.passwords import Argon2
    except ModuleNotFoundError:
        raise UsageError(
            Text("Les comptes demandent l'extra « web »."), Text("Installez-le : pip install 'parcours[web]'")
        ) from None
    with bootstrap.keyed(session.settings) as site:
        yield Desk(site.store.accounts, Argon2(), site.engine.clock, bootstrap.new_secret)


def decider() -> Steward:
    """Whoever has the machine decides of every cooperative, by the name they have there."""
    return Steward(getpass.getuser())


def password(session: Session, file: str) -> str:
    """The first line of a file or of the standard input (`-`); without a file, what somebody types twice."""
    return _read(file) if file else _typed(session)


def _read(file: str) -> str:
    try:
        text = sys.stdin.read(LARGEST) if file == STDIN else Path(file).read_text("utf-8")[:LARGEST]
    except (OSError, UnicodeDecodeError) as error:
        reason = why(error) if isinstance(error, OSError) else Text("il n'est pas en UTF-8")
        raise UsageError(Text("Le fichier {path} ne se lit pas : {why}.", path=file, why=reason)) from None
    return next(iter(text.splitlines()), "")


def _typed(session: Session) -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            Text("Personne n'est là pour taper le mot de passe."),
            Text("Donnez-le par --password-file FICHIER, ou --password-file - pour l'entrée standard."),
        )
    typed = getpass.getpass(session.told(Text("Mot de passe : ")))
    if typed != getpass.getpass(session.told(Text("Encore une fois : "))):
        raise UsageError(Text("Les deux ne sont pas les mêmes."), Text("Rien n'a été fait : recommencez."))
    return typed
