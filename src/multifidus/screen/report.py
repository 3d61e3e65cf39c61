# SPDX-License-Identifier: Apache-2.0
"""Put what was found into a clearance, in plain words and in a fixed order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from multifidus.domain.phrase import Phrase, joined, listed, say, say_n, termed
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.words import Answer, Level, SignStatus
from multifidus.knowledge.schema import DangerSign
from multifidus.screen.due import Asking, Need
from multifidus.screen.facts import Facts, Lift, plus
from multifidus.screen.raised import Raised, last_run_out, lift_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands, what was lifted and by whom, what is due, and what of that is open."""

    asking: Asking
    active: tuple[Raised, ...]
    lifted: tuple[tuple[Raised, Lift], ...]
    needs: tuple[Need, ...]
    open: tuple[Need, ...]

    @property
    def facts(self) -> Facts:
        """The facts behind it."""
        return self.asking.facts


def find(asking: Asking, needs: tuple[Need, ...]) -> Found:
    """Split what is raised into what stands and what is lifted."""
    pairs = [(raised, lift_of(raised, asking.facts)) for raised in asking.raised]
    return Found(
        asking=asking,
        active=tuple(raised for raised, lift in pairs if lift is None),
        lifted=tuple((raised, lift) for raised, lift in pairs if lift is not None),
        needs=needs,
        open=tuple(need for need in needs if need.open),
    )


def clearance(found: Found) -> Clearance:
    """Return the clearance: the highest level wins, an open question allows no plan."""
    facts = found.facts
    level = max((raised.level for raised in found.active), key=_rank, default=Level.CLEAR)
    if found.open:
        level = max(level, Level.REVIEW, key=_rank)
    if facts.record.conditions:
        level = max(level, Level.CAUTION, key=_rank)
    blocked = bool(found.open) or any(r.locked or r.blocks for r in found.active)
    to_ask = () if level is Level.EMERGENCY else tuple(need.question for need in found.open)
    until = [need.until for need in found.needs] + [lift.until for _, lift in found.lifted]
    ends = [day for day in until if day is not None]
    return Clearance(
        on=facts.on,
        level=level,
        blocked=blocked,
        complete=not found.open,
        gentle=any(r.restricts and not r.locked for r in found.active),
        signs=tuple(_states(found)),
        to_ask=to_ask,
        actions=_actions(found, level, blocked=blocked),
        rules=_rules(found),
        notes=tuple(_notes(found, level)),
        valid_until=None if blocked else min(ends, default=None),
    )


def _rank(level: Level) -> int:
    return level.rank


# --- states -----------------------------------------------------------------------------------


def _states(found: Found) -> Iterable[SignState]:
    """One state per sign, each followed by its parts that are open, raised or lifted."""
    signs = found.asking.signs
    for sign in signs:
        yield _state(sign, sign.id, found)
        for part in sign.parts:
            mine = any(need.question == part.id for need in found.open)
            raised = chain(found.active, (raised for raised, _ in found.lifted))
            if mine or any(r.sign == part.id for r in raised):
                yield _state(sign, part.id, found)


def _state(sign: DangerSign, name: str, found: Found) -> SignState:
    part = next((part for part in sign.parts if part.id == name), None)
    level, rule, status, because, cite, on = _known(sign, name, found)
    return SignState(
        sign=name,
        rule=rule,
        level=level,
        status=status,
        question=sign.question if part is None else part.text,
        because=because,
        cite=cite,
        answered_on=on,
    )


