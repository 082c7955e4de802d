"""What comes back from a worker, made ours again: builtin values, each rebuilt with its type."""

import json
from collections.abc import Iterable
from typing import Any

from parcours.adapters.workers import child
from parcours.errors import BugError
from parcours.messages import Text
from parcours.plugin import Delivered, Failed, File, Later, Unreachable
from parcours.runtime.effects.workers import Broken, Ending, Offer, Offers, Raised


def ending_of(said: tuple[Any, ...]) -> Ending:
    """How a job ended. Raises BugError for words that no worker of ours says."""
    match said:
        case (child.DELIVERED, receipt, files, printed):
            return Delivered(receipt, tuple(File(*each) for each in files), tuple(printed))
        case (child.LATER, why, seconds):
            return Later(why, seconds)
        case (child.UNREACHABLE, why):
            return Unreachable(why)
        case (child.FAILED, why):
            return Failed(why)
        case (child.RAISED, error):
            return Raised(error)
        case _:
            raise BugError(Text("Un processus d'extension a répondu autre chose qu'une réponse."))


def offers_of(
    actions: Iterable[tuple[Any, ...]], unusable: Iterable[tuple[str, str]], ended: tuple[Broken, ...]
) -> Offers:
    """What the plugins offer. Of two that answer to one use, the first keeps it and the other is told as broken."""
    found: dict[str, Offer] = {}
    broken = [*ended, *(Broken(plugin, why) for plugin, why in unusable)]
    for use, title, plugin, parameters, *rest in actions:
        if use in found:
            broken.append(Broken(plugin, f"« {use} » : {found[use].plugin}"))
        else:
            found[use] = Offer(use, title, plugin, json.loads(parameters), *rest)
    return Offers(found, tuple(broken))
