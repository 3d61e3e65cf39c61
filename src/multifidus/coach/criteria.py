# SPDX-License-Identifier: Apache-2.0
"""What each stage asks before the next one opens, and what is a step back: one generator per list.

A list is made twice: for every day of the programme to see whether it is met, where the first
criterion that is not met ends the look, and for a page, where every criterion is put into words.
So words are made only when they are asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from multifidus.coach.facts_until import DAYS_PER_WEEK, Until
from multifidus.domain.phrase import Phrase, joined, say
from multifidus.domain.results import Criterion, CriterionKind
from multifidus.domain.spoken import percent

ONE_DAY = timedelta(days=1)

HAIR = 1e-9
"""Room for the binary rounding of shares; no criterion is this fine."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One criterion, not yet in words."""

    kind: CriterionKind
    met: bool
    text: Callable[[], Phrase]
    have: Callable[[], Phrase]

    def told(self) -> Criterion:
        """Put it into words."""
        return Criterion(kind=self.kind, met=self.met, text=self.text(), have=self.have())


@dataclass(frozen=True, slots=True)
class Since:
    """What the criteria need to know of the stage: when it began, and whether the short way is open.

    `direct` is whether the stage may be passed over by the checks alone: at a start, not after a
    step back.
    """

    day: date | None
    direct: bool = True


def all_met(asks: Iterator[Ask]) -> bool:
    """Whether every criterion is met; looks no further than the first that is not."""
    return all(ask.met for ask in asks)


def told(asks: Iterator[Ask]) -> tuple[Criterion, ...]:
    """Put all criteria of a list into words."""
    return tuple(ask.told() for ask in asks)


def _of(have: float | None, wanted: float, *, tested: bool = True) -> Phrase:
    if have is None:
        return say("not measured yet") if tested else say("not done yet")
    if have >= wanted:
        return say("you: {have}", have=round(have, 1))
    return say("you: {have} of {wanted}", have=round(have, 1), wanted=wanted)


def _days(have: float, wanted: float) -> Phrase:
    if have >= wanted:
        return say("you: {have} days", have=have)
    return say("you: {have} of {wanted} days", have=have, wanted=wanted)


def _best(until: Until, test: str, exercise: str, measure: str) -> float | None:
    """The better of a test and of what was done green; None where there is neither."""
    tested, done = until.measured(test) if test else None, until.best_set(exercise, measure)
    return (done or None) if tested is None else max(tested, done)


def _reached(
    value: float | None, wanted: float, text: Callable[[], Phrase], *, tested: bool = True
) -> Ask:
    met = value is not None and value >= wanted
    known = value or None
    return Ask(CriterionKind.PERFORMANCE, met, text, lambda: _of(known, wanted, tested=tested))


def pain_ask(until: Until, most: float) -> Ask:
    """Mean pain of the week at or below a limit."""
    pain = until.pain_of_week()
    return Ask(
        CriterionKind.PAIN,
        pain is not None and pain <= most,
        lambda: say("pain of {pain} or less", pain=most),
        lambda: _pain_said(pain),
    )


def _pain_said(pain: float | None) -> Phrase:
    if pain is None:
        return say("no answer this week")
    return say("you: {pain} on average this week", pain=round(pain, 1))


def checks(until: Until) -> Iterator[Ask]:
    """Ten bridges, five chair stands, a walk: measured, or done in a green session."""
    bridges = until.figure("STG2", "bridges")
    stands = until.figure("STG2", "chair_stands")
    walk = until.figure("STG2", "walk_minutes")
    yield _reached(
        _best(until, "bridge-count", "bridge", "reps"),
        bridges,
        lambda: say("{count} two-leg bridges", count=bridges),
    )
    yield _reached(
        _best(until, "chair-stand-30s", "sit-to-stand", "reps"),
        stands,
        lambda: say("{count} stands from a chair without hands", count=stands),
    )
    yield _reached(
        _best(until, "comfortable-walk", "walking", "minutes"),
        walk,
        lambda: say("a comfortable walk of {minutes} minutes", minutes=walk),
    )


def direct_entry(until: Until) -> Iterator[Ask]:
    """The short way into the intermediate stage: little pain, and the three checks (STG2)."""
    yield pain_ask(until, until.figure("STG2", "direct_entry_pain"))
    yield from checks(until)


def _no_red(until: Until, days: float) -> Ask:
    reds = until.reds(days)
    return Ask(
        CriterionKind.PAIN,
        reds == 0,
        lambda: say("no red session in {days} days", days=days),
        lambda: say("you: {count} red", count=reds),
    )


def _sessions(until: Until, since: date | None, wanted: float, text: Callable[[], Phrase]) -> Ask:
    done = until.sessions_since(since)
    return Ask(CriterionKind.TIME, done >= wanted, text, lambda: _of(done, wanted))


