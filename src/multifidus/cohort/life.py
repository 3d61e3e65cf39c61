# SPDX-License-Identifier: Apache-2.0
"""A virtual life: a person lives week after week with the real programme.

Each Monday, and whenever a fact asks for it, the person answers the screening and asks for a week.
Before each session the short page of the screening is answered; only what is released is done.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from multifidus.cohort import facts
from multifidus.cohort.assumptions import Assumptions
from multifidus.cohort.body import NO_TIME, SORE, Body, unsuited
from multifidus.cohort.born import born
from multifidus.cohort.core import Core
from multifidus.cohort.gate import SEVERE, STUCK, answer_all, answer_short
from multifidus.cohort.lived import Asked, Life, Policy, Sat, Why, monday_of
from multifidus.cohort.nature import DAYS_PER_WEEK, Kind, Nature, nature
from multifidus.cohort.streams import stream
from multifidus.domain.adaptation import Adjustment, AdjustmentStatus
from multifidus.domain.record import Decision, FlareUp, LogEntry, Pain, Record, Skipped
from multifidus.domain.week import Refusal, Session, Week
from multifidus.screen import screen

SIX_WEEKS = 6 * DAYS_PER_WEEK
RETEST_WEEKS = 4
PROPOSALS = 1 / 4
"""Share of weeks with suggestions for which the proposal is asked for too."""


def _suggested(week: Week) -> tuple[Adjustment, ...]:
    return tuple(one for one in week.adjustments if one.status is AdjustmentStatus.SUGGESTED)


@dataclass(slots=True)
class Living:
    """A life while it is lived. `week` is what the person may do now, None when nothing."""

    seed: int
    policy: Policy
    core: Core
    assumptions: Assumptions
    start: date
    nature: Nature
    body: Body
    record: Record
    remade: Callable[[Week, int], Week] | None = None
    week: Week | None = None
    asked: list[Asked] = field(default_factory=list)
    sat: list[Sat] = field(default_factory=list)
    planned: Counter[int] = field(default_factory=Counter)
    reviews_due: dict[str, int] = field(default_factory=dict)
    flare_told: int | None = None
    ask_next: Why | None = None

    def on(self, day: int) -> date:
        """Return the date that the device shows on a day."""
        return self.start + timedelta(days=day + self.nature.shift(day))

    # --- asking ---------------------------------------------------------------------------------

    def states(self, day: int) -> frozenset[str]:
        """Return the questions to which the pain of the last days makes the answer a yes."""
        week = [self.body.pain(n) for n in range(max(0, day - DAYS_PER_WEEK + 1), day + 1)]
        mean = sum(week) / len(week)
        found = set()
        severe = self.core.full.danger_signs[SEVERE].thresholds["pain"].value
        if mean >= severe:
            found.add(SEVERE)
        spell = self.record.episode
        long = spell is not None and spell.started is not None
        if long and self.nature.kind is Kind.NON_RESPONDER and day >= SIX_WEEKS:
            found.add(STUCK)
        return frozenset(found)

    def ask(self, day: int, why: Why) -> None:
        """Answer what the screening asks and ask for the week; decide on its changes; keep it."""
        on = self.on(day)
        self.record, found = answer_all(
            self.record,
            on,
            self.nature,
            self.core.knowledge,
            day=day,
            states=self.states(day),
        )
        for sign in facts.review_signs(found):
            self.reviews_due.setdefault(sign, day + (self.nature.review_after or 0))
        shown = self._answer(day, on, why, agreed=True)
        if shown is not None and _suggested(shown):
            if stream(self.seed, "proposal", day).random() < PROPOSALS:
                self._answer(day, on, why, agreed=False)
            if self._decide(day, on, shown):
                shown = self._answer(day, on, Why.DECIDED, agreed=True)
        self.week = shown

    def _answer(self, day: int, on: date, why: Why, *, agreed: bool) -> Week | None:
        answer = self.core.week(self.record, on, agreed=agreed)
        refusal = answer if isinstance(answer, Refusal) else None
        week = None if isinstance(answer, Refusal) else answer
        if week is not None and self.remade is not None:
            week = self.remade(week, day // DAYS_PER_WEEK)
        self.asked.append(
            Asked(
                day=day,
                on=on,
                why=why,
                record=self.record,
                agreed=agreed,
                week=week,
                refusal=refusal,
            )
        )
        return week

    def _decide(self, day: int, on: date, week: Week) -> bool:
        """Say yes or no to what is suggested; return whether anything was accepted."""
        a = self.assumptions
        rows = []
        for one in _suggested(week):
            luck = stream(self.seed, "decide", day, one.subject).random()
            if luck < a.value("undecided"):
                continue
            accept = stream(self.seed, "accepts", day, one.subject).random() < a.value("accepts")
            name = self.record.person.name
            rows.append(Decision(on=on, by=name, change=one.id, accept=accept))
        self.record = replace(self.record, decisions=(*self.record.decisions, *rows))
        return any(row.accept for row in rows)

    # --- days -----------------------------------------------------------------------------------

    def live(self, weeks: int) -> None:
        """Live so many weeks."""
        for day in range(weeks * DAYS_PER_WEEK):
            began = self.body.wake(day)
            if self.nature.is_away(day):
                self.week, self.ask_next = None, None
                continue
            self._mornings(day)
            self._news(day, began=began)
            if day % DAYS_PER_WEEK == 0 or (self.nature.away and day == self.nature.away[1]):
                self._new_week(day)
            elif self.ask_next is not None:
                self.ask(day, self.ask_next)
            self.ask_next = None
            self._sessions(day)

    def _new_week(self, day: int) -> None:
        on = self.on(day)
        self.record = facts.questionnaires(self.record, on, self.body, self.core.full, day)
        if (day // DAYS_PER_WEEK) % RETEST_WEEKS == 0:
            if day:
                self.record = facts.retests(
                    self.record, on, self.core.full, self.assumptions, self.seed
                )
            self.record = facts.checks(self.record, on, self.body, self.core.full, day)
        self.ask(day, Why.MONDAY)

    def _mornings(self, day: int) -> None:
        """Answer how the morning after yesterday's sessions is, unless that is forgotten."""
        for place, sat in enumerate(self.sat):
            if sat.day != day - 1 or not sat.entry.done:
                continue
            luck = stream(self.seed, "morning", day).random()
            forgets = self.nature.kind is not Kind.STEADY
            if forgets and luck < self.assumptions.value("forgets_morning"):
                continue
            value = self.body.reported(self.body.morning_after(sat.day, sat.rise))
            entry = replace(sat.entry, pain=replace(sat.entry.pain, next_morning=value))
            self.sat[place] = replace(sat, entry=entry)
            log = tuple(entry if one is sat.entry else one for one in self.record.log)
            self.record = replace(self.record, log=log)
            if self._was_red(entry):
                self.ask_next = Why.PAIN

    def _was_red(self, entry: LogEntry) -> bool:
        figures = self.core.full.rules["PAIN1"].figures
        before, morning, during = entry.pain.before, entry.pain.next_morning, entry.pain.during
        if entry.stopped:
            return True
        if before is None:
            return False
        worse = morning is not None and morning - before >= figures["next_morning_rise"].value
        return worse or (
            during is not None
            and during > figures["worst_over"].value
            and during - before >= figures["rise"].value
        )

    def _news(self, day: int, *, began: bool) -> None:
        """Report flare-ups; meet the clinician; get a directive or a flag."""
        on, a = self.on(day), self.assumptions
        if began and stream(self.seed, "tells", day).random() < a.value("tells_flare"):
            self.record = replace(self.record, flare_ups=(*self.record.flare_ups, FlareUp(on=on)))
            self.flare_told, self.ask_next = day, Why.FLARE
        elif self.flare_told is not None and self.body.flare_left(day) == 0:
            last = self.record.flare_ups[-1]
            ended = replace(last, ended=max(on, last.on))
            self.record = replace(self.record, flare_ups=(*self.record.flare_ups[:-1], ended))
            self.flare_told, self.ask_next = None, Why.FLARE
        if any(one.seen_day == day for one in self.nature.troubles):
            self.record = facts.cleared(
                self.record, on, screen(self.record, on, self.core.knowledge)
            )
            self.ask_next = Why.CLEARED
        due = {sign for sign, when in self.reviews_due.items() if when <= day}
        if due and self.nature.review_after is not None:
            self.record = facts.reviewed(self.record, on, due)
            self.reviews_due = {k: v for k, v in self.reviews_due.items() if k not in due}
            self.ask_next = Why.CLEARED
        self._changes(day, on)

    def _changes(self, day: int, on: date) -> None:
        if self.week is None or self.nature.kind is Kind.STEADY:
            return
        dice = stream(self.seed, "changes")
        by_order, by_flag = dice.random(), dice.random()
        when = dice.randrange(2 * DAYS_PER_WEEK, 9 * DAYS_PER_WEEK)
        if day != when:
            return
        if by_order < self.assumptions.value("directive_later"):
            self.record = facts.new_directive(self.record, on, self.week, self.seed)
            self.ask_next = Why.DIRECTIVE
        if by_flag < self.assumptions.value("condition_later"):
            self.record = facts.new_condition(self.record, self.week, self.core.full, self.seed)
            self.ask_next = Why.CONDITION

    # --- sessions -------------------------------------------------------------------------------

    def _sessions(self, day: int) -> None:
        on = self.on(day)
        due = [one for one in self.week.sessions if one.on == on] if self.week else []
        for session in due:
            if self.week is None:
                return  # the page before an earlier session of the day has locked the plan
            if any((e.on, e.slot) == (session.on, session.slot) for e in self.record.log):
                continue  # a clock that was put back
            self.planned[day] += 1
            luck = stream(self.seed, "attends", day, session.slot).random()
            if luck >= self.nature.adherence:
                self._miss(day, on, session)
            elif self._may_start(day, on):
                self._do(day, on, session)

    def _may_start(self, day: int, on: date) -> bool:
        """Answer the page before a session; a sign locks the plan and the week is asked for anew."""
        self.record, found = answer_short(
            self.record,
            on,
            self.nature,
            self.core.knowledge,
            day=day,
            states=self.states(day),
        )
        if found.blocked:
            self.ask(day, Why.SIGN)
            return False
        return True

    def _miss(self, day: int, on: date, session: Session) -> None:
        if not self.nature.notes_missed:
            return
        sore = self.body.pain(day) >= self.assumptions.value("too_sore")
        why = SORE if sore else NO_TIME
        left = tuple(Skipped(exercise=item.exercise, why=why) for item in session.items)
        entry = LogEntry(on=on, slot=session.slot, skipped=left, pain=Pain())
        self._write(day, entry, session, rise=0.0, unsuited_=0)

    def _do(self, day: int, on: date, session: Session) -> None:
        if self.week is None:
            return
        entry, rise = self.body.perform(session, self.week, self.record, day=day, on=on)
        exercises = self.core.full.exercises
        bad = sum(unsuited(exercises[one.exercise], self.record) for one in entry.done)
        self._write(day, entry, session, rise=rise, unsuited_=bad)
        if self._was_red(entry):
            self.ask_next = Why.PAIN

    def _write(
        self, day: int, entry: LogEntry, session: Session, *, rise: float, unsuited_: int
    ) -> None:
        done = {one.exercise for one in entry.done}
        self.record = replace(self.record, log=(*self.record.log, entry))
        self.sat.append(
            Sat(
                day=day,
                entry=entry,
                planned=tuple(item.exercise for item in session.items),
                week=monday_of(session.on),
                flare=self.body.flare_left(day) > 0,
                rise=rise,
                minutes=sum(i.dose.minutes for i in session.items if i.exercise in done),
                unsuited=unsuited_,
            )
        )

    def ended(self, weeks: int) -> Life:
        """Return the life as it was."""
        return Life(
            seed=self.seed,
            policy=self.policy,
            nature=self.nature,
            start=self.start,
            weeks=weeks,
            record=self.record,
            asked=tuple(self.asked),
            sat=tuple(self.sat),
            flares=tuple(self.body.flares),
            planned=dict(self.planned),
        )


def begin(
    seed: int, start: date, weeks: int, core: Core, a: Assumptions, policy: Policy = Policy.ADAPT
) -> Living:
    """Give birth to a person who will live so many weeks from `start`, a Monday."""
    record, kind = born(seed, start, core.full, a)
    spell = record.episode.started if record.episode is not None else None
    inside = nature(seed, kind, spell=spell, on=start, days=weeks * DAYS_PER_WEEK + 1, a=a)
    return Living(
        seed=seed,
        policy=policy,
        core=core,
        assumptions=a,
        start=start,
        nature=inside,
        body=Body(inside, core.full, a),
        record=record,
    )
