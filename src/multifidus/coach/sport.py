# SPDX-License-Identifier: Apache-2.0
"""What a person's sports ask for, and how far the plan leans towards it (rules SPT1 to SPT3).

Pain speaks first: with an episode the emphasis waits until the advanced stage. It stays small, and
every cap and the weekly rise hold as for everyone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from multifidus.domain.phrase import listed, say
from multifidus.domain.record import Record
from multifidus.domain.sport import WHOLE, SportCase
from multifidus.domain.week import Reason
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.sports import Sport, SportGroup

_WORD = re.compile(r"[\w&]+")


def _plain(text: str) -> str:
    """Write a sport's name in small letters, one space between its words, without other marks."""
    return " ".join(_WORD.findall(text.casefold()))


def find_sport(text: str, knowledge: Knowledge) -> Sport | None:
    """Find the sport that a person's words name: the longest known name that stands in them whole."""
    wanted = f" {_plain(text)} "
    best: tuple[int, Sport] | None = None
    for sport in knowledge.sports.sports:
        for name in (sport.id, sport.name, *sport.aliases):
            known = _plain(name)
            if f" {known} " in wanted and (best is None or len(known) > best[0]):
                best = len(known), sport
    return None if best is None else best[1]


def groups_of(sports: Iterable[Sport], knowledge: Knowledge) -> tuple[SportGroup, ...]:
    """Return the groups of some sports, in the order of the knowledge."""
    wanted = {sport.group for sport in sports}
    return tuple(group for group in knowledge.sports.groups if group.id in wanted)


def _most(rows: Iterable[Mapping[str, int]], most: int) -> dict[str, int]:
    """Take the largest of each, and never more than `most`: two sports are no double emphasis."""
    out: dict[str, int] = {}
    for row in rows:
        for key, points in row.items():
            out[key] = min(most, max(points, out.get(key, 0)))
    return dict(sorted(out.items()))


def is_open(
    record: Record, knowledge: Knowledge, *, stage: Stage | None = None, gentle: bool = False
) -> bool:
    """Say whether work for the sport counts now (rule SPT3).

    Without pain it does. With an episode it does from the stage that the knowledge names; a stage
    that is not given counts as too early. Under review it never does.
    """
    if gentle:
        return False
    if record.episode is None:
        return True
    return stage is not None and stage.rank >= knowledge.sports.opens_at.rank


def sport_case(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    stage: Stage | None = None,
    gentle: bool = False,
) -> SportCase | None:
    """Say what the person's sports mean for the plan of a day.

    Parameters
    ----------
    record : Record
        Its `life` names sports and season; its episode, if it has begun by `on`, closes the emphasis.
    stage : Stage, optional
        The stage the person stands in; needed only for someone with an episode.
    gentle : bool
        Whether only the gentle plan of level review is allowed.

    Returns
    -------
    SportCase or None
        None for a person who names no sport.
    """
    words = tuple(dict.fromkeys(record.life.sports))
    if not words:
        return None
    named = {word: find_sport(word, knowledge) for word in words}
    chosen = {sport.id for sport in named.values() if sport is not None}
    sports = [sport for sport in knowledge.sports.sports if sport.id in chosen]
    groups = groups_of(sports, knowledge)
    demanded = {demand for sport in sports for demand in sport.demands}
    unknown = tuple(word for word, sport in named.items() if sport is None)
    now = _without_later_episode(record, on)
    opened = bool(sports) and is_open(now, knowledge, stage=stage, gentle=gentle)
    most = round(knowledge.rules["SPT1"].figures["most_extra"].value)
    season = next((row for row in knowledge.sports.seasons if row.id == record.life.season), None)
    counts = opened and season is not None
    return SportCase(
        sports=tuple(sport.id for sport in sports),
        groups=tuple(group.id for group in groups),
        demands=tuple(row.id for row in knowledge.sports.demands if row.id in demanded),
        unknown=unknown,
        season=record.life.season,
        open=opened,
        muscles=_most((group.muscles for group in groups), most) if opened else {},
        ladders=_most((group.ladders for group in groups), most) if opened else {},
        target_percent=season.target_percent if season is not None and counts else WHOLE,
        strength_days=season.strength_days if season is not None and counts else None,
        sentences=_sentences(sports, groups, demanded, unknown, knowledge, record, opened=opened),
    )


def emphasis(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    stage: Stage | None = None,
    gentle: bool = False,
) -> Mapping[str, int]:
    """Return the extra quarter sets a week for each muscle; empty where no sport asks for any."""
    case = sport_case(record, on, knowledge, stage=stage, gentle=gentle)
    return {} if case is None else case.muscles


def _without_later_episode(record: Record, on: date) -> Record:
    """Return the record without an episode that begins only after `on`."""
    started = None if record.episode is None else record.episode.started
    return replace(record, episode=None) if started is not None and started > on else record


def _sentences(
    sports: list[Sport],
    groups: tuple[SportGroup, ...],
    demanded: set[str],
    unknown: tuple[str, ...],
    knowledge: Knowledge,
    record: Record,
    *,
    opened: bool,
) -> tuple[Reason, ...]:
    out = []
    rules = knowledge.rules

    def told(rule: str, text: str, **inputs: str) -> None:
        out.append(Reason(rule=rule, text=text, inputs=inputs, cite=rules[rule].source))

    names = str(listed(sport.name for sport in sports)) if sports else ""
    if sports:
        demands = listed(row.name for row in knowledge.sports.demands if row.id in demanded)
        text = say("Your sport ({sports}) asks for {demands}.", sports=names, demands=demands)
        told("SPT1", text, sports=names, demands=str(demands))
    for word in unknown:
        text = say(
            "No demands are known here for {sport}; you get the general programme.", sport=word
        )
        told("SPT1", text, sport=word)
    if sports and opened:
        told("SPT1", rules["SPT1"].text, sports=names)
        for group in groups:
            out += [
                Reason(rule="SPT1", text=line, inputs={"group": group.id}, cite=group.source)
                for line in group.advice
            ]
        season = next((s for s in knowledge.sports.seasons if s.id == record.life.season), None)
        if season is not None:
            told("SPT2", season.says, season=season.id.value)
        told("SPT8", rules["SPT8"].text, sports=names)
    elif sports:
        told("SPT3", rules["SPT3"].text, sports=names)
    return tuple(out)
