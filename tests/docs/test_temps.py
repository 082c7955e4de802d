"""Every example of docs/explanation/temps.md is carried out, in order, as one session."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/explanation/temps.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_example_gives_what_the_page_says() -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    assert len(blocks) >= 10
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert not result.failed, "".join(report)
    assert result.attempted >= 50


def test_every_decision_the_page_leans_on_exists() -> None:
    links = re.findall(r"\]\((\.\./decisions/[^)]+)\)", PAGE.read_text(encoding="utf-8"))
    assert links
    assert all((PAGE.parent / link).is_file() for link in links)
