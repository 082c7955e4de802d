"""What to write instead: the remedies for the mistakes people make in conditions."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from parcours.expressions.types import CelType
from parcours.messages import Text

SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{f"_{sign}_": sign for sign in ("==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "&&", "||")},
        "_[_]": "[ ]",
        "!_": "!",
        "-_": "-",
        "_?_:_": "?",
        "@in": "in",
    }
)
"""The operators by the name CEL gives them, as authors write them."""

MACROS: Final = frozenset({"has", "all", "exists", "exists_one", "map", "filter"})

_WRITTEN: Final[Mapping[str, CelType]] = MappingProxyType(
    {
        "string": CelType.STRING,
        "int": CelType.INT,
        "double": CelType.DOUBLE,
        "bool": CelType.BOOL,
        "google.protobuf.Timestamp": CelType.DATE,
        "map(string, google.protobuf.Timestamp)": CelType.VALIDITY,
        "map(string, int)": CelType.DURATION,
    }
)
_SAID_IN_CEL: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("et", "and", "&", "AND", "ET"), "&&"),
        **dict.fromkeys(("ou", "or", "|", "OR", "OU"), "||"),
        **dict.fromkeys(("not", "non", "pas", "NOT"), "!"),
        **dict.fromkeys(("vrai", "True", "oui", "yes"), "true"),
        **dict.fromkeys(("faux", "False", "no"), "false"),
        **dict.fromkeys(("now", "maintenant", "aujourdhui", "date_du_jour"), "today"),
        **dict.fromkeys(("dans",), "in"),
        "=": "==",
        "===": "==",
    }
)
_QUOTES: Final = frozenset("'\"«»“”‘’`")
_LIST: Final = Text("une liste")
_NOTHING: Final = Text("null")
_OTHER: Final = Text("autre chose")


def for_word(word: str) -> Text:
    """The remedy for a word or a sign that does not belong where it stands."""
    if word in _SAID_IN_CEL:
        return Text("Écrivez « {sign} ».", sign=_SAID_IN_CEL[word])
    if word in _QUOTES:
        return Text('Un texte se met entre guillemets droits, fermés : "ainsi".')
    if not word.isascii():
        return Text("Les noms s'écrivent sans accent, comme dans le fichier.")
    return Text("Reliez les termes par &&, || ou un signe de comparaison, et fermez les parenthèses.")


def for_name(name: str, meant: str | None) -> Text:
    """The remedy for a name that is not in scope."""
    if name in _SAID_IN_CEL:
        return Text("Écrivez « {sign} ».", sign=_SAID_IN_CEL[name])
    if meant:
        return Text("Vouliez-vous dire « {meant} » ?", meant=meant)
    return Text("Déclarez-le dans le fichier, ou mettez-le entre guillemets si c'est un texte.")


def for_operator(sign: str) -> Text:
    """The remedy for an operator of CEL that conditions leave out."""
    if sign == "/":
        return Text("Multipliez l'autre côté : une division de nombres entiers perdrait le reste.")
    return Text("Comparez le champ lui-même, par un nom déclaré.")


def for_macro(name: str) -> Text:
    """The remedy for a macro of CEL, which are all left out."""
    if name == "has":
        return Text("Écrivez « known.champ » pour savoir si un champ est rempli.")
    return Text("Une condition ne parcourt pas de liste : nommez les champs un par un.")


def kinds_of(types: str) -> tuple[CelType | Text, ...]:
    """The types of a message of the library: `string, list(int)`."""
    return tuple(_kind(each) for each in _split(types))


def for_types(function: str, kinds: Sequence[CelType | Text]) -> Text:
    """The remedy for an operator between types that don't go together."""
    if CelType.VALIDITY in kinds:
        return Text("Une validité se lit par valid(validité, jour), ou par ses jours .from et .until.")
    if _NOTHING in kinds:
        return Text("Écrivez « known.champ » pour savoir si un champ est rempli.")
    if function == "@in":
        return Text("Mettez à droite une liste de valeurs du type cherché ; 1.0 et non 1 pour un champ number.")
    if CelType.DATE in kinds:
        return _for_date(function)
    if function in {"_&&_", "_||_", "!_", "_?_:_"}:
        return Text("Comparez la valeur : dossier.montant > 0, par exemple.")
    return _for_values(kinds)


def _for_date(function: str) -> Text:
    if function in {"_+_", "_-_"}:
        return Text('Écrivez plus(jour, "1 mois"), months_between(a, b) ou business_days_between(a, b).')
    return Text('Une date se compare à une date : date("2026-07-01"), par exemple.')


def _for_values(kinds: Sequence[CelType | Text]) -> Text:
    if CelType.STRING in kinds and {CelType.INT, CelType.DOUBLE} & set(kinds):
        return Text("Ôtez les guillemets autour du nombre, ou changez le type du champ.")
    return Text("Mettez des deux côtés des valeurs du même type.")


def _kind(written: str) -> CelType | Text:
    if written in _WRITTEN:
        return _WRITTEN[written]
    if written.startswith("list("):
        return _LIST
    return _NOTHING if written == "null_type" else _OTHER


def _split(types: str) -> list[str]:
    """Commas inside brackets belong to one type: `string, map(string, int)`."""
    parts: list[str] = [""]
    depth = 0
    for character in types:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]
