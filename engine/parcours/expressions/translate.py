"""The library's English messages, which have few forms, made into problems of ours."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from parcours.expressions import advice
from parcours.expressions.declarations import METHODS, OWN_FUNCTIONS
from parcours.expressions.environment import Environment
from parcours.expressions.problems import Place, Problem, ProblemCode, closest, offset_of, shown
from parcours.expressions.types import said
from parcours.expressions.values import FILLED
from parcours.messages import Text, all_of, any_of

_ERROR: Final = re.compile(r"^(?:\w+: )?ERROR: <input>:(-?\d+):(-?\d+): (.*?)(?: \[\w+\])?$", re.MULTILINE)
_WORD: Final = re.compile(r"\w+|\S")


@dataclass(frozen=True, slots=True)
class _Found:
    """One message of the library, with the place it points at."""

    match: re.Match[str]
    place: Place
    environment: Environment


_Form: TypeAlias = Callable[[_Found], Problem]


def translate(message: str, source: str, environment: Environment) -> tuple[Problem, ...]:
    """The problems that one failed compilation tells of, in the order of the source."""
    told = [(offset_of(source, int(line), int(column)), said) for line, column, said in _ERROR.findall(message)]
    problems = [_problem(Place(source, offset), said, environment) for offset, said in told or [(0, message)]]
    return tuple(sorted(_without_echoes(problems), key=lambda problem: (problem.line, problem.column)))


def undeclared(name: str, place: Place, environment: Environment) -> Problem:
    """A name that is not in scope; `place` is where it stands, whole."""
    cause = Text("« {name} » n'existe pas ici.", name=shown(name))
    asks = name.startswith(FILLED)
    meant = closest(name, [each for each in environment.names if each.startswith(FILLED) == asks])
    return place.problem(ProblemCode.UNKNOWN_NAME, cause, advice.for_name(name, meant))


def _problem(place: Place, said_in_english: str, environment: Environment) -> Problem:
    for pattern, form in _FORMS:
        match = pattern.fullmatch(said_in_english)
        if match:
            return form(_Found(match, place, environment))
    cause = Text("L'expression n'est pas acceptée (message de CEL : {message}).", message=shown(said_in_english))
    return place.problem(ProblemCode.UNRECOGNISED, cause, Text("Récrivez-la plus simplement."))


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """A syntax error or a loop makes the library stumble on what follows: only the first is a mistake of somebody."""
    for code in (ProblemCode.TOO_DEEP, ProblemCode.SYNTAX, ProblemCode.UNSUPPORTED):
        first = next((problem for problem in problems if problem.code is code), None)
        if first:
            return [first]
    return list(dict.fromkeys(problems))


def _syntax(found: _Found) -> Problem:
    place = found.place
    if place.offset >= len(place.source.rstrip()):
        cause = Text("L'expression s'arrête avant d'être finie.")
        return place.problem(ProblemCode.SYNTAX, cause, Text("Complétez-la, ou ôtez le dernier signe."))
    found_word = _WORD.match(place.source, place.offset)
    word = found_word.group() if found_word else place.source[place.offset]
    # Of `===`, the library takes the first two signs and stumbles on the third.
    word = "===" if place.source[place.offset - 2 : place.offset + 1] == "===" else word
    cause = Text("« {word} » n'est pas attendu ici.", word=shown(word))
    return replace(place, length=len(word)).problem(ProblemCode.SYNTAX, cause, advice.for_word(word))


def _bad_text(found: _Found) -> Problem:
    cause = Text("Ce texte n'est pas fermé, ou une barre oblique inverse y est de trop.")
    return found.place.problem(ProblemCode.SYNTAX, cause, advice.for_word('"'))


def _missing(found: _Found) -> Problem:
    wanted = found.match["wanted"]
    cause = Text("Il manque « {wanted} ».", wanted=wanted)
    remedy = Text("Ajoutez « {wanted} » ou ôtez le signe qui l'appelle.", wanted=wanted)
    return found.place.problem(ProblemCode.SYNTAX, cause, remedy)


def _undeclared(found: _Found) -> Problem:
    name = found.match["name"]
    operator = advice.SIGNS.get(name)
    if operator is not None:
        cause = Text("« {name} » n'existe pas dans une condition.", name=operator)
        return found.place.problem(ProblemCode.UNSUPPORTED, cause, advice.for_operator(operator))
    if _is_call(found.place):
        return _unknown_function(name, _ending_before(found.place, name))
    return undeclared(name, around(found.place, name), found.environment)


def _unknown_function(name: str, place: Place) -> Problem:
    if name in advice.MACROS:
        cause = Text("« {name} » n'existe pas dans une condition.", name=name)
        return place.problem(ProblemCode.UNSUPPORTED, cause, advice.for_macro(name))
    if name in OWN_FUNCTIONS or name in METHODS:
        return _wrong_use(name, place)
    cause = Text("La fonction « {name} » n'existe pas.", name=shown(name))
    meant = closest(name, [*OWN_FUNCTIONS, *METHODS])
    functions = any_of([*OWN_FUNCTIONS, *METHODS])
    remedy = (
        Text("Vouliez-vous dire « {meant} » ?", meant=meant)
        if meant
        else Text("Les fonctions sont {functions}.", functions=functions)
    )
    return place.problem(ProblemCode.UNKNOWN_FUNCTION, cause, remedy)


def _wrong_use(name: str, place: Place) -> Problem:
    cause = Text("« {name} » ne s'emploie pas ainsi.", name=name)
    usage = METHODS[name] if name in METHODS else OWN_FUNCTIONS[name].usage
    return place.problem(ProblemCode.WRONG_ARGUMENTS, cause, Text("Écrivez par exemple {usage}.", usage=usage))


def _no_overload(found: _Found) -> Problem:
    name, kinds = found.match["function"], advice.kinds_of(found.match["types"])
    if name in OWN_FUNCTIONS or name in METHODS:
        return _wrong_use(name, _ending_before(found.place, name))
    types = all_of([kind if isinstance(kind, Text) else said(kind) for kind in kinds])
    sign = advice.SIGNS.get(name, name)
    cause = Text("« {sign} » ne s'applique pas à {types}.", sign=sign, types=types)
    place = (
        replace(found.place, length=len(sign))
        if found.place.source.startswith(sign, found.place.offset)
        else found.place
    )
    return place.problem(ProblemCode.TYPE_MISMATCH, cause, advice.for_types(name, kinds))


def _no_field(found: _Found) -> Problem:
    place = found.place
    word = _WORD.match(place.source, place.offset + 1)
    name = word.group() if word else ""
    owner = re.search(r"[\w.]*\Z", place.source[: place.offset])
    whole = f"{owner.group() if owner else ''}.{name}"
    return undeclared(whole, around(place, whole), found.environment)


def _bad_number(found: _Found) -> Problem:
    cause = Text("Ce nombre est trop grand ou mal écrit.")
    remedy = Text("Écrivez un nombre entier ou à point décimal, sans espace : 1200 ou 0.5.")
    return found.place.problem(ProblemCode.BAD_LITERAL, cause, remedy)


def _reserved(found: _Found) -> Problem:
    name = found.match["name"]
    cause = Text("« {name} » est un mot réservé.", name=name)
    return replace(found.place, length=len(name)).problem(ProblemCode.SYNTAX, cause, advice.for_word(name))


def too_deep(place: Place) -> Problem:
    """More levels of brackets, or a longer chain of operators, than anybody reads."""
    cause = Text("L'expression est trop imbriquée.")
    return place.problem(ProblemCode.TOO_DEEP, cause, Text("Coupez-la en plusieurs conditions nommées."))


def _is_call(place: Place) -> bool:
    return place.source[place.offset : place.offset + 1] == "("


def _ending_before(place: Place, name: str) -> Place:
    """The library points at the bracket that follows the name of a function."""
    start = place.source.rfind(name, 0, place.offset)
    return replace(place, offset=start, length=len(name)) if start >= 0 else place


def around(place: Place, name: str) -> Place:
    """The library points at the last dot of a dotted name."""
    start = place.source.find(name, max(0, place.offset - name.rfind(".") if "." in name else place.offset))
    return replace(place, offset=start, length=len(name)) if 0 <= start <= place.offset else place


def _forms() -> Iterator[tuple[str, _Form]]:
    yield r"Syntax error: missing '(?P<wanted>[^']*)' at .*", _missing
    yield r"Syntax error: token recognition error at: '['\"].*", _bad_text
    yield r"Syntax error: .*", _syntax
    yield r"undeclared reference to '(?P<name>[^']*)' \(in container ''\)", _undeclared
    yield r"found no matching overload for '(?P<function>[^']*)' applied to '\((?P<types>.*)\)'", _no_overload
    yield r"expression of type '.*' cannot be the operand of a select operation", _no_field
    yield r"invalid \w+ literal.*", _bad_number
    yield r"reserved identifier: (?P<name>\w+)", _reserved
    yield r".*(?:recursion|expression size).*", lambda found: too_deep(found.place)


_FORMS: Final = tuple((re.compile(pattern), form) for pattern, form in _forms())
