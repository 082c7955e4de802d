"""The filters that each user keeps under a name of theirs, and the ones that their list opens on."""

from dataclasses import replace
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import SavedView
from parcours.runtime.signing_in import Desk

MOST: Final = 20  # of a user
LONGEST: Final = 60  # characters of a name


def views(desk: Desk, user: str) -> tuple[SavedView, ...]:
    """Those of a user, by name."""
    with desk.accounts.reading() as reader:
        return reader.views(user)


def keep(desk: Desk, view: SavedView) -> None:
    """Keeps a view, in place of the one of that name. Raises UsageError for no name, one too long, or one too many."""
    if not view.name or len(view.name) > LONGEST or not view.name.isprintable():
        raise UsageError(Text("Une vue porte un nom, de {most} caractères au plus.", most=LONGEST))
    with desk.accounts.writing() as writer:
        others = [each for each in writer.views(view.user) if each.name != view.name]
        if len(others) >= MOST:
            raise UsageError(Text("Vous gardez déjà {most} vues.", most=MOST), Text("Retirez-en une."))
        if view.by_default:
            others = [replace(each, by_default=False) for each in others]
        writer.keep_views(view.user, [*others, view])


def forget(desk: Desk, user: str, name: str) -> None:
    """Takes a view away; nothing where there is none of that name any more."""
    with desk.accounts.writing() as writer:
        writer.keep_views(user, [each for each in writer.views(user) if each.name != name])
