"""The report of a run: what the command line and notebooks ask for."""

from typing import BinaryIO

from parcours.messages import Language
from parcours.simulation.report.building import page
from parcours.simulation.report.rendering import html
from parcours.simulation.report.subject import Subject


def write_report(subject: Subject, file: BinaryIO, lang: Language = Language.FR) -> None:
    """One HTML file, whole. What writing to `file` raises."""
    file.write(html(page(subject), lang))
