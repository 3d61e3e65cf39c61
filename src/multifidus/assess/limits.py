# SPDX-License-Identifier: Apache-2.0
"""Symptoms become directions to spare or to enjoy; conditions become cautions."""

from collections import defaultdict
from datetime import date
from typing import Final

from multifidus.assess.words import condition
from multifidus.domain.phrase import joined, say
from multifidus.domain.record import Episode, Record
from multifidus.domain.results import Caution, DirectionLimit
from multifidus.domain.spoken import ACTIVITY
from multifidus.domain.words import Activity, Answer, LoadDirection, Radiation
from multifidus.knowledge.loader import Knowledge

LEG_SYMPTOMS: Final = "leg-symptoms"

_DIRECTIONS: Final = {
    LoadDirection.FLEXION: (Activity.BENDING_FORWARD, "flexion-provoked"),
    LoadDirection.EXTENSION: (Activity.BENDING_BACK, "extension-provoked"),
    LoadDirection.ROTATION: (Activity.TWISTING, "rotation-provoked"),
}
_SIGNS: Final = {
    "pregnancy": ("pregnancy", say("pregnancy")),
    "recent-surgery": ("recent-surgery", say("recent surgery")),
    "heart-or-lung": ("heart-symptoms", say("heart or lung")),
    "falls": ("balance", say("falls")),
}
"""Danger signs that are cautions too: sign id, caution flag, and the sign in words."""


def episode_on(record: Record, on: date) -> Episode:
    """Return the episode as known on `on`; an empty one without pain, or before it began."""
    episode = record.episode
    if episode is None or (episode.started is not None and episode.started > on):
        return Episode()
    return episode


def pain_now(record: Record, on: date) -> bool:
    """Whether there is an episode of back pain on `on`."""
    episode = record.episode
    return episode is not None and (episode.started is None or episode.started <= on)


def directions(record: Record, on: date) -> tuple[DirectionLimit, ...]:
    """Directions that are worse (spared) or better (easier), in a steady order."""
    episode = episode_on(record, on)
    out = []
    for way, (activity, flag) in _DIRECTIONS.items():
        worse, better = activity in episode.worse_with, activity in episode.better_with
        listed = flag in record.conditions
        words = ACTIVITY[activity]
        if worse and better:
            because = say(
                "You said that {what} makes it both worse and better, so it is spared.", what=words
            )
        elif worse:
            because = say("You said that {what} makes it worse.", what=words)
        elif listed:
            because = say("Your conditions say that {what} makes it worse.", what=words)
        elif better:
            because = say("You said that {what} makes it better.", what=words)
        else:
            continue
        out.append(
            DirectionLimit(direction=way, provoked=worse or listed, because=because, rule="DIR1")
        )
    return tuple(out)


def _screened(record: Record, on: date) -> dict[str, Answer]:
    """Latest answer to each danger sign that is a caution too."""
    known = sorted((row for row in record.screening if row.on <= on), key=lambda row: row.on)
    return {sign: row.answers[sign] for row in known for sign in _SIGNS if sign in row.answers}


def cautions(record: Record, on: date, knowledge: Knowledge) -> tuple[Caution, ...]:
    """Every caution flag of the person on `on`, by id, each with the person's own fact."""
    facts: defaultdict[str, list[str]] = defaultdict(list)
    rules: dict[str, str] = {}
    for limit in directions(record, on):
        if limit.provoked:
            flag = _DIRECTIONS[limit.direction][1]
            facts[flag].append(limit.because)
            rules[flag] = limit.rule
    for flag in sorted(set(record.conditions)):
        if flag in facts:
            continue
        facts[flag].append(
            say("Your conditions say: {condition}.", condition=condition(flag, knowledge))
        )
    if episode_on(record, on).radiation is Radiation.BELOW_KNEE:
        facts[LEG_SYMPTOMS].append(say("You said that the pain reaches below the knee."))
    for sign, answer in sorted(_screened(record, on).items()):
        flag, words = _SIGNS[sign]
        if answer is Answer.YES:
            facts[flag].append(say("In the screening you answered yes about {sign}.", sign=words))
        elif answer is Answer.NOT_SURE:
            facts[flag].append(
                say("In the screening you answered not sure about {sign}.", sign=words)
            )
    return tuple(
        Caution(
            flag=flag,
            because=joined(facts[flag]),
            rule=rules.get(flag, "CAU1"),
            cite=_cite(flag, knowledge),
        )
        for flag in sorted(facts)
    )


def _cite(flag: str, knowledge: Knowledge) -> tuple[str, ...]:
    row = knowledge.conditions.get(flag)
    return row.source if row else knowledge.rules["CAU1"].source
