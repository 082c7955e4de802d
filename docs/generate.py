"""Writes the pages made of schemas, commands and decisions; `--check` only says which drift."""  # noqa: INP001  # a script beside the pages it writes, no package

import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

import click

from parcours.cli.command import Command, Group
from parcours.cli.main import parcours
from parcours.cli.problems import INTERRUPTED
from parcours.cli.shared import SHARED
from parcours.definition.schema import KINDS, schema
from parcours.errors import BUG, REFUSED, WRONG_USE
from parcours.simulation.measures.kpis import MEASURES, Subject, Unit
from parcours.simulation.measures.series import MONTHLIES

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "docs" / "reference"
NOTICE: Final = "<!-- Page écrite par `make reference` : ne la modifiez pas à la main. -->"
Shape = Mapping[str, Any]

OPENINGS: Final = {
    "parcours": """Toutes les clés d'un fichier de parcours. **Obligatoire** s'entend après héritage : un fichier qui
en étend un autre ne redit que ce qu'il change. Ce que le moteur fait de ces clés est dans [le langage](langage.md),
les dates dans [le temps](../explanation/temps.md) et les conditions dans leur
[page](../explanation/conditions.md).""",
    "law": """Toutes les clés d'un fichier de droit, `workflows/law/<id>.yaml`. Les règles livrées, leurs articles et
leurs doutes sont dans [le droit](../explanation/droit.md).""",
    "test": """Toutes les clés d'un fichier de tests, que `parcours test` joue sur une horloge imaginée.""",
    "scenario": """Toutes les clés d'un scénario, `workflows/scenarios/<id>.yaml`. **Obligatoire** s'entend après
héritage. Ce que cela veut dire quand on simule est dans [les scénarios](../explanation/scenarios.md).""",
    "import": """Toutes les clés d'une correspondance, `workflows/imports/<id>.yaml` : ce que veulent dire ici les
colonnes et les étiquettes d'un autre logiciel. S'en servir : [importer d'enDI](../how-to/importer-d-endi.md).""",
}
FILES: Final = {
    "fichier-parcours": ("parcours", "Le fichier de parcours"),
    "loi": ("law", "Le fichier de droit"),
    "tests": ("test", "Le fichier de tests"),
    "scenarios": ("scenario", "Le scénario"),
    "correspondances": ("import", "La correspondance"),
}
EXITS: Final = {
    0: "fait",
    REFUSED: "refusé par les règles, ou un test échoue ; rien n'a changé",
    WRONG_USE: "fichier, base ou commande à corriger ; rien n'a changé",
    BUG: "défaut de parcours, à signaler",
    INTERRUPTED: "interrompu au clavier",
}
WORDS: Final = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "boolean": "oui ou non",
    "object": "clés",
    "array": "liste",
}
ABOUT: Final = {
    Subject.STAGES: "étape",
    Subject.OUTCOMES: "issue",
    Subject.RESOURCES: "ressource",
    Subject.CONTRACTS: "contrat",
    Subject.FLOWS: "flux",
    Subject.REFUSALS: "motif",
    Subject.MISSED: "échéance",
}
UNITS: Final = {
    Unit.NUMBER: "nombre",
    Unit.PEOPLE: "personnes",
    Unit.SHARE: "part, de 0 à 1",
    Unit.DAYS: "jours",
    Unit.HOURS: "heures",
    Unit.EUROS: "euros",
}
MEASURED: Final = """Tout ce que `simulate`, `compare` et `sensitivity` chiffrent, sous le nom que prennent `--of`,
`--kpi`, le JSON et les colonnes. La **fenêtre** va de la fin de la mise en route (`warm_up`) à la fin du scénario.
Chaque mesure est prise dans chaque réplication, puis donnée par sa moyenne, son intervalle à 95 %, son écart-type et
trois quantiles ; une réplication où il n'y a rien à diviser (personne n'atteint l'étape) n'en a pas, et ne compte pas
dans la moyenne.

« Présent », « tenu » et « en cours » se moyennent sur le temps, non sur les jours d'observation. Un délai ne compte que
qui arrive au bout avant la fin : dans une fenêtre courte il est trop petit ; la courbe de durée du rapport, elle,
compte ceux qui attendent encore."""


