"""One line an event, and nobody's words in it."""

import datetime
import io
import json
import logging

from parcours.adapters.clock import FixedClock
from parcours.adapters.logs import Format, LineLog, hearing_libraries
from parcours.runtime.serving.telling import Event

NOON = FixedClock(datetime.datetime(2026, 8, 1, 10, tzinfo=datetime.UTC))


def test_a_line_for_machines() -> None:
    stream = io.StringIO()
    LineLog("n1", NOON, Format.JSON, stream).say(Event.FIRED, case="k3mw8hp2zr", fact=3, name="candidat.abandon")
    assert json.loads(stream.getvalue()) == {
        "at": "2026-08-01T10:00:00.000+00:00",
        "level": "info",
        "event": "fired",
        "node": "n1",
        "case": "k3mw8hp2zr",
        "fact": 3,
        "name": "candidat.abandon",
    }


def test_a_line_for_people() -> None:
    stream = io.StringIO()
    LineLog("n1", NOON, Format.TEXT, stream).say(Event.FILE_BROKEN, workflow="essai", why='a.yaml:3 : "P104"\nx')
    assert stream.getvalue() == (
        '2026-08-01T10:00:00.000+00:00 warning file_broken node=n1 workflow=essai why="a.yaml:3 : \\"P104\\"\\nx"\n'
    )


def test_a_value_never_makes_a_second_line() -> None:
    stream = io.StringIO()
    for each in Format:
        LineLog("n1\nn2", NOON, each, stream).say(Event.STUCK, case="a\nb")
    assert stream.getvalue().count("\n") == 2


def test_what_a_library_complains_of_is_told_without_its_values() -> None:
    stream = io.StringIO()
    error = ValueError("Claire Le Roux")
    with hearing_libraries(LineLog("n1", NOON, Format.JSON, stream)):
        logging.getLogger("library").error("cannot parse %s", "Claire Le Roux", exc_info=error)
    line = json.loads(stream.getvalue())
    assert (line["library"], line["message"], line["error"]) == ("library", "cannot parse %s", "ValueError")
    assert "Claire" not in stream.getvalue()
    logging.getLogger("library").error("afterwards nobody is heard here")
    assert stream.getvalue().count("\n") == 1
