"""The door to Jinja2 for pages: templates of ours, every word escaped, every sentence in the reader's language."""

import re
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parcours.messages import Language, Text
from parcours.messages.values import written
from parcours.web import forms
from parcours.web.languages import Lang
from parcours.web.visitors import Passing, Visitor

HERE: Final = "parcours.web"
SPACES: Final = re.compile(r"(?<=«) | (?=[»%€:;?!])")
NO_BREAK: Final = "\N{NO-BREAK SPACE}"


class Renderer:
    """Pages for one request: its language, who asks, the token of their forms."""

    def __init__(self, lang: Language, visitor: Visitor | None, secret: str) -> None:
        self._lang, self._visitor, self._secret = lang, visitor, secret

    def __call__(self, name: str, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> HTMLResponse:
        """A template of ours as a page; what it shows is escaped, sentences are said in the reader's language."""
        return HTMLResponse(self.text(name, **shown), status)

    def text(self, name: str, **shown: Any) -> str:
        """The same as text."""
        template = environment(self._lang).get_template(name)
        token = forms.token(self._secret) if self._secret else ""
        return template.render(lang=self._lang.value, visitor=self._visitor, token=token, **shown)


def renderer(request: Request, lang: Lang, visitor: Passing) -> Renderer:
    """That of a request."""
    secret = visitor.secret if visitor is not None else request.cookies.get(forms.VISITOR, "")
    return Renderer(lang, visitor, secret)


Pages = Annotated[Renderer, Depends(renderer)]


@cache
def environment(lang: Language) -> Environment:
    """That of a language. `_("…")` says a sentence; days, hours and numbers are written as people read them."""
    made = Environment(
        loader=PackageLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _said(value, lang),
    )
    made.globals["_"] = Text
    return made


def _said(value: Any, lang: Language) -> Any:
    match value:
        case None:
            return ""
        case Text():
            return _typeset(value.render(lang), lang)
        case str() | Markup():
            return value
        case _:
            return written(value, lang)


def _typeset(sentence: str, lang: Language) -> str:
    """French keeps its high signs, and what guillemets hold, on one line."""
    return SPACES.sub(NO_BREAK, sentence) if lang is Language.FR else sentence
