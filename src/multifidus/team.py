# SPDX-License-Identifier: Apache-2.0
"""The warm-up of a team: (team, date, knowledge) to a plan that the check of its own has passed.

Who takes part is decided from each player's own record, and only a word of it leaves this room
(rule SPT5). Strength comes from the catalogue at the lightest dose of its tables; running, balance
and jumps are drills for healthy players (rule SPT7).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from multifidus.assess import assess
from multifidus.coach import standing
from multifidus.coach.light import Light, light
from multifidus.coach.sport import find_sport, groups_of
from multifidus.domain.phrase import say, say_n
from multifidus.domain.record import (
    Allow,
    CapLoad,
    CapStage,
    Exclude,
    Record,
    SetStage,
)
from multifidus.domain.results import Clearance
from multifidus.domain.team import (
    CONSENT_MISSING,
    Known,
    Member,
    Move,
    PartMove,
    Team,
    TeamDay,
    TeamMember,
    TeamPage,
    TeamPart,
    TeamPlan,
    Word,
)
from multifidus.domain.week import Breach, Reason
from multifidus.domain.words import Side, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise
from multifidus.knowledge.sports import Drill, Place, WarmUp
from multifidus.programme import DAYS_PER_WEEK, cautions_of, known_on, monday_of
from multifidus.release.team import check_team
from multifidus.screen import screen

_DAYS_OF_A_YEAR = 366


class TeamCheckError(Exception):
    """The check refused a plan that was made here: a defect, and nothing is shown."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        """Keep the breaches."""
        self.breaches = breaches
        super().__init__("; ".join(f"{one.rule} {one.where}: {one.text}" for one in breaches))


def _figure(knowledge: Knowledge, rule: str, name: str) -> float:
    return knowledge.rules[rule].figures[name].value


# --- players ----------------------------------------------------------------------------------


def team_clearance(record: Record, on: date, knowledge: Knowledge) -> Clearance:
    """Screen a player for a team warm-up: as the gate does, but youth alone bars nobody (SPT6).

    The age limit is for personal plans. A guardian's consent stands in its place for a warm-up.
    """
    adult = round(_figure(knowledge, "SPT6", "adult"))
    if record.person.age_on(on) < adult:
        grown = on - timedelta(days=_DAYS_OF_A_YEAR * adult)
        record = replace(record, person=replace(record.person, born=grown))
    return screen(record, on, knowledge)


@dataclass(frozen=True, slots=True)
class _Player:
    """A player with all that decides; it never leaves this room."""

    record: Record
    clearance: Clearance
    flags: frozenset[str]
    shown: TeamMember

    def barred(self, exercise: Exercise) -> bool:
        """Whether anything in the record keeps an exercise from this player."""
        allowed = {
            one.condition
            for one in self.record.directives
            if isinstance(one, Allow) and one.exercise == exercise.id
        }
        excluded = any(
            isinstance(one, Exclude) and one.exercise == exercise.id
            for one in self.record.directives
        )
        caps = [one.tier for one in self.record.directives if isinstance(one, CapLoad)]
        if self.record.policy.top_tier is not None:
            caps.append(self.record.policy.top_tier)
        too_heavy = exercise.load.tier > min(caps, default=exercise.load.tier)
        return excluded or too_heavy or bool(self.flags & set(exercise.cautions) - allowed)


def _held_lower(record: Record, knowledge: Knowledge) -> bool:
    """Whether a clinician or the player set a bound below what the warm-up asks."""
    needed = knowledge.warm_up.stage
    tier = _figure(knowledge, "GRD2", f"tier_cap_{needed.table}")
    stages = [one.stage for one in record.directives if isinstance(one, CapStage)]
    put = [one for one in record.directives if isinstance(one, SetStage)]
    if put:
        stages.append(max(put, key=lambda one: one.on).stage)
    tiers = [one.tier for one in record.directives if isinstance(one, CapLoad)]
    if record.policy.top_stage is not None:
        stages.append(record.policy.top_stage)
    if record.policy.top_tier is not None:
        tiers.append(record.policy.top_tier)
    return any(stage.rank < needed.rank for stage in stages) or any(one < tier for one in tiers)


def _way_back(record: Record, on: date, knowledge: Knowledge) -> bool:
    """Whether a player with an episode may come back in steps (rule SPT3)."""
    days = round(_figure(knowledge, "SPT3", "green_days"))
    recent = [entry for entry in record.log if (on - entry.on).days < days]
    enough = len(recent) >= _figure(knowledge, "SPT3", "green_sessions")
    green = all(light(entry, on, knowledge) is Light.GREEN for entry in recent)
    stage = standing(record, on, monday=monday_of(on), knowledge=knowledge, gentle=False).stage
    return enough and green and stage.rank >= knowledge.sports.opens_at.rank


def _word(record: Record, on: date, clearance: Clearance, knowledge: Knowledge) -> Word:
    """Decide for one player, before anything is known of the warm-up's content."""
    young = record.person.age_on(on) < _figure(knowledge, "SPT6", "adult")
    flaring = any(one.ended is None for one in record.flare_ups)
    if clearance.blocked or flaring:
        return Word.NOT_AVAILABLE
    if record.episode is not None:
        back = not young and not clearance.gentle and _way_back(record, on, knowledge)
        return Word.MODIFIED if back else Word.NOT_AVAILABLE
    if clearance.gentle or _held_lower(record, knowledge):
        return Word.MODIFIED
    return Word.AVAILABLE


