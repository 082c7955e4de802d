"""What a schema finds wrong, in the words of who wrote the file: never a message of jsonschema."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from parcours.definition import codes
from parcours.definition.forms import FORMS, REST, shown, slug
from parcours.definition.places import key_span, owner_span, place_name, value_span
from parcours.definition.tree import Node, Path
from parcours.definition.value_types import TYPE_OF, TYPES, WRITE_AS, write_one_of, written
from parcours.diagnostics import Diagnostic, Span
from parcours.messages import Text, all_of, any_of
from parcours.messages.suggestion import close_to, did_you_mean, meant


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a schema refuses: the keyword and what it asks, the value found and its path.

    `of_key` is true when the value is the name of a key of the mapping at `path`; `shape` is the schema that
    holds the keyword.
    """

    keyword: str
    asked: Any
    found: Any
    path: Path
    of_key: bool
    shape: Mapping[str, Any]


Wording: TypeAlias = Callable[[Fault, Node], Iterable[Diagnostic]]


def told(fault: Fault, root: Node) -> Iterable[Diagnostic]:
    """The diagnostics of one fault of the tree `root`. KeyError for a keyword no schema of ours uses."""
    node = root.at(fault.path)
    if node is not None and node.is_blank:
        return ()
    return WORDINGS[fault.keyword](fault, root)


