"""A sentence as a value: its French template and what fills it, rendered when somebody reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias, cast

from parcours.messages.language import Language
from parcours.messages.values import Value, written

Param: TypeAlias = "Value | Text"


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A sentence people read.

    `template` is French and is the key of its translation; its named placeholders are filled by `params`
    (texts, numbers, dates, or other sentences). Two equal sentences are one value, so tests compare them.
    """

    template: str
    params: tuple[tuple[str, Param], ...]

    def __init__(self, template: str, /, **params: Param) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "params", tuple(sorted(params.items())))

    def render(self, lang: Language | str = Language.FR) -> str:
        """The sentence in `lang`; in French where the catalogues have no translation.

        ValueError for a language that is not one of `Language`; KeyError for a placeholder nothing fills.
        """
        language = Language(lang)
        template = self.template if language is Language.FR else _translated(self.template, language)
        return template.format_map({name: _filled(value, language) for name, value in self.params})

    def __str__(self) -> str:
        return self.render()


def any_of(items: Iterable[str | Text]) -> Text:
    """`a, b ou c`: the choices somebody has. ValueError when there are none."""
    return _listed(items, "{first} ou {last}")


def all_of(items: Iterable[str | Text]) -> Text:
    """`a, b et c`: the things that go together. ValueError when there are none."""
    return _listed(items, "{first} et {last}")


def _listed(items: Iterable[str | Text], pair: str) -> Text:
    *others, last = items
    if not others:
        return last if isinstance(last, Text) else Text("{last}", last=last)
    names = [f"item{number}" for number in range(len(others))]
    first = Text(", ".join(f"{{{name}}}" for name in names), **dict(zip(names, others, strict=True)))
    return Text(pair, first=first, last=last)


def _filled(value: Param, language: Language) -> str:
    return value.render(language) if isinstance(value, Text) else written(value, language)


def _translated(template: str, language: Language) -> str:
    # Imported when first needed: Babel costs 35 ms that a French reader never spends.
    catalogue = import_module("parcours.messages.catalogue")
    sentences = cast("Mapping[str, str]", catalogue.sentences(language))
    return sentences.get(template, template)
