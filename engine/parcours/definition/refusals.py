"""What YAML allows and a parcours does not: the diagnostics of `source`, said in one place."""

import re
from typing import Final

from parcours.definition import codes
from parcours.definition.syntax import is_tab, told
from parcours.diagnostics import Code, Diagnostic, Span
from parcours.messages import Text

COLON_WITHOUT_SPACE: Final = re.compile(r"[a-z]\w*:[^\s:/].*")
WORDS: Final = re.compile(r"[a-z]\w* [^:#]+")
VALUE_WANTED: Final = Text(
    "Écrivez la valeur, ou « null » pour enlever ce dont on hérite ; un texte à virgule veut des guillemets."
)


def empty_file(span: Span) -> Diagnostic:
    remedy = Text("Commencez par « format: 1 », ou par « parcours new ».")
    return Diagnostic(codes.EMPTY_FILE, span, Text("Le fichier est vide."), remedy)


def not_a_mapping(span: Span) -> Diagnostic:
    cause = Text("Le fichier n'est pas une suite de clés et de valeurs.")
    return Diagnostic(codes.NOT_A_MAPPING, span, cause, Text("Écrivez « clé: valeur », une espace après « : »."))


def second_document(span: Span) -> Diagnostic:
    cause = Text("Un deuxième document commence ici ; un fichier n'en tient qu'un.")
    return Diagnostic(codes.SEVERAL_DOCUMENTS, span, cause, Text("Mettez-le dans un fichier à part."))


def too_deep(span: Span, most: int) -> Diagnostic:
    cause = Text("Plus de {most} niveaux sont imbriqués.", most=most)
    return Diagnostic(codes.TOO_DEEP, span, cause, Text("Fermez les crochets ouverts avant cette place."))


def too_many_nodes(span: Span, most: int) -> Diagnostic:
    cause = Text("Le fichier compte plus de {most} valeurs, renvois développés.", most=most)
    remedy = Text("Partagez le parcours avec « extends », ou répétez moins de renvois.")
    return Diagnostic(codes.TOO_MANY_NODES, span, cause, remedy)


def duplicate_key(span: Span, key: str, first: Span) -> Diagnostic:
    cause = Text("« {key} » est écrit deux fois.", key=key)
    earlier = (first, Text("Écrit une première fois ici."))
    return Diagnostic(codes.DUPLICATE_KEY, span, cause, Text("Réunissez les deux, ou renommez l'un."), (earlier,))


def merge_key(span: Span) -> Diagnostic:
    cause = Text("La clé de fusion « << » n'existe pas en YAML 1.2.")
    remedy = Text("Écrivez les clés en entier, ou héritez d'un autre fichier avec « extends ».")
    return Diagnostic(codes.MERGE_KEY, span, cause, remedy)


def complex_key(span: Span) -> Diagnostic:
    cause = Text("Une clé est un mot, non une liste, une table ou un renvoi.")
    remedy = Text("S'il s'agit d'un modèle « {braces} », mettez-le entre guillemets.", braces="{{ … }}")
    return Diagnostic(codes.COMPLEX_KEY, span, cause, remedy)


def tag(span: Span, name: str) -> Diagnostic:
    cause = Text("L'étiquette « {tag} » n'est pas admise : un fichier ne tient que des valeurs simples.", tag=name)
    return Diagnostic(codes.TAG, span, cause, Text("Enlevez l'étiquette ; des guillemets suffisent pour un texte."))


def unknown_alias(span: Span, name: str) -> Diagnostic:
    cause = Text("« *{name} » renvoie à une ancre qui n'est pas écrite avant lui.", name=name)
    remedy = Text("Écrivez « &{name} » devant ce qu'il répète.", name=name)
    return Diagnostic(codes.UNKNOWN_ALIAS, span, cause, remedy)


def recursive_alias(span: Span, name: str) -> Diagnostic:
    cause = Text("« *{name} » se trouve à l'intérieur de ce qu'il répète.", name=name)
    return Diagnostic(codes.RECURSIVE_ALIAS, span, cause, Text("Écrivez la valeur en entier."))


def empty_value(span: Span, key: str) -> Diagnostic:
    if COLON_WITHOUT_SPACE.fullmatch(key):
        return _without_space(codes.EMPTY_VALUE, span, key)
    return Diagnostic(codes.EMPTY_VALUE, span, Text("« {key} » n'a pas de valeur.", key=key), VALUE_WANTED)


def empty_item(span: Span) -> Diagnostic:
    return Diagnostic(codes.EMPTY_VALUE, span, Text("Un élément de la liste n'a pas de valeur."), VALUE_WANTED)


def _without_space(code: Code, span: Span, written: str) -> Diagnostic:
    key, _, value = written.partition(":")
    cause = Text("« {written} » n'est pas une clé et sa valeur : il manque une espace après « : ».", written=written)
    return Diagnostic(code, span, cause, Text("Écrivez « {key}: {value} ».", key=key, value=value))


def no_key(span: Span, written: str) -> Diagnostic | None:
    """Of the line before a « : » nobody expected: what makes it no key, when that can be seen."""
    if COLON_WITHOUT_SPACE.fullmatch(written):
        return _without_space(codes.YAML_SYNTAX, span, written)
    if WORDS.fullmatch(written):
        cause = Text("« {written} » n'est pas une clé et sa valeur : il manque « : ».", written=written)
        key, _, value = written.partition(" ")
        return Diagnostic(codes.YAML_SYNTAX, span, cause, Text("Écrivez « {key}: {value} ».", key=key, value=value))
    return None


def apostrophe(span: Span) -> Diagnostic:
    cause = Text("L'apostrophe ferme le texte que des guillemets simples ont ouvert.")
    remedy = Text("Mettez des guillemets doubles autour du texte, ou doublez l'apostrophe.")
    return Diagnostic(codes.YAML_SYNTAX, span, cause, remedy)


def broken_syntax(span: Span, what: str, character: str, opened: Span) -> Diagnostic:
    """A problem of libyaml, met at `character`; `opened` is where it thinks that the broken thing begins."""
    if is_tab(what, character):
        cause = Text("Une tabulation ne peut pas servir à décaler une ligne.")
        return Diagnostic(codes.TAB_INDENTATION, span, cause, Text("Remplacez-la par des espaces."))
    related = ((opened, Text("Ce qui est rompu commence ici.")),) if opened != span else ()
    return Diagnostic(codes.YAML_SYNTAX, span, *told(what, character), related)
