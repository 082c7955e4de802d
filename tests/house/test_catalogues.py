"""Every sentence of the package has its English, with the same placeholders."""

import ast
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

from parcours.messages import Language
from parcours.messages.catalogue import catalogue, catalogue_files

ROOT = Path(str(files("parcours")))
PACKAGES = sorted(
    path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists())
)
CATALOGUES = {path.name.removesuffix(".po"): catalogue(path) for path in catalogue_files(Language.EN)}


def modules(package: str) -> list[Path]:
    return [ROOT / f"{package}.py"] if (ROOT / f"{package}.py").exists() else sorted((ROOT / package).rglob("*.py"))


@cache
def calls_of_text(path: Path) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    ]


@cache
def parsed_page(path: Path) -> nodes.Template:
    return Environment().parse(path.read_text("utf-8"))


def pages(package: str) -> list[Path]:
    return sorted((ROOT / package / "templates").rglob("*.html"))


def calls_of_pages(path: Path) -> list[nodes.Call]:
    found = parsed_page(path).find_all(nodes.Call)
    return [call for call in found if isinstance(call.node, nodes.Name) and call.node.name == "_"]


def said_in_pages(package: str) -> dict[str, str]:
    """Each sentence of the pages of a package, said by `_("…")`."""
    return {
        call.args[0].value: f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in pages(package)
        for call in calls_of_pages(path)
        if isinstance(call.args[0], nodes.Const)
    }


def templates(package: str) -> dict[str, str]:
    """Each literal template of a package, and where it is said."""
    return said_in_pages(package) | {
        call.args[0].value: f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in modules(package)
        for call in calls_of_text(path)
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def entries(of: Catalog) -> dict[str, str]:
    return {message.id: message.string for message in of if message.id}


def english(package: str) -> dict[str, str]:
    return entries(CATALOGUES[package]) if package in CATALOGUES else {}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_has_its_english(package: str) -> None:
    known = english(package)
    missing = {template: place for template, place in templates(package).items() if not known.get(template)}
    assert not missing


@pytest.mark.parametrize("package", PACKAGES)
def test_a_template_is_written_where_it_is_said(package: str) -> None:
    if package == "messages":
        return  # the one place that makes templates: lists of choices
    computed = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in modules(package)
        for call in calls_of_text(path)
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert not computed


@pytest.mark.parametrize("package", PACKAGES)
def test_every_placeholder_is_filled_where_it_is_said(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in modules(package)
        for call in calls_of_text(path)
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and not any(keyword.arg is None for keyword in call.keywords)
        and placeholders(call.args[0].value) != {keyword.arg for keyword in call.keywords}
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_a_page_says_its_sentences_by_literals_and_fills_them(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in pages(package)
        for call in calls_of_pages(path)
        if not isinstance(call.args[0], nodes.Const)
        or placeholders(call.args[0].value) != {keyword.key for keyword in call.kwargs}
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_a_page_holds_no_word_that_nobody_translates(package: str) -> None:
    """Outside of `_("…")` and of tags a page may say the name of the tool, and nothing else that has letters."""
    found = {}
    for path in pages(package):
        raw = "".join(each.data for each in parsed_page(path).find_all(nodes.TemplateData))
        words = re.findall(r"[^\W\d_]+", re.sub(r"<[^>]*>", " ", raw))
        found |= {path.name: words} if set(words) - {"parcours"} else {}
    assert found == {}


@pytest.mark.parametrize("name", sorted(CATALOGUES))
def test_a_translation_keeps_the_placeholders(name: str) -> None:
    wrong = [text for text, english in entries(CATALOGUES[name]).items() if placeholders(text) != placeholders(english)]
    assert not wrong


@pytest.mark.parametrize("name", sorted(CATALOGUES))
def test_a_catalogue_translates_only_what_its_package_says(name: str) -> None:
    if name == "messages":
        return  # its lists are said by way of a parameter
    stale = set(entries(CATALOGUES[name])) - set(templates(name))
    assert not stale


def test_two_catalogues_never_translate_one_sentence_in_two_ways() -> None:
    merged: dict[str, str] = {}
    for each in CATALOGUES.values():
        for text, sentence in entries(each).items():
            assert merged.setdefault(text, sentence) == sentence
