"""A whole file: the workflow, and the dated data beside it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from parcours.definition.build.digest import rules_hash
from parcours.definition.build.people import dossier_field, event, field_type, role
from parcours.definition.build.places import action, contract, stage, track, transition
from parcours.definition.build.problems import Problems
from parcours.definition.build.world import calendar, parameter
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.model.definition import Definition, Json
from parcours.model.law import LawFile
from parcours.model.workflow import Workflow


def definition(root: Node, law: Mapping[str, LawFile], sources: Mapping[str, str], problems: Problems) -> Definition:
    """The definition a resolved tree says; what contradicts itself goes to `problems` and is left out."""
    file = Piece(root)
    return Definition(
        workflow=workflow(file, problems),
        calendar=calendar(file.at("calendar"), problems),
        law=law,
        parameters={name: parameter(name, each, problems) for name, each in file.at("parameters").entries()},
        parameters_of_actions={
            name: cast("Mapping[str, Json]", node.plain())
            for name, each in file.at("actions").entries()
            if (node := each.at("with").node) is not None and isinstance(node.value, dict)
        },
        sources=sources,
    )


def workflow(file: Piece, problems: Problems) -> Workflow:
    """The rules of a resolved file, with their hash."""
    dossier = {name: dossier_field(name, each) for name, each in file.at("dossier").entries()}
    unhashed = Workflow(
        id=file.text("id"),
        cae=file.text("cae") or file.text("id"),
        title=file.text("title"),
        hash="",
        roles={name: role(name, each) for name, each in file.at("roles").entries()},
        events={name: event(name, each, dossier) for name, each in file.at("events").entries()},
        stages={name: stage(name, each, problems) for name, each in file.at("stages").entries()},
        entry={name: transition(name, each) for name, each in file.at("entry").entries()},
        contracts={name: contract(name, each, problems) for name, each in file.at("contracts").entries()},
        actions={name: action(name, each, problems) for name, each in file.at("actions").entries()},
        tracks={name: track(name, each, problems) for name, each in file.at("tracks").entries()},
        dossier=dossier,
        situations={name: each.text("label", name) for name, each in file.at("situations").entries()},
        parameters={name: field_type(each) for name, each in file.at("parameters").entries()},
        law=file.words("law"),
        backdating=file.duration("backdating"),
        abstract=file.flag("abstract"),
    )
    return replace(unhashed, hash=rules_hash(unhashed))
