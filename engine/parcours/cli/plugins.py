"""`parcours plugins`: what parcours files may ask of machines, and the plugins that cannot be used."""

from parcours.adapters.plugins import known, loaded
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.errors import WRONG_USE
from parcours.messages import Text


@command("plugins")
@pass_session
def command_line(session: Session) -> int:
    site = session.settings.plugins
    found, unusable = loaded(site), known(site).unusable
    if session.as_json:
        session.dump(
            [
                {"use": each.action.use, "title": each.action.title, "plugin": each.plugin,
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
            (each.action.use, each.action.title, ", ".join(each.action.parameters.get("properties", ())), each.plugin)
            for each in found
        ]
        page.table(session, headers, rows)
        for broken in unusable:
            told = Text("Extension {plugin} : ne se charge pas ({why}).", plugin=broken.plugin, why=broken.why)
            page.line(session, told, lead="  ! ", style="red")
    return WRONG_USE if unusable else 0
