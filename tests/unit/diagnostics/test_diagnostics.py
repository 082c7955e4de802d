import json
from pathlib import Path

from jsonschema import Draft202012Validator

from parcours.diagnostics import (
    BEFORE,
    WINDOW,
    Code,
    Diagnostic,
    Severity,
    Span,
    as_json,
    as_sarif,
    as_text,
    in_file_order,
    printable,
    refuses,
)
from parcours.messages import Text

CODE = Code("P999", "test-code", Text("erreur"))
OTHER = Code("P998", "other-code", Text("avertissement"))


def at(line: int, column: int = 1, end: int = 2, file: str = "f.yaml") -> Span:
    return Span(file, line, column, line, end)


def wrong(span: Span, code: Code = CODE, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(code, span, Text("Cause."), Text("Remède."), ((at(1), Text("Ici.")),), severity)


def underlined(source: str, span: Span) -> tuple[str, str]:
    _, _, line, carets, *_ = as_text([Diagnostic(CODE, span, Text("Cause."))], {"f.yaml": source}).split("\n")
    return line, carets


def test_file_order_is_the_readers_order() -> None:
    late, early, other = wrong(at(10)), wrong(at(2, 5, 6)), wrong(at(2, 5, 6), OTHER)
    assert in_file_order([late, early, other, late]) == (other, early, late)


def test_only_errors_refuse() -> None:
    assert not refuses([wrong(at(1), severity=Severity.WARNING)])
    assert refuses([wrong(at(1), severity=Severity.WARNING), wrong(at(2))])


def test_the_offending_text_is_underlined() -> None:
    assert underlined("a: 1\nétape: deux\n", at(2, 8, 12)) == ("  2 | étape: deux", "    |        ^^^^")


def test_carets_stand_under_wide_and_combining_characters() -> None:
    # 漢 takes two columns, e and its combining accent one
    assert underlined("漢: e\u0301 x\n", at(1, 7, 8)) == ("  1 | 漢: e\u0301 x", "    |       ^")


def test_a_span_over_several_lines_underlines_the_first() -> None:
    assert underlined("a: [1,\n  2]\n", Span("f.yaml", 1, 4, 2, 5)) == ("  1 | a: [1,", "    |    ^^^")


def test_a_very_long_line_is_shown_around_its_mistake() -> None:
    line, carets = underlined("x" * 500_000 + "FAUTE" + "y" * 500_000, at(1, 500_001, 500_006))
    assert "x" * BEFORE + "FAUTEy" in line
    assert len(line) < WINDOW + 10
    assert line.index("FAUTE") == carets.index("^")


def test_what_would_move_the_cursor_is_not_printed() -> None:
    assert printable("a\x1b[2J\tb\u202e") == "a\N{REPLACEMENT CHARACTER}[2J b\N{REPLACEMENT CHARACTER}"


def test_a_span_past_the_text_shows_no_line() -> None:
    assert as_text([wrong(at(9))], {}).count("|") == 0
    assert "9 |" not in as_text([wrong(at(9))], {"f.yaml": "a\n"})


def test_a_mistake_of_the_whole_file_shows_no_line() -> None:
    assert "|" not in as_text([Diagnostic(CODE, at(1, 1, 1), Text("Cause."))], {"f.yaml": "a\n"})


def test_warnings_are_called_warnings() -> None:
    assert "warning P999 test-code" in as_text([wrong(at(1), severity=Severity.WARNING)], {}, "en")


def test_json_counts_and_places_everything() -> None:
    document = json.loads(as_json([wrong(at(3, 2, 4)), wrong(at(4), severity=Severity.WARNING)]))
    assert (document["format"], document["errors"], document["warnings"]) == (1, 1, 1)
    assert document["diagnostics"][0] == {
        "code": "P999",
        "slug": "test-code",
        "severity": "error",
        "file": "f.yaml",
        "line": 3,
        "column": 2,
        "end_line": 3,
        "end_column": 4,
        "cause": "Cause.",
        "remedy": "Remède.",
        "related": [{"file": "f.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "text": "Ici."}],
    }


def test_a_mistake_without_remedy_says_null() -> None:
    document = json.loads(as_json([Diagnostic(CODE, at(1), Text("Cause."))]))
    assert document["diagnostics"][0]["remedy"] is None


# The members SARIF 2.1.0 requires of what we write, and the values it allows them (sections 3.13 to 3.30).
LOCATION = {
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                },
                "region": {"additionalProperties": {"type": "integer", "minimum": 1}},
            },
        }
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "language": {"pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {"rules": {"uniqueItems": True, "items": {"required": ["id"]}}},
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "message": {"required": ["text"]},
                                "locations": {"items": LOCATION},
                                "relatedLocations": {"items": LOCATION},
                            },
                        }
                    },
                },
            },
        },
    },
}


def test_sarif_has_the_members_its_standard_requires() -> None:
    log = json.loads(as_sarif([wrong(at(2)), wrong(at(3), OTHER, Severity.WARNING)], "1.2.3", "en"))
    Draft202012Validator(SARIF).validate(log)
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["P998", "P999"]
    assert [(result["ruleId"], result["ruleIndex"]) for result in run["results"]] == [("P999", 1), ("P998", 0)]


def test_sarif_names_files_as_uris() -> None:
    spans = [at(1, file="mes parcours/é.yaml"), at(1, file=str(Path("/srv/f.yaml")))]
    log = json.loads(as_sarif([wrong(span) for span in spans], "1"))
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]
    }
    assert uris == {"mes%20parcours/%C3%A9.yaml", "file:///srv/f.yaml"}
