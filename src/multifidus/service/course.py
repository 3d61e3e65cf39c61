# SPDX-License-Identifier: Apache-2.0
"""The usual course and the outcomes of whoever asks."""

from datetime import date

from multifidus.coach import course as coach
from multifidus.domain.course import Outlook
from multifidus.domain.record import Record
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on
from multifidus.screen import screen
from multifidus.service.access import Action, Who, decide
from multifidus.service.house import Service
from multifidus.service.records import Kept


def outlook(record: Record, on: date, knowledge: Knowledge) -> Outlook:
    """Return the course and the outcomes of a record as it was known on a day."""
    known = known_on(record, on)
    return coach.outlook(known, on, screen(known, on, knowledge), knowledge)


def outlook_of(service: Service, who: Who, record: Kept) -> Outlook:
    """Return the asker's course and outcomes."""
    decide(who, Action.READ_RECORD)
    return outlook(record.record, service.today(), service.knowledge)
