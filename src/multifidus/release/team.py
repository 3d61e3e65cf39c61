# SPDX-License-Identifier: Apache-2.0
"""The independent check of a team's warm-up: it shares no code with the room that makes it.

From each player's raw record it works out again who may take part and what is barred to whom;
from the knowledge, the minutes, the doses and the days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.record import Allow, CapLoad, CapStage, Clear, Exclude, Record
from multifidus.domain.results import Clearance
from multifidus.domain.team import CONSENT_MISSING, Member, Move, Team, TeamMember, TeamPlan, Word
from multifidus.domain.week import Breach
from multifidus.domain.words import Answer, Level, Side, Stage
from multifidus.knowledge.loader import Knowledge

_ROUNDED: Final = 0.051
"""Minutes: a day's total is written with one decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One player with their raw facts as of the plan's day."""

    shown: TeamMember
    member: Member
    clearance: Clearance
    on: date
    knowledge: Knowledge

    @property
    def record(self) -> Record:
        return self.member.record

    @property
    def where(self) -> str:
        return f"member {self.record.person.name}"

    def orders(self) -> list[object]:
        return [one for one in self.record.directives if one.on <= self.on]

    def flags(self) -> set[str]:
        """Caution flags: the person's own, and those that their answers raise."""
        said = {
            question
            for screening in self.record.screening
            if screening.on <= self.on
            for question, answer in screening.answers.items()
            if answer is not Answer.NO
        }
        raised = {
            condition.id
            for condition in self.knowledge.conditions.values()
            if said & set(condition.raises) and self._stands(condition.raises)
        }
        return {*self.record.conditions, *raised}

    def _stands(self, signs: tuple[str, ...]) -> bool:
        """Whether the latest answer to one of these signs is not a no."""
        for sign in signs:
            answers = [
                (row.on, row.answers[sign])
                for row in self.record.screening
                if row.on <= self.on and sign in row.answers
            ]
            if answers and max(answers, key=lambda pair: pair[0])[1] is not Answer.NO:
                return True
        return False

    def barred(self, move: Move) -> str:
        """Say what keeps a move from this player, empty when nothing does."""
        if move.drill:
            drill = next((d for d in self.knowledge.warm_up.drills if d.id == move.id), None)
            kept = self.flags() & set(drill.cautions) if drill is not None else set()
            return ", ".join(sorted(kept))
        exercise = self.knowledge.exercises.get(move.id)
        if exercise is None:
            return ""
        allowed = {
            one.condition
            for one in self.orders()
            if isinstance(one, Allow) and one.exercise == move.id
        }
        kept = (self.flags() & set(exercise.cautions)) - allowed
        for one in self.orders():
            if isinstance(one, Exclude) and one.exercise == move.id:
                kept.add("a clinician's word")
            if isinstance(one, CapLoad) and one.tier < exercise.load.tier:
                kept.add("a cap on load")
        top = self.record.policy.top_tier
        if top is not None and top < exercise.load.tier:
            kept.add("the player's own bound")
        return ", ".join(sorted(kept))


def check_team(
    plan: TeamPlan, team: Team, *, clearances: tuple[Clearance, ...], knowledge: Knowledge
) -> tuple[Breach, ...]:
    """Name every hard rule that a team's plan breaks.

    Parameters
    ----------
    plan : TeamPlan
        The plan as the coach would see it.
    team : Team
        What the coach set, with the players' records.
    clearances : tuple of Clearance
        The screening of each player for this day, in the order of the members.

    Returns
    -------
    tuple of Breach
        Empty when the plan is sound; sorted by rule and place.
    """
    found = {*_names(plan, team), *_moves(plan, knowledge), *_timing(plan, team, knowledge)}
    rows = zip(plan.members, team.members, clearances, strict=False)
    for shown, member, clearance in rows:
        seen = _Seen(
            shown=shown, member=member, clearance=clearance, on=plan.on, knowledge=knowledge
        )
        found |= {*_member(seen), *_barred(seen, plan)}
    return tuple(sorted(found, key=lambda one: (one.rule, one.where, one.text)))


def _names(plan: TeamPlan, team: Team) -> Iterator[Breach]:
    """SPT5: every player once, in order, with one word and no reason but one."""
    shown = [one.name for one in plan.members]
    if shown != [one.record.person.name for one in team.members]:
        yield Breach(rule="SPT5", text="the players are not those of the team", where="members")
    for one in plan.members:
        if one.reason not in {"", CONSENT_MISSING}:
            text = f"the coach would read {one.reason!r}"
            yield Breach(rule="SPT5", text=text, where=f"member {one.name}")
    for word in Word:
        if plan.counts.get(word.value) != sum(one.word is word for one in plan.members):
            yield Breach(rule="SPT5", text=f"{word.value} is miscounted", where="counts")


