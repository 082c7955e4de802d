"""What a script can look at after a step, as plain values; dates in ISO form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.messages import Text
from parcours.runtime.rehearsal.script import Plain


@dataclass(frozen=True, slots=True)
class Observation:
    """Where the person stands. Members are named as `expect` names them; `explained` says how each date came.

    `did` are the actions of the facts since the previous step; `refused` the codes of a refusal, none when the act
    was accepted; `says` what was answered, in French.
    """

    stage: str = ""
    situation: str = ""
    suspended: bool = False
    pending: Mapping[str, str] = field(default_factory=dict)
    tracks: Mapping[str, str] = field(default_factory=dict)
    contracts: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    due: Mapping[str, str] = field(default_factory=dict)
    did: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()
    says: str = ""
    explained: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
