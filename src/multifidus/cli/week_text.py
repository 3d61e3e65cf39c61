# SPDX-License-Identifier: Apache-2.0
"""A week in words, for a tired person with a sore back; and the refusals that may stand in its place."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from multifidus.cli.change_text import changes_page
from multifidus.cli.screen_text import screen_text
from multifidus.cli.text import Page, count, long_date, number, short_date, weekday
from multifidus.domain.week import (
    Breach,
    Covered,
    Dose,
    LeftOut,
    Prescription,
    ProofStatus,
    Refusal,
    RefusalKind,
    Session,
    Week,
)
from multifidus.domain.words import Phase, Side
from multifidus.knowledge.loader import Knowledge

_PHASES: Final = {
    Phase.WARM_UP: "Warm up",
    Phase.MOTOR_CONTROL: "Control",
    Phase.STRENGTH: "Strengthen",
    Phase.MOBILITY: "Loosen",
    Phase.RELAXATION: "Rest",
}
_SIDES: Final = {Side.EACH: "each side", Side.LEFT: "left", Side.RIGHT: "right", Side.BOTH: ""}
_ENDURANCE: Final = "Endurance"
_LONG_BOUT: Final = 10
"""Minutes from which an aerobic bout is called endurance rather than a warm-up."""
_NAMED: Final = 4
"""How many exercises left out for one reason are named; the rest are counted."""
_REASONS: Final = 8
"""How many reasons for leaving exercises out are given; the rest are counted."""
_OWN: Final = ("GRD11", "GRD3", "MOV1")
"""Rules whose reasons are the person's own (a directive, a caution, a range); they are told first."""


def dose_words(dose: Dose, side: Side) -> str:
    """Write a dose as `2 x 10, 60 s rest, each side`."""
    if dose.bout_minutes is not None:
        amount = f"{number(dose.bout_minutes)} min"
        amount = amount if dose.sets == 1 else f"{dose.sets} x {amount}"
    elif dose.hold_s is None:
        amount = f"{dose.sets} x {dose.reps}"
    elif dose.reps in (None, 1):
        amount = (
            f"hold {dose.hold_s} s" if dose.sets == 1 else f"{dose.sets} x {dose.hold_s} s hold"
        )
    else:
        amount = f"{dose.sets} x {dose.reps}, {dose.hold_s} s hold"
    rest = f"{dose.rest_s} s rest" if dose.rest_s and dose.sets > 1 else ""
    return ", ".join(part for part in (amount, rest, _SIDES[side]) if part)


def week_text(week: Week, knowledge: Knowledge) -> str:
    """Write a week as a page: day by day, what it covers, what is worth knowing."""
    page = Page()
    page.title(f"Week of {long_date(week.week)} for {week.person}")
    minutes = sum(session.minutes for session in week.sessions)
    page.say(
        f"Stage {week.stage}. {count(len(week.sessions), 'session')}, "
        f"about {round(minutes)} minutes in all. {_proof(week)}"
    )
    for day, sessions in groupby(week.sessions, key=lambda session: session.on):
        page.heading(f"{weekday(day)} {short_date(day)}")
        for n, session in enumerate(sessions):
            if n:
                page.gap()
            _session(page, session, knowledge)
    _effort(page, week)
    changes_page(page, week.adjustments)
    _coverage(page, week, knowledge)
    if week.notes:
        page.heading("Worth knowing")
        page.points(dict.fromkeys(note.text for note in week.notes))
    _left_out(page, week, knowledge)
    page.gap()
    page.say(
        "Stop when pain clearly rises, spreads down a leg, or anything new worries you. "
        'How to do an exercise: multifidus show with its name, like multifidus show "Bird dog".'
    )
    return page.text()


def _proof(week: Week) -> str:
    if week.proof.status is ProofStatus.OPTIMAL:
        return "Proven: within your minutes and the rules no better week exists."
    return f"At most {week.proof.gap:.0%} short of the best week there could be."


def _session(page: Page, session: Session, knowledge: Knowledge) -> None:
    page.say(f"{session.slot.value.capitalize()}, {number(session.minutes)} minutes", indent=2)
    rows = []
    shown = ""
    for item in session.items:
        label = _label(item)
        rows.append((label if label != shown else "", *_item(item, knowledge)))
        shown = label
    page.table(rows, indent=4, whole=(0, 3), right=(3,))


def _label(item: Prescription) -> str:
    long = (item.dose.bout_minutes or 0) >= _LONG_BOUT
    return _ENDURANCE if long and item.phase is Phase.WARM_UP else _PHASES[item.phase]


def _item(item: Prescription, knowledge: Knowledge) -> tuple[str, str, str]:
    name = item.name or item.exercise
    other = knowledge.exercises.get(item.substitute or "")
    lighter = f"; lighter: {other.name if other else item.substitute}" if item.substitute else ""
    return name, dose_words(item.dose, item.side) + lighter, f"{number(item.dose.minutes)} min"


