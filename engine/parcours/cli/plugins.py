"""`parcours plugins`: what parcours files may ask of machines."""

from parcours.adapters.plugins import loaded
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.messages import Text


@command("plugins")
@pass_session
def command_line(session: Session) -> None:
    found = loaded()
    if session.as_json:
        session.dump(
            [
                {"use": each.action.use, "title": each.action.title, "plugin": each.plugin,
                 "parameters": each.action.parameters}
                for each in found
            ]
        )  # fmt: skip
        return
    headers = (Text("use"), Text("Ce que cela fait"), Text("Paramètres"), Text("Extension"))
    rows = [
        (each.action.use, each.action.title, ", ".join(each.action.parameters.get("properties", ())), each.plugin)
        for each in found
    ]
    page.table(session, headers, rows)
