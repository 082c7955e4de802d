"""The door to Jinja2 for pages of our own: a page as HTML that asks nothing of a network, nor runs any script."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from parcours.messages import Language, Text
from parcours.messages.values import written
from parcours.simulation.report.drawing import svg
from parcours.simulation.report.page import Cell, Drawing, Page

HERE: Final = "parcours.simulation.report"
WORDS: Final = MappingProxyType({"figures": Text("Les chiffres"), "contents": Text("Sommaire")})
SPACES: Final = re.compile(r"(?<=«) | (?=[»%€:;?!])")
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
NOTHING: Final = "\N{EM DASH}"


def html(page: Page, lang: Language) -> bytes:
    """The whole file, UTF-8. ValueError for a drawing that cannot be drawn."""
    style = files(HERE).joinpath("report.css").read_text("utf-8")
    text = _template(lang).render(
        page=page,
        lang=lang.value,
        words=WORDS,
        style=Markup(style),  # noqa: S704  ours
        digest=_digest(style),
    )
    return text.encode()


@cache
def _template(lang: Language) -> Template:
    environment = Environment(
        loader=PackageLoader(HERE, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _said(value, lang),
    )
    environment.filters["svg"] = lambda drawing: _drawn(drawing, lang)
    environment.tests["of"] = lambda block, kind: type(block).__name__ == kind
    return environment.get_template("report.html")


def _said(value: Cell | Markup | Any, lang: Language) -> Any:
    match value:
        case None:
            return NOTHING
        case Text():
            return _typeset(value.render(lang), lang)
        case str():
            return value
        case _:
            return written(value, lang)


def _typeset(sentence: str, lang: Language) -> str:
    """French keeps its high signs, and what guillemets hold, on one line."""
    return SPACES.sub(NO_BREAK, sentence) if lang is Language.FR else sentence


def _drawn(drawing: Drawing, lang: Language) -> dict[str, Markup]:
    box, inside = svg(drawing, lang)
    return {"box": Markup(box), "inside": Markup(inside)}  # noqa: S704  vl-convert escapes the words in it


def _digest(style: str) -> str:
    """What the page's own policy lets through: this style sheet and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
