"""What mail servers say of letters (RFC 3464), read with the standard library: only codes and references are kept."""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from itertools import islice
from typing import Final

from parcours.runtime.effects.bounces import Notice

FAILED: Final = "failed"
DELAYED: Final = "delayed"
STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
MESSAGE_ID: Final = re.compile(r"<([^<>@\s]{1,200})@[^<>\s]{1,255}>")
MOST: Final = 20  # references of one letter that are looked up
BEARING: Final = ("Message-ID", "X-Microsoft-Original-Message-ID", "In-Reply-To", "References")


def notice_of(letter: bytes) -> Notice | None:
    """What a letter says of one of ours; None when it is no delivery report, or tells of no failure and no delay."""
    try:
        parts = tuple(message_from_bytes(letter).walk())
    except (RecursionError, ValueError, LookupError):  # a letter made to break its readers
        return None
    reports = (part for part in parts if part.get_content_type() == "message/delivery-status")
    told = [_Told(group) for report in reports for group in _groups(report)]
    final = [each for each in told if each.action == FAILED]
    found = final or [each for each in told if each.action == DELAYED]
    if not found:
        return None
    return Notice(_references(parts), bool(final), next((each.status for each in found if each.status), ""))


class _Told:
    """One group of fields of a report: what became of the letter for one recipient."""

    def __init__(self, group: Message) -> None:
        self.status = next(iter(STATUS.findall(str(group.get("Status", "")))), "")
        said = str(group.get("Action", "")).partition("(")[0].strip().casefold()
        # The field is asked for; a server that leaves it out still says by its code whether it goes on trying.
        self.action = said or {"5": FAILED, "4": DELAYED}.get(self.status[:1], "")


def _groups(report: Message) -> Iterator[Message]:
    content = report.get_payload()
    return (each for each in content if isinstance(each, Message)) if isinstance(content, list) else iter(())


def _references(parts: tuple[Message, ...]) -> tuple[str, ...]:
    """The letter that came back stands in the report, or its headers do; some servers only answer to it."""
    returned = [part for part in parts[1:] if part.get("Message-ID")]
    returned += [_headers(part) for part in parts if part.get_content_type() == "text/rfc822-headers"]
    said = (str(each.get(name, "")) for each in (*returned, parts[0]) for name in BEARING)
    found = (local for each in said for local in MESSAGE_ID.findall(each))
    return tuple(islice(dict.fromkeys(found), MOST))


def _headers(part: Message) -> Message:
    content = part.get_payload(decode=True)
    return message_from_string(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")
