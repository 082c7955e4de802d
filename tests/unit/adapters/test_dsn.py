"""What mail servers say, read from reports as Postfix, Exim, Exchange and others write them."""

import pytest

from parcours.adapters.dsn import notice_of
from parcours.model.delivery import key_of, reference_of
from parcours.runtime.effects.bounces import Notice
from returned import SAMPLES, report

OURS = reference_of("c3ktm4/12/0")


@pytest.mark.parametrize(
    ("name", "final", "status"),
    [
        ("postfix-hard", True, "5.1.1"),
        ("postfix-delayed", False, "4.4.1"),
        ("postfix-expired", True, "4.4.1"),  # it has given up: nobody was reached, whatever the code
        ("exim-hard", True, "5.0.0"),
        ("exchange-hard", True, "5.1.10"),
        ("one-of-two", True, "5.2.2"),
        ("code-only", True, "5.2.2"),
    ],
)
def test_a_report_says_of_which_letter_and_whether_the_server_gave_up(name: str, *, final: bool, status: str) -> None:
    notice = notice_of(report(name, OURS))

    assert notice is not None
    assert OURS in notice.references
    assert (notice.final, notice.status) == (final, status)


@pytest.mark.parametrize("name", ["delivered", "away", "qmail-hard"])
def test_what_is_no_report_of_a_failure_says_nothing(name: str) -> None:
    assert notice_of(report(name, OURS)) is None


def test_nothing_of_the_recipient_is_kept() -> None:
    for path in SAMPLES.glob("*.eml"):
        assert "exemple.fr" not in repr(notice_of(report(path.stem, OURS)))


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"\x00\xff" * 100,
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: message/delivery-status\n\nAction: \xe9\xe8\nStatus: 9.9\n",
        b"Content-Type: text/rfc822-headers; charset=inconnu\n\nx",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500)),
    ],
    ids=["empty", "binary", "no-field", "no-code", "no-charset", "deep"],
)
def test_a_letter_that_means_nothing_or_harm_says_nothing(letter: bytes) -> None:
    assert notice_of(letter) is None


def test_a_report_without_its_letter_says_what_it_can() -> None:
    said = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\n"
    assert notice_of(said) == Notice((), final=True)


def test_a_reference_leads_back_to_its_key_and_no_other_word_does() -> None:
    assert key_of(OURS) == "c3ktm4/12/0"
    changed = OURS.replace(".12.", ".13.")
    for word in ("", "abc", changed, OURS[:-1], OURS + "0", f"x.{OURS}", "20260203090211.9D6C22C0A3"):
        assert key_of(word) is None
