from datetime import date

import pytest

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.expressions.environment import Environment
from parcours.expressions.types import CelType
from parcours.model.fields import Validity


@pytest.fixture(scope="session")
def environment() -> Environment:
    return Environment.declare(
        {
            "dossier.ca": CelType.DOUBLE,
            "dossier.chantiers": CelType.INT,
            "dossier.metier": CelType.STRING,
            "dossier.diplome": CelType.BOOL,
            "dossier.fin_de_droits": CelType.DATE,
            "dossier.rc_pro": CelType.VALIDITY,
            "dossier.delai": CelType.DURATION,
            "event.starts_on": CelType.DATE,
            "stage.entered_on": CelType.DATE,
            "contract.cape.ends_on": CelType.DATE,
            "contract.cape.months": CelType.INT,
            "track.formation": CelType.STRING,
            "task.bilan.done": CelType.BOOL,
            "parameter.seuil": CelType.DOUBLE,
            "today": CelType.DATE,
        }
    )


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar("Europe/Paris", "FR")


@pytest.fixture
def scope() -> dict[str, object]:
    """A person in the middle of a contract; `dossier.fin_de_droits` is not filled."""
    return {
        "dossier.ca": 900.0,
        "dossier.chantiers": 3,
        "dossier.metier": "carreleur",
        "dossier.diplome": False,
        "dossier.rc_pro": Validity(date(2026, 1, 1), date(2026, 12, 31)),
        "dossier.delai": Duration(months=1),
        "event.starts_on": date(2026, 4, 15),
        "stage.entered_on": date(2026, 1, 15),
        "contract.cape.ends_on": date(2026, 7, 14),
        "contract.cape.months": 6,
        "track.formation": "en_formation",
        "task.bilan.done": True,
        "parameter.seuil": 1200,
        "today": date(2026, 4, 14),
    }
