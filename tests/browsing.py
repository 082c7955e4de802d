"""Somebody in a real browser, on the pages of a cooperative that are served for real."""

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, ConsoleMessage, Page

from parcours.adapters.clock import FixedClock
from parcours.bootstrap import Site
from parcours.runtime.tick import tick

AXE: Final = Path(__file__).parent / "browser" / "axe-core" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD: Final = "un mot de passe assez long"


@dataclass
class Team:
    """A cooperative whose pages are served, on a clock that the test moves, and what browsers complained of."""

    address: str
    site: Site
    clock: FixedClock
    chromium: Browser
    complaints: list[str] = field(default_factory=list)

    def on(self, day: str) -> None:
        """Noon of that day in Paris, once time has done what it alone does."""
        self.clock.set(datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00"))
        tick(self.site.engine)

    def browser(self, user: str = "", *, width: int = 1280, lang: str = "fr-FR") -> "Visitor":
        """A new browser, where that user has signed in."""
        context = self.chromium.new_context(viewport={"width": width, "height": 900}, locale=lang)
        page = context.new_page()
        page.set_default_timeout(15_000)
        visitor = Visitor(self, page)
        page.on("console", visitor.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if user:
            visitor.sign_in(user)
        return visitor


@dataclass
class Visitor:
    """Somebody in a browser."""

    team: Team
    page: Page

    def hear(self, message: ConsoleMessage) -> None:
        """A page that is itself the answer to something refused is no complaint; all else that is said is."""
        own_answer = message.location.get("url") == self.page.url and "status of 4" in message.text
        if message.type in {"error", "warning"} and not own_answer:
            self.team.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.team.address}{path}")

    def sign_in(self, user: str, password: str = PASSWORD) -> None:
        self.open("/connexion")
        self.page.get_by_label("Nom d'utilisateur").fill(user)
        self.page.get_by_label("Mot de passe").fill(password)
        self.page.get_by_role("button", name="Se connecter").click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            found = self.page.locator(f'.sheet [name="{name}"]')
            if found.first.get_attribute("type") == "radio":
                self.page.locator(f'.sheet [name="{name}"][value="{value}"]').check()
            elif found.evaluate("element => element.tagName") == "SELECT":
                found.select_option(value)
            else:
                found.fill(value)

    def record(self, **fields: str) -> None:
        """Fills in the form that is open, and sends it."""
        self.fill(**fields)
        self.page.locator(".sheet button.main").click()

    def choose(self, name: str) -> None:
        """Follows the link of that name in the page."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def picture(self, name: str) -> None:
        """Keeps what is on the screen, for a page of the documentation, where PARCOURS_PICTURES names a folder."""
        if folder := os.environ.get("PARCOURS_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    @property
    def says(self) -> str:
        return self.page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")

    def faults(self) -> list[str]:
        """What axe-core finds wrong with the page that is open, rule by rule."""
        found = self.page.evaluate(AXE.read_text("utf-8") + "\n;axe.run(document, {runOnly: " + str(RULES) + "})")
        assert found["passes"], "axe-core n'a rien examiné"
        blamed = ((each["id"], node["html"][:200]) for each in found["violations"] for node in each["nodes"])
        return [f"{self.page.url} {rule}: {html}" for rule, html in blamed]


def enrol(visitor: Visitor) -> str:
    """A candidate enters by the first meeting; the path of their dossier."""
    visitor.open("/dossiers")
    visitor.choose("Inscrire quelqu'un")
    visitor.choose("Inscription à une réunion d'information")
    visitor.record(
        person="P-0412",
        nom="Claire Le Roux",
        courriel="claire.leroux@example.org",
        activite_sap="menage",
        antenne="finistere",
        public_fragile="aucun",
        seance="2026-01-12",
    )
    assert "Claire Le Roux" in visitor.says
    return visitor.page.url.removeprefix(visitor.team.address).partition("?")[0]


def event(visitor: Visitor, dossier: str, label: str, **fields: str) -> None:
    """Opens the dossier, chooses an event, fills its form and sends it."""
    visitor.open(dossier)
    visitor.choose(label)
    visitor.record(**fields)


def task(visitor: Visitor, dossier: str, label: str) -> None:
    visitor.open(dossier)
    visitor.page.get_by_role("link", name=f"C'est fait : {label}").first.click()
    visitor.record(proof="A-118")


def ready_to_sign(team: Team) -> tuple[Visitor, str]:
    """A candidate whose project is accepted and whose file is complete, on 30 January."""
    maud = team.browser("maud")
    dossier = enrol(maud)
    team.on("2026-01-12")
    maud = team.browser("maud")
    event(maud, dossier, "Présence à la réunion")
    maud.open(f"{dossier}/champs")
    maud.record(mi_temps_disponible="oui", salarie_temps_plein="non", au_domicile="oui", sap_exclusif="oui")
    event(maud, dossier, "Diagnostic validé", date_demarrage="2026-02-02", plan_actions="Cinq clients avant l'été")
    assert "À l'étape « Démarrage préparé »" in maud.says
    team.on("2026-01-30")
    return team.browser("maud"), dossier
