"""Filters of the dossiers, kept by somebody under a name, and taken away."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from fastapi.responses import RedirectResponse, Response

from parcours.model.account import SavedView
from parcours.runtime import saved_views
from parcours.web.forms import Form
from parcours.web.pages.filters import ALL, kept, wanted_of
from parcours.web.served import Site
from parcours.web.visitors import Here

ON: Final = "oui"


def keep(site: Site, visitor: Here, form: Form) -> Response:
    """Only what the list can be asked: filters that mean nothing are refused as an address would be."""
    asked = dict(parse_qsl(form.get("filtres", "")))
    wanted_of(asked)
    view = SavedView(visitor.user, form.get("nom", "").strip(), kept(asked), form.get("defaut") == ON)
    saved_views.keep(site.desk, view)
    return RedirectResponse(f"/dossiers?{view.filters or ALL}", HTTPStatus.SEE_OTHER)


def forget(site: Site, visitor: Here, form: Form) -> Response:
    saved_views.forget(site.desk, visitor.user, form.get("nom", ""))
    return RedirectResponse(f"/dossiers?{ALL}", HTTPStatus.SEE_OTHER)
