"""What a reader of a page does: copies its files, types its commands, looks at what they answer.

```yaml            a whole file, which must be valid
```yaml fichier=x  the file x
```yaml ajout=x    lines added to x, each under the keys it stands under
```console         `$ command` lines and what they print; a line `…` stands for any lines, `…` inside one for any words
```python          doctests
"""

import doctest
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from parcours.cli.main import parcours

BLOCK = re.compile(r"^```(\w+)[ ]?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BUG = 70


@dataclass(frozen=True)
class Block:
    kind: str
    said: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        kind, said, body = found.groups()
        yield Block(kind, said, body, text.count("\n", 0, found.start()) + 1)


@dataclass
class Reader:
    """Reads one page in an empty folder; what a block leaves, the next one finds."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    globals: dict[str, Any] = field(default_factory=dict)

    def read(self, block: Block) -> None:
        match block.kind:
            case "yaml":
                self._yaml(block)
            case "console":
                for command, shown in commands(block.text):
                    self._type(command, shown)
            case "python":
                self._python(block)

    def _yaml(self, block: Block) -> None:
        way, _, name = block.said.partition("=")
        path = self.folder / (name or "page.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        if way == "ajout":
            path.write_text(added(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
            return
        path.write_text(block.text, encoding="utf-8")
        if not name:
            identity = re.search(r"^(?:id|law): (\w+)", block.text, re.MULTILINE)
            path = path.rename(self.folder / f"{identity[1]}.yaml") if identity else path
            self._type(f"parcours validate {path.name}", "…")

    def _type(self, command: str, shown: str) -> None:
        words = shlex.split(command)
        said = dict(word.split("=", 1) for word in takewhile(lambda word: re.match(r"[A-Z_]+=", word), words))
        words = words[len(said) :]
        if words[:1] == ["export"]:
            self.environ |= dict(word.split("=", 1) for word in words[1:])
            return
        code, output = self._parcours(words[1:], said) if words[0] == "parcours" else self._shell(command)
        assert code != BUG, output
        assert shown.strip("…\n") or code == 0, f"$ {command}\n{output}"
        assert alike(shown, output), f"$ {command}\n--- la page\n{shown}\n--- la commande\n{output}"

    def _parcours(self, words: list[str], said: dict[str, str]) -> tuple[int, str]:
        result = CliRunner().invoke(parcours, words, env={**self.environ, **said})
        return result.exit_code, result.output

    def _shell(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, **self.environ}
        )
        return done.returncode, done.stdout + done.stderr

    def _python(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self.globals, "page", None, block.line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        told: list[str] = []
        assert runner.run(test, out=told.append, clear_globs=False).failed == 0, "".join(told)
        self.globals.update(test.globs)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what the page shows of its answer."""
    for each in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = each.splitlines(keepends=True)
        long = len(list(takewhile(lambda line: line.endswith("\\\n"), lines))) + 1
        yield "".join(lines[:long]).replace("\\\n", " ").strip(), "".join(lines[long:])


def alike(shown: str, output: str) -> bool:
    """Nothing shown promises nothing; the ends of lines don't count."""
    if not shown.strip():
        return True
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = "".join(
        "(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + "\n" for line in lines
    )
    told = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
    return re.fullmatch(pattern, told) is not None


def added(text: str, fragment: str) -> str:
    """`text` with the lines of `fragment`, as a person adds them: at the end of what stands under the same keys."""
    lines, place = text.rstrip("\n").splitlines(), [0]
    for line in fragment.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        place = place[: depth + 1]
        first, last = place[-1], _end(lines, place[-1], depth)
        found = next((n for n in range(first, last) if lines[n].split("#")[0].rstrip() == line.rstrip()), None)
        if found is None or not line.rstrip().endswith(":"):
            lines.insert(last, line)
            found = last
        place.append(found + 1)
    return "\n".join(lines) + "\n"


def _end(lines: list[str], first: int, depth: int) -> int:
    """Where what begins at `first` and is at least so deep ends, the blank lines and comments that follow left out."""
    last = first
    for number in range(first, len(lines)):
        line = lines[number]
        bare = line.strip()
        if bare and not bare.startswith("#"):
            if len(line) - len(line.lstrip()) < depth * 2:
                break
            last = number + 1
    return last