def _known(
    sign: DangerSign, name: str, found: Found
) -> tuple[Level, str, SignStatus, str, tuple[str, ...], date | None]:
    """Return level, rule, status, reason, papers and day of the answer: the worst that is known."""
    said = found.facts.latest(name)
    on = None if said is None else said.on
    active = [raised for raised in found.active if raised.sign == name]
    if active:
        worst = max(active, key=lambda r: (r.level.rank, r.blocks, r.sure, r.since or date.min))
        status = SignStatus.PRESENT if worst.sure else SignStatus.NOT_SURE
        because = joined([_how_known(worst), worst.because])
        return worst.level, worst.rules[0], status, because, worst.cite, worst.since or on
    need = next((n for n in found.open if n.question == name), None)
    if need is not None:
        cite = found.facts.knowledge.rules[need.rule].source if need.rule[:4] == "GATE" else ()
        return sign.level, sign.rule, need.status, need.because, cite or sign.source, on
    inner = [n for n in found.open if n.sign.id == name and _decides(n)]
    if inner:
        because = say("One or more follow-up questions are open.")
        return sign.level, sign.rule, SignStatus.UNANSWERED, because, sign.source, on
    lifted = [
        pair
        for pair in found.lifted
        if pair[0].sign == name and (said is None or said.positive or said.on <= pair[1].on)
    ]
    if lifted:
        raised, lift = max(lifted, key=lambda pair: (pair[0].since or date.min, pair[1].on))
        because = _lifted_by(lift)
        return raised.level, raised.rules[0], SignStatus.CLEARED, because, raised.cite, on
    if said is None:
        because = say("Not asked.")
        if sign.due:
            because = say("Not asked; it is for {whom}.", whom=sign.due)
        return sign.level, sign.rule, SignStatus.NOT_ASKED, because, sign.source, None
    words = {
        Answer.NO: say("You said no on {on}.", on=said.on),
        Answer.YES: say(
            "You said yes on {on}; on its own, or by now, this raises nothing.", on=said.on
        ),
        Answer.NOT_SURE: say(
            "You were not sure on {on}; on its own this raises nothing.", on=said.on
        ),
    }
    return sign.level, sign.rule, SignStatus.ABSENT, words[said.answer], sign.source, on


def _decides(need: Need) -> bool:
    """Whether an open follow-up leaves its own sign undecided (the others stand for themselves)."""
    return need.sign.rule in {"R01", "R03"} or need.question in {
        "fragile-bones",
        "steroid-tablets",
    }


def _lifted_by(lift: Lift) -> Phrase:
    if lift.clinician and lift.note:
        return say("Cleared by {by} on {on} ({note}).", by=lift.by, on=lift.on, note=lift.note)
    if lift.clinician:
        return say("Cleared by {by} on {on}.", by=lift.by, on=lift.on)
    if lift.note:
        return say(
            "You recorded a review by {by} on {on} ({note}).",
            by=lift.by,
            on=lift.on,
            note=lift.note,
        )
    return say("You recorded a review by {by} on {on}.", by=lift.by, on=lift.on)


def _how_known(raised: Raised) -> Phrase:
    if raised.since is None:
        return say("Your record says so.")
    if raised.sure:
        return say("You reported this on {on}.", on=raised.since)
    parts = [say("You were not sure on {on}.", on=raised.since)]
    if raised.locked:
        parts.append(
            say("We cannot tell from here, so it counts as a yes until someone has looked.")
        )
    return joined(parts)


# --- what to do -------------------------------------------------------------------------------


def _unique(raised: Iterable[Raised]) -> list[Raised]:
    return list({r.sign: r for r in raised}.values())


def _tell(raised: list[Raised]) -> Phrase:
    return say("Tell them: {what}.", what=joined((r.tell for r in raised), "; "))


def _of_level(found: Found, level: Level) -> list[Raised]:
    order = {sign.id: n for n, sign in enumerate(found.asking.signs)}
    mine = [r for r in found.active if r.level is level]
    return sorted(_unique(mine), key=lambda r: (order[r.home], r.sign))


def _actions(found: Found, level: Level, *, blocked: bool) -> tuple[str, ...]:
    emergency = _of_level(found, Level.EMERGENCY)
    if emergency:
        return (joined([emergency[0].action, _tell(emergency)]),)
    urgent = _of_level(found, Level.URGENT)
    if urgent:
        headline = urgent[0].action
        if _two_urgent(found):
            headline = found.facts.knowledge.combinations["CMB1"].action
        return (headline, _tell(urgent))
    actions: list[str] = []
    if found.open:
        actions.append(
            say_n(
                "{n} question is open. Please answer first; until then no plan is made.",
                "{n} questions are open. Please answer first; until then no plan is made.",
                len(found.open),
            )
        )
    review = sorted(_of_level(found, Level.REVIEW), key=lambda r: not r.blocks)
    actions += [r.action for r in review]
    if any(r.restricts for r in review) and not blocked:
        actions.append(say("Until a review is recorded, your plan stays gentle."))
    if not actions and level is Level.CAUTION:
        actions.append(
            say("You can start. Exercises that do not suit your conditions are left out.")
        )
    if not actions:
        actions.append(say("You can start. Nothing you told us speaks against exercise now."))
    return tuple(actions)


