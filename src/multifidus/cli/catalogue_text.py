# SPDX-License-Identifier: Apache-2.0
"""The catalogue in words: the list, and one exercise, test or claim in full."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from multifidus.assess.words import amount
from multifidus.cli.html_page import HtmlPage
from multifidus.cli.text import Page, count, number
from multifidus.cli.week_text import dose_words
from multifidus.domain.week import Dose
from multifidus.domain.words import Grade, Side
from multifidus.knowledge import schema, schema_texts
from multifidus.knowledge.loader import Knowledge

_GRADES: Final = {
    Grade.A: "seen in a source",
    Grade.B: "from a well-known source",
    Grade.C: "weak",
    Grade.P: "a rule of this project",
}
_WORK: Final = ((3, "Main work"), (2, "Clear work"), (1, "A little"))
Sheet = Page | HtmlPage


class Drawn(NamedTuple):
    """A drawing as SVG, and its words."""

    drawing: str
    words: str


_TIERS: Final = ("very low", "low", "moderate", "high", "very high")


def list_text(rows: Sequence[schema.Exercise], knowledge: Knowledge) -> str:
    """Write exercises as a list, by the stage from which they may be done."""
    page = Page()
    for stage in sorted({row.stage for row in rows}, key=lambda one: one.rank):
        here = [row for row in rows if row.stage is stage]
        if stage is not min((row.stage for row in rows), key=lambda one: one.rank):
            page.gap()
        page.title(f"From stage {stage}: {count(len(here), 'exercise')}")
        page.points(f"{row.id}: {row.name}. {_mainly(row, knowledge)}." for row in here)
    if rows:
        page.gap()
    page.say(f"{count(len(rows), 'exercise')}. One in full: multifidus show ID")
    return page.text()


def _mainly(row: schema.Exercise, knowledge: Knowledge) -> str:
    names = [_muscle(key, knowledge) for key in row.muscles.primary]
    names += [_target(key, knowledge) for key in row.stretches]
    text = ", ".join(dict.fromkeys(names)) or _plain(row.modality)
    return text[0].upper() + text[1:]


def _plain(word: str) -> str:
    return word.replace("-", " ")


def _muscle(key: str, knowledge: Knowledge) -> str:
    return knowledge.muscles[key].plain_name if key in knowledge.muscles else key


def _target(key: str, knowledge: Knowledge) -> str:
    return knowledge.stretch_targets[key].plain_name if key in knowledge.stretch_targets else key


def exercise_text(row: schema.Exercise, knowledge: Knowledge) -> str:
    """Write one exercise in full."""
    page = Page()
    page.title(f"{row.name} ({row.id})")
    _exercise(page, row, knowledge)
    return page.text()


def exercise_html(row: schema.Exercise, knowledge: Knowledge, drawn: Iterable[Drawn]) -> str:
    """Write one exercise in full as an HTML document with its figures."""
    page = HtmlPage()
    page.title(row.name)
    for one in drawn:
        page.figure(one.drawing, one.words)
    _exercise(page, row, knowledge)
    return page.text()


def _exercise(page: Sheet, row: schema.Exercise, knowledge: Knowledge) -> None:
    if row.aliases:
        page.say(f"Also called {', '.join(row.aliases)}.")
    page.say(
        f"From stage {row.stage}. {_plain(row.modality).capitalize()}. {_needs(row, knowledge)}"
    )
    _part(page, "Start", row.start)
    page.heading("Steps")
    page.steps(row.steps)
    page.heading("Remember")
    page.points(row.cues)
    page.heading("Common slips")
    page.points(row.mistakes)
    page.heading("Stop when")
    page.points(row.stop_when)
    _part(page, "Before you begin", row.setup)
    _doses(page, row)
    _muscles(page, row, knowledge)
    _load(page, row, knowledge)
    page.heading("Evidence")
    page.say(row.evidence_note, indent=2)
    graded = ((row.muscles, "muscles"), (row.load, "load"), (row.doses, "dose"))
    page.say(
        "How well it is known: "
        + "; ".join(f"{what} {one.grade} ({_GRADES[one.grade]})" for one, what in graded)
        + ".",
        indent=2,
    )
    _papers(page, row.sources, knowledge)


def _part(page: Sheet, heading: str, text: str) -> None:
    page.heading(heading)
    page.say(text, indent=2)


def _needs(row: schema.Exercise, knowledge: Knowledge) -> str:
    names = []
    for key in row.equipment:
        thing = knowledge.equipment.get(key)
        if key != "none":
            or_else = f" (or {thing.stands_in})" if thing and thing.stands_in else ""
            names.append((thing.plain_name if thing else key) + or_else)
    return f"Needs: {', '.join(names)}." if names else "Needs nothing."


def _doses(page: Sheet, row: schema.Exercise) -> None:
    page.heading("How much")
    side = Side(row.sides)
    table = []
    for stage, ladder in row.doses.stages.items():
        low, high = ladder.times_per_week
        first, last = ladder.steps[ladder.start], ladder.steps[-1]
        times = f"{low} to {high}" if low != high else str(low)
        table.append((str(stage), _step(first, side), _step(last, side), times, str(last.effort)))
    head = ("Stage", "Begin with", "Up to", "Times a week", "Effort up to")
    page.table(table, head=head, whole=(0, 3))


def _step(step: schema.DoseStep, side: Side) -> str:
    return dose_words(
        Dose(
            sets=step.sets,
            reps=step.reps,
            hold_s=step.hold_s,
            rest_s=step.rest_s,
            minutes=0,
            bout_minutes=step.minutes,
        ),
        side,
    )


def _muscles(page: Sheet, row: schema.Exercise, knowledge: Knowledge) -> None:
    grades = row.muscles.grades
    rows = []
    for grade, words in _WORK:
        names = [_muscle(key, knowledge) for key, given in grades.items() if given == grade]
        if names:
            rows.append((words, ", ".join(names)))
    if row.stretches:
        rows.append(("Lengthens", ", ".join(_target(key, knowledge) for key in row.stretches)))
    if rows:
        page.heading("Muscles")
        page.table(rows, whole=(0,))


def _load(page: Sheet, row: schema.Exercise, knowledge: Knowledge) -> None:
    page.heading("Load on the low back")
    tier = row.load.tier
    page.say(
        f"{_TIERS[tier].capitalize()} (tier {tier} of 4), direction {row.load.direction}; {row.load.basis}.",
        indent=2,
    )
    names = [
        knowledge.conditions[key].plain_name if key in knowledge.conditions else key
        for key in row.cautions
    ]
    if names:
        page.say(f"Left out for people with: {', '.join(names)}.", indent=2)
    if row.substitute:
        other = knowledge.exercises.get(row.substitute)
        name = f"{other.name} ({other.id})" if other else row.substitute
        page.say(f"Lighter instead: {name}.", indent=2)


def _papers(page: Sheet, keys: Iterable[str], knowledge: Knowledge) -> None:
    page.heading("Sources")
    found = ((key, knowledge.sources.get(key)) for key in keys)
    page.points(f"{key}: {source.paper}" if source else key for key, source in found)


def test_text(row: schema.Test, knowledge: Knowledge) -> str:
    """Write one assessment test in full."""
    page = Page()
    page.title(f"{row.name} ({row.id})")
    _test(page, row, knowledge)
    return page.text()


def test_html(row: schema.Test, knowledge: Knowledge, drawn: Iterable[Drawn]) -> str:
    """Write one assessment test in full as an HTML document with its figures."""
    page = HtmlPage()
    page.title(row.name)
    for one in drawn:
        page.figure(one.drawing, one.words)
    _test(page, row, knowledge)
    return page.text()


def _test(page: Sheet, row: schema.Test, knowledge: Knowledge) -> None:
    if row.aliases:
        page.say(f"Also called {', '.join(row.aliases)}.")
    sides = "Left and right are done one after the other." if row.sides else "It has no sides."
    helper = " You need a second person." if row.partner else ""
    unit = amount(0, row.measure_unit).partition(" ")[2]
    page.say(f"Measures {row.measure}, in {unit}. {sides}{helper}")
    if row.needs:
        page.say(f"Needs: {', '.join(row.needs)}.")
    _part(page, "Start", row.start)
    page.heading("Steps")
    page.steps(row.steps)
    _part(page, "Read off", row.read_off)
    page.heading("Stop when")
    page.points(row.stop_when)
    if row.not_when:
        names = [
            knowledge.conditions[key].plain_name if key in knowledge.conditions else key
            for key in row.not_when
        ]
        _part(page, "Leave it out with", f"{', '.join(names)}.")
    _norms(page, row)
    _part(page, "Evidence", row.evidence_note)
    _papers(page, row.sources, knowledge)


def _norms(page: Sheet, row: schema.Test) -> None:
    page.heading("What is usual")
    if not row.norms:
        page.say("No norm that is good enough to judge by.", indent=2)
        return
    rows = []
    for norm in row.norms:
        mean = number(norm.mean) + (f" \N{PLUS-MINUS SIGN} {number(norm.sd)}" if norm.sd else "")
        people = ", ".join(str(sex) for sex in norm.sex)
        ages = f"{norm.age_from} to {norm.age_to}"
        rows.append((norm.label, people, ages, mean, number(norm.cutoff), str(norm.grade)))
    page.table(rows, head=("Norm", "Sex", "Age", "Mean", "Cut-off", "Grade"), whole=(2, 3))


def other_text(key: str, kind: str) -> str:
    """Point to the other thing of the same id."""
    page = Page()
    page.gap()
    page.say(f"{key} is an id twice; to see the {kind}:")
    page.say(f"multifidus show {key} --kind {kind}", indent=2)
    return page.text()


def claim_text(row: schema_texts.Claim, knowledge: Knowledge) -> str:
    """Write a popular claim and what the evidence says of it."""
    return _claim(Page(), row, knowledge)


def claim_html(row: schema_texts.Claim, knowledge: Knowledge) -> str:
    """Write a popular claim and what the evidence says of it as an HTML document."""
    return _claim(HtmlPage(), row, knowledge)


def _claim(page: Sheet, row: schema_texts.Claim, knowledge: Knowledge) -> str:
    page.title(
        f"\N{LEFT DOUBLE QUOTATION MARK}{row.claim}\N{RIGHT DOUBLE QUOTATION MARK} ({row.id})"
    )
    page.say(f"The evidence: {row.verdict}.")
    page.gap()
    page.say(row.says)
    page.heading("Sources")
    lines = []
    for one in row.evidence:
        source = knowledge.sources.get(one.source)
        paper = f"{one.source}: {source.paper}" if source else one.source
        figure = f" {one.figure}." if one.figure else ""
        lines.append(f"{paper}.{figure} Grade {one.grade} ({_GRADES[one.grade]}).")
    page.points(lines)
    return page.text()
