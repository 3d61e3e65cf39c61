# SPDX-License-Identifier: Apache-2.0
"""The independent release check: a second pair of eyes before anyone sees a week.

It shares no code with the planner and believes nothing that the planner computed: minutes, totals,
sides, targets, spacing and forbidden exercises are worked out again from the record and the
knowledge. What it cannot see in a released week: whether loaded or end-range bending falls into
the first hour after rising.
"""

from multifidus.domain.record import Record
from multifidus.domain.results import Clearance, Standing
from multifidus.domain.week import Breach, Week
from multifidus.knowledge.loader import Knowledge
from multifidus.release.adapting import adapting_breaches
from multifidus.release.claims import claim_breaches
from multifidus.release.doses import dose_breaches
from multifidus.release.flare import flare_breaches
from multifidus.release.gate import gate_breaches
from multifidus.release.orders import order_breaches
from multifidus.release.reach import reach_breaches
from multifidus.release.recovery import recovery_breaches
from multifidus.release.rise import rise_breaches
from multifidus.release.shape import shape_breaches
from multifidus.release.structure import structure_breaches
from multifidus.release.view import view

__all__ = ["check"]


def check(
    week: Week,
    record: Record,
    *,
    clearance: Clearance,
    standing: Standing,
    knowledge: Knowledge,
    previous: Week | None = None,
) -> tuple[Breach, ...]:
    """Name every hard rule that `week` breaks for this person.

    Parameters
    ----------
    week : Week
        The week as it would be shown. Facts of the record dated after `week.on` are ignored.
    record : Record
        The person's whole record.
    clearance : Clearance
        The screening's result for `week.on`.
    standing : Standing
        Where the person stands by the log, on `week.on`.
    knowledge : Knowledge
        The knowledge the week was made with; every bound comes from its rules and dose bounds.
    previous : Week, optional
        The week before, where the log cannot tell yet (several weeks planned at once).

    Returns
    -------
    tuple of Breach
        Empty when the week is sound. Sorted by rule, then place, then text; no breach twice.

    Raises
    ------
    KeyError
        When the knowledge lacks a rule or figure the check needs. No week passes without it.
    """
    case = view(
        week,
        record,
        clearance=clearance,
        standing=standing,
        knowledge=knowledge,
        previous=previous,
    )
    found = {
        *gate_breaches(case),
        *dose_breaches(case),
        *claim_breaches(case),
        *rise_breaches(case),
        *recovery_breaches(case),
        *shape_breaches(case),
        *structure_breaches(case),
        *order_breaches(case),
        *reach_breaches(case),
        *adapting_breaches(case),
        *flare_breaches(case),
    }
    return tuple(sorted(found, key=_in_order))


def _in_order(breach: Breach) -> tuple[str, int, str, str]:
    letters = breach.rule.rstrip("0123456789")
    return letters, int(breach.rule.removeprefix(letters)), breach.where, breach.text