def _player(member: Member, on: date, knowledge: Knowledge) -> _Player:
    record = known_on(member.record, on)
    clearance = team_clearance(record, on, knowledge)
    word, reason = _word(record, on, clearance, knowledge), ""
    young = record.person.age_on(on) < _figure(knowledge, "SPT6", "adult")
    if young and not member.guardian_consent:
        word, reason = Word.NOT_AVAILABLE, CONSENT_MISSING
    cautions = cautions_of(clearance, assess(record, on, knowledge), knowledge)
    return _Player(
        record=record,
        clearance=clearance,
        flags=frozenset(caution.flag for caution in cautions),
        shown=TeamMember(name=record.person.name, word=word, reason=reason),
    )


def _fit(player: _Player, parts: Iterable[TeamPart], knowledge: Knowledge) -> _Player:
    """Make an available player modified when any part of the warm-up is barred to them."""
    if player.shown.word is not Word.AVAILABLE:
        return player
    drills = {drill.id: drill for drill in knowledge.warm_up.drills}
    for part in parts:
        for one in part.moves:
            if one.move.drill:
                barred = bool(player.flags & set(drills[one.move.id].cautions))
            else:
                barred = player.barred(knowledge.exercises[one.move.id])
            if barred:
                return replace(player, shown=replace(player.shown, word=Word.MODIFIED))
    return player


# --- what is done -----------------------------------------------------------------------------


def level_of(team: Team, on: date, warm_up: WarmUp) -> tuple[int, int | None]:
    """Return the level, and the week of the season where its start is known (rule SPT4)."""
    week = None
    if team.season_started is not None and team.season_started <= on:
        week = (monday_of(on) - monday_of(team.season_started)).days // DAYS_PER_WEEK + 1
    if team.level is not None:
        return team.level, week
    reached = [one.number for one in warm_up.levels if one.from_week <= (week or 1)]
    return max(reached), week


def _exercise_move(exercise: Exercise, stage: Stage, warm_up: WarmUp) -> Move:
    """Take the lightest dose of the table: one set is enough to warm up."""
    table = exercise.doses.stages.get(stage) or exercise.doses.stages[exercise.stage]
    step = table.steps[0]
    each = exercise.sides is Side.EACH
    tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)
    reps = step.reps or 1
    once = step.sets * reps * (tempo + (step.hold_s or 0)) + (step.sets - 1) * step.rest_s
    seconds = 2 * once + warm_up.side_change_s if each else once
    if step.hold_s:
        dose = say("{reps} holds of {hold} seconds", reps=step.sets * reps, hold=step.hold_s)
    else:
        dose = say("{reps} times", reps=step.sets * reps)
    return Move(
        id=exercise.id,
        name=exercise.name,
        drill=False,
        dose=say("{dose}, each side", dose=dose) if each else dose,
        seconds=seconds,
        each_side=each,
        cues=exercise.cues,
        stop_when=exercise.stop_when[0],
        how=exercise.start,
        step=0,
    )


