# SPDX-License-Identifier: Apache-2.0
"""The words of an adjustment: doses, days, and how one is put together from its rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from multifidus.domain.adaptation import (
    Adjustment,
    AdjustmentKind,
    AdjustmentStatus,
    Clamp,
)
from multifidus.domain.phrase import Phrase, listed, say
from multifidus.domain.record import Decision, Policy
from multifidus.domain.words import Autonomy
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseStep

VOLUME = "volume"
"""The subject of an adjustment that lowers everything."""


def dose_words(step: DoseStep) -> Phrase:
    """Write a dose as people do: 2 x 10; 3 x 8, 10 s hold; 15 minutes."""
    if step.minutes is not None:
        if step.sets == 1:
            return say("{minutes} minutes", minutes=step.minutes)
        return say("{sets} x {minutes} minutes", sets=step.sets, minutes=step.minutes)
    if step.hold_s is not None:
        if (step.reps or 1) == 1:
            return say("{sets} x {seconds} s hold", sets=step.sets, seconds=step.hold_s)
        return say(
            "{sets} x {reps}, {seconds} s hold",
            sets=step.sets,
            reps=step.reps or 1,
            seconds=step.hold_s,
        )
    return say("{sets} x {reps}", sets=step.sets, reps=step.reps or 0)


def days_words(days: Iterable[date]) -> Phrase:
    """List days."""
    return listed([say("{day}", day=day) for day in days])


@dataclass(frozen=True, slots=True)
class Desk:
    """Where adjustments are written: the week they are for, who decides, and what was decided."""

    monday: date
    policy: Policy
    decisions: tuple[Decision, ...]
    knowledge: Knowledge

    def name_of(self, subject: str, kind: AdjustmentKind, mark: str) -> str:
        """Return the id by which a decision speaks of an adjustment."""
        return f"{self.monday.isoformat()}/{subject}/{kind.value}/{mark}"

    def write(
        self,
        kind: AdjustmentKind,
        subject: str,
        *,
        mark: str,
        name: str,
        rule: str,
        text: str,
        inputs: Mapping[str, str],
        before: str,
        wanted: str,
        after: str | None = None,
        levels: tuple[int | None, int | None] = (None, None),
        clamps: Iterable[Clamp] = (),
    ) -> Adjustment:
        """Put an adjustment together and say where it stands.

        `after` is what the bounds leave; the same as `wanted` when nothing bit.
        """
        known = self.knowledge.rules[rule]
        identity = self.name_of(subject, kind, mark)
        status, by = self._status(kind, identity)
        return Adjustment(
            id=identity,
            kind=kind,
            subject=subject,
            name=name,
            rule=rule,
            text=text,
            inputs=dict(inputs),
            before=before,
            wanted=wanted,
            after=wanted if after is None else after,
            before_level=levels[0],
            after_level=levels[1],
            clamps=tuple(clamps),
            source=known.source,
            grade=known.grade,
            status=status,
            decided_by=by,
        )

    def _status(self, kind: AdjustmentKind, identity: str) -> tuple[AdjustmentStatus, str]:
        if not kind.asks_more:
            return AdjustmentStatus.APPLIED, ""
        said = [one for one in self.decisions if one.change == identity]
        if said:
            # Of several words of one day the one that holds back counts.
            last = min((one for one in said if one.on == said_on(said)), key=lambda one: one.accept)
            status = AdjustmentStatus.ACCEPTED if last.accept else AdjustmentStatus.DECLINED
            return status, last.by
        if self.policy.mode is Autonomy.ASSIST:
            return AdjustmentStatus.APPLIED, ""
        return AdjustmentStatus.SUGGESTED, ""


def said_on(decisions: Iterable[Decision]) -> date:
    """Return the day of the latest decision."""
    return max(one.on for one in decisions)


def clamped(adjustment: Adjustment, after: str, level: int | None, clamp: Clamp) -> Adjustment:
    """Return the adjustment made smaller by one more bound."""
    return replace(adjustment, after=after, after_level=level, clamps=(*adjustment.clamps, clamp))


def in_force(adjustment: Adjustment, *, agreed: bool) -> bool:
    """Whether an adjustment counts: a suggestion only where the proposal is asked for."""
    if adjustment.status is AdjustmentStatus.DECLINED:
        return False
    return not (agreed and adjustment.status is AdjustmentStatus.SUGGESTED)
