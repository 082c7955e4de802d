"""Why a command is refused; nothing has changed then, not even what was due."""

import datetime

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.fact import Fact
from parcours.model.step import Layer, Reason, Refusal


class StepRefusedError(RefusedError):
    """The rules of the parcours or the law refuse the act; `refusal` holds all the reasons."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(one_a_line([reason.text for reason in refusal.reasons]))
        self.refusal = refusal


class MovedError(RefusedError):
    """The case has moved since the fact the person had before their eyes; `facts` happened meanwhile."""

    def __init__(self, expected: int, facts: tuple[Fact, ...], told: list[Text]) -> None:
        super().__init__(
            Text("Le dossier a changé depuis le fait {expected} : {told}", expected=expected, told=one_a_line(told)),
            Text("Relisez-le, puis recommencez avec le numéro du dernier fait."),
        )
        self.facts = facts


class KeyReusedError(RefusedError):
    """Another command was already accepted under this idempotency key."""

    def __init__(self, key: str, seq: int) -> None:
        super().__init__(
            Text("La clé « {key} » a déjà servi à une autre commande, acceptée au fait {seq}.", key=key, seq=seq),
            Text("Prenez une clé nouvelle pour une commande nouvelle."),
        )


class ErasedError(RefusedError):
    """The person was erased: nothing more is written of them under that reference."""

    def __init__(self, person: str, day: datetime.date) -> None:
        super().__init__(
            Text("La personne {person} est effacée depuis le {day}.", person=person, day=day),
            Text("Si elle revient, donnez-lui une nouvelle référence."),
        )


class RunawayError(RefusedError):
    """The rules of the case send it round in circles: more than a hundred things at one instant."""

    def __init__(self, case: str, timer: str) -> None:
        super().__init__(
            Text(
                "Le dossier {case} tourne en rond à « {timer} » : ses règles ne s'arrêtent pas.", case=case, timer=timer
            ),
            Text("Corrigez le parcours, puis reprenez le dossier."),
        )


def refused(layer: Layer, code: str, text: Text) -> StepRefusedError:
    """A refusal for one reason."""
    return StepRefusedError(Refusal(layer, (Reason(code, text),)))


def already_renewed(contract: str, at: datetime.time) -> StepRefusedError:
    """A renewal entered twice the same day; `at` is what clocks showed the first time."""
    text = Text(
        "Un renouvellement a déjà été enregistré aujourd'hui à {at} ; pour un second, donnez une clé (--key).",
        at=at,
    )
    return refused(Layer.CONTRACT, f"contract.{contract}.repeated", text)


def one_a_line(texts: list[Text]) -> Text:
    """One sentence a line."""
    said, *others = texts
    for each in others:
        said = Text("{before}\n{then}", before=said, then=each)
    return said
