"""The syntax errors of libyaml, in the words of who writes a parcours. Problems are those of libyaml 0.2.5."""

from typing import Final

from parcours.messages import Text

QUOTE_IT: Final = Text("Mettez la valeur entre guillemets.")
ALIGN: Final = Text("Alignez cette ligne sur celles de même niveau, avec des espaces.")
CLOSE: Final = Text("Fermez ce qui a été ouvert, ou vérifiez la virgule qui précède.")
LOOK_AROUND: Final = Text("Vérifiez indentation, guillemets et crochets de cette ligne et de la précédente.")

COLON: Final = (
    Text("Un « : » ne peut pas être ici : le texte qui précède n'est pas une clé, ou la ligne est mal alignée."),
    Text("Alignez la ligne, ou mettez entre guillemets un texte qui contient « : »."),
)
STARTS_NOTHING: Final = "found character that cannot start any token"
MISPLACED: Final = (Text("Cette ligne ne s'aligne sur aucune de celles qui précèdent."), ALIGN)
ESCAPE: Final = (
    Text("Cette suite « \\ » n'existe pas entre guillemets doubles."),
    Text("Écrivez « \\\\ », ou employez des guillemets simples."),
)
PROBLEMS: Final[dict[str, tuple[Text, Text]]] = {
    "mapping values are not allowed in this context": COLON,
    "could not find expected ':'": (
        Text("Une clé attend « : » puis une valeur."),
        Text("Ajoutez « : », ou mettez entre guillemets un texte de plusieurs lignes."),
    ),
    "block sequence entries are not allowed in this context": (
        Text("Une liste « - » ne peut pas commencer ici."),
        Text("Mettez la liste à la ligne, ou écrivez [a, b]."),
    ),
    "mapping keys are not allowed in this context": (Text("Une clé ne peut pas commencer ici."), ALIGN),
    "found unexpected end of stream": (Text("Le fichier finit avant que les guillemets soient fermés."), CLOSE),
    "found unexpected document indicator": (Text("Des guillemets ne sont pas fermés avant « --- »."), CLOSE),
    "found unknown escape character": ESCAPE,
    "did not find expected hexdecimal number": ESCAPE,
    "found invalid Unicode character escape code": ESCAPE,
    "did not find expected node content": (Text("Une valeur est attendue ici."), CLOSE),
    "did not find expected '-' indicator": MISPLACED,
    "did not find expected key": MISPLACED,
    "did not find expected ',' or ']'": (Text("Une virgule ou « ] » est attendu ici."), CLOSE),
    "did not find expected ',' or '}'": (Text("Une virgule ou « }} » est attendu ici."), CLOSE),
    "did not find expected <document start>": (
        Text("Du texte suit la fin du document."),
        Text("Enlevez ce qui suit « ... », ou alignez-le sur le reste."),
    ),
    "did not find expected alphabetic or numeric character": (
        Text("« & » et « * » annoncent une ancre, dont le nom manque."),
        QUOTE_IT,
    ),
}
TABS: Final = frozenset(
    {"found a tab character where an indentation space is expected", "found a tab character that violates indentation"}
)


def told(problem: str, character: str) -> tuple[Text, Text]:
    """Cause and remedy of a problem of libyaml, met at `character`."""
    if problem == STARTS_NOTHING:
        return Text("« {character} » ne peut pas commencer une valeur.", character=character), QUOTE_IT
    return PROBLEMS.get(problem, (Text("La syntaxe YAML est rompue ici."), LOOK_AROUND))


def is_tab(problem: str, character: str) -> bool:
    """Whether this problem is a tab used to indent."""
    return problem in TABS or (problem == STARTS_NOTHING and character == "\t")