def _unknown_keys(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    allowed: Mapping[str, Mapping[str, Any]] = fault.shape["properties"]
    spelt = {name: name for name in allowed} | {
        slug(each["title"]): name for name, each in allowed.items() if "title" in each
    }
    for key in fault.found:
        written_as = root.at((*fault.path, key))
        if key in allowed or written_as is None or written_as.is_blank:
            continue
        near = dict.fromkeys(spelt[word] for word in close_to(slug(key) or key, spelt))
        free = [name for name in allowed if name not in fault.found]
        remedy = meant(near) if near else _possible(free)
        yield Diagnostic(codes.UNKNOWN_KEY, key_span(root, fault.path, key), _not_a_key(key, fault.path), remedy)


def _not_a_key(key: str, path: Path) -> Text:
    if not path:
        return Text("« {key} » n'est pas une clé de ce genre de fichier.", key=shown(key))
    return Text("« {key} » n'est pas une clé de {place}.", key=shown(key), place=place_name(path))


def _missing_key(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    # jsonschema reports once per missing key without naming it: each report tells all, and equal ones are merged.
    span = owner_span(root, fault.path)
    for key in fault.asked:
        if key not in fault.found:
            cause = (
                Text("Il manque « {key} » à {place}.", key=key, place=place_name(fault.path))
                if fault.path
                else Text("Il manque « {key} » à ce fichier.", key=key)
            )
            yield Diagnostic(codes.MISSING_KEY, span, cause, Text("Ajoutez « {key}: … ».", key=key))


def _wrong_type(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    span = value_span(root, fault.path)
    if fault.found is None:
        yield _nothing_to_remove(fault, span)
        return
    wanted = [fault.asked] if isinstance(fault.asked, str) else [name for name in fault.asked if name != "null"]
    if fault.shape.get("x-form") == "rest":
        wanted = ["object"]
    cause = Text(
        "{place} attend {wanted}, non {found}.",
        place=place_name(fault.path),
        wanted=any_of(TYPES[name] for name in wanted),
        found=TYPES[TYPE_OF[type(fault.found)]],
    )
    yield Diagnostic(codes.WRONG_TYPE, span, cause, _as_wanted(fault, wanted[0]))


def _as_wanted(fault: Fault, wanted: str) -> Text | None:
    """How to write the value found as the type that is wanted here."""
    form = str(fault.shape.get("x-form"))
    if wanted == "string" and form in FORMS and isinstance(fault.found, int | float):
        refusal = FORMS[form](str(fault.found))
        return refusal.remedy if refusal is not None else WRITE_AS[wanted](fault.found)
    keys: Sequence[str] = tuple(fault.shape.get("properties", ()))
    if wanted != "object" or not keys:
        return WRITE_AS[wanted](fault.found)
    if fault.path[-1] in keys:
        return Text("Il manque un nom : écrivez « nom: {{{key}: …}} ».", key=str(fault.path[-1]))
    return Text("Écrivez des clés : {keys}.", keys=all_of(keys))


def _nothing_to_remove(fault: Fault, span: Span) -> Diagnostic:
    cause = Text("{place} ne s'enlève pas.", place=place_name(fault.path))
    remedy = Text("Effacez la ligne pour garder ce dont on hérite, ou écrivez une valeur.")
    return Diagnostic(codes.NOTHING_TO_REMOVE, span, cause, remedy)


def _unknown_word(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    cause = Text("{place} ne peut pas être « {found} ».", place=place_name(fault.path), found=written(fault.found))
    near = did_you_mean(fault.found, fault.asked) if isinstance(fault.found, str) else None
    yield Diagnostic(codes.UNKNOWN_WORD, value_span(root, fault.path), cause, near or write_one_of(*fault.asked))


def _unknown_format(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    span = value_span(root, fault.path)
    if str(fault.found) == str(fault.asked):
        cause = Text("« format » est un nombre, et ceci est un texte.")
        yield Diagnostic(codes.UNKNOWN_FORMAT, span, cause, Text("Ôtez les guillemets."))
        return
    cause = Text("Le format {found} n'est pas connu de cette version de parcours.", found=written(fault.found))
    remedy = Text("Écrivez « format: {known} », ou installez une version plus récente.", known=fault.asked)
    yield Diagnostic(codes.UNKNOWN_FORMAT, span, cause, remedy)


def _wrong_form(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    refusal = FORMS[fault.asked](fault.found)
    if refusal is not None:
        span = key_span(root, fault.path, fault.found) if fault.of_key else value_span(root, fault.path)
        yield Diagnostic(refusal.code, span, refusal.cause, refusal.remedy)


def _misplaced_rest(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    cause = Text("« {rest} » vaut la liste dont on hérite : il ne peut être qu'en tête.", rest=REST)
    yield Diagnostic(codes.MISPLACED_ELLIPSIS, value_span(root, fault.path), cause, Text("Mettez-le en premier."))


def _out_of_bounds(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    bound = (
        Text("Le plus petit nombre admis est {bound}.", bound=fault.asked)
        if fault.keyword == "minimum"
        else Text("Le plus grand nombre admis est {bound}.", bound=fault.asked)
    )
    cause = Text("{place} ne peut pas être {found}.", place=place_name(fault.path), found=fault.found)
    yield Diagnostic(codes.OUT_OF_BOUNDS, value_span(root, fault.path), cause, bound)


def _too_short(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    cause = Text("{place} est vide.", place=place_name(fault.path))
    yield Diagnostic(codes.WRONG_LENGTH, value_span(root, fault.path), cause, Text("Écrivez une valeur."))


def _too_long(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    if fault.of_key:
        span, place = key_span(root, fault.path, fault.found), Text("« {key} »", key=shown(fault.found))
    else:
        span, place = value_span(root, fault.path), place_name(fault.path)
    cause = (
        Text("{place} compte plus de {most} caractères.", place=place, most=fault.asked)
        if fault.keyword == "maxLength"
        else Text("{place} compte plus de {most} éléments.", place=place, most=fault.asked)
    )
    yield Diagnostic(codes.WRONG_LENGTH, span, cause, Text("Raccourcissez."))


def _repeated_items(fault: Fault, root: Node) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for index, item in enumerate(fault.found):
        key = json.dumps(item, sort_keys=True)
        if first.setdefault(key, index) == index:
            continue
        span, earlier = (value_span(root, (*fault.path, at)) for at in (index, first[key]))
        cause = Text("« {item} » est déjà dans la liste.", item=written(item))
        related = ((earlier, Text("Écrit une première fois ici.")),)
        yield Diagnostic(codes.REPEATED_ITEM, span, cause, Text("Enlevez l'un des deux."), related)


def _possible(keys: Sequence[str]) -> Text | None:
    return Text("Clés possibles ici : {keys}.", keys=all_of(keys)) if keys else None


WORDINGS: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "additionalProperties": _unknown_keys,
        "const": _unknown_format,
        "enum": _unknown_word,
        "maxItems": _too_long,
        "maxLength": _too_long,
        "maximum": _out_of_bounds,
        "minItems": _too_short,
        "minLength": _too_short,
        "minProperties": _too_short,
        "minimum": _out_of_bounds,
        "required": _missing_key,
        "type": _wrong_type,
        "uniqueItems": _repeated_items,
        "x-form": _wrong_form,
        "x-rest": _misplaced_rest,
    }
)
