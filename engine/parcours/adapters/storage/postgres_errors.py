"""What PostgreSQL says, by its SQLSTATE codes (appendix A of its manual), in words people can act on."""

import re
from collections.abc import Callable
from typing import Any, Final

from parcours.errors import (
    ParcoursError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreVersionError,
    UsageError,
)
from parcours.messages import Text
from parcours.ports import OvertakenError

# A connection that fails has no code. What the server says then is in its language, English unless it was told so.
NO_DATABASE: Final = re.compile(r"(database|base de données) .* (does not exist|n.existe pas)")
REASON: Final = re.compile(r"(?:FATAL|error|failed):\s*(.*)\Z", re.DOTALL)


def told(name: str, raised: Any) -> ParcoursError | None:
    """The error of ours that says what `raised` means, None when it is a bug. `name` is the database as shown."""
    code = raised.sqlstate
    if code is None:
        return _unnumbered(name, raised)
    return next((error(name) for prefix, error in _MEANINGS.items() if code.startswith(prefix)), None)


def missing(name: str) -> StoreError:
    return StoreMissingError(
        Text("La base {path} est vide : parcours n'y a encore rien rangé.", path=name),
        Text("Préparez-la : parcours init"),
    )


def foreign(name: str) -> StoreError:
    return StoreDamagedError(
        Text("La base {path} contient les tables d'un autre programme.", path=name),
        Text("Vérifiez l'adresse, ou donnez à parcours une base ou un schéma à lui."),
    )


def not_empty(name: str) -> StoreError:
    return StoreError(
        Text("La base {path} contient déjà des tables.", path=name),
        Text("Choisissez une autre base, ou un schéma vide."),
    )


def no_schema(name: str) -> StoreError:
    return StoreMissingError(
        Text("Dans la base {path}, le schéma que dit l'adresse n'existe pas.", path=name),
        Text("Créez-le : psql -c 'CREATE SCHEMA …', puis recommencez."),
    )


def wrong_encoding(name: str, database: str) -> StoreError:
    return StoreError(
        Text("La base {path} ne sait pas garder toutes les lettres : elle n'est pas en UTF-8.", path=name),
        Text("Créez-en une autre : createdb --encoding=UTF8 --template=template0 {database}", database=database),
    )


def too_old(name: str, version: int) -> StoreError:
    return StoreVersionError(
        Text("Le serveur de la base {path} est trop ancien : PostgreSQL {version}.", path=name, version=version),
        Text("Il faut PostgreSQL 14, ou plus récent."),
    )


def missing_driver() -> StoreError:
    return StoreError(
        Text("Il manque de quoi parler à PostgreSQL."), Text("Installez-le : pip install 'parcours[postgres]'")
    )


def _unnumbered(name: str, raised: Any) -> ParcoursError | None:
    """What the driver says without having been answered by a server, or while it was calling one."""
    said = str(raised)
    if "NUL (0x00)" in said:
        return UsageError(
            Text("Un texte contient un caractère nul, que PostgreSQL ne sait pas garder."), Text("Retirez-le.")
        )
    if not any(kind.__name__ == "OperationalError" for kind in type(raised).__mro__):
        return None
    if NO_DATABASE.search(said):
        return StoreMissingError(
            Text("Il n'y a pas de base à l'adresse {path}.", path=name),
            Text("Créez-la sur le serveur : createdb --encoding=UTF8 --template=template0 …, puis : parcours init"),
        )
    if raised.pgconn is None and type(raised).__name__ != "ConnectionTimeout":
        return _unreachable(name)  # an error of connecting would hold what was connected to
    found = REASON.search(said)
    return StoreUnreachableError(
        Text(
            "La base {path} ne peut pas être jointe : {why}.", path=name, why=_first_line(found[1] if found else said)
        ),
        Text("Vérifiez l'adresse, le compte, et que le serveur est en marche."),
    )


def _first_line(said: str) -> str:
    return said.strip().partition("\n")[0].rstrip(".")


def _unreachable(path: str) -> StoreError:
    return StoreUnreachableError(
        Text("Le serveur de la base {path} s'est arrêté, ou a coupé la ligne.", path=path),
        Text("Quand il sera revenu, regardez ce qui a été gardé avant de recommencer, ou redonnez la même clé."),
    )


def _forbidden(path: str) -> StoreError:
    return StoreReadOnlyError(
        Text("La base {path} peut être lue, mais pas écrite.", path=path),
        Text("Donnez au compte le droit d'écrire dans ses tables, ou adressez-vous au serveur principal."),
    )


# The longer prefix first.
_MEANINGS: Final[dict[str, Callable[[str], ParcoursError]]] = {
    "23505": lambda _: OvertakenError(),  # unique_violation: somebody has just written that row
    "40001": lambda _: OvertakenError(),  # serialization_failure
    "40P01": lambda _: OvertakenError(),  # deadlock_detected
    "55P03": lambda path: StoreLockedError(
        Text("La base {path} est occupée par un autre programme depuis trop longtemps.", path=path),
        Text("Attendez qu'il finisse, puis recommencez."),
    ),
    "53300": lambda path: StoreLockedError(
        Text("Le serveur de la base {path} n'accepte pas une connexion de plus.", path=path),
        Text("Attendez, ou augmentez son max_connections."),
    ),
    "53100": lambda path: StoreFullError(
        Text("Il n'y a plus de place pour écrire dans la base {path}.", path=path),
        Text("Libérez de la place sur le disque, puis recommencez."),
    ),
    "53": lambda path: StoreError(
        Text("Le serveur de la base {path} manque de mémoire.", path=path),
        Text("Voyez son journal, puis recommencez."),
    ),
    "25006": _forbidden,
    "42501": _forbidden,
    "08": _unreachable,
    "57P": _unreachable,
    "XX00": lambda path: StoreDamagedError(  # data_corrupted, index_corrupted
        Text("La base {path} est abîmée.", path=path),
        Text("Restaurez une sauvegarde, puis lancez `parcours verify`."),
    ),
    "58": lambda path: StoreError(
        Text("Le disque refuse de lire ou d'écrire la base {path}.", path=path),
        Text("Vérifiez le disque, puis lancez `parcours verify`."),
    ),
}
