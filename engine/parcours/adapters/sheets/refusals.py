"""Why a file is not read: never a word of what it holds, which may be anybody's."""

from parcours.adapters.sheets.bounds import MIB, MOST_BYTES, MOST_CELLS, MOST_LETTERS
from parcours.errors import UsageError
from parcours.messages import Text


class SheetError(UsageError):
    """A file that cannot be read as a table; nothing of it has been used."""


def not_there(name: str) -> SheetError:
    return SheetError(Text("« {name} » n'est pas un fichier que l'on puisse lire.", name=name))


def unknown_kind(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » : on ne lit que .csv, .ods, .xlsx et .xls.", name=name),
        Text("Enregistrez-le sous l'une de ces formes."),
    )


def unwritable_kind(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » : on n'écrit que .csv, .xlsx et .ods.", name=name),
        Text("Donnez à votre fichier l'un de ces suffixes."),
    )


def other_kind(name: str, kind: str) -> SheetError:
    return SheetError(
        Text("« {name} » n'est pas ce que dit son nom : c'est un fichier {kind}.", name=name, kind=kind),
        Text("Renommez-le, ou exportez-le de nouveau."),
    )


def too_large(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » dépasse {most} Mio.", name=name, most=MOST_BYTES // MIB),
        Text("Exportez moins de colonnes, ou en plusieurs fois."),
    )


def bomb(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » contient bien plus, une fois décompressé, qu'un classeur n'en tient.", name=name),
        Text("Ne l'ouvrez pas : demandez-en un autre à qui vous l'a donné."),
    )


def too_many_cells(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » a plus de {most} cellules.", name=name, most=MOST_CELLS),
        Text("Exportez moins de colonnes, ou en plusieurs fois ; effacez une valeur perdue loin du tableau."),
    )


def too_long(name: str, line: int) -> SheetError:
    return SheetError(
        Text("« {name} », ligne {line} : une cellule dépasse {most} signes.", name=name, line=line, most=MOST_LETTERS),
        Text("Un guillemet y est peut-être ouvert et jamais fermé."),
    )


def broken(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » est abîmé : il ne se lit pas jusqu'au bout.", name=name),
        Text("Exportez-le de nouveau."),
    )


def locked(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » est protégé par un mot de passe.", name=name),
        Text("Enregistrez-le sans mot de passe."),
    )


def macros(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » contient des macros ou des objets.", name=name),
        Text("Enregistrez-le en .xlsx ou .ods, sans macro."),
    )


def links(name: str) -> SheetError:
    return SheetError(
        Text("« {name} » tire des valeurs d'autres fichiers : elles peuvent ne plus être vraies.", name=name),
        Text("Collez les valeurs à la place des liaisons, ou exportez en CSV."),
    )


def null_character(name: str, line: int) -> SheetError:
    return SheetError(
        Text("« {name} », ligne {line} : un caractère nul, que seul un fichier abîmé contient.", name=name, line=line),
        Text("Exportez-le de nouveau."),
    )


def other_encoding(name: str, line: int, encoding: str) -> SheetError:
    return SheetError(
        Text("« {name} », ligne {line} : ce n'est pas de l'{encoding}.", name=name, line=line, encoding=encoding),
        Text("Enregistrez-le en UTF-8 ; s'il vient d'un ancien Excel, dites « encoding: windows-1252 »."),
    )


def open_quote(name: str, line: int) -> SheetError:
    return SheetError(
        Text("« {name} », ligne {line} : un guillemet n'y est pas à sa place.", name=name, line=line),
        Text("Exportez-le de nouveau, chaque guillemet d'un texte étant doublé."),
    )


def not_installed() -> SheetError:
    return SheetError(
        Text("Les classeurs demandent une bibliothèque qui n'est pas installée."),
        Text("Installez parcours avec l'extra [spreadsheets], ou passez par CSV."),
    )
