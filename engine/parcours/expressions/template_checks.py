"""What a template may say: texts, declared names, conditions and a few filters. Nothing loops, calls or includes."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from parcours.expressions.problems import Place, Problem, ProblemCode, closest, offset_of, shown
from parcours.messages import Text, any_of

LONGEST: Final = 20_000
DEEPEST: Final = 20
FILTERS: Final = ("capitalize", "date_fr", "default", "lower", "title", "trim", "upper")
TESTS: Final = ("defined",)

_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If),
    *(nodes.Name, nodes.Getattr, nodes.Const, nodes.Filter, nodes.Test, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_TAG: Final = re.compile(r"\{[{%#]")
_UNKNOWN_TAG: Final = re.compile(r"Encountered unknown tag '(?P<tag>[^']*)'")
_UNCLOSED: Final = re.compile(r"Unexpected end of template.*innermost block that needs to be closed is '(?P<tag>\w+)'")
_ONLY: Final = Text("Un modèle ne contient que des champs, des filtres, « if » et des comparaisons.")
_PLAINER: Final = Text("Ôtez la boucle, l'appel, le calcul ou l'inclusion.")
_FORBIDDEN: Final = re.compile(r"[\x00\ud800-\udfff]")


def check(source: str, names: Collection[str] | None, environment: Environment) -> tuple[Problem, ...]:
    """Everything wrong with a template, in its order; its names are left unchecked when `names` is None."""
    surface = _surface(source)
    if surface:
        return surface
    try:
        template = environment.parse(source)
    except TemplateSyntaxError as error:
        return (_syntax(error, source),)
    except RecursionError:
        return (_too_deep(Place(source, 0)),)
    problems = (_problem(node, left, source, names) for node, left in _walk(template))
    return tuple(dict.fromkeys(problem for problem in problems if problem))


def names_in(source: str, environment: Environment) -> tuple[str, ...]:
    """The dotted names a sound template reads, each once, in its order."""
    found = (dotted(node) for node, _ in _walk(environment.parse(source)))
    return tuple(dict.fromkeys(name for name in found if name))


def dotted(node: nodes.Node) -> str:
    """`dossier.courriel` of nested attributes; empty for anything else."""
    fields: list[str] = []
    while isinstance(node, nodes.Getattr):
        fields.append(node.attr)
        node = node.node
    return ".".join([node.name, *reversed(fields)]) if isinstance(node, nodes.Name) else ""


def _walk(node: nodes.Node, left: int = DEEPEST) -> Iterator[tuple[nodes.Node, int]]:
    """Every node with the levels that are left below it; a dotted name is one node, and what is refused too."""
    yield node, left
    if left and isinstance(node, _ALLOWED) and not dotted(node):
        for part in node.iter_child_nodes():
            yield from _walk(part, left - 1)


def _problem(node: nodes.Node, left: int, source: str, names: Collection[str] | None) -> Problem | None:
    name = dotted(node)
    if not left or name.count(".") > DEEPEST:
        return _too_deep(_place(node, "", source))
    if not isinstance(node, _ALLOWED):
        return _place(node, "", source).problem(ProblemCode.UNSUPPORTED, _ONLY, _PLAINER)
    if isinstance(node, nodes.Filter | nodes.Test):
        known = FILTERS if isinstance(node, nodes.Filter) else TESTS
        return None if node.name in known else _unknown_filter(node, known, source)
    return _unknown_name(node, name, names, source) if name and names is not None and name not in names else None


def _unknown_filter(node: nodes.Filter | nodes.Test, known: tuple[str, ...], source: str) -> Problem:
    cause = Text("Le filtre « {name} » n'existe pas.", name=shown(node.name))
    remedy = Text("Les filtres sont {filters}.", filters=any_of(known))
    return _place(node, node.name, source).problem(ProblemCode.UNKNOWN_FUNCTION, cause, remedy)


def _unknown_name(node: nodes.Node, name: str, names: Collection[str], source: str) -> Problem:
    cause = Text("« {name} » n'existe pas ici.", name=shown(name))
    meant = closest(name, names)
    remedy = (
        Text("Vouliez-vous dire « {meant} » ?", meant=meant) if meant else Text("Déclarez ce champ dans le fichier.")
    )
    return _place(node, name, source).problem(ProblemCode.UNKNOWN_NAME, cause, remedy)


def _surface(source: str) -> tuple[Problem, ...]:
    if len(source) > LONGEST:
        cause = Text("Le modèle compte {count} caractères ; {most} au plus.", count=len(source), most=LONGEST)
        remedy = Text("Raccourcissez-le, ou mettez-le dans un fichier joint.")
        return (Place(source, LONGEST).problem(ProblemCode.TOO_LONG, cause, remedy),)
    forbidden = _FORBIDDEN.search(source)
    if forbidden:
        cause = Text("Le modèle contient un caractère interdit ({character}).", character=ascii(forbidden.group()))
        return (Place(source, forbidden.start()).problem(ProblemCode.BAD_CHARACTER, cause, Text("Ôtez-le.")),)
    return ()


def _too_deep(place: Place) -> Problem:
    cause = Text("Le modèle est trop imbriqué.")
    return place.problem(ProblemCode.TOO_DEEP, cause, Text("Écrivez-le plus à plat."))


def _syntax(error: TemplateSyntaxError, source: str) -> Problem:
    place = _tag(source, error.lineno)
    said = error.message or ""
    unknown = _UNKNOWN_TAG.match(said)
    if unknown:
        cause = Text("La balise « {tag} » n'existe pas dans un modèle.", tag=shown(unknown["tag"]))
        remedy = Text("Seules existent les balises if, elif, else et endif, dans cet ordre.")
        return place.problem(ProblemCode.UNSUPPORTED, cause, remedy)
    unclosed = _UNCLOSED.search(said)
    if unclosed and unclosed["tag"] == "if":
        remedy = Text("Ajoutez la balise endif.")
        return place.problem(ProblemCode.SYNTAX, Text("La balise if n'est pas fermée."), remedy)
    if unclosed:
        return place.problem(ProblemCode.UNSUPPORTED, _ONLY, _PLAINER)
    cause = Text("Cette balise n'est pas bien écrite.")
    remedy = Text("Un champ s'écrit entre deux paires d'accolades : {example}.", example="{{ dossier.courriel }}")
    return place.problem(ProblemCode.SYNTAX, cause, remedy)


def _place(node: nodes.Node, said: str, source: str) -> Place:
    """Jinja2 keeps the line alone: the column is that of the text said, or of the tag."""
    start = offset_of(source, node.lineno, 1)
    found = re.compile(rf"(?<![\w.]){re.escape(said)}(?![\w])").search(source, start) if said else None
    return Place(source, found.start(), len(said)) if found else _tag(source, node.lineno)


def _tag(source: str, line: int) -> Place:
    """The first tag that opens on that line, else the last one before it: a tag may go on for several lines."""
    start = offset_of(source, line, 1)
    end = source.find("\n", start)
    opened = _TAG.search(source, start, end if end >= 0 else len(source))
    before = [match.start() for match in _TAG.finditer(source, 0, start)]
    return Place(source, opened.start() if opened else before[-1] if before else start, 2)
