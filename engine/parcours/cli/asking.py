"""Asking before what cannot be undone in silence."""

import sys

import click

from parcours.cli.session import Session
from parcours.errors import UsageError
from parcours.messages import Text

YES = frozenset({"o", "oui", "y", "yes"})


def confirmed(session: Session, question: Text, *, yes: bool) -> bool:
    """Whether somebody says yes; `yes` has said it already. UsageError when nobody is there to answer."""
    if yes:
        return True
    click.echo(session.told(Text("{question} [o/N] ", question=question)), nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer:
        click.echo(err=True)
        raise UsageError(Text("Personne n'est là pour confirmer."), Text("Ajoutez --yes."))
    if answer.strip().lower() in YES:
        return True
    click.echo(session.told(Text("Rien n'a été fait.")), err=True)
    return False
