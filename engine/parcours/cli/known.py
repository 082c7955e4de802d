"""Filters that name what does not exist, told instead of answered by nothing."""

from collections.abc import Iterable

from parcours.cli.reading import at_hand
from parcours.cli.session import Session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.runtime.engine import Engine
from parcours.runtime.vocabulary import Vocabulary, cooperatives, vocabulary


def check_cae(engine: Engine, cae: str) -> None:
    """UsageError for a cooperative the database has no case of; an empty name means all."""
    known = cooperatives(engine)
    if cae and cae not in known:
        text = Text("Aucun dossier de la coopérative « {cae} » dans cette base.", cae=cae)
        raise UsageError(text, _remedy(cae, known))


def check_stage(session: Session, engine: Engine, stage: str) -> None:
    """UsageError for a stage of no parcours in use, nor of those at hand."""
    known = _vocabulary(session, engine).stages
    if stage not in known:
        raise UsageError(Text("Aucune étape « {stage} » dans les parcours.", stage=stage), _remedy(stage, known))


def check_role(session: Session, engine: Engine, role: str) -> None:
    """UsageError for a role of no parcours in use, nor of those at hand."""
    known = _vocabulary(session, engine).roles
    if role not in known:
        raise UsageError(Text("Aucun rôle « {role} » dans les parcours.", role=role), _remedy(role, known))


def check_roles_of(session: Session, cae: str, roles: Iterable[str]) -> None:
    """UsageError for a cooperative that no parcours at hand is of, or a role that none of its parcours has."""
    of_caes = [(each.cae, each.roles) for each in at_hand(session) if not each.abstract]
    if cae not in {each for each, _ in of_caes}:
        text = Text("Aucun parcours de la coopérative « {cae} ».", cae=cae)
        raise UsageError(text, _remedy(cae, {each for each, _ in of_caes}))
    known = {role for each, held in of_caes if each == cae for role in held}
    for role in roles:
        if role not in known:
            text = Text("Aucun rôle « {role} » dans les parcours de « {cae} ».", role=role, cae=cae)
            raise UsageError(text, _remedy(role, known))


def _vocabulary(session: Session, engine: Engine) -> Vocabulary:
    return vocabulary(engine, at_hand(session))


def _remedy(word: str, known: Iterable[str]) -> Text | None:
    names = sorted(known)
    if not names:
        return None
    return did_you_mean(word, names) or Text("Choisissez parmi : {names}.", names=", ".join(names))