def _member(seen: _Seen) -> Iterator[Breach]:
    """Judge whether a player may be where the plan has them."""
    record, word, knowledge = seen.record, seen.shown.word, seen.knowledge
    if word is Word.NOT_AVAILABLE:
        return
    young = record.person.age_on(seen.on) < knowledge.rules["SPT6"].figures["adult"].value
    if young and not seen.member.guardian_consent:
        yield Breach(rule="SPT6", text="under age without consent", where=seen.where)
    clearance = seen.clearance
    shut = clearance.blocked or bool(clearance.to_ask) or not clearance.complete
    if clearance.on != seen.on or shut or clearance.level.rank >= Level.URGENT.rank:
        yield Breach(rule="GRD1", text="the screening does not let them train", where=seen.where)
    if any(_unlifted(seen)):
        yield Breach(rule="GRD1", text="a danger sign stands in the answers", where=seen.where)
    episode = record.episode
    hurting = episode is not None and (episode.started is None or episode.started <= seen.on)
    flaring = any(
        one.on <= seen.on and (one.ended is None or one.ended > seen.on) for one in record.flare_ups
    )
    if flaring or (hurting and (word is Word.AVAILABLE or young)):
        yield Breach(rule="SPT3", text="with back pain the own plan comes first", where=seen.where)
    if word is Word.AVAILABLE and clearance.gentle:
        yield Breach(rule="SPT5", text="under review they take part modified", where=seen.where)
    low = knowledge.warm_up.stage.rank
    caps = [one.stage.rank for one in seen.orders() if isinstance(one, CapStage)]
    if record.policy.top_stage is not None:
        caps.append(record.policy.top_stage.rank)
    if word is Word.AVAILABLE and any(rank < low for rank in caps):
        yield Breach(rule="GRD2", text="they are held at a lower stage", where=seen.where)


def _unlifted(seen: _Seen) -> Iterator[bool]:
    """Emergency and urgent signs answered yes or not sure that no clinician has cleared since."""
    for sign in seen.knowledge.danger_signs.values():
        if sign.level.rank < Level.URGENT.rank or sign.parts or sign.thresholds:
            continue
        days = [
            row.on
            for row in seen.record.screening
            if row.on <= seen.on and row.answers.get(sign.id, Answer.NO) is not Answer.NO
        ]
        if days:
            yield not any(
                isinstance(one, Clear)
                and one.sign == sign.id
                and one.on >= max(days)
                and (one.until is None or one.until >= seen.on)
                for one in seen.orders()
            )


def _barred(seen: _Seen, plan: TeamPlan) -> Iterator[Breach]:
    """GRD3, SPT7: nothing that the plan asks of a player is kept from them."""
    for part in plan.parts:
        for one in part.moves:
            if seen.shown.word is Word.AVAILABLE and (why := seen.barred(one.move)):
                text = f"{one.move.id} is not for them ({why})"
                yield Breach(rule="GRD3", text=text, where=seen.where)
            easier = one.easier
            if seen.shown.word is Word.MODIFIED and easier and (why := seen.barred(easier)):
                text = f"{easier.id} is not for them ({why})"
                yield Breach(rule="GRD3", text=text, where=seen.where)


def _moves(plan: TeamPlan, knowledge: Knowledge) -> Iterator[Breach]:
    """GRD2, GRD5, SPT7: loads, doses, and what modified players do."""
    stage = knowledge.warm_up.stage
    most = knowledge.rules["GRD2"].figures[f"tier_cap_{stage.table}"].value
    light = knowledge.rules["SPT7"].figures["modified_tier"].value
    for part in plan.parts:
        if not part.modified.strip():
            yield Breach(rule="SPT7", text="nothing is said to modified players", where=part.id)
        for one in part.moves:
            where = f"{part.id}/{one.place}"
            if part.id != "strength":
                if one.easier is not None:
                    text = "a drill is no choice for modified players"
                    yield Breach(rule="SPT7", text=text, where=where)
                yield from _drill(part.id, one.move, plan, knowledge, where)
                continue
            yield from _dose(one.move, stage, most, knowledge, where)
            if one.easier is not None:
                yield from _dose(one.easier, Stage.INITIAL, light, knowledge, where)


