"""Signing in and out."""

from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from parcours.runtime import signing_in
from parcours.runtime.serving.telling import Event
from parcours.web import forms
from parcours.web.forms import Form
from parcours.web.languages import Lang
from parcours.web.rendering import Pages, Renderer
from parcours.web.served import Served, Site
from parcours.web.visitors import Passing, let_in, let_out

NEXT: Final = "suite"


def show(request: Request, lang: Lang, site: Site, visitor: Passing) -> Response:
    """The form; whoever is signed in already goes on."""
    then = local(request.query_params.get(NEXT, "/"))
    if visitor is not None:
        return RedirectResponse(then, HTTPStatus.SEE_OTHER)
    secret = request.cookies.get(forms.VISITOR, "") or site.desk.new_secret()
    shown = Renderer(lang, None, secret)("sign_in.html", then=then, user="", why=(), elsewhere=_label(site))
    shown.set_cookie(forms.VISITOR, secret, path="/", secure=True, httponly=True, samesite="lax")
    return shown


def enter(site: Site, form: Form, render: Pages) -> Response:
    """Opens a session, or shows the form again with why."""
    user, then = form.get("utilisateur", ""), local(form.get(NEXT, "/"))
    try:
        secret = signing_in.sign_in(site.desk, user, form.get("mot_de_passe", ""))
    except signing_in.SignInRefusedError as error:
        return refused(site, render, error, user, then)
    answer = welcomed(site, user, secret, then)
    answer.delete_cookie(forms.VISITOR, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def welcomed(site: Served, user: str, secret: str, then: str) -> Response:
    """Somebody is in, and goes on to what they wanted to see."""
    site.log.say(Event.SIGNED_IN, user=user)
    answer = RedirectResponse(then, HTTPStatus.SEE_OTHER)
    let_in(answer, secret)
    return answer


def refused(site: Served, render: Renderer, error: signing_in.SignInRefusedError, user: str, then: str) -> HTMLResponse:
    """The form again, with why."""
    _tell(site, error)
    why = (error.text, error.remedy)
    return render("sign_in.html", HTTPStatus.FORBIDDEN, then=then, user=user, why=why, elsewhere=_label(site))


def leave(site: Site, _: Form, visitor: Passing) -> Response:
    """Ends the session, here and in the database."""
    answer = RedirectResponse("/connexion", HTTPStatus.SEE_OTHER)
    if visitor is not None:
        signing_in.sign_out(site.desk, visitor.secret)
        let_out(answer)
    return answer


def local(path: str) -> str:
    """A path of ours; the first page instead of anything that would lead elsewhere."""
    leads_away = not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable()
    return "/" if leads_away else path


def _tell(site: Served, refused: signing_in.SignInRefusedError) -> None:
    """What was typed is told of accounts that there are, never otherwise: it may be a password in the wrong place."""
    site.log.say(Event.SIGN_IN_LOCKED if refused.locked else Event.SIGN_IN_REFUSED, user=refused.user)


def _label(site: Served) -> str:
    """What the other way in is called; empty where there is none."""
    return site.provider.label if site.provider is not None else ""
