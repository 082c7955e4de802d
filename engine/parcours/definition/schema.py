"""The door to jsonschema: does a tree have the shape its kind of file asks for."""

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, reduce
from operator import getitem
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, extend

from parcours.definition.faults import Fault, told
from parcours.definition.forms import FORMS, REST
from parcours.definition.tree import MOST_FILES, Document, Node
from parcours.diagnostics import Diagnostic, in_file_order
from parcours.resources import folder

Kind: TypeAlias = Literal[
    "parcours", "parcours-resolved", "law", "law-resolved", "test", "scenario", "scenario-resolved", "import"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@lru_cache(MOST_FILES)
def validate(document: Document, kind: Kind) -> tuple[Diagnostic, ...]:
    """Everything in which a file departs from the shape of its kind, in file order; empty when nothing does."""
    return () if document.root is None else validate_tree(document.root, kind)


def validate_tree(root: Node, kind: Kind) -> tuple[Diagnostic, ...]:
    """The same of a tree that several files have made, such as a resolved parcours."""
    errors = _validator(kind).iter_errors(cast("dict[str, Any]", root.plain()))
    return in_file_order(diagnostic for error in errors for diagnostic in told(_fault(error), root))


def departures(root: Node, shape: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Everything in which a tree departs from a schema that is not ours, such as a plugin's, for others to word."""
    return tuple(_fault(error) for error in Draft202012Validator(shape).iter_errors(root.plain()))


@cache
def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of that kind of file, as it is shipped to editors."""
    document: dict[str, Any] = json.loads((folder("schemas") / f"{kind}.schema.json").read_text("utf-8"))
    return document


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    return _Shapes(_linked(kind))


@cache
def _linked(kind: Kind) -> dict[str, Any]:
    """The same schema, each `$ref` with the name of its file: it means the same wherever it is read from."""
    linked: dict[str, Any] = _in_full(schema(kind), kind)
    return linked


def _in_full(part: Any, kind: Kind) -> Any:
    if isinstance(part, dict):
        full = {key: _in_full(value, kind) for key, value in part.items()}
        reference = full.get("$ref", "")
        return full | {"$ref": f"{kind}.schema.json{reference}"} if reference.startswith("#") else full
    return [_in_full(item, kind) for item in part] if isinstance(part, list) else part


@cache
def _definition(reference: str) -> dict[str, Any]:
    """What a full `$ref` stands for."""
    file, _, path = reference.partition("#/")
    return reduce(getitem, path.split("/"), _linked(cast("Kind", file.removesuffix(".schema.json"))))


def _ref(
    validator: Draft202012Validator, reference: str, instance: object, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """`$ref`, looked up once: the library would do so at each value, and it is a fifth of its work."""
    del schema
    return validator.descend(instance, _definition(reference))


def _form(
    validator: Draft202012Validator, name: str, instance: object, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """`x-form`: the exact check of which `pattern` is only what an editor can tell."""
    del validator, schema
    if isinstance(instance, str) and FORMS[name](instance) is not None:
        yield ValidationError(name)


def _rest(
    validator: Draft202012Validator, wanted: object, instance: object, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """`x-rest`: `...` stands for the inherited list, so it can only begin one."""
    del validator, schema
    if wanted and isinstance(instance, list):
        for index, item in enumerate(instance[1:], start=1):
            if item == REST:
                yield ValidationError(REST, path=[index])


def _left_to_form(*_: object) -> Iterator[ValidationError]:
    """`pattern`: every pattern of ours has an `x-form` beside it, which says more."""
    return iter(())


def _is_integer(_: object, instance: object) -> bool:
    # JSON Schema also calls 2.0 an integer; an author who writes it is told.
    return isinstance(instance, int) and not isinstance(instance, bool)


_Shapes: Final[type[Draft202012Validator]] = extend(  # type: ignore[no-untyped-call]  # typeshed leaves it untyped
    Draft202012Validator,
    {"$ref": _ref, "x-form": _form, "x-rest": _rest, "pattern": _left_to_form},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def _fault(error: ValidationError) -> Fault:
    return Fault(
        keyword=str(error.validator),
        asked=error.validator_value,
        found=error.instance,
        path=tuple(error.absolute_path),
        of_key="propertyNames" in error.absolute_schema_path,
        shape=error.schema if isinstance(error.schema, dict) else {},
    )