def _drill(
    part: str, move: Move, plan: TeamPlan, knowledge: Knowledge, where: str
) -> Iterator[Breach]:
    drill = next((row for row in knowledge.warm_up.drills if row.id == move.id), None)
    if drill is None or not move.drill or drill.part != part or plan.level not in drill.levels:
        yield Breach(rule="SPT7", text=f"{move.id} is no drill of this part", where=where)
    elif move.seconds != drill.seconds:
        yield Breach(rule="SPT4", text=f"{move.id} takes {drill.seconds} s", where=where)


def _dose(
    move: Move, stage: Stage, tier: float, knowledge: Knowledge, where: str
) -> Iterator[Breach]:
    exercise = knowledge.exercises.get(move.id)
    if exercise is None or move.drill:
        yield Breach(rule="GRD2", text=f"{move.id} is not in the catalogue", where=where)
        return
    if exercise.stage.rank > stage.rank:
        text = f"{move.id} belongs to stage {exercise.stage}, above {stage}"
        yield Breach(rule="GRD2", text=text, where=where)
    if exercise.load.tier > tier:
        text = f"{move.id} has load tier {exercise.load.tier}; at most {tier:g}"
        yield Breach(rule="GRD2", text=text, where=where)
    table = exercise.doses.stages.get(stage, exercise.doses.stages[exercise.stage])
    if move.step is None or not 0 <= move.step <= table.start:
        yield Breach(rule="GRD5", text=f"{move.id} has no light step of its table", where=where)
        return
    step = table.steps[move.step]
    each = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0) + (step.hold_s or 0)
    seconds = step.sets * (step.reps or 1) * each + (step.sets - 1) * step.rest_s
    if exercise.sides is Side.EACH:
        seconds = 2 * seconds + knowledge.warm_up.side_change_s
    if seconds != move.seconds or move.each_side != (exercise.sides is Side.EACH):
        yield Breach(rule="GRD5", text=f"{move.id} takes {seconds} s", where=where)


def _taken(plan: TeamPlan, knowledge: Knowledge) -> dict[str, int]:
    """Seconds of each place; the longer of the two ways to do it, and the change to it."""
    taken: dict[str, int] = {}
    for part in plan.parts:
        change = knowledge.warm_up.change_s if part.id == "strength" else 0
        for one in part.moves:
            longest = max(one.move.seconds, one.easier.seconds if one.easier else 0)
            taken[one.place] = longest + change
    return taken


def _timing(plan: TeamPlan, team: Team, knowledge: Knowledge) -> Iterator[Breach]:
    """SPT4: minutes within the bounds, on the team's days, strength rested."""
    most = min(team.minutes, knowledge.rules["SPT4"].figures["most_minutes"].value)
    taken = _taken(plan, knowledge)
    wanted = sorted({day.number for day in team.days})
    if [(day.on - plan.week).days for day in plan.days] != wanted:
        yield Breach(rule="SPT4", text="the days are not those of the team", where="days")
    for day in plan.days:
        where = day.on.isoformat()
        if set(day.places) - set(taken):
            yield Breach(rule="SPT4", text="a place of no part", where=where)
            continue
        minutes = sum(taken[place] for place in day.places) / 60
        if abs(minutes - day.minutes) > _ROUNDED:
            yield Breach(rule="SPT4", text=f"it takes {minutes:.1f} minutes", where=where)
        if minutes > most:
            text = f"{minutes:.1f} minutes; at most {most:g}"
            yield Breach(rule="SPT4", text=text, where=where)
    yield from _rested(plan, knowledge)


def _rested(plan: TeamPlan, knowledge: Knowledge) -> Iterator[Breach]:
    """SPT4: strength on few days, with rest between, the week repeating."""
    figures = knowledge.rules["SPT4"].figures
    strength = {one.place for part in plan.parts if part.id == "strength" for one in part.moves}
    strong = [(day.on - plan.week).days for day in plan.days if strength & set(day.places)]
    if len(strong) > figures["strength_per_week"].value:
        yield Breach(rule="SPT4", text=f"strength on {len(strong)} days", where="days")
    for day, following in zip(strong, [*strong[1:], *(n + 7 for n in strong[:1])], strict=True):
        if following - day < figures["days_apart"].value:
            yield Breach(rule="SPT4", text="two days of strength too close", where="days")
