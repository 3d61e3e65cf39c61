# SPDX-License-Identifier: Apache-2.0
"""The danger-sign gate: a person's answers in, a clearance out.

Rooms: `facts` reads the record, `pain_events` its log, `raised` and `combined` hold one function
per rule, `due` decides which questions are open, `report` puts it into words.
"""

from datetime import date

from multifidus.domain.record import Record
from multifidus.domain.results import Clearance
from multifidus.knowledge.loader import Knowledge
from multifidus.screen.combined import all_combinations
from multifidus.screen.due import Asking, alarm_floor, due, gate_floor, in_order
from multifidus.screen.facts import known
from multifidus.screen.raised import all_signs
from multifidus.screen.report import clearance, find

__all__ = ["screen"]


def screen(record: Record, on: date, knowledge: Knowledge) -> Clearance:
    """Say whether a plan may be made for this person on this day, and what to do if not.

    Parameters
    ----------
    record
        The person's record; facts dated after `on` are not known yet and are ignored.
    on
        The day of the screening.
    knowledge
        Danger signs, combinations and the GATE rules.

    Returns
    -------
    Clearance
        The highest level wins. A question that is due and has no answer that still counts blocks
        the plan. An emergency or urgent answer stands until a clinician's `clear` directive.
    """
    facts = known(record, on, knowledge)
    asking = Asking(
        facts=facts,
        signs=in_order(knowledge),
        raised=(*all_signs(facts), *all_combinations(facts)),
        gate=gate_floor(facts),
        alarm=alarm_floor(facts),
    )
    return clearance(find(asking, due(asking)))
