"""Who may do what: roles that are listed, a role one user holds for a case, a committee and its quorum."""

import datetime
from collections.abc import Sequence

from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import Assignment
from parcours.model.step import Author


def refusal(turn: Turn, what: str, allowed: Sequence[str], by: Author) -> Text | None:
    """Why `by` may not do `what`, which these roles may; None if they may."""
    roles = turn.program.workflow.roles
    if by.role not in allowed:
        named = ", ".join(roles[role].label if role in roles else role for role in allowed)
        role = roles[by.role].label if by.role in roles else by.role
        return Text("« {what} » revient à : {allowed}, non à : {role}.", what=what, allowed=named, role=role)
    holder = turn.draft.assignments.get(by.role)
    if by.role not in roles or not roles[by.role].per_case or holder is None or not by.user:
        return None
    if by.user in holders(holder, turn.today):
        return None
    return Text(
        "Pour ce dossier, {role} est {holder}, non {user}.",
        role=roles[by.role].label,
        holder=holder.user,
        user=by.user,
    )


def quorum_refusal(turn: Turn, what: str, by: Author) -> Text | None:
    """Why a committee cannot decide: too few are present."""
    quorum = turn.program.workflow.roles[by.role].quorum
    present = turn.input.get("present")
    if not quorum or (isinstance(present, int) and present >= quorum):
        return None
    return Text(
        "« {what} » demande {quorum} présents, ils sont {present}.", what=what, quorum=quorum, present=str(present)
    )


def holders(holder: Assignment, day: datetime.date) -> tuple[str, ...]:
    """Who holds a role that day: the holder, and the stand-in while there is one."""
    return (holder.user, holder.stand_in) if holder.stand_in and _stands_in(holder, day) else (holder.user,)


def _stands_in(holder: Assignment, day: datetime.date) -> bool:
    first, last = holder.stand_in_from, holder.stand_in_until
    return (first is None or first <= day) and (last is None or day <= last)
