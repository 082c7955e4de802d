"""Lints a copy of the engine, once for each plan: modules and what they come to import. A process of its own.

import-linter asks Python where a package is, which answers with the one it has already imported.
"""

import contextlib
import io
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from importlinter.cli import lint_imports

CONFIGURATION = ".importlinter"
TOLD = re.compile(r"(?P<name>.+) (?P<verdict>KEPT|BROKEN)(?: \(.*\))?")  # how many imports were ignored


def linted(root: Path, plan: Mapping[str, str]) -> dict[str, bool]:
    """Whether each contract, by its name, is kept once `plan` is carried out; the files are then as they were."""
    files = {root / f"{module.replace('.', '/')}.py": imports for module, imports in plan.items()}
    before = {path: path.read_text("utf-8") if path.exists() else None for path in files}
    for path, imports in files.items():
        path.write_text(f"{before[path] or ''}\n{imports}\n", "utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        lint_imports(str(root / CONFIGURATION), cache_dir=str(root / "cache"))
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    told = filter(None, (TOLD.fullmatch(line.rstrip()) for line in said.getvalue().splitlines()))
    return {each["name"]: each["verdict"] == "KEPT" for each in told}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    json.dump([linted(Path(sys.argv[1]), plan) for plan in json.load(sys.stdin)], sys.stdout)