def _weeks(until: Until, since: date | None, weeks: float, text: Callable[[], Phrase]) -> Ask:
    wanted = weeks * DAYS_PER_WEEK
    days = 0 if since is None else (until.on - since).days
    met = since is not None and days >= wanted
    return Ask(CriterionKind.TIME, met, text, lambda: _days(days, wanted))


def to_intermediate(until: Until, since: Since) -> Iterator[Ask]:
    """Out of the initial stage (STG2). After a step back its days and sessions count anew."""
    if since.direct and all_met(direct_entry(until)):
        yield from direct_entry(until)
        return
    days = until.figure("STG2", "days")
    sessions = until.figure("STG2", "sessions")
    begun = until.first_session if since.direct else since.day
    gone = 0 if begun is None else (until.on - begun).days
    yield Ask(
        CriterionKind.TIME,
        begun is not None and gone >= days,
        lambda: (
            say("{days} days since the first session", days=days)
            if since.direct
            else say("{days} days since the step back", days=days)
        ),
        lambda: _days(gone, days),
    )
    yield _sessions(
        until,
        None if since.direct or since.day is None else since.day + ONE_DAY,
        sessions,
        lambda: say("{count} sessions done", count=sessions),
    )
    yield _settled(until)
    yield _no_red(until, until.figure("STG2", "red_free_days"))
    yield from checks(until)


def _settled(until: Until) -> Ask:
    most = until.figure("STG2", "average_pain")
    drop = until.figure("STG2", "pain_drop_share")
    pain, start = until.pain_of_week(), until.first_pain()
    lower = pain is not None and start is not None and pain <= start * (1 - drop) + HAIR

    def have() -> Phrase:
        if pain is None or start is None:
            return _pain_said(pain)
        return say(
            "you: {pain} on average this week, {start} at first",
            pain=round(pain, 1),
            start=round(start, 1),
        )

    return Ask(
        CriterionKind.PAIN,
        pain is not None and (pain <= most or lower),
        lambda: say(
            "average pain of the week {pain} or less, or {share} lower than at first",
            pain=most,
            share=percent(drop),
        ),
        have,
    )


def _scores_said(rmdq: list[float], own: list[float]) -> Phrase:
    parts = []
    if rmdq:
        parts.append(say("{score} of the 24 statements", score=rmdq[-1]))
    if own:
        parts.append(say("your own activities {rating}", rating=round(own[-1], 1)))
    if not parts:
        return say("no answers yet")
    return say("you: {scores}", scores=joined(parts, ", "))


def _easier(until: Until) -> Ask:
    """Daily life is clearly easier (STG3); nobody without a spell of pain has to show it."""
    drop = until.figure("STG3", "rmdq_drop_share")
    low = until.figure("STG3", "rmdq")
    rmdq, own = until.scores("rmdq-24"), until.scores("psfs")
    met = bool(rmdq) and (rmdq[-1] <= low or rmdq[-1] <= rmdq[0] * (1 - drop) + HAIR)
    met = met or (bool(own) and own[-1] >= until.figure("STG4", "psfs"))
    return Ask(
        CriterionKind.FUNCTION,
        met or until.without_episode,
        lambda: say(
            "{score} of the 24 statements or fewer, or {share} fewer than at first (or your own "
            "activities nearly easy)",
            score=low,
            share=percent(drop),
        ),
        lambda: _scores_said(rmdq, own),
    )


def to_advanced(until: Until, since: Since) -> Iterator[Ask]:
    """Out of the intermediate stage (STG3)."""
    weeks = until.figure("STG3", "weeks")
    sessions = until.figure("STG3", "sessions")
    yield _weeks(
        until, since.day, weeks, lambda: say("{weeks} weeks in the intermediate stage", weeks=weeks)
    )
    yield _sessions(
        until, since.day, sessions, lambda: say("{count} sessions done in it", count=sessions)
    )
    yield pain_ask(until, until.figure("STG3", "pain"))
    yield _easier(until)
    yield _no_red(until, until.figure("STG3", "red_free_days"))
    yield from _strength(until)