def pages() -> dict[Path, str]:
    """Every generated page and what it should hold."""
    texts = {f"{name}.md": _file_page(*said) for name, said in FILES.items()}
    texts["commandes.md"] = "\n".join(_commands())
    texts["mesures.md"] = "\n".join(_measures())
    texts["../decisions/index.md"] = "\n".join(_decisions())
    return {FOLDER / name: f"{text.rstrip()}\n" for name, text in texts.items()}


def _file_page(kind: str, title: str) -> str:
    document = schema(cast("Any", kind))
    resolved = f"{kind}-resolved"
    required = _required(schema(cast("Any", resolved)), document) if resolved in KINDS else {}
    shapes = {name: each for name, each in document["$defs"].items() if "properties" in each}
    forms = {name: each for name, each in document["$defs"].items() if "properties" not in each}
    lines = [
        f"# {title}",
        "",
        NOTICE,
        "",
        OPENINGS[kind],
        "",
        "## À la racine",
        *_table(document, required.get("", set())),
    ]
    for name, shape in sorted(shapes.items(), key=_plain_title):
        lines += ["", f'## <a id="{name}"></a>{_title(shape)}', "", shape["description"]]
        lines += _table(shape, required.get(name, set()))
    if forms:
        lines += ["", "## Les formes", "", "| forme | ce qu'elle est | par exemple |", "|---|---|---|"]
    for name, form in sorted(forms.items(), key=_plain_title):
        examples = ", ".join(f"`{each}`" for each in (*form.get("examples", ()), *form.get("enum", ())))
        lines.append(f'| <a id="{name}"></a>{_title(form)} | {_cell(form["description"])} | {examples} |')
    return "\n".join(lines)


def _table(shape: Shape, required: set[str]) -> Iterator[str]:
    asked = {*shape.get("required", ()), *required}
    yield ""
    yield "| clé | ce qu'on y met | ce qu'elle dit |"
    yield "|---|---|---|"
    for key, value in shape["properties"].items():
        star = ", **obligatoire**" if key in asked else ""
        said = value.get("description") or _target(value).get("description", "")
        yield f"| `{key}` | {_kind(value)}{star} | {_cell(said)} |"


def _kind(value: Shape) -> str:
    match value:
        case {"const": only}:
            kind = f"`{only}`"
        case {"enum": words}:
            kind = ", ".join(f"`{word}`" for word in words)
        case {"$ref": reference}:
            kind = _link(reference)
        case {"type": "array", "items": items}:
            kind = f"liste : {_kind(items)}"
        case {"properties": keys}:
            kind = "clés " + ", ".join(f"`{key}`" for key in keys)
        case {"additionalProperties": Mapping() as inner}:
            kind = f"par identifiant : {_kind(inner)}"
        case _:
            kinds = value["type"]
            listed = [kinds] if isinstance(kinds, str) else kinds
            kind = " ou ".join(WORDS[each] for each in listed if each != "null")
    return kind


def _link(reference: str) -> str:
    file, _, path = reference.partition("#/$defs/")
    page = "" if not file else "fichier-parcours.md"
    return f"[{_title(_target({'$ref': reference})).lower()}]({page}#{path})"


def _target(value: Shape) -> Shape:
    """What a `$ref` names, wherever it stands; the value itself without one."""
    reference = value.get("$ref", "")
    file, _, name = reference.partition("#/$defs/")
    if not name:
        return value
    kinds = [file.removesuffix(".schema.json")] if file else ["parcours", "law", "test", "scenario", "import"]
    return next(found for kind in kinds if (found := schema(cast("Any", kind))["$defs"].get(name)) is not None)


