"""A limit counted less earlier contracts says what each of them was counted for, and only while that adds up."""

import pytest

from terminals import Terminal

KNOWN = ("--set", "nom=Erwan", "--set", "courriel=erwan@example.org")
TWO = ("--prior", "cape=2024-01-31..2024-04-15", "--prior", "cape=2024-04-10..2024-06-09")
TODAY = "2026-02-01T09:00+01:00"


@pytest.fixture
def case(terminal: Terminal) -> str:
    terminal.done("init", now=TODAY)
    standing = ("--at", "cesa", "--since", "2026-01-15", "--contract", "cesa=2026-01-15", "--person", "P-1")
    said = terminal.done("start", "avant_premieres", *standing, *TWO, *KNOWN, "--json", now=TODAY)
    return str(said.json["case"])


def told(terminal: Terminal, case: str, *more: str) -> str:
    return " ".join(terminal.done("explain", case, "cesa.limite_societariat", *more, now=TODAY).out.split())


def test_each_contract_is_told_with_the_days_that_count(terminal: Terminal, case: str) -> None:
    """By hand: 31 January to 30 March are two months, to 15 April 16 days; 10 to 15 April count once: 16 April to
    15 May is one month, to 9 June twenty-five days. Three months and 41 days in all, off 36 months.
    """
    said = told(terminal, case)
    assert "Contrat d'appui au projet d'entreprise, du 31 janvier 2024 au 15 avril 2024 : 2 mois et 16 jours." in said
    assert "Contrat d'appui au projet d'entreprise, du 16 avril 2024 au 9 juin 2024 : 1 mois et 25 jours." in said
    assert "36 mois − 3 mois et 41 jours = 33 mois − 41 jours (règle cumul)." in said
    assert "Échéance : 4 septembre 2028." in said
    assert "from 16 April 2024 to 9 June 2024: 1 month and 25 days." in told(terminal, case, "--lang", "en")
