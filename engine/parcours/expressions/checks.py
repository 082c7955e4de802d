"""What CEL accepts in a checked tree and a condition does not: its result, its literals, its lists."""

import re
from collections.abc import Iterator
from typing import Final

from parcours.calendar.errors import DurationError
from parcours.expressions.functions import read_date, read_duration
from parcours.expressions.problems import Place, Problem, ProblemCode, shown
from parcours.expressions.tree import Call, Constant, Listing, Tree, walk
from parcours.expressions.types import CelType, said
from parcours.messages import Text

_LITERAL: Final = re.compile(r"""[rR]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def check_tree(tree: Tree, source: str, gives: frozenset[CelType]) -> tuple[Problem, ...]:
    """The problems of a tree that CEL found right, in the order of the source; its result must be one of `gives`."""
    found = [*_result(tree, source, gives), *(problem for node in walk(tree) for problem in _node(node, source))]
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


def _result(tree: Tree, source: str, gives: frozenset[CelType]) -> Iterator[Problem]:
    if not isinstance(tree, Listing) and tree.type in gives:
        return
    kind = Text("une liste") if isinstance(tree, Listing) else said(tree.type)
    whole = Place(source, 0, len(source))
    if CelType.BOOL in gives:
        cause = Text("La condition donne {kind}, et non un oui ou non.", kind=kind)
        remedy = Text('Comparez-la : par exemple « … >= 1200 », « … == "sap" » ou « … <= today ».')
        yield whole.problem(ProblemCode.NOT_A_BOOLEAN, cause, remedy)
    else:
        cause = Text("La formule donne {kind}, et non un nombre.", kind=kind)
        remedy = Text("Écrivez un calcul : par exemple « dossier.montant * 0.1 » ou « months_between(a, b) ».")
        yield whole.problem(ProblemCode.NOT_A_NUMBER, cause, remedy)


def _node(node: Tree, source: str) -> Iterator[Problem]:
    match node:
        case Call(function="date", arguments=(argument,)):
            yield from _date(argument, source)
        case Call(function="plus", arguments=(_, argument)) if _is_text(argument):
            yield from _duration(argument, source)
        case Call(function="@in", arguments=(needle, Listing(items=items))):
            yield from _list(needle, items, source)
        case Call(arguments=arguments):
            yield from (_stray_list(part, source) for part in arguments if isinstance(part, Listing))


def _is_text(node: Tree) -> bool:
    return not isinstance(node, Listing) and node.type is CelType.STRING


def _date(argument: Tree, source: str) -> Iterator[Problem]:
    remedy = Text('Écrivez le jour ainsi : date("2026-07-01").')
    if not isinstance(argument, Constant):
        cause = Text("date() prend un jour écrit, et non un champ : un champ de type date se lit tel quel.")
        yield Place(source, argument.offset).problem(ProblemCode.BAD_LITERAL, cause, remedy)
        return
    try:
        read_date(str(argument.value))
    except ValueError:
        cause = Text("« {text} » n'est pas un jour du calendrier.", text=shown(str(argument.value)))
        yield _written(argument, source).problem(ProblemCode.BAD_LITERAL, cause, remedy)


def _duration(argument: Tree, source: str) -> Iterator[Problem]:
    if not isinstance(argument, Constant):
        cause = Text("plus() prend une durée écrite ou un champ de type durée, et non un texte.")
        remedy = Text('Écrivez plus(jour, "1 mois"), ou donnez au champ le type duration.')
        yield Place(source, argument.offset).problem(ProblemCode.BAD_LITERAL, cause, remedy)
        return
    try:
        read_duration(str(argument.value))
    except DurationError as error:
        remedy = Text('Écrivez par exemple "1 mois", "30 jours" ou "5 jours ouvrés".')
        place = _written(argument, source)
        yield place.problem(ProblemCode.BAD_LITERAL, error.text, error.remedy or remedy)


def _list(needle: Tree, items: tuple[Tree, ...], source: str) -> Iterator[Problem]:
    """CEL lets a list hold anything; compared with a text, a whole number in it would never be found."""
    for item in items:
        if isinstance(item, Listing) or isinstance(needle, Listing):
            yield _stray_list(item, source)
        elif item.type is not needle.type:
            cause = Text(
                "La liste contient {item}, et la valeur cherchée est {needle}.",
                item=said(item.type),
                needle=said(needle.type),
            )
            remedy = Text("Mettez dans la liste des valeurs du type cherché.")
            yield _written(item, source).problem(ProblemCode.TYPE_MISMATCH, cause, remedy)


def _stray_list(node: Tree, source: str) -> Problem:
    cause = Text("Une liste ne s'écrit qu'à droite de « in ».")
    remedy = Text('Écrivez par exemple dossier.champ in ["sap", "btp"].')
    return Place(source, node.offset).problem(ProblemCode.UNSUPPORTED, cause, remedy)


def _written(node: Tree, source: str) -> Place:
    """The whole of a text literal as it is written; one character for anything else."""
    literal = _LITERAL.match(source, node.offset)
    return Place(source, node.offset, len(literal.group()) if literal else 1)