def _strength(until: Until) -> Iterator[Ask]:
    reps = until.figure("STG3", "bird_dog_reps")
    hold = until.figure("STG3", "bird_dog_hold_s")
    side = until.figure("STG3", "side_plank_knees_hold_s")
    squats = until.figure("STG3", "squats")
    walk = until.figure("STG3", "walk_minutes")
    kind = CriterionKind.PERFORMANCE
    bird = until.best_set("bird-dog", "held")
    yield Ask(
        kind,
        bird >= reps * hold,
        lambda: say("bird dog {reps} x {seconds} s a side", reps=reps, seconds=hold),
        lambda: _held_said(bird, reps * hold),
    )
    plank = until.best_set("side-plank-knees", "held")
    yield Ask(
        kind,
        plank >= side,
        lambda: say("side plank from the knees {seconds} s a side", seconds=side),
        lambda: _held_said(plank, side),
    )
    yield _reached(
        _best(until, "", "squat", "reps"),
        squats,
        lambda: say("{count} squats", count=squats),
        tested=False,
    )
    walked = max(until.best_set("walking", "minutes"), until.best_set("brisk-walking", "minutes"))
    yield _reached(
        walked, walk, lambda: say("a walk of {minutes} minutes", minutes=walk), tested=False
    )


def _held_said(seconds: float, wanted: float) -> Phrase:
    if not seconds:
        return say("not done yet")
    if seconds >= wanted:
        return say("you: {have} s in one set", have=seconds)
    return say("you: {have} of {wanted} s in one set", have=seconds, wanted=wanted)


def _goals(until: Until) -> Iterator[Ask]:
    """What staying well asks for, from whichever stage (STG4)."""
    yield _calm_weeks(until)
    rmdq, own = until.scores("rmdq-24"), until.scores("psfs")
    low, easy = until.figure("STG4", "rmdq"), until.figure("STG4", "psfs")
    reached = bool(own) and own[-1] >= easy
    yield Ask(
        CriterionKind.FUNCTION,
        reached or (bool(rmdq) and rmdq[-1] <= low),
        lambda: say(
            "{score} of the 24 statements or fewer, or your own activities {rating} or more",
            score=low,
            rating=easy,
        ),
        lambda: _scores_said(rmdq, own),
    )
    if own:
        yield Ask(
            CriterionKind.GOAL,
            reached,
            lambda: say("your own goal: your activities {rating} or more", rating=easy),
            lambda: _scores_said([], own),
        )


def _calm_weeks(until: Until) -> Ask:
    """Little pain in each of the last weeks; the newest must have an answer."""
    weeks, most = int(until.figure("STG4", "weeks")), until.figure("STG4", "pain")
    newest = until.pain_of_week()
    met = newest is not None and newest <= most
    met = met and all(
        (pain := until.pain_of_week(ago)) is None or pain <= most for ago in range(1, weeks)
    )

    def have() -> Phrase:
        if newest is None:
            return _pain_said(None)
        known = [until.pain_of_week(ago) for ago in range(weeks)]
        worst = max(pain for pain in known if pain is not None)
        return say(
            "you: {pain} on average this week, {worst} in the worst week",
            pain=round(newest, 1),
            worst=round(worst, 1),
        )

    return Ask(
        CriterionKind.PAIN,
        met,
        lambda: say("pain of {pain} or less for {weeks} weeks", pain=most, weeks=weeks),
        have,
    )


def to_maintenance(until: Until, since: Since) -> Iterator[Ask]:
    """Out of the advanced stage (STG4)."""
    weeks = until.figure("STG4", "weeks")
    yield _weeks(
        until, since.day, weeks, lambda: say("{weeks} weeks in the advanced stage", weeks=weeks)
    )
    yield from _goals(until)


def straight_to_maintenance(until: Until, _since: Since) -> Iterator[Ask]:
    """Out of the intermediate stage, for who has reached the goals by week 12 (STG4)."""
    weeks = until.figure("STG4", "from_intermediate_week")
    yield _weeks(
        until,
        until.first_session,
        weeks,
        lambda: say("{weeks} weeks since the first session", weeks=weeks),
    )
    yield from _goals(until)


def step_back(until: Until, since: date, entry_pain: float | None) -> Iterator[Ask]:
    """What is a step back, where any one is enough: red sessions, or a whole week of more pain."""
    days = until.figure("STG3", "fall_back_red_days")
    most = until.figure("STG3", "fall_back_reds")
    reds = until.reds(days, after=since)
    yield Ask(
        CriterionKind.PAIN,
        reds >= most,
        lambda: say("{count} red sessions in {days} days", count=most, days=days),
        lambda: _of(reds, most),
    )
    if entry_pain is None:
        return
    rise = until.figure("STG3", "fall_back_pain_rise")
    limit = entry_pain + rise
    weak = until.figure("STG3", "fall_back_pain_days")
    met = (until.on - since).days >= weak and until.weeks_of_pain(limit, since, weak)
    yield Ask(
        CriterionKind.PAIN,
        met,
        lambda: say(
            "pain of {pain} or more for {days} days, {rise} above the mean at the start of the stage",
            pain=round(limit, 1),
            days=weak,
            rise=rise,
        ),
        lambda: _pain_said(until.pain_of_week()),
    )
