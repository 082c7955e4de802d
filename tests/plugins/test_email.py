"""Letters to a real SMTP server."""

import datetime
import email
import email.policy
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from jobs import Certificate, Perform, free_port
from parcours.plugin import Delivered, Failed, Later, SecretMissingError, Task, Unreachable

TO = {"modele": "relance_candidat", "vers": "ada@example.org"}
NAMED = {"dossier.nom": "Ada <b>Lovelace</b>"}
USER, PASSWORD = "parcours", "un mot de passe"


@dataclass
class Mailbox:
    """What arrived; `answers` are given in place of 250, by address or for the data."""

    answers: dict[str, str] = field(default_factory=dict)
    received: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's own name
        if "data" in self.answers:
            return self.answers["data"]
        self.received.append(envelope)
        return "250 OK"

    @property
    def letters(self) -> list[EmailMessage]:
        read = (
            email.message_from_bytes(bytes(each.content or b""), policy=email.policy.default) for each in self.received
        )
        return [each for each in read if isinstance(each, EmailMessage)]


def authenticated(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=good)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def plain(mailbox: Mailbox) -> Iterator[dict[str, Any]]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    yield from _running(controller, {"securite": "aucune"})


@pytest.fixture
def guarded(mailbox: Mailbox, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=authenticated,
        auth_required=True,
    )
    monkeypatch.setenv("PARCOURS_EMAIL_PASSWORD", PASSWORD)
    yield from _running(controller, {"utilisateur": USER, "autorite": str(certificate.certificate)})


def _running(controller: Controller, site: dict[str, Any]) -> Iterator[dict[str, Any]]:
    controller.start()
    try:
        yield {
            "hote": "127.0.0.1",
            "port": controller.port,
            "de": "bonjour@coop.example",
            "nom": "La coopérative",
            **site,
        }
    finally:
        controller.stop()


def test_a_letter_arrives_in_text_and_html_with_french_dates(
    perform: Perform, plain: dict[str, Any], mailbox: Mailbox
) -> None:
    values = NAMED | {"dossier.seance": datetime.date(2026, 5, 4)}
    parameters = {"modele": "convocation_reunion", "vers": "ada@example.org"}

    answer = perform("email", parameters=parameters, values=values, site=plain, table="email")

    assert isinstance(answer, Delivered)
    (letter,) = mailbox.letters
    assert letter["Subject"] == "Votre réunion d'information du 4 mai 2026"
    assert letter["To"] == "ada@example.org"
    assert str(letter["From"]) == "La coopérative <bonjour@coop.example>"
    text, page = (part.get_content() for part in letter.iter_parts())
    assert "**4 mai 2026**" in text
    assert "<strong>4 mai 2026</strong>" in page
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in page
    assert answer.receipt == letter["Message-ID"]


def test_a_second_try_bears_the_same_identity(perform: Perform, plain: dict[str, Any], mailbox: Mailbox) -> None:
    for attempt in (1, 2):
        perform("email", parameters=TO, values=NAMED, site=plain, table="email", attempt=attempt)

    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_guarded_server_is_written_to_over_tls_with_a_password(
    perform: Perform, guarded: dict[str, Any], mailbox: Mailbox
) -> None:
    assert isinstance(perform("email", parameters=TO, values=NAMED, site=guarded, table="email"), Delivered)
    assert len(mailbox.received) == 1


