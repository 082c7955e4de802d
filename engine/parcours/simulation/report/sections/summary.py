"""The run in plain words, three sentences, and what whoever reads them must know."""

from collections.abc import Iterator
from typing import Final

from parcours.messages import Text, all_of
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report.page import Paragraph, Section
from parcours.simulation.report.quantities import told
from parcours.simulation.report.subject import Subject
from parcours.simulation.statistics.intervals import Estimate

LEAST_SHARE: Final = 0.01
"""A stage that fewer reach is not where the parcours leads."""


def summary(subject: Subject) -> Section:
    sentences = (_who(subject), _how_far(subject), _what_lacks(subject))
    said = [Paragraph(each) for each in sentences if each is not None]
    warnings = [Paragraph(each, warns=True) for each in _warnings(subject)]
    return Section("summary", Text("En trois phrases"), (*said, *warnings))


def _who(subject: Subject) -> Text | None:
    arrivals = subject.estimate(About.RUN, "", "arrivals")
    if arrivals is None:
        return None
    first, last = subject.window
    came = Text("Du {first} au {last}, {people} arrivent", first=first, last=last, people=told(arrivals, Unit.PEOPLE))
    ends = list(_ends(subject))
    if not ends:
        return Text("{came} ; aucune n'a fini son parcours avant la fin.", came=came)
    return Text("{came} ; avant la fin, {ends}.", came=came, ends=all_of(ends))


def _ends(subject: Subject) -> Iterator[Text]:
    for figure in subject.result.figures:
        found = figure.estimate
        if figure.kpi.measure.subject is About.OUTCOMES and found is not None and found.mean > 0:
            label = subject.label(About.OUTCOMES, figure.kpi.about)
            yield Text("{share} finissent par « {outcome} »", share=told(found, Unit.SHARE), outcome=label)


def _how_far(subject: Subject) -> Text | None:
    """The stage that takes longest to come to, of those that people do come to."""
    reached = [(days.mean, stage, share, days) for stage, share, days in _stages(subject) if share.mean >= LEAST_SHARE]
    if not reached:
        return None
    _, stage, share, days = max(reached, key=lambda each: each[0])
    return Text(
        "Le plus loin est « {stage} » : {share} l'atteignent, {days} après leur arrivée en moyenne.",
        stage=subject.label(About.STAGES, stage), share=told(share, Unit.SHARE), days=told(days, Unit.DAYS),
    )  # fmt: skip


def _stages(subject: Subject) -> Iterator[tuple[str, Estimate, Estimate]]:
    for stage in subject.stages:
        share = subject.estimate(About.STAGES, stage, "reached")
        days = subject.estimate(About.STAGES, stage, "days")
        if share is not None and days is not None:
            yield stage, share, days


def _what_lacks(subject: Subject) -> Text | None:
    """The resource that is waited for longest."""
    waits = {
        name: wait
        for name in subject.result.frame.capacities
        if (wait := subject.estimate(About.RESOURCES, name, "wait")) is not None
    }
    if not waits:
        return Text("Rien n'est rare dans ce scénario : personne n'y attend.") if subject.result.replicas else None
    name = max(waits, key=lambda each: waits[each].mean)
    used = subject.estimate(About.RESOURCES, name, "utilisation")
    reneged = subject.estimate(About.RESOURCES, name, "reneged")
    assert used is not None
    assert reneged is not None
    return Text(
        "Ce que l'on attend le plus est « {resource} » : {wait} en moyenne, pour une occupation de {used} ; {reneged} "
        "des demandes sont abandonnées.",
        resource=subject.label(About.RESOURCES, name), wait=told(waits[name], Unit.DAYS),
        used=told(used, Unit.SHARE), reneged=told(reneged, Unit.SHARE),
    )  # fmt: skip


def _warnings(subject: Subject) -> Iterator[Text]:
    result = subject.result
    if not result.replicas:
        yield Text("Aucune réplication n'est finie : il n'y a rien à lire.")
    elif not subject.has_intervals:
        yield Text(
            "Une seule réplication : ces chiffres sont ceux d'un seul tirage du sort, et cette page ne donne aucun "
            "intervalle. Il en faut au moins deux, vingt de préférence."
        )
    if result.interrupted:
        yield Text("La simulation a été interrompue : seules les réplications finies sont comptées.")
    elif not result.reached:
        yield Text("La précision demandée n'est pas atteinte : les intervalles sont plus larges que voulu.")
