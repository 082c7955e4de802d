"""The part of the site's file that says where else the team signs in."""

from collections.abc import Mapping
from typing import Any, Final

from parcours.messages import Text, any_of
from parcours.ports.site import Federation

NEEDED: Final = {"adresse": "address", "emetteur": "issuer", "client": "client"}
MORE: Final = {"utilisateur": "claim", "nom": "label"}
LOCAL: Final = ("http://127.0.0.1:", "http://localhost:")  # for trials on one machine


def federation(table: str, said: Any, problems: list[Text]) -> Federation | None:
    """None where something is wrong, which is then among the problems."""
    known = NEEDED | MORE
    before = len(problems)
    if not isinstance(said, Mapping):
        problems.append(Text("« {name} » est une partie : écrivez [{name}].", name=table))
        return None
    names = any_of(known)
    problems += [
        Text("[{table}] {name} n'est pas connu : {known}.", table=table, name=name, known=names)
        for name in sorted(set(said) - set(known))
    ]
    for name in known:
        value = said.get(name, "" if name in NEEDED else "x")
        if not isinstance(value, str) or not value:
            problems.append(Text("[{table}] {name} : écrivez un texte, entre guillemets.", table=table, name=name))
        elif name in {"adresse", "emetteur"} and not value.startswith(("https://", *LOCAL)):
            problems.append(Text("[{table}] {name} : écrivez une adresse https.", table=table, name=name))
    if len(problems) > before:
        return None
    return Federation(**{known[name]: str(value).rstrip("/") for name, value in said.items()})
