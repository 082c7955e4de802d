"""Every route there is, with who may ask for it. What is not here does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from parcours.web.pages import (
    acts,
    deadlines,
    dossier,
    dossiers,
    enrolling,
    operations,
    parcours,
    sign_in,
    today,
)
from parcours.web.rules import Rule


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Callable[..., Any]
    rule: Rule


DOSSIER: Final = "/dossiers/{dossier}"

PAGES: Final = (
    Route("GET", "/", today.show, Rule.MEMBER),
    Route("GET", "/connexion", sign_in.show, Rule.ANYBODY),
    Route("POST", "/connexion", sign_in.enter, Rule.ANYBODY),
    Route("POST", "/deconnexion", sign_in.leave, Rule.ANYBODY),
    Route("GET", "/dossiers", dossiers.show, Rule.MEMBER),
    Route("GET", "/dossiers.csv", dossiers.export, Rule.MEMBER),
    Route("GET", "/inscrire", enrolling.choose, Rule.MEMBER),
    Route("GET", "/inscrire/{parcours}/{evenement}", enrolling.ask, Rule.MEMBER),
    Route("POST", "/inscrire/{parcours}/{evenement}", enrolling.enrol, Rule.MEMBER),
    Route("GET", DOSSIER, dossier.show, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/documents/{{numero}}", dossier.document, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/evenements/{{evenement}}", acts.ask_event, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/evenements/{{evenement}}", acts.send_event, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/champs", acts.ask_fields, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/champs", acts.write_fields, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/taches/{{tache}}", acts.ask_task, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/taches/{{tache}}", acts.finish_task, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/attente/{{fait}}", acts.ask_withdrawal, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/attente/{{fait}}", acts.withdraw, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/suivi/{{role}}", acts.ask_holder, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/suivi/{{role}}", acts.assign, Rule.MEMBER),
    Route("GET", "/echeances", deadlines.show, Rule.MEMBER),
    Route("GET", "/parcours", parcours.show_all, Rule.MEMBER),
    Route("GET", "/parcours/{parcours}", parcours.show_one, Rule.MEMBER),
    Route("GET", "/exploitation", operations.show, Rule.OPERATOR),
    Route("POST", "/exploitation/{numero}", operations.repair, Rule.OPERATOR),
)
