"""Mistakes taken back: the case stands again as it stood, by one more fact; nothing is rewritten."""

from parcours.kernel import actions, lives
from parcours.kernel.roots import WORLD
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.change import StateRestored
from parcours.model.fact import FactKind
from parcours.model.fields import Sealed
from parcours.model.step import Layer, Reason, Refusal, Revoke, Secret


def revoke(turn: Turn, act: Revoke) -> Refusal | None:
    """Takes back every fact after `act.to`; what was delivered meanwhile becomes one task listing it."""
    if not 1 <= act.to < turn.draft.seq or act.state.seq != act.to:
        text = Text("On revient à un fait du dossier : de 1 à {last}.", last=turn.draft.seq - 1)
        return Refusal(Layer.INPUT, (Reason("input", text),))
    first, last = act.to + 1, turn.draft.seq
    turn.record(StateRestored(act.to, act.state))
    turn.withdrawn += range(first, last + 1)
    if act.delivered:
        actions.ask_somebody(turn, act.by.role, f"{actions.DELIVERED}:{','.join(act.delivered)}")
    turn.secrets.append(Secret(turn.number, "fact.reason", act.reason))
    turn.other_cases = True
    turn.touch(WORLD)
    lives.reconsider(turn)
    turn.write(
        FactKind.REVOCATION,
        f"{first}-{last}",
        turn.today,
        act.by,
        cause=act.to,
        data={"to": act.to, "reason": Sealed.PRESENT},
        sealed=("reason",),
    )
    return None
