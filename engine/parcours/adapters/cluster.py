"""The door to Dask: replications carried out by the workers of a cluster."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from distributed import Client

from parcours.errors import UsageError
from parcours.messages import Text

TIMEOUT = "10s"


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of the cluster whose scheduler is at `address`, and how many tasks it does at once.

    Its workers need this same parcours. Raises UsageError when nobody answers there, or nobody works.
    """
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            Text("Aucun cluster Dask ne répond à {address} ({why}).", address=address, why=type(error).__name__),
            Text("Donnez l'adresse du planificateur, par exemple tcp://localhost:8786."),
        ) from None
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise UsageError(Text("Le cluster Dask de {address} n'a pas de travailleur.", address=address))
        yield client.get_executor(pure=False), workers
    finally:
        client.close()
