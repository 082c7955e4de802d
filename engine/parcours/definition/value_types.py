"""The types a value may have, in words, and how to write a value as the type that is wanted."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType, NoneType
from typing import Final

from parcours.definition.forms import shown
from parcours.definition.scalars import typed
from parcours.messages import Text
from parcours.messages.suggestion import quoted

TYPES: Final = MappingProxyType(
    {
        "array": Text("une liste"),
        "boolean": Text("true ou false"),
        "integer": Text("un nombre entier"),
        "null": Text("null"),
        "number": Text("un nombre"),
        "object": Text("des clés"),
        "string": Text("un texte"),
    }
)
TYPE_OF: Final = MappingProxyType(
    {
        NoneType: "null",
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
)
YES: Final = frozenset({"oui", "yes", "on", "vrai", "o", "y"})
NO: Final = frozenset({"non", "no", "off", "faux", "n"})


def written(value: object) -> str:
    return shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def write_one_of(*words: str) -> Text:
    return Text("Écrivez {words}.", words=quoted(words))


def _as_list(found: object) -> Text | None:
    return Text("Écrivez [{word}].", word=shown(found)) if isinstance(found, str) else Text("Écrivez [a, b].")


def _as_keys(found: object) -> Text | None:
    if isinstance(found, list) and any(isinstance(item, dict) for item in found):
        return Text("Ôtez les tirets : ici, chaque élément a un nom.")
    return Text("Écrivez « clé: valeur », ou {{clé: valeur}}.")


def _as_text(found: object) -> Text | None:
    match found:
        case [str() as word]:
            return Text("Écrivez {word}, sans crochets.", word=shown(word))
        case [str(), *_]:
            return Text("Gardez-en un seul, sans crochets.")
        case _:
            pass
    is_scalar = not isinstance(found, list | dict)
    return Text("Mettez des guillemets : '{word}'.", word=json.dumps(found)) if is_scalar else None


def _as_truth(found: object) -> Text | None:
    word = str(found).lower()
    return write_one_of("true" if word in YES else "false") if word in YES | NO else write_one_of("true", "false")


def _as_number(found: object) -> Text | None:
    number = typed(str(found).replace(",", ".").replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    if isinstance(found, str) and TYPE_OF[type(number)] in {"integer", "number"}:
        return Text("Écrivez {number}, sans guillemets.", number=json.dumps(number))
    return Text("Écrivez un nombre sans guillemets ni unité, avec un point pour les décimales.")


WRITE_AS: Final[Mapping[str, Callable[[object], Text | None]]] = MappingProxyType(
    {
        "array": _as_list,
        "boolean": _as_truth,
        "integer": _as_number,
        "number": _as_number,
        "object": _as_keys,
        "string": _as_text,
    }
)
