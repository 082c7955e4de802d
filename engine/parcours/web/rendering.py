"""The door to Jinja2 for pages: templates of ours, every word escaped, every sentence in the reader's language."""

import datetime
import re
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parcours.calendar.duration import Duration
from parcours.messages import Language, Text
from parcours.messages.values import Short, written
from parcours.model.delivery import Unread
from parcours.model.fields import Sealed, Validity
from parcours.runtime import hours
from parcours.runtime.desk.wording import away
from parcours.runtime.unread import shown
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
    made.globals["away"] = away
    made.filters["short"] = Short
    made.filters["hour"] = hours.told
    made.filters["valued"] = valued
    return made


def ours(markup: str) -> Markup:
    """A piece of a page that we have drawn, every word in it escaped already."""
    return Markup(markup)  # noqa: S704  as said


def valued(value: Any) -> Any:
    """What a field of a dossier holds, to be read."""
    match value:
        case Sealed() | Unread():
            return shown(Unread.SEALED)
        case Validity(until=datetime.date() as last):
            return Text("du {first} au {last}", first=value.first, last=last)
        case Validity():
            return Text("depuis le {first}, sans terme", first=value.first)
        case Duration():
            return value.text()
        case _:
            return value


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
