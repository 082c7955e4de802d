"""What the path of a day means to people: `contract.signed_on` is the signature of the contract."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text

_FIXED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "stage.entered_on": Text("entrée dans l'étape"),
        "case.last_contact_on": Text("dernier contact"),
        "contract.signed_on": Text("signature du contrat"),
        "contract.starts_on": Text("début du contrat"),
        "contract.period_starts_on": Text("début de la période en cours du contrat"),
        "contract.ends_on": Text("dernier jour du contrat"),
        "contract.trial_ends_on": Text("dernier jour d'essai du contrat"),
    }
)


def day_named(path: str) -> Text:
    """`stage.entered_on` as *entrée dans l'étape*; a path nobody knows stays as it is."""
    said = Text("« {path} »", path=path)
    match path.split("."):
        case _ if path in _FIXED:
            said = _FIXED[path]
        case ["contract", contract, day] if f"contract.{day}" in _FIXED:
            said = Text("{day} « {contract} »", day=_FIXED[f"contract.{day}"], contract=contract)
        case ["dossier", field]:
            said = Text("« {field} » du dossier", field=field)
        case ["dossier", field, "until"]:
            said = Text("fin de validité de « {field} »", field=field)
        case ["dates", name]:
            said = Text("date « {name} »", name=name)
        case ["law", file, rule]:
            said = Text("jour que donne la règle « {file}.{rule} »", file=file, rule=rule)
        case _:
            pass
    return said
