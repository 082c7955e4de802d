"""What readers ask for: every list page, and every list that the OpenAPI document knows, each way it may be asked."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from demo_web import SCENARIO

TODAY = datetime.date.today()  # noqa: DTZ011  the day of this machine, as the server's
MONTH = datetime.timedelta(days=31)
PAGES = (
    "/",
    "/?qui=equipe",
    "/dossiers",
    "/dossiers?tri=nom&sens=desc",
    "/dossiers?tri=etape",
    "/dossiers?tri=echeance",
    "/dossiers?tri=entree&etat=tous",
    f"/dossiers?etape={SCENARIO}.cape",
    "/dossiers?suivi=anne",
    f"/dossiers?avant={TODAY + MONTH}",
    "/dossiers?etat=finis",
    "/echeances",
    "/echeances?qui=equipe",
    f"/echeances?qui=equipe&mois={TODAY + MONTH:%Y-%m}",
    "/parcours",
    "/inscrire",
    "/exploitation",
)
SEARCHES = ("le goff", "P-0123", "aziliz", "personne4242@exemple.fr", "personne sans nom", "e")
SAMPLES = {"cae": SCENARIO, "workflow": SCENARIO, "stage": "cape", "role": "accompagnateur", "person": "P-000042"}
OPERATES = ("/exploitation", "/api/v1/incidents")  # for those who see to incidents


def searches(number: int) -> str:
    """Another one each time: nothing of it has been kept."""
    return "/dossiers?" + urlencode({"q": f"{SEARCHES[number % len(SEARCHES)]} {number % 97}"})


def lists(document: Mapping[str, Any], case: str) -> Iterator[str]:
    """Every GET of the document that asks for no more than a case: as it must be, then with each choice there is."""
    for path, operations in document["paths"].items():
        if "get" not in operations or path.endswith("{case}"):
            continue
        asked = operations["get"].get("parameters", [])
        if any(each["in"] == "path" and each["name"] != "case" for each in asked):
            continue
        queried = [each for each in asked if each["in"] == "query"]
        must = {each["name"]: _sample(each) for each in queried if each.get("required")}
        if not all(must.values()):
            continue
        here = path.replace("{case}", case)
        yield _url(here, must)
        for each in queried:
            if not each.get("required") and _sample(each):
                yield _url(here, {**must, each["name"]: _sample(each)})


def _sample(parameter: Mapping[str, Any]) -> str:
    name, schema = parameter["name"], parameter.get("schema", {})
    if name in {"from", "first"}:
        return str(TODAY)
    if schema.get("format") == "date":
        return str(TODAY + MONTH)
    if name == "limit":
        return str(schema["maximum"])
    return SAMPLES.get(name, "") or next(iter(schema.get("enum", ())), "")


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
