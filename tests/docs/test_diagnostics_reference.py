"""docs/reference/diagnostics.md lists every code with what it says of its golden file. PARCOURS_REGOLD=1 writes it."""

import os
from pathlib import Path

from parcours.definition.codes import CODES
from parcours.diagnostics import Code

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "diagnostics.md"
GOLDEN = ROOT / "tests" / "golden"
GROUPS = {
    "P1": "Le fichier lui-même",
    "P2": "La forme",
    "P3": "Les noms",
    "P4": "Conditions et modèles de texte",
    "P5": "Le temps",
    "P6": "La loi",
    "P7": "Le chemin des personnes",
    "P8": "Tests et correspondances",
    "P9": "Les scénarios",
}
HEAD = """\
# Ce que `parcours validate` peut dire

Chaque faute porte un code qui ne change jamais, un nom lisible, sa cause et son remède. Une **erreur** refuse le
fichier ; un **avertissement** ne refuse rien. Ce qui se juge sur l'absence (une étape que rien n'atteint, une
déclaration qui manque) attend que les noms et la forme soient justes : elle est peut-être écrite, mal.

Les exemples viennent de `tests/golden/`, dont chaque dossier tient aussi le fichier fautif. Cette page est produite :
`PARCOURS_REGOLD=1 pytest tests/docs/test_diagnostics_reference.py` l'écrit, un test la compare.
"""


def example(code: Code) -> str:
    """The first of what is said of the code's golden file."""
    text = (GOLDEN / f"{code.id}-{code.slug}" / "expected.txt").read_text()
    return text.split("\n\n")[0].rstrip()


def section(code: Code) -> str:
    return f"### {code.id} `{code.slug}` : {code.title.render('fr')}\n\n```text\n{example(code)}\n```\n"


def page() -> str:
    parts = [HEAD]
    for start, title in GROUPS.items():
        codes = [code for code in CODES if code.id.startswith(start)]
        parts += [f"## {start}xx : {title}\n", *(section(code) for code in codes)] if codes else []
    return "\n".join(parts)


def test_the_reference_lists_every_code_as_it_is_told() -> None:
    if os.environ.get("PARCOURS_REGOLD"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page()


def test_there_are_enough_codes_and_each_is_named_once() -> None:
    assert len(CODES) >= 45
    assert len({code.slug for code in CODES}) == len(CODES) == len({code.id for code in CODES})