def _required(resolved: Shape, source: Shape, name: str = "") -> dict[str, set[str]]:
    """The keys each definition of the source schema must have once resolved; "" is the root."""
    found: dict[str, set[str]] = {name: set(resolved.get("required", ()))}
    steps = [(each, source.get("properties", {}).get(key, {})) for key, each in resolved.get("properties", {}).items()]
    inner = [key for key in ("additionalProperties", "items") if isinstance(resolved.get(key), Mapping)]
    steps += [(resolved[key], source[key]) for key in inner]
    for each, value in steps:
        of = value.get("$ref", "").partition("#/$defs/")[2]
        for shape, keys in _required(each, _target(value), of or name if "$ref" in value else "-").items():
            found.setdefault(shape, set()).update(keys)
    return found


def _title(shape: Shape) -> str:
    return str(shape["title"])


def _plain_title(named: tuple[str, Shape]) -> str:
    """Its title, accents left out: the order of a French index."""
    return unicodedata.normalize("NFKD", _title(named[1])).encode("ascii", "ignore").decode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _commands() -> Iterator[str]:
    context = click.Context(parcours, info_name="parcours")
    yield from ("# Les commandes", "", NOTICE, "", parcours.said.render(), "", "## Toutes les commandes", "")
    yield from (f"- [`parcours {name}`](#{name}) : {said.render()}" for name, said in parcours.summaries().items())
    yield from ("", "## Options de toutes les commandes", *_parameters(parcours, context, shared=True))
    for name in parcours.summaries():
        found = parcours.get_command(context, name)
        yield from _command(cast("Command | Group", found), context, name)
    yield from ("", "## Codes de sortie", "", "| code | sens |", "|---|---|")
    yield from (f"| {code} | {sense} |" for code, sense in EXITS.items())


def _command(command: Command | Group, parent: click.Context, path: str) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=path.rpartition(" ")[2])
    pieces = [piece for each in command.get_params(context) for piece in each.get_usage_pieces(context)]
    yield from ("", f'## <a id="{path.replace(" ", "-")}"></a>`{" ".join(["parcours", path, *pieces])}`', "")
    yield command.said.render()
    if isinstance(command, Group):
        for name, inner in command.commands.items():
            yield from _command(cast("Command | Group", inner), context, f"{path} {name}")
        return
    if command.more:
        yield from ("", command.more.render())
    yield from _parameters(command, context)


def _parameters(command: click.Command, context: click.Context, *, shared: bool = False) -> Iterator[str]:
    own = [each for each in command.get_params(context) if shared or each.name not in SHARED]
    records = [record for each in own if (record := each.get_help_record(context))]
    if records:
        yield from ("", "| | |", "|---|---|")
    yield from (f"| `{name}` | {_cell(text)} |" for name, text in records)


def _measures() -> Iterator[str]:
    yield from ("# Les mesures d'une simulation", "", NOTICE, "", MEASURED)
    yield from ("", "## Une par simulation, et par étape, ressource, contrat…", "")
    yield from ("| mesure | libellé | unité | ce qu'elle compte |", "|---|---|---|---|")
    for each in MEASURES:
        about = f".<{ABOUT[each.subject]}>" if each.subject in ABOUT else ""
        name = f"{each.subject}{about}.{each.name}"
        yield f"| `{name}` | {each.label.render()} | {UNITS[each.unit]} | {_cell(each.said.render())} |"
    yield from ("", "## Mois par mois", "", "| mesure | libellé | unité |", "|---|---|---|")
    for month in MONTHLIES:
        name = f"{month.subject}.<{ABOUT[month.subject]}>.{month.name}"
        yield f"| `{name}` | {month.label.render()} | {UNITS[month.unit]} |"


def _decisions() -> Iterator[str]:
    yield from ("# Les décisions", "", NOTICE, "", "Une page quand on aurait pu raisonnablement choisir autrement.", "")
    for path in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        yield f"- [{title}]({path.name})"


def main() -> int:
    """Writes the pages, or with `--check` names those that are not what they should be."""
    wanted = pages()
    drifting = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" not in sys.argv:
        for path in drifting:
            path.write_text(wanted[path], encoding="utf-8")
    for path in drifting:
        sys.stdout.write(f"{path.resolve().relative_to(ROOT)}\n")
    return 1 if drifting and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
