"""Reports of mail servers as they come, about a letter of ours."""

from pathlib import Path

SAMPLES = Path(__file__).parent / "dsn"


def report(name: str, reference: str) -> bytes:
    """The sample of that name, about the letter of that reference."""
    return (SAMPLES / f"{name}.eml").read_bytes().replace(b"REFERENCE", reference.encode())