def _drill_move(drill: Drill) -> Move:
    return Move(
        id=drill.id,
        name=drill.name,
        drill=True,
        dose=drill.dose,
        seconds=drill.seconds,
        each_side=False,
        cues=drill.cues,
        stop_when=drill.stop_when,
        how=drill.how,
    )


def _at_hand(exercise: Exercise, team: Team, warm_up: WarmUp) -> bool:
    return set(exercise.equipment) <= {*warm_up.at_hand, *team.equipment}


def _main(place: Place, level: int, team: Team, knowledge: Knowledge) -> Exercise:
    """Take the hardest choice of the level that the team has the things for."""
    rungs = [name for number in range(level, 0, -1) for name in place.levels[number]]
    choices = [knowledge.exercises[name] for name in rungs]
    return next(one for one in choices if _at_hand(one, team, knowledge.warm_up))


def _easier(
    place: Place, team: Team, modified: list[_Player], knowledge: Knowledge
) -> Exercise | None:
    """Take the first easier choice that suits every modified player; None where there is none."""
    most = _figure(knowledge, "SPT7", "modified_tier")
    for name in place.easier:
        exercise = knowledge.exercises[name]
        if exercise.load.tier > most or not _at_hand(exercise, team, knowledge.warm_up):
            continue
        if not any(player.barred(exercise) for player in modified):
            return exercise
    return None


def _parts(
    team: Team, level: int, modified: list[_Player], knowledge: Knowledge
) -> tuple[TeamPart, ...]:
    warm_up = knowledge.warm_up
    out = []
    for part in warm_up.parts:
        if part.id == "strength":
            moves = []
            for place in warm_up.places:
                easier = _easier(place, team, modified, knowledge)
                main = _main(place, level, team, knowledge)
                moves.append(
                    PartMove(
                        place=place.id,
                        move=_exercise_move(main, warm_up.stage, warm_up),
                        easier=None
                        if easier is None
                        else _exercise_move(easier, Stage.INITIAL, warm_up),
                    )
                )
        else:
            moves = [
                PartMove(place=drill.id, move=_drill_move(drill))
                for drill in warm_up.drills_of(part.id, level)
            ]
        out.append(TeamPart(id=part.id, name=part.name, moves=tuple(moves), modified=part.modified))
    return tuple(out)


# --- when -------------------------------------------------------------------------------------


def strength_days(days: tuple[int, ...], most: int, apart: int) -> tuple[int, ...]:
    """Choose the days with strength: as many as may be, far enough apart, the week repeating."""

    def gaps(chosen: tuple[int, ...]) -> list[int]:
        following = (*chosen[1:], chosen[0] + DAYS_PER_WEEK)
        return [after - day for day, after in zip(chosen, following, strict=True)]

    for count in range(min(most, len(days)), 0, -1):
        fitting = [one for one in combinations(days, count) if min(gaps(one)) >= apart]
        if fitting:
            return max(fitting, key=lambda one: (min(gaps(one)), [-day for day in one]))
    return ()


def _days(
    team: Team, monday: date, parts: tuple[TeamPart, ...], knowledge: Knowledge
) -> tuple[TeamDay, ...]:
    """Lay the parts into the team's minutes; what does not fit takes turns from day to day."""
    warm_up = knowledge.warm_up
    room = 60 * min(team.minutes, warm_up.most_minutes)
    moves = {part.id: part.moves for part in parts}
    long = {key: sum(_seconds(one, warm_up) for one in rows) for key, rows in moves.items()}
    strong = strength_days(
        tuple(sorted(day.number for day in team.days)),
        round(_figure(knowledge, "SPT4", "strength_per_week")),
        round(_figure(knowledge, "SPT4", "days_apart")),
    )
    start, out = 0, []
    for turn, day in enumerate(sorted(one.number for one in team.days)):
        ends: tuple[str, ...] = ("balance", "jumps")
        if day in strong and sum(long.values()) > room:
            ends = (ends[turn % 2],)
        left = room - long["running"] - sum(long[key] for key in ends)
        chosen: list[PartMove] = []
        if day in strong:
            rows = moves["strength"]
            order = [(start + n) % len(rows) for n in range(len(rows))]
            taken: list[int] = []
            for n in order:
                left -= _seconds(rows[n], warm_up)
                if left < 0:
                    break
                taken.append(n)
            start = (start + len(taken)) % len(rows)
            chosen = [rows[n] for n in sorted(taken)]
        done = [*moves["running"], *chosen, *(one for key in ends for one in moves[key])]
        seconds = sum(_seconds(one, warm_up) for one in done)
        out.append(
            TeamDay(
                on=monday + timedelta(days=day),
                places=tuple(one.place for one in done),
                minutes=round(seconds / 60, 1),
            )
        )
    return tuple(out)


