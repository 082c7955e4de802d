# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un document produit d'après un modèle de traitement de texte, et gardé avec le dossier."""

import datetime
import hashlib
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from parcours.plugin import Action, Answer, Delivered, Failed, File, Job, Later, hookimpl

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
OFFICE: Final = "soffice"
ABSENT: Final = (
    "LibreOffice n'est pas sur cette machine : installez libreoffice-writer, ou ôtez [document] pdf de parcours.toml."
)

PARAMETERS = {
    "type": "object",
    "properties": {
        "modele": {
            "type": "string",
            "x-file": "modeles/documents/*.docx",
            "description": "Le nom du modèle, dans modeles/documents.",
        }
    },
    "required": ["modele"],
    "additionalProperties": {"type": ["string", "number"], "description": "Ce que le modèle demande en plus."},
}


def produce(job: Job) -> Answer:
    """The model of that name filled with the case's values, and a PDF beside it where the site asks for one."""
    model = job.parameters["modele"]
    path = job.file("modeles", "documents", f"{model}.docx")
    if path is None:
        return Failed(f"Le modèle de document « {model} » n'existe pas : modeles/documents/{model}.docx.")
    printed: set[str] = set()
    content = filled(path, nested({**job.values, **extra(job)}, printed))
    if isinstance(content, str):
        return Failed(f"Le modèle « {model} » ne peut pas être rempli : {content}.")
    files = [File(f"{model}.docx", DOCX, content)]
    if job.site.get("pdf", False):
        converted = as_pdf(model, content)
        if not isinstance(converted, File):
            return converted
        files.append(converted)
    receipt = f"sha256:{hashlib.sha256(content).hexdigest()[:16]}"
    return Delivered(receipt, tuple(files), tuple(sorted(printed)))


def filled(path: Path, values: Mapping[str, Any]) -> bytes | str:
    """The document, or why there is none. A name nobody filled stops it: nobody must sign a contract with a blank."""
    import jinja2
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    template = DocxTemplate(path)
    try:
        template.render(values, ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True))
    except jinja2.UndefinedError as error:
        return f"{error.message}, que personne n'a rempli"
    except jinja2.TemplateError as error:
        return type(error).__name__
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def extra(job: Job) -> Mapping[str, Any]:
    """What stands under `with` besides the model, as `document.<name>`."""
    return {f"document.{name}": value for name, value in job.parameters.items() if name != "modele"}


class Group(Mapping[str, Any]):
    """The values under a dotted prefix.

    What a model reads of them is what it prints, or what decides of it, were it that nobody filled it: each name read
    is added to `read`.
    """

    def __init__(self, path: str, read: set[str]) -> None:
        self.path, self.read = path, read
        self.fields: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if not isinstance(self.fields.get(name), Group):
            self.read.add(f"{self.path}{name}")
        return self.fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def inner(self, name: str) -> "Group":
        return self.fields.setdefault(name, Group(f"{self.path}{name}.", self.read))  # type: ignore[no-any-return]


def nested(values: Mapping[str, Any], read: set[str]) -> Mapping[str, Any]:
    """Dotted names as Word models read them: `{{ contract.x.ends_on }}`; what is read is added to `read`."""
    root = Group("", read)
    for name, value in values.items():
        *groups, field = name.split(".")
        group = root
        for part in groups:
            group = group.inner(part)
        group.fields[field] = f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value
    return root.fields


def as_pdf(model: str, content: bytes) -> File | Answer:
    """By LibreOffice, in a profile of its own so that two conversions do not meet; else why there is none."""
    office = shutil.which(OFFICE)
    if office is None:
        return Failed(ABSENT)
    with tempfile.TemporaryDirectory(prefix="parcours-") as folder:
        source = Path(folder, f"{model}.docx")
        source.write_bytes(content)
        profile = f"-env:UserInstallation={Path(folder, 'profil').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        # Without a limit of its own: that of the action ends the worker, and LibreOffice with it.
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  a program of the machine's
        made = source.with_suffix(".pdf")
        if done.returncode or not made.exists():
            return Later(f"LibreOffice n'a pas rendu le document en PDF (code {done.returncode}).")
        return File(made.name, PDF, made.read_bytes())


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (Action("document", "Produit un document", PARAMETERS, produce, seconds=120, english="Makes a document"),)
