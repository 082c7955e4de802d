"""The pages do what they say: every block is carried out, every link leads somewhere, the reference is up to date."""

import re
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

from docs.reader import Reader, blocks

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READ_BY_OTHERS = {"temps.md", "conditions.md"}  # each has its own test beside this one
CARRIED_OUT = [page for page in PAGES if page.name not in READ_BY_OTHERS and any(blocks(page))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# The names the pages give to the cases they open; the third is that of a case a page shows refused.
CASES = ["k3mw8hp2zr", "t7xq4nd9ey", "q9fh4sm2vd", "b5vc2js6ga", "c6wd3kt7fh"]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", CARRIED_OUT, ids=_name)
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("parcours.bootstrap.new_id", cycle(CASES).__next__)
    reader = Reader(tmp_path, {"PARCOURS_NOW": "2026-01-05T09:00+01:00"})
    for block in blocks(page):
        reader.read(block)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        if not link.startswith("http"):
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), link
            assert not anchor or f'<a id="{anchor}">' in target.read_text(encoding="utf-8"), link


def test_every_page_is_in_the_index() -> None:
    indexes = [ROOT / "docs/index.md", ROOT / "docs/decisions/index.md"]
    listed = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in indexes
        for link in LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert {page for page in (ROOT / "docs").rglob("*.md") if page not in indexes} <= listed


def test_the_readme_fits_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 50


def test_the_reference_says_what_schemas_commands_and_diagnostics_say() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs/generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make reference`: {done.stdout}{done.stderr}"