def _effort(page: Page, week: Week) -> None:
    efforts = {item.dose.effort for one in week.sessions for item in one.items if item.dose.effort}
    if efforts:
        page.gap()
        page.say(
            f"Effort: stay at or below {max(efforts)} of 10. 2 x 10 means two sets of ten, "
            "with a rest between."
        )


def _coverage(page: Page, week: Week, knowledge: Knowledge) -> None:
    page.heading("What this week covers")
    muscles = {key: row.plain_name for key, row in knowledge.muscles.items()}
    stretches = {key: row.plain_name for key, row in knowledge.stretch_targets.items()}
    rows = [
        *_covered("Strength", week.coverage.muscles, muscles),
        *_covered("Stretching", week.coverage.stretches, stretches),
        *_covered(
            _ENDURANCE,
            {"aerobic": week.coverage.aerobic},
            {"aerobic": "walking and other endurance"},
        ),
    ]
    page.table(rows, head=("What", "Planned of aim", "Sessions"), right=(1, 2), whole=(1, 2))
    reasons: dict[str, list[str]] = {}
    for names, parts in (
        (muscles, week.coverage.muscles),
        ({key: f"stretching {name}" for key, name in stretches.items()}, week.coverage.stretches),
        ({"aerobic": "endurance"}, {"aerobic": week.coverage.aerobic}),
    ):
        for key, one in parts.items():
            if one.reason and one.planned < one.target:
                reasons.setdefault(one.reason, []).append(names.get(key, key))
    if reasons:
        page.gap()
        page.say("Under the aim, and why:", indent=2)
        page.points(f"{', '.join(short)}: {reason}." for reason, short in reasons.items())


def _covered(
    title: str, parts: Mapping[str, Covered], names: Mapping[str, str]
) -> Iterable[tuple[str, ...]]:
    """Yield a line with the group's name and unit, and below it one line for each of its parts."""
    shown = {key: one for key, one in parts.items() if one.target or one.planned}
    for unit in dict.fromkeys(one.unit for one in shown.values()):
        yield f"{title}: {unit}", "", ""
        for key, one in shown.items():
            if one.unit == unit:
                amount = f"{number(one.planned)} of {number(one.target)}"
                yield f"  {names.get(key, key)}", amount, str(one.sessions)


def _left_out(page: Page, week: Week, knowledge: Knowledge) -> None:
    if not week.left_out:
        return
    page.heading("Left out for you, and why")
    later = [one for one in week.left_out if one.rule == "GRD2" and "stage" in one.because]
    reasons: dict[str, list[LeftOut]] = {}
    for one in week.left_out:
        if one not in later:
            reasons.setdefault(one.because, []).append(one)
    # the person's own facts first, then what strikes most exercises
    ranked = sorted(
        reasons.values(), key=lambda rows: (all(r.rule not in _OWN for r in rows), -len(rows))
    )
    most = _REASONS - bool(later)
    # a line that counts the rest takes a place of its own
    most -= len(ranked) > most
    for rows in ranked[:most]:
        page.hang("  - ", _reason(rows, knowledge))
    rest = ranked[most:]
    if rest:
        n = sum(map(len, rest))
        page.hang("  - ", f"{count(n, 'more exercise')}, for {count(len(rest), 'other reason')}.")
    if later:
        page.hang("  - ", f"{count(len(later), 'exercise')} of later stages: they come in time.")


def _reason(rows: Sequence[LeftOut], knowledge: Knowledge) -> str:
    because = rows[0].because.rstrip(".")
    names = [
        knowledge.exercises[one.exercise].name
        if one.exercise in knowledge.exercises
        else one.exercise
        for one in rows
    ]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    lead = ". So not" if ":" in because else ""
    return f"{because[:1].upper()}{because[1:]}{lead}: {'; '.join(names[:_NAMED])}{more}."


def refusal_text(refusal: Refusal, knowledge: Knowledge) -> str:
    """Write a refusal: what to do, or what conflicts and what would free it."""
    if refusal.kind is RefusalKind.SCREENING and refusal.clearance is not None:
        return screen_text(refusal.clearance, knowledge)
    page = Page()
    page.title("No week can be made")
    page.gap()
    page.say(refusal.text)
    if refusal.conflict:
        page.heading("These facts cannot hold together")
        page.points(fact.text for fact in refusal.conflict)
    if refusal.would_free:
        page.heading("What would free it")
        page.points(refusal.would_free)
    if refusal.breaches:
        page.heading("What the last check refused")
        page.points(f"{one.where}: {one.text} [{one.rule}]" for one in refusal.breaches)
    return page.text()


def check_text(results: Iterable[tuple[Week, tuple[Breach, ...]]]) -> str:
    """Write the result of the independent check, week by week."""
    page = Page()
    for week, breaches in results:
        title = f"Week of {long_date(week.week)} for {week.person}"
        if not breaches:
            page.say(f"{title}: sound. It breaks no hard rule.")
            continue
        page.say(f"{title}: {count(len(breaches), 'breach', 'breaches')}.")
        page.points(f"{one.where}: {one.text} [{one.rule}]" for one in breaches)
    return page.text()
