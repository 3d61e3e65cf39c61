# SPDX-License-Identifier: Apache-2.0
"""What stands in the way in daily life, apart from body findings, each with one action (FND10)."""

from datetime import date
from typing import Final

from multifidus.assess.readings import figure
from multifidus.domain.phrase import joined, say
from multifidus.domain.record import Record
from multifidus.domain.results import Barrier
from multifidus.domain.words import Lifting
from multifidus.knowledge.loader import Knowledge

_RULE: Final = "FND10"
_THEMES: Final = "yellow-flags"
_BEST_HIGH: Final = frozenset({"confidence", "expectation"})
"""Themes in which a high answer is the good one."""

_RAISED: Final = {
    "harm-belief": (
        "fear-of-movement",
        say("bending or lifting seems likely to harm your back"),
    ),
    "avoidance": ("fear-of-movement", say("you leave much out to spare your back")),
    "confidence": ("low-confidence", say("you are not sure that you can manage your back")),
    "expectation": ("low-expectation", say("you expect little change")),
    "mood": ("low-mood", say("your mood has been low")),
    "worry": ("worry", say("the pain worries you a lot")),
    "sleep": ("poor-sleep", say("you sleep badly")),
    "pressure": ("pressure", say("there is much pressure at work or home")),
}
"""Themes of the yellow-flag questions: the barrier, and the person's answer in words."""

_ACTIONS: Final = {
    "fear-of-movement": say(
        "Pick one small movement that you avoid, do it slowly once a day, and note how it goes. Ordinary bending is safe."
    ),
    "low-confidence": say(
        "Start with the easiest session of the week and tick it off; small steps count."
    ),
    "low-expectation": say(
        "Judge the programme by one everyday act that matters to you, and look again in four weeks."
    ),
    "low-mood": say("Tell someone you trust how you feel, and keep a short daily walk."),
    "worry": say("Write the worry down and take it to a clinician; pain is not a measure of harm."),
    "pressure": say(
        "Choose the shortest session on busy days and say early at work what would help."
    ),
}


def barriers(record: Record, on: date, knowledge: Knowledge) -> tuple[Barrier, ...]:
    """List the barriers that the record shows on `on`, in a steady order."""
    return (
        *_sitting(record, knowledge),
        *_time(record, knowledge),
        *_equipment(record, knowledge),
        *_heavy_work(record, knowledge),
        *_themes(record, on, knowledge),
    )


def _advice(knowledge: Knowledge, rule: str, *, barrier: str, because: str) -> Barrier:
    """Barrier whose action is a piece of daily-load advice of the knowledge."""
    row = knowledge.rules[rule]
    return Barrier(barrier=barrier, because=because, action=row.text, rule=_RULE, cite=row.source)


def _own(knowledge: Knowledge, *, barrier: str, because: str, action: str) -> Barrier:
    cite = knowledge.rules[_RULE].source
    return Barrier(barrier=barrier, because=because, action=action, rule=_RULE, cite=cite)


def _sitting(record: Record, knowledge: Knowledge) -> tuple[Barrier, ...]:
    hours = record.life.sitting_hours_per_day
    if hours is None or hours < figure(knowledge, _RULE, "sitting_hours"):
        return ()
    because = say("You sit about {hours} hours a day.", hours=round(hours, 1))
    return (_advice(knowledge, "ADV1", barrier="long-sitting", because=because),)


def _time(record: Record, knowledge: Knowledge) -> tuple[Barrier, ...]:
    minutes = sum(sum(slots.values()) for slots in record.availability.values())
    if minutes >= figure(knowledge, _RULE, "minutes_per_week"):
        return ()
    if minutes:
        because = say("You have {minutes} minutes a week in all.", minutes=minutes)
        action = say("Keep the sessions you have; ten more minutes on one day would help most.")
    else:
        because = say("No time for exercise is in your record yet.")
        action = say("Find one moment on two days, even of ten minutes, and write it down.")
    return (_own(knowledge, barrier="no-time", because=because, action=action),)


def _equipment(record: Record, knowledge: Knowledge) -> tuple[Barrier, ...]:
    everywhere = {row.id for row in knowledge.equipment.values() if row.assumed}
    if set(record.equipment) - everywhere:
        return ()
    return (
        _own(
            knowledge,
            barrier="no-equipment",
            because=say("You listed no equipment beyond what every home has."),
            action=say("Floor and wall are enough to start; if you have a steady chair, list it."),
        ),
    )


def _heavy_work(record: Record, knowledge: Knowledge) -> tuple[Barrier, ...]:
    if record.life.lifting is not Lifting.HEAVY:
        return ()
    because = say("Your days ask for heavy lifting.")
    return (_advice(knowledge, "ADV2", barrier="heavy-work", because=because),)


def _themes(record: Record, on: date, knowledge: Knowledge) -> tuple[Barrier, ...]:
    """Raised themes of the latest yellow-flag answers (YLW1); they lock nothing."""
    filled = sorted(
        (row for row in record.outcomes if row.instrument == _THEMES and row.on <= on),
        key=lambda row: row.on,
    )
    if not filled:
        return ()
    answers = filled[-1].answers
    high = figure(knowledge, "YLW1", "raised_at")
    low = figure(knowledge, "YLW1", "raised_at_or_below")
    facts: dict[str, list[str]] = {}
    for theme, (barrier, words) in _RAISED.items():
        value = answers.get(theme)
        if value is None:
            continue
        if value <= low if theme in _BEST_HIGH else value >= high:
            facts.setdefault(barrier, []).append(words)
    out = []
    for barrier, words_list in facts.items():
        because = say("You said: {what}.", what=joined(words_list, "; "))
        if barrier == "poor-sleep":
            out.append(_advice(knowledge, "ADV9", barrier=barrier, because=because))
            continue
        action = _ACTIONS[barrier]
        if barrier == "low-mood" and answers["mood"] >= figure(
            knowledge, "YLW1", "mood_contacts_from"
        ):
            help_now = say("If it is hard to bear, call your doctor or a local support line today.")
            action = joined([action, help_now])
        out.append(_own(knowledge, barrier=barrier, because=because, action=action))
    return tuple(out)
