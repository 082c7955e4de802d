"""What the commands that simulate have in common: their options, the scenario read, who carries it out."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

from parcours.cli.parameters import option
from parcours.cli.reading import folders, schemas
from parcours.cli.session import Session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.executors import processes
from parcours.simulation.model import Model, ready
from parcours.simulation.planner import AUTO, Planned
from parcours.simulation.reading.loader import read_scenario

EXTRA: Final = Text("Installez parcours avec l'extra [simulation].")
Function = TypeVar("Function", bound=Callable[..., object])

engine: Final = option(
    "--engine",
    said=Text("Moteur : reference, tables ou compiled, qui disent la même chose ; choisi et expliqué sinon."),
    takes=Text("MOTEUR"),
    default=AUTO,
)
_OPTIONS = (
    option("--cases", said=Text("Personnes qui viennent ; celles du scénario sinon."), takes=Text("N"), type=int),
    option("--replications", said=Text("Réplications ; 20 sinon."), takes=Text("R"), type=int),
    option("--seed", said=Text("Graine des tirages ; celle du scénario sinon."), takes=Text("N"), type=int),
    engine,
    option("--workers", said=Text("Processus de calcul ; 1 sinon."), takes=Text("N"), type=int, default=1),
    option("--dask", said=Text("Calcule sur le cluster Dask de cette adresse."), takes=Text("ADRESSE")),
    option(
        "--set",
        "changes",
        said=Text("Remplace un nombre du scénario, par exemple resources.bureau.capacity=3 ; à répéter."),
        takes=Text("CHEMIN=NOMBRE"),
        multiple=True,
    ),
)


_STOPPING = (
    option(
        "--until-halfwidth",
        said=Text("S'arrête quand les mesures suivies sont connues à ce point près, par exemple 2%."),
        takes=Text("PART"),
    ),
    option(
        "--of",
        "watched",
        said=Text("Mesure à suivre pour --until-halfwidth, * pour tout mot ; à répéter."),
        takes=Text("MESURE"),
        multiple=True,
    ),
)


def stopping_options(function: Function) -> Function:
    """The options of a command that replicates until it knows enough."""
    for each in reversed(_STOPPING):
        function = each(function)
    return function


def run_options(function: Function) -> Function:
    """The options of a command that simulates, in this order."""
    for each in reversed(_OPTIONS):
        function = each(function)
    return function


def model_of(session: Session, scenario: str, changes: Sequence[str] = ()) -> Model:
    """The scenario of a file or of an id, with numbers of its own changed. Raises DefinitionError or UsageError."""
    name: Path | str = Path(scenario) if Path(scenario).exists() else scenario
    values = _values(changes)
    try:
        read, definition = read_scenario(name, folders(session), schemas(session), values)
    except KeyError as error:
        raise UsageError(
            Text("Le scénario n'a pas de nombre en « {path} ».", path=str(error.args[0])),
            Text("Un chemin suit les clés du fichier, par exemple resources.bureau.capacity."),
        ) from None
    return ready(definition, read)


def chosen(engine: str, why: Text) -> Text:
    """Which engine has played, and why that one."""
    return Text("Moteur : {engine} ; {why}.", engine=engine, why=why)


def plain_engine(planned: Planned) -> dict[str, object]:
    """The same for a script."""
    return {"name": str(planned.engine), "why": planned.why}


@contextmanager
def carriers(workers: int, dask: str | None) -> Iterator[tuple[Executor, int]]:
    """Who carries replications out, and how many at once. Raises UsageError where the cluster cannot be used."""
    if dask is None:
        with processes(max(workers, 1)) as executor:
            yield executor, workers
        return
    if find_spec("distributed") is None:
        raise UsageError(
            Text("Un cluster demande Dask, qui n'est pas installé."), Text("Installez parcours avec l'extra [dask].")
        )
    with import_module("parcours.adapters.cluster").cluster(dask) as found:
        yield found


def asked(command: str, scenarios: Sequence[str], changes: Sequence[str]) -> str:
    """What to type to do the same again, `compare a b --set x=3`."""
    return shlex.join([command, *scenarios, *(word for change in changes for word in ("--set", change))])


def halfwidth(said: str | None) -> float | None:
    """`2%`, `2 %`, `0.02` or `0,02` as a share. UsageError for anything else."""
    if said is None:
        return None
    number = said.strip().replace(",", ".")
    try:
        return float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        raise UsageError(
            Text("« {said} » n'est pas une demi-largeur.", said=said), Text("Écrivez par exemple 2%.")
        ) from None


def _values(changes: Sequence[str]) -> Mapping[str, float]:
    return dict(map(_value, changes))


def _value(change: str) -> tuple[str, float]:
    path, _, said = change.partition("=")
    try:
        number = float(said.replace(",", "."))
        return path.strip(), int(number) if number.is_integer() else number
    except ValueError:
        raise UsageError(
            Text("« {change} » ne remplace rien.", change=change),
            Text("Écrivez un chemin du scénario, = et un nombre, par exemple resources.bureau.capacity=3."),
        ) from None


def intervals_at_hand() -> None:
    """UsageError where SciPy, which intervals need, is not installed."""
    if find_spec("scipy") is None:
        raise UsageError(
            Text("Les intervalles d'une simulation demandent SciPy, qui n'est pas installé."),
            Text("Installez parcours avec l'extra [simulation]."),
        )


def columns_at_hand() -> None:
    """UsageError where Arrow, which writes columns, is not installed."""
    if find_spec("pyarrow") is None:
        raise UsageError(Text("Écrire des colonnes demande Arrow, qui n'est pas installé."), EXTRA)


def plots_at_hand() -> None:
    """UsageError where vl-convert, which draws the plots of a report, is not installed."""
    if find_spec("vl_convert") is None:
        raise UsageError(Text("Dessiner un rapport demande vl-convert, qui n'est pas installé."), EXTRA)
