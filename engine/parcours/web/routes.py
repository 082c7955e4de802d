"""Every route there is, with who may ask for it. What is not here does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from parcours.web.api import bulking, deciding, describing, papers, people, reading, repairing, writing
from parcours.web.pages import (
    acts,
    deadlines,
    dossier,
    dossiers,
    elsewhere,
    enrolling,
    exports,
    feed,
    operations,
    parcours,
    settings,
    sign_in,
    today,
    undoing,
    views,
)
from parcours.web.rules import Rule


@dataclass(frozen=True, slots=True)
class Route:
    """`tagged` answers carry the ETag of a case; one that is `paced` counts how often an address asks.

    `media` is what an answer of the API is, where it is no JSON.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    rule: Rule
    tagged: bool = False
    paced: bool = False
    success: HTTPStatus = HTTPStatus.OK
    media: str = ""


ACCOUNTS: Final = "/reglages/{cae}/comptes"
DOSSIER: Final = "/dossiers/{dossier}"

PAGES: Final = (
    Route("GET", "/", today.show, Rule.MEMBER),
    Route("GET", "/connexion", sign_in.show, Rule.ANYBODY),
    Route("POST", "/connexion", sign_in.enter, Rule.ANYBODY, paced=True),
    Route("GET", "/connexion/ailleurs", elsewhere.leave, Rule.ANYBODY, paced=True),
    Route("GET", "/connexion/retour", elsewhere.come_back, Rule.ANYBODY, paced=True),
    Route("POST", "/deconnexion", sign_in.leave, Rule.ANYBODY),
    Route("GET", "/dossiers", dossiers.show, Rule.MEMBER),
    Route("GET", "/tableau", dossiers.by_stage, Rule.MEMBER),
    Route("GET", "/dossiers.csv", exports.as_csv, Rule.MEMBER),
    Route("GET", "/dossiers.xlsx", exports.as_xlsx, Rule.MEMBER),
    Route("POST", "/vues", views.keep, Rule.MEMBER),
    Route("POST", "/vues/retirer", views.forget, Rule.MEMBER),
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
    Route("GET", f"{DOSSIER}/taches/{{tache}}/annuler", undoing.ask, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/taches/{{tache}}/annuler", undoing.undo, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/attente/{{fait}}", acts.ask_withdrawal, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/attente/{{fait}}", acts.withdraw, Rule.MEMBER),
    Route("GET", f"{DOSSIER}/suivi/{{role}}", acts.ask_holder, Rule.MEMBER),
    Route("POST", f"{DOSSIER}/suivi/{{role}}", acts.assign, Rule.MEMBER),
    Route("GET", "/echeances", deadlines.show, Rule.MEMBER),
    Route("GET", "/parcours", parcours.show_all, Rule.MEMBER),
    Route("GET", "/parcours/{parcours}", parcours.show_one, Rule.MEMBER),
    Route("GET", "/parcours/{parcours}/versions", parcours.compare, Rule.MEMBER),
    Route("GET", "/exploitation", operations.show, Rule.OPERATOR),
    Route("POST", "/exploitation/{numero}", operations.repair, Rule.OPERATOR),
    Route("GET", "/reglages", settings.show, Rule.ADMINISTRATOR),
    Route("GET", ACCOUNTS, settings.ask_account, Rule.ADMINISTRATOR),
    Route("POST", ACCOUNTS, settings.give_account, Rule.ADMINISTRATOR),
    Route("GET", f"{ACCOUNTS}/{{compte}}", settings.ask_account, Rule.ADMINISTRATOR),
    Route("POST", f"{ACCOUNTS}/{{compte}}", settings.give_account, Rule.ADMINISTRATOR),
    Route("POST", f"{ACCOUNTS}/{{compte}}/fermer", settings.shut_account, Rule.ADMINISTRATOR),
    Route("GET", "/reglages/{cae}/jetons", settings.ask_token, Rule.ADMINISTRATOR),
    Route("POST", "/reglages/{cae}/jetons", settings.make_token, Rule.ADMINISTRATOR),
    Route("POST", "/reglages/jetons/{jeton}/revoquer", settings.revoke_token, Rule.ADMINISTRATOR),
)

# Their token is in the address, and is asked before anything else.
FEEDS: Final = (Route("GET", "/agendas/{jeton}.ics", feed.show, Rule.CALENDAR, paced=True),)

V1: Final = "/api/v1"
CASE: Final = f"{V1}/cases/{{case}}"
TASK: Final = f"{CASE}/tasks/{{task}}"
DOCUMENT: Final = Route("GET", f"{V1}/openapi.json", describing.document, Rule.ANYBODY)
API: Final = (
    Route("GET", f"{V1}/me", reading.me, Rule.MEMBER),
    Route("GET", f"{V1}/workflows", reading.workflows, Rule.MEMBER),
    Route("GET", f"{V1}/workflows/{{workflow}}", reading.workflow, Rule.MEMBER),
    Route(
        "POST", f"{V1}/workflows/{{workflow}}/cases", writing.start, Rule.ACTOR, tagged=True, success=HTTPStatus.CREATED
    ),
    Route("GET", f"{V1}/cases", reading.cases, Rule.MEMBER),
    Route("GET", CASE, reading.case, Rule.MEMBER, tagged=True),
    Route("PATCH", CASE, writing.fill, Rule.ACTOR, tagged=True),
    Route("GET", f"{CASE}/journal", reading.journal, Rule.MEMBER),
    Route("POST", f"{CASE}/events", writing.send, Rule.ACTOR, tagged=True),
    Route("POST", f"{V1}/bulk/events", bulking.send_to_many, Rule.ACTOR),
    Route("POST", f"{TASK}/done", writing.task_done, Rule.ACTOR, tagged=True),
    Route("POST", f"{TASK}/undo", writing.task_undo, Rule.ACTOR, tagged=True),
    Route("POST", f"{CASE}/holders", deciding.assign, Rule.ACTOR, tagged=True),
    Route("POST", f"{CASE}/close", deciding.close, Rule.ACTOR, tagged=True),
    Route("POST", f"{CASE}/pending/{{fact}}/withdraw", deciding.withdraw, Rule.ACTOR, tagged=True),
    Route("GET", f"{CASE}/revocation", deciding.revocation_plan, Rule.MEMBER, tagged=True),
    Route("POST", f"{CASE}/revoke", deciding.revoke, Rule.ACTOR, tagged=True),
    Route("GET", f"{CASE}/documents", papers.documents, Rule.MEMBER),
    Route("GET", f"{CASE}/documents/{{digest}}", papers.document, Rule.MEMBER, media=papers.MEDIA),
    Route("GET", f"{V1}/tasks", reading.tasks, Rule.MEMBER),
    Route("GET", f"{V1}/deadlines", reading.deadlines, Rule.MEMBER),
    Route("GET", f"{V1}/incidents", reading.open_incidents, Rule.OPERATOR),
    Route("POST", f"{V1}/incidents/{{incident}}/retry", repairing.retry_incident, Rule.OPERATOR),
    Route("POST", f"{V1}/incidents/{{incident}}/skip", repairing.skip_incident, Rule.OPERATOR),
    Route("POST", f"{V1}/incidents/{{incident}}/resolve", repairing.resolve_incident, Rule.OPERATOR),
    Route("GET", f"{V1}/people/file", people.person_file, Rule.ADMINISTRATOR),
    Route("GET", f"{V1}/people/erasure", people.erasure_plan, Rule.ADMINISTRATOR),
    Route("POST", f"{V1}/people/erase", people.erase, Rule.ADMINISTRATOR),
)
