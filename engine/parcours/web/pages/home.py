"""The first page: who is signed in, and where."""

from fastapi.responses import Response

from parcours.web.rendering import Pages


def show(render: Pages) -> Response:
    return render("home.html")
