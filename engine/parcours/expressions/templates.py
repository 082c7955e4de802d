"""The door to Jinja2: texts with fields in them, checked when a file is read, rendered when they are delivered."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from parcours.calendar.duration import Duration
from parcours.expressions import template_checks
from parcours.expressions.problems import Problem
from parcours.messages import Language, Text
from parcours.messages.values import written
from parcours.model.fields import Sealed, Validity

LONGEST_OUTPUT: Final = 100_000
"""Characters of a rendered text: beyond, it is no letter but a mistake."""


class TemplateError(ValueError):
    """A text that cannot be rendered; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render())
        self.text = text


def check_template(source: str, names: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with a template, given the dotted names it may read; empty when it is sound."""
    return template_checks.check(source, names, _environment())


def template_names(source: str) -> tuple[str, ...]:
    """The dotted names a template reads, so that only their values need to be fetched. TemplateError if unsound."""
    _compiled(source)
    return template_checks.names_in(source, _environment())


def render(source: str, values: Mapping[str, object]) -> str:
    """The text, with the values of dotted names (`dossier.courriel`) in it.

    Dates are written AAAA-MM-JJ unless `date_fr` says otherwise, booleans oui or non. TemplateError when the template
    is unsound, reads a name nobody filled (unless `default` follows it), or gives more than LONGEST_OUTPUT.
    """
    template, fields = _compiled(source), _nested(values)
    length, parts = 0, []
    try:
        for part in template.generate(fields):
            length += len(part)
            if length > LONGEST_OUTPUT:
                raise TemplateError(Text("Le texte dépasse {most} caractères.", most=LONGEST_OUTPUT))
            parts.append(part)
    except UndefinedError as error:
        raise TemplateError(Text("« {name} » n'est pas rempli.", name=str(error.message))) from None
    except TypeError:
        raise TemplateError(Text("Le modèle compare des valeurs de types différents.")) from None
    return "".join(parts)


class _Unfilled(StrictUndefined):
    """A name nobody filled; its message is the dotted name alone."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class _Environment(ImmutableSandboxedEnvironment):
    """No attribute of a Python object can be reached: a dot leads to a field, or nowhere."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        owner = obj.path if isinstance(obj, _Group) else getattr(obj, "_undefined_name", None)
        return self.undefined(name=f"{owner}.{attribute}" if owner else attribute)


class _Group(dict[str, object]):
    """The fields under a dotted prefix, which it remembers."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


@cache
def _environment() -> _Environment:
    environment = _Environment(undefined=_Unfilled, finalize=_finalized, keep_trailing_newline=True)
    environment.filters["date_fr"] = _date_fr
    environment.globals = {}
    return environment


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    problems = template_checks.check(source, None, _environment())
    if problems:
        raise TemplateError(problems[0].cause)
    return _environment().from_string(source)


def _nested(values: Mapping[str, object]) -> _Group:
    root = _Group("")
    for name, value in values.items():
        if value is not None and not isinstance(value, Sealed):
            _put(root, name, value)
    return root


def _put(root: _Group, name: str, value: object) -> None:
    *groups, field = name.split(".")
    group = root
    for part in groups:
        inner = group.setdefault(part, _Group(f"{group.path}.{part}" if group.path else part))
        if not isinstance(inner, _Group):
            raise TypeError(f"{name} is both a value and a group")
        group = inner
    if isinstance(value, Validity):
        days = {"from": value.first, "until": value.until, "reference": value.reference}
        for part, said in days.items():
            if said not in {None, ""}:
                _put(root, f"{name}.{part}", said)
    else:
        group[field] = value


def _finalized(value: object) -> object:
    match value:
        case bool():
            return written(value, Language.FR)
        case float() if value.is_integer():
            return int(value)
        case date():
            return value.isoformat()
        case Duration():
            return value.words()
        case _Group():
            raise TemplateError(Text("« {name} » est un groupe de champs, et non un champ.", name=value.path))
        case _:
            return value


def _date_fr(value: object) -> object:
    """`14 avril 2026`; a name nobody filled stays so."""
    if isinstance(value, Undefined):
        return value
    if isinstance(value, date):
        return written(value, Language.FR)
    raise TemplateError(Text("Le filtre date_fr attend une date."))
