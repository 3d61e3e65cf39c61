# SPDX-License-Identifier: Apache-2.0
"""Strong pain events in the log: the red line of the traffic light, as far as screening needs it."""

from dataclasses import dataclass
from datetime import date

from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import LogEntry
from multifidus.domain.words import Radiation
from multifidus.screen.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class PainEvent:
    """One session with a strong pain event."""

    on: date
    because: str

    @property
    def dated(self) -> Phrase:
        """What happened, and when."""
        return say("{what} on {on}", what=self.because, on=self.on)


def pain_events(facts: Facts) -> tuple[PainEvent, ...]:
    """Return every strong pain event in the log up to the day, oldest first."""
    found = []
    for entry in sorted(facts.record.log, key=lambda e: (e.on, e.slot)):
        because = _red(entry, facts) if entry.on <= facts.on else None
        if because is not None:
            found.append(PainEvent(on=entry.on, because=because))
    return tuple(found)


def _red(entry: LogEntry, facts: Facts) -> Phrase | None:
    if _further_down(entry, facts):
        return say("the leg symptoms reached further down")
    limits = facts.knowledge.combinations["CMB6"].thresholds
    base = entry.pain.before
    # the next morning is not known before the next morning
    morning = entry.pain.next_morning if entry.on < facts.on else None
    values = [v for v in (entry.pain.during, entry.pain.after, morning) if v is not None]
    worst = max(values, default=None)
    if any(skipped.why.strip().casefold().startswith("pain") for skipped in entry.skipped):
        return say("pain stopped an exercise")
    # with the value before unknown, a rise cannot be ruled out
    rise = limits["rise_at_least"].value if base is None or worst is None else worst - base
    strong = worst is not None and worst > limits["worst_over"].value
    if worst is not None and strong and rise >= limits["rise_at_least"].value:
        return say("pain rose to {worst} out of 10", worst=worst)
    if base is None or morning is None:
        return None
    if morning - base >= limits["next_morning_rise"].value:
        return say(
            "the next morning was worse ({morning} after {before})", morning=morning, before=base
        )
    return None


def _further_down(entry: LogEntry, facts: Facts) -> bool:
    """Whether leg symptoms went further down than before the session, or than is usual (PAIN8)."""
    after, before = entry.leg.reach_after, entry.leg.reach_before
    if before is None:
        episode = facts.record.episode
        before = episode.radiation if episode is not None else Radiation.NONE
    order = list(Radiation)
    return after is not None and order.index(after) > order.index(before)
