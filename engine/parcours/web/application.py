"""The application: every route behind its rule, errors as pages or as problems, all of it under one policy."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from parcours.web import problems, rules
from parcours.web.api import describing
from parcours.web.office import office_of
from parcours.web.routes import API, DOCUMENT, FEEDS, PAGES, Route
from parcours.web.served import Served

NAME: Final = "parcours"
OF_A_CASE: Final = "{dossier}"


def application(served: Served) -> FastAPI:
    """The pages and the API of a site. What answers to a network is this under `shielding.shielded`."""
    app = FastAPI(title=NAME, version=version(NAME), openapi_url=None, docs_url=None, redoc_url=None)
    app.state.served = served
    app.state.office = office_of(served)
    for route in (*PAGES, *FEEDS):
        _add_page(app, route)
    for route in API:
        _add_to_api(app, route)
    app.add_api_route(DOCUMENT.path, DOCUMENT.handler, include_in_schema=False, response_class=JSONResponse)
    app.mount("/static", StaticFiles(packages=[("parcours.web", "static")]), "static")
    problems.answer_badly(app)
    return app


def _add_page(app: FastAPI, route: Route) -> None:
    asked: list[Callable[..., Any]] = [*([rules.paced] if route.paced else []), rules.of_page(route.rule)]
    asked += [rules.theirs] if OF_A_CASE in route.path else []
    app.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        dependencies=[Depends(each) for each in asked],
        response_class=HTMLResponse,
        response_model=None,
        include_in_schema=False,
    )


def _add_to_api(app: FastAPI, route: Route) -> None:
    app.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        operation_id=route.handler.__name__,
        dependencies=[Depends(rules.of_api(route.rule))],
        status_code=route.success,
        responses=describing.answers(route.success, tagged=route.tagged, media=route.media),
        response_class=Response if route.media else JSONResponse,
        openapi_extra={describing.RULE: route.rule.value},
    )
