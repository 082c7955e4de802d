"""The data shipped with the package: schemas, workflows, plugins."""

from pathlib import Path
from typing import Final, Literal

from parcours.messages import Text

HERE: Final = Path(__file__).resolve().parent
PLACES: Final = (HERE / "_data", HERE.parent.parent)  # in the wheel, in the checkout


def folder(name: Literal["schemas", "workflows", "plugins"]) -> Path:
    """The folder of that name. FileNotFoundError when the installation lacks it, which is a bug of ours."""
    for place in PLACES:
        if (place / name).is_dir():
            return place / name
    lacking = Text("L'installation de parcours est incomplète : le dossier « {name} » manque.", name=name)
    raise FileNotFoundError(lacking.render())
