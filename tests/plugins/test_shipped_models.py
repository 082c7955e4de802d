"""Every letter and document that a shipped parcours names is there, and asks only for what that parcours knows."""

from collections.abc import Iterator

import pytest

from parcours.definition.loader import load
from parcours.expressions.names import names_of_text
from parcours.expressions.templates import check_template
from parcours.resources import folder

WORKFLOWS = ("cae22", "avant_premieres", "bati_premieres", "ameizing", "coop_domi_ouest")
MODELS = folder("workflows") / "modeles"


def named(use: str) -> Iterator[tuple[str, str]]:
    for name in WORKFLOWS:
        definition = load(name)
        for action, parameters in definition.parameters_of_actions.items():
            if definition.workflow.actions[action].use == use:
                yield name, str(parameters["modele"])


@pytest.mark.parametrize(("workflow", "model"), sorted(set(named("email"))))
def test_a_letter_asks_only_for_what_its_parcours_knows(workflow: str, model: str) -> None:
    text = (MODELS / "courriels" / f"{model}.md").read_text(encoding="utf-8")

    assert text.startswith("Objet : ")
    assert check_template(text, names_of_text(load(workflow).workflow)) == ()


@pytest.mark.parametrize("model", sorted({model for _, model in named("document")}))
def test_a_document_that_is_named_is_there(model: str) -> None:
    assert (MODELS / "documents" / f"{model}.docx").is_file()


def test_no_model_is_shipped_that_nobody_names() -> None:
    letters = {path.stem for path in (MODELS / "courriels").iterdir()}
    documents = {path.stem for path in (MODELS / "documents").iterdir()}

    assert letters == {model for _, model in named("email")}
    assert documents == {model for _, model in named("document")}
