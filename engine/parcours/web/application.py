"""The application: every route behind its rule, errors as pages, all of it under one policy."""

from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from parcours.web import problems
from parcours.web.office import office_of
from parcours.web.routes import PAGES, Route
from parcours.web.rules import GUARDS
from parcours.web.served import Served

NAME = "parcours"


def application(served: Served) -> FastAPI:
    """The pages of a site. What answers to a network is this under `shielding.shielded`."""
    app = FastAPI(title=NAME, version=version(NAME), openapi_url=None, docs_url=None, redoc_url=None)
    app.state.served = served
    app.state.office = office_of(served)
    for route in PAGES:
        _add(app, route)
    app.mount("/static", StaticFiles(packages=[("parcours.web", "static")]), "static")
    problems.answer_badly(app)
    return app


def _add(app: FastAPI, route: Route) -> None:
    app.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        dependencies=[Depends(GUARDS[route.rule])],
        response_class=HTMLResponse,
        response_model=None,
        include_in_schema=False,
    )
