"""What came out of a suite: a verdict a test, its failures with their lines, and the same as JUnit XML."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

from parcours.diagnostics import Span
from parcours.messages import Language, Text
from parcours.runtime.rehearsal.comparison import Difference
from parcours.runtime.rehearsal.script import Plain


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test fails, at its place; `explained` tells how a date that differs was reckoned."""

    span: Span
    text: Text
    explained: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test played. It passed when nothing failed."""

    suite: str
    workflow: str
    test: str
    label: str
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


def failure(difference: Difference) -> Failure:
    """The sentence of a difference."""
    text = Text(
        "{name} : attendu {expected}, obtenu {actual}",
        name=difference.name,
        expected=_shown(difference.expected),
        actual=_shown(difference.actual),
    )
    return Failure(difference.span, text, difference.explained)


def as_text(outcome: Outcome, lang: Language | str = Language.FR) -> str:
    """`file:line: what failed`, then how each date that differs was reckoned, indented."""
    lines = []
    for each in outcome.failures:
        lines.append(f"{each.span.file}:{each.span.line}: {each.text.render(lang)}")
        lines += [f"    {sentence.render(lang)}" for sentence in each.explained]
    return "\n".join(lines)


def as_junit(outcomes: Iterable[Outcome], lang: Language | str = Language.FR) -> str:
    """JUnit XML, one `testsuite` a file, as continuous integration reads it."""
    by_suite: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_suite.setdefault(outcome.suite, []).append(outcome)
    root = ET.Element("testsuites")
    for name, played in by_suite.items():
        failed = sum(not each.passed for each in played)
        suite = ET.SubElement(root, "testsuite", name=name, tests=str(len(played)), failures=str(failed), errors="0")
        for outcome in played:
            _add_case(suite, outcome, lang)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, outcome: Outcome, lang: Language | str) -> None:
    case = ET.SubElement(suite, "testcase", classname=outcome.workflow, name=outcome.test)
    if not outcome.passed:
        message = outcome.failures[0].text.render(lang)
        ET.SubElement(case, "failure", message=message).text = as_text(outcome, lang)


def _shown(value: Plain) -> Text | str:
    if value is None or value == "":
        return Text("rien")
    if isinstance(value, bool):
        return Text("oui") if value else Text("non")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return Text("« {value} »", value=str(value))
