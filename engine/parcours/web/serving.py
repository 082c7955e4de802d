"""Answering browsers and programs, in a thread of the process that serves the database."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Flag
from threading import Thread
from typing import Final, cast

from uvicorn import Config, Server

from parcours.adapters.disk import why
from parcours.adapters.openid import OpenId
from parcours.adapters.passwords import Argon2
from parcours.adapters.site_file import read_site, site_file
from parcours.adapters.status import Place
from parcours.bootstrap import Site, new_secret
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.serving.telling import Log
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings
from parcours.web.application import application
from parcours.web.office import Office
from parcours.web.pacing import Pace
from parcours.web.served import Served
from parcours.web.shielding import shielded

PATIENCE: Final = 5  # seconds that an answer under way has to end, once told to stop
WAITING: Final = 128  # connections the system keeps for us while we are busy
MOST: Final = 256  # requests at once: beyond, they are told to come back
PROGRAMS: Final = (120, 600)  # requests of one token at once, then each minute
DOORS: Final = (30, 20)  # sign-ins and feeds from one address, which a whole house may share
PROXY: Final = "127.0.0.1"  # who may say in whose name it asks: a reverse proxy of this machine


@contextmanager
def answering(place: Place, site: Site, settings: Settings, log: Log) -> Iterator[int]:
    """Pages and API until the end of the block; the port, the system's choice for 0. UsageError if it is taken."""
    desk = Desk(site.store.accounts, Argon2(), site.engine.clock, new_secret)
    desk.passwords.matches("", "")  # what makes nobody's hash: the first who is refused must not wait for it
    paces = (Pace(site.engine.clock, *PROGRAMS), Pace(site.engine.clock, *DOORS))
    pages = application(Served(site.engine, desk, settings, log, *paces, _provider(site, settings)))
    app, office = shielded(pages), cast("Office", pages.state.office)
    listener = _listener(place)
    config = Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=PROXY,
        limit_concurrency=MOST,
        timeout_graceful_shutdown=PATIENCE,
    )
    server = _Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="pages", daemon=True)
    thread.start()
    following = Thread(target=office.directory.attend, name="annuaire", daemon=True)
    following.start()
    server.ready.wait()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        office.directory.close()
        following.join()
        listener.close()


def _provider(site: Site, settings: Settings) -> OpenId | None:
    """Who else signs the team in, as the site's file says. Raises SiteFileError."""
    said = read_site(site_file(settings), settings.folders).federation
    return None if said is None else OpenId(said, settings.provider_secret, site.engine.clock)


class _Server(Server):
    """One that says when it answers, or has given up."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.ready = Flag()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()


def _listener(place: Place) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=WAITING)
    except OSError as cause:
        raise UsageError(
            Text("On ne peut pas écouter sur {host}:{port} : {why}.", host=place.host, port=place.port, why=why(cause)),
            Text("Donnez une autre adresse par --host et --port, ou --no-http."),
        ) from None
    # Headers and page are sent apart: without this, the second waits 40 ms for the first to be acknowledged.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