def test_a_wrong_password_is_for_operations_and_is_not_repeated(
    perform: Perform, guarded: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_EMAIL_PASSWORD", "tout autre secret")

    answer = perform("email", parameters=TO, values=NAMED, site=guarded, table="email")

    assert isinstance(answer, Failed)
    assert "535" in answer.why
    assert "secret" not in answer.why


def test_a_password_nobody_gave_is_named_by_its_variable(
    perform: Perform, guarded: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARCOURS_EMAIL_PASSWORD")
    with pytest.raises(SecretMissingError, match="PARCOURS_EMAIL_PASSWORD"):
        perform("email", parameters=TO, values=NAMED, site=guarded, table="email")


def test_a_certificate_of_nobody_is_refused(perform: Perform, guarded: dict[str, Any]) -> None:
    site = {name: value for name, value in guarded.items() if name != "autorite"}

    answer = perform("email", parameters=TO, values=NAMED, site=site, table="email")

    assert answer == Failed("Le certificat du serveur de courriel n'est pas reconnu.")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"ada@example.org": "550 inconnu: ada@example.org"}, Unreachable("Adresse refusée (550).")),
        ({"ada@example.org": "451 plus tard"}, Later("Adresse refusée (451).")),
        ({"data": "554 indésirable ada@example.org"}, Failed("Le serveur de courriel a répondu 554 (SMTPDataError).")),
        ({"data": "452 plein"}, Later("Le serveur de courriel a répondu 452 (SMTPDataError).")),
    ],
)
def test_what_a_server_answers_decides_who_must_act(
    perform: Perform, plain: dict[str, Any], mailbox: Mailbox, said: dict[str, str], expected: object
) -> None:
    mailbox.answers = said

    assert perform("email", parameters=TO, values=NAMED, site=plain, table="email") == expected


def test_a_server_that_is_down_is_tried_again(perform: Perform, plain: dict[str, Any]) -> None:
    answer = perform("email", parameters=TO, values=NAMED, site=plain | {"port": 1}, table="email")

    assert isinstance(answer, Later)
    assert "ConnectionRefusedError" in answer.why


@pytest.mark.parametrize("vers", ["", "sans arobase"])
def test_a_person_without_address_is_for_people(perform: Perform, plain: dict[str, Any], vers: str) -> None:
    answer = perform("email", parameters=TO | {"vers": vers}, values=NAMED, site=plain, table="email")

    assert isinstance(answer, Unreachable)


def test_a_role_is_written_to_all_its_addresses(perform: Perform, plain: dict[str, Any], mailbox: Mailbox) -> None:
    parameters = {"modele": "alerte", "role": "gerance"}
    recipients = ("un@coop.example", "deux@coop.example")
    mailbox.answers = {"deux@coop.example": "550 parti"}

    answer = perform("email", parameters=parameters, recipients=recipients, site=plain, table="email")

    assert answer.receipt.endswith("; 1 adresse(s) refusée(s)")
    assert [each.rcpt_tos for each in mailbox.received] == [["un@coop.example"]]


def test_a_model_nobody_wrote_is_named(perform: Perform, plain: dict[str, Any]) -> None:
    answer = perform("email", parameters=TO | {"modele": "inconnu"}, site=plain, table="email")

    assert isinstance(answer, Failed)
    assert "modeles/courriels/inconnu.md" in answer.why


def test_a_site_without_a_server_says_where_to_name_it(perform: Perform) -> None:
    assert "parcours.toml" in perform("email", parameters=TO, values=NAMED, table="email").why


def test_a_task_is_told_to_whom_must_do_it(perform: Perform, plain: dict[str, Any], mailbox: Mailbox) -> None:
    task = Task(
        "3.0", "declarer", "Informer l'URSSAF", "accueil", datetime.date(2026, 4, 14), datetime.date(2026, 4, 15)
    )

    assert isinstance(perform("task", task=task, recipients=("a@coop.example",), site=plain, table="email"), Delivered)

    (letter,) = mailbox.letters
    assert letter["Subject"] == "À faire : Informer l'URSSAF"
    body = next(letter.iter_parts()).get_content()
    assert "À faire avant le 15/04/2026." in body
    assert "parcours task done C-1 3.0" in body


def test_a_task_of_nobody_with_an_address_stands_in_the_list(perform: Perform, mailbox: Mailbox) -> None:
    assert perform("task", table="email") == Delivered("liste des tâches")
    assert mailbox.received == []


def test_what_comes_back_comes_back_where_the_site_says(
    perform: Perform, plain: dict[str, Any], mailbox: Mailbox
) -> None:
    perform("email", parameters=TO, values=NAMED, site={**plain, "retours": "retours@coop.example"})
    perform("email", parameters=TO, values=NAMED, site=plain)

    first, second = mailbox.received
    assert first.mail_from == "retours@coop.example"
    assert second.mail_from == plain["de"]
    assert {letter["From"] for letter in mailbox.letters} == {mailbox.letters[1]["From"]}