def _seconds(one: PartMove, warm_up: WarmUp) -> int:
    """Seconds of a place with the change to it; the longer of the two ways to do it counts."""
    easier = 0 if one.easier is None else one.easier.seconds
    extra = 0 if one.move.drill else warm_up.change_s
    return max(one.move.seconds, easier) + extra


# --- the plan ---------------------------------------------------------------------------------


def _notes(team: Team, knowledge: Knowledge) -> Iterator[Reason]:
    rules = knowledge.rules

    def told(rule: str, text: str, **inputs: str) -> Reason:
        return Reason(rule=rule, text=text, inputs=inputs, cite=rules[rule].source)

    wanted = round(_figure(knowledge, "SPT4", "times_per_week"))
    if len(team.days) < wanted:
        text = say_n(
            "You warm up on {n} day a week. The study with the clearest result had {wanted} or more.",
            "You warm up on {n} days a week. The study with the clearest result had {wanted} or more.",
            len(team.days),
            wanted=wanted,
        )
        yield told("SPT4", text, days=str(len(team.days)))
    yield told("SPT8", rules["SPT8"].text)
    sport = find_sport(team.sport, knowledge)
    if sport is None:
        text = say(
            "No demands are known here for {sport}; this is the general warm-up.", sport=team.sport
        )
        yield told("SPT1", text, sport=team.sport)
        return
    for group in groups_of((sport,), knowledge):
        for line in group.advice:
            yield Reason(rule="SPT1", text=line, inputs={"group": group.id}, cite=group.source)
    if "contact" in sport.demands:
        yield told("SPT9", rules["SPT9"].text)


def team_plan(team: Team, on: date, knowledge: Knowledge) -> TeamPlan:
    """Plan the warm-ups of the week that holds `on`.

    Parameters
    ----------
    team : Team
        Facts of its members' records dated after `on` are ignored.
    on : date
        The day the plan is made.

    Raises
    ------
    TeamCheckError
        If the check, which is written apart, finds anything: then nothing is shown.
    """
    warm_up = knowledge.warm_up
    level, week = level_of(team, on, warm_up)
    players = [_player(member, on, knowledge) for member in team.members]
    main = _parts(team, level, [], knowledge)
    players = [_fit(player, main, knowledge) for player in players]
    modified = [player for player in players if player.shown.word is Word.MODIFIED]
    parts = _parts(team, level, modified, knowledge)
    chosen = warm_up.levels[level - 1]
    sport = find_sport(team.sport, knowledge)
    monday = monday_of(on)
    members = tuple(player.shown for player in players)
    counted = Counter(member.word for member in members)
    page = knowledge.sports.pages[0]
    plan = TeamPlan(
        team=team.name,
        on=on,
        week=monday,
        sport=sport.id if sport is not None else "",
        season=team.season,
        season_week=week,
        level=level,
        level_name=chosen.name,
        level_says=chosen.says,
        days=_days(team, monday, parts, knowledge),
        parts=parts,
        stop_rule=warm_up.stop_rule,
        members=members,
        counts={word.value: counted[word] for word in Word},
        notes=tuple(_notes(team, knowledge)),
        evidence=tuple(
            Known(
                programme=row.programme,
                result=row.result,
                about_backs=row.about_backs,
                source=row.source,
                grade=row.grade.value,
            )
            for row in knowledge.sports.evidence
        ),
        education=TeamPage(
            title=page.title,
            lead=page.lead,
            points=page.points,
            source=page.source,
            grade=page.grade.value,
        ),
        knowledge=knowledge.version,
    )
    clearances = tuple(player.clearance for player in players)
    breaches = check_team(plan, team, clearances=clearances, knowledge=knowledge)
    if breaches:
        raise TeamCheckError(breaches)
    return plan
