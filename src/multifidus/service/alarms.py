# SPDX-License-Identifier: Apache-2.0
"""An alarm puts earlier answers of the same day in doubt: they are taken back, and asked again.

The screening compares days, not hours: answers of the day of an alarm count, for they may have come
after it. The app knows the order. When something new or a strong pain event is reported, what was
answered "no" earlier that day to emergency and urgent questions is corrected away, so that the
questions are open again; answers given after it count as ever. Nothing is lost: the store keeps
what a correction stands in place of.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from multifidus.domain.words import Level
from multifidus.exchange.record_model import RecordPart
from multifidus.record import Entry, Writing
from multifidus.screen.due import ALARMS
from multifidus.screen.facts import known
from multifidus.screen.pain_events import pain_events
from multifidus.service.access import Who
from multifidus.service.house import Service
from multifidus.service.records import write

NO: Final = False
"""How the record file writes a no."""


class Doubt:
    """What a batch of events puts in doubt, inside the transaction that writes it."""

    def __init__(self, service: Service, writing: Writing, who: Who, person: str) -> None:
        """Remember how far the record goes before anything is written."""
        self._service, self._writing, self._who, self._person = service, writing, who, person
        self._before = writing.last_seq(person)
        self._events: frozenset[str] | None = None
        self._alarms: dict[str, date] = {}

    def look(self, *, again: bool) -> None:
        """Remember today's strong pain events, where the batch may bring another."""
        self._events = self._pain_events() if again else None

    def add(self, entry: Entry) -> None:
        """Look at an entry; one that was there before brings no news."""
        if entry.kind != "screening" or entry.seq <= self._before:
            return
        if any(entry.body["answers"].get(question, NO) is not NO for question in ALARMS):
            self._alarms[entry.id] = entry.on

    def settle(self) -> None:
        """Correct away what the batch put in doubt; answers that came with the alarm stay."""
        days = set(self._alarms.values())
        if self._events is not None and self._pain_events() - self._events:
            days.add(self._service.today())
        for day in sorted(days):
            self._take_back(day)

    def _pain_events(self) -> frozenset[str]:
        value = self._writing.value(self._person)
        if value is None:
            return frozenset()
        today = self._service.today()
        record = RecordPart.model_validate(value).to_domain()
        events = pain_events(known(record, today, self._service.knowledge))
        return frozenset(str(event.because) for event in events if event.on == today)

    def _take_back(self, day: date) -> None:
        """Correct away every "no" of a day to an emergency or urgent question."""
        signs = self._service.knowledge.danger_signs.values()
        doubted = {sign.id for sign in signs if sign.level is not Level.REVIEW}
        entries = self._writing.entries(self._person, kinds=("screening",))
        corrected = {entry.supersedes for entry in entries}
        for entry in entries:
            standing = entry.id not in corrected | self._alarms.keys() and entry.body is not None
            if entry.on == day and standing:
                self._correct(entry, doubted)

    def _correct(self, entry: Entry, doubted: set[str]) -> None:
        answers: Mapping[str, object] = entry.body["answers"]
        left = {
            question: answer
            for question, answer in answers.items()
            if question not in doubted or answer is not NO
        }
        if left != answers:
            write(
                self._service,
                self._writing,
                self._who,
                "screening",
                {**entry.body, "answers": left} if left else None,
                on=entry.on,
                supersedes=entry.id,
            )
