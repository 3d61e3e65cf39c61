# SPDX-License-Identifier: Apache-2.0
"""Every reason to hold the coming week back or to lighten it; the most restrictive wins."""

from dataclasses import dataclass
from datetime import date

from multifidus.coach.light import Light, Lit
from multifidus.coach.replay import gap_factor, longest_plan_gap
from multifidus.domain.adaptation import Clamp, Flare
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import Record
from multifidus.domain.spoken import percent
from multifidus.knowledge.loader import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Reins:
    """What holds the programme back just now: why nothing rises, and the share of the dose."""

    held: tuple[Clamp, ...]
    shares: tuple[tuple[float, str, Phrase], ...]
    """Share of the dose, rule, and why; each of them."""
    pain: bool
    """Whether pain is among the reasons: then the week as a whole asks no more either."""

    @property
    def share(self) -> float:
        """The smallest of the shares: the most restrictive wins."""
        return min((share for share, _, _ in self.shares), default=1.0)


def reins(
    record: Record,
    on: date,
    lit: tuple[Lit, ...],
    *,
    gentle: bool,
    adherence: float,
    flare: tuple[Flare, float] | None,
    easier_week: bool,
    knowledge: Knowledge,
) -> Reins:
    """Gather every reason to hold back or lighten the coming week."""
    held: list[Clamp] = []
    shares: list[tuple[float, str, Phrase]] = []
    pain = False
    if gentle:
        text = say("only the gentle plan until a clinician has had a look")
        held.append(Clamp(rule="GRD2", text=text))
    unsettled = _unsettled(lit)
    if unsettled is not None:
        pain = True
        held.append(unsettled)
    least = knowledge.rules["PRG1"].figures["adherence_share"].value
    if adherence < least:
        text = say(
            "{share} of what was planned in two weeks was done; from {least} a step can be earned",
            share=percent(adherence),
            least=percent(least),
        )
        held.append(Clamp(rule="PRG1", text=text))
    amber = _ambers(lit, knowledge)
    if amber is not None:
        shares.append(amber)
        pain = True
    if flare is not None:
        pain = True
        text = say("a flare-up since {day}", day=flare[0].started)
        held.append(Clamp(rule="FLR1", text=text))
        if flare[1] < 1:
            shares.append((flare[1], "FLR1", text))
    days = [one.entry.on for one in lit if one.entry.done]
    if days:
        gap = (on - max(days)).days
        share = gap_factor(gap, longest_plan_gap(record.availability), knowledge)
        if share < 1:
            text = say("{days} days without exercise", days=gap)
            shares.append((share, "PRG6", text))
    if easier_week:
        share = knowledge.rules["PRG8"].figures["easier_week_factor"].value
        shares.append((share, "PRG8", say("this is a planned easier week")))
    held += [Clamp(rule=rule, text=text) for _, rule, text in shares if rule != "FLR1"]
    return Reins(held=tuple(held), shares=tuple(shares), pain=pain)


COLOUR = {Light.AMBER: say("amber"), Light.RED: say("red"), Light.GREEN: say("green")}


def _unsettled(lit: tuple[Lit, ...]) -> Clamp | None:
    """Say that the last session was not green, and why."""
    last = lit[-1] if lit else None
    if last is None or last.light is Light.GREEN:
        return None
    if last.judged.missing:
        text = say(
            "an answer about pain at the session of {day} is still missing", day=last.entry.on
        )
    else:
        text = say(
            "the session of {day} was {colour}: {because}",
            day=last.entry.on,
            colour=COLOUR[last.light],
            because=last.judged.because,
        )
    return Clamp(rule=last.judged.rule, text=text)


def _ambers(lit: tuple[Lit, ...], knowledge: Knowledge) -> tuple[float, str, Phrase] | None:
    """Two amber sessions of the last three lighten the whole week (PAIN6).

    A missing answer holds what it belongs to; by itself it lightens nothing.
    """
    figures = knowledge.rules["PAIN6"].figures
    window = int(figures["amber_window"].value)
    ambers = [one for one in lit[-window:] if one.light is Light.AMBER and not one.judged.missing]
    if len(ambers) < figures["ambers"].value:
        return None
    text = say("{count} of the last {window} sessions were amber", count=len(ambers), window=window)
    return figures["amber_factor"].value, "PAIN6", text