def _two_urgent(found: Found) -> bool:
    needed = found.facts.knowledge.combinations["CMB1"].thresholds["signs"].value
    return len(_of_level(found, Level.URGENT)) >= needed


# --- rules and notes --------------------------------------------------------------------------


def _rules(found: Found) -> tuple[str, ...]:
    """Every rule that fired: signs in order, then combinations, then rules of the gate."""
    fired = {rule for raised in found.active for rule in raised.rules}
    fired |= {need.rule for need in found.open}
    if _two_urgent(found):
        fired.add("CMB1")
    if any(raised.locked and not raised.sure for raised in found.active):
        fired.add("CMB8")
    if any(r.locked and (s := found.facts.latest(r.sign)) and not s.positive for r in found.active):
        fired.add("GATE6")
    if _schedule(found) is not None:
        fired.add("GATE5")
    if _held(found) or any(last_run_out(raised, found.facts) for raised in found.active):
        fired.add("GATE7")
    table = [sign.rule for sign in found.asking.signs]
    table += sorted(found.facts.knowledge.combinations)
    return tuple([rule for rule in table if rule in fired] + sorted(fired - set(table)))


def _held(found: Found) -> bool:
    """Whether a review still holds although the same answer was given again after it."""
    return any(r.since is not None and lift.on < r.since for r, lift in found.lifted)


def _schedule(found: Found) -> Phrase | None:
    """Say that a scheduled full set is due (weeks 2, 6, 12 of a spell, then every 12)."""
    facts = found.facts
    length = facts.days_in_spell()
    full = [
        need.asked_on
        for need in found.needs
        if need.question == need.sign.id and need.asked_on is not None
    ]
    if facts.started is None or length is None or not full or found.open:
        return None
    figures = facts.knowledge.rules["GATE5"].figures
    every = figures["third_and_every"].value
    marks = [figures["first"].value, figures["second"].value, length // every * every]
    mark = max((m for m in marks if 0 < m <= length), default=None)
    if mark is None or min(full) >= plus(facts.started, mark):
        return None
    return say(
        "The full set of questions of week {week} of this spell is due; please answer it soon.",
        week=int(mark) // 7,
    )


def _notes(found: Found, level: Level) -> Iterable[str]:
    if level is Level.EMERGENCY:
        return
    facts = found.facts
    schedule = _schedule(found)
    if schedule is not None:
        yield schedule
    if facts.episode is not None and facts.started is None:
        yield say(
            "The record does not say when this spell of pain began; some questions depend on it."
        )
    past = facts.positive("past-cancer")
    if past is not None:
        yield say(
            "Past cancer was reported on {on}; on its own it does not stop the plan.", on=past.on
        )
    for raised in _unique(found.active):
        answer = facts.latest(raised.sign)
        if raised.locked and answer is not None and not answer.positive:
            yield say(
                "The no of {on} to {sign} does not lift the earlier answer; "
                "only a clinician's clearance does.",
                on=answer.on,
                sign=_question(raised, found),
            )
    for raised in _unique(found.active):
        over = last_run_out(raised, facts)
        if over is not None and over.until is not None:
            yield say(
                "What {by} recorded on {on} about {sign} held until {until}; "
                "please have it looked at again.",
                by=over.by,
                on=over.on,
                sign=_question(raised, found),
                until=over.until,
            )
    if facts.record.conditions:
        yield say("Conditions that limit exercises: {names}.", names=_conditions(facts))


def _conditions(facts: Facts) -> Phrase:
    known = facts.knowledge.conditions
    flags = sorted(facts.record.conditions)
    names = (termed(flag, known[flag].plain_name) if flag in known else flag for flag in flags)
    return listed(names, "")


def _question(raised: Raised, found: Found) -> str:
    """Name what is raised by its id; other languages name it by the question."""
    for sign in found.asking.signs:
        for part in sign.parts:
            if part.id == raised.sign:
                return termed(raised.sign, part.text)
        if sign.id == raised.sign:
            return termed(raised.sign, sign.question)
    return raised.sign
