"""`parcours plugins`: what parcours files may ask of machines, and the plugins that cannot be used."""

from parcours.adapters.plugins import known, loaded
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.errors import WRONG_USE
from parcours.messages import Language, Text
from parcours.plugin import Action


@command("plugins")
@pass_session
def command_line(session: Session) -> int:
    site = session.settings.plugins
    found, unusable = loaded(site), known(site).unusable
    if session.as_json:
        session.dump(
            [
                {"use": each.action.use, "title": _title(session, each.action), "plugin": each.plugin,
                 "parameters": each.action.parameters}
                for each in found
            ]
            + [
                {"use": "", "title": "", "plugin": each.plugin, "parameters": {}, "broken": each.why}
                for each in unusable
            ]
        )  # fmt: skip
    else:
        headers = (Text("use"), Text("Ce que cela fait"), Text("Paramètres"), Text("Extension"))
        rows = [
            (
                each.action.use,
                _title(session, each.action),
                ", ".join(each.action.parameters.get("properties", ())),
                each.plugin,
            )
            for each in found
        ]
        page.table(session, headers, rows)
        for broken in unusable:
            told = Text("Extension {plugin} : ne se charge pas ({why}).", plugin=broken.plugin, why=broken.why)
            page.line(session, told, lead="  ! ", style="red")
    return WRONG_USE if unusable else 0


def _title(session: Session, action: Action) -> str:
    return action.english if session.lang is Language.EN and action.english else action.title
