# SPDX-License-Identifier: Apache-2.0
"""Assessment: measurements and answers in; findings, limits and barriers out. Never a cause."""

from datetime import date

from multifidus.assess.barriers import barriers
from multifidus.assess.changes import changes
from multifidus.assess.findings import find
from multifidus.assess.limits import cautions, directions
from multifidus.assess.missing import most_telling, not_measured
from multifidus.assess.readings import collect
from multifidus.assess.sides import asymmetries
from multifidus.assess.summary import summarise
from multifidus.domain.record import Record
from multifidus.domain.results import Assessment
from multifidus.knowledge.loader import Knowledge

__all__ = ["assess"]


def assess(record: Record, on: date, knowledge: Knowledge) -> Assessment:
    """Assess a record on a day.

    Parameters
    ----------
    record : Record
        The person's facts. Those dated after `on` are not known yet and change nothing.
    on : date
        The day of the assessment.
    knowledge : Knowledge
        Tests with norms and errors, rules, conditions.

    Returns
    -------
    Assessment
        Findings most important first; values in the unit of their test.
    """
    limits = cautions(record, on, knowledge)
    flags = frozenset(row.flag for row in limits)
    readings = collect(record, on, knowledge)
    findings = find(record, on, knowledge, readings=readings, flags=flags)
    telling = most_telling(record, on, knowledge, findings=findings, flags=flags)
    return Assessment(
        on=on,
        findings=findings,
        asymmetries=asymmetries(record, on, knowledge, readings=readings, flags=flags),
        changes=changes(record, on, knowledge, readings=readings),
        not_measured=not_measured(record, on, knowledge, readings=readings, flags=flags),
        most_telling=telling.test,
        most_telling_because=telling.because,
        directions=directions(record, on),
        cautions=limits,
        barriers=barriers(record, on, knowledge),
        summary=summarise(findings, telling, knowledge),
    )
