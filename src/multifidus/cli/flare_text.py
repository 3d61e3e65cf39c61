# SPDX-License-Identifier: Apache-2.0
"""The plan of a flare-up in words, for someone who hurts: today first, and short."""

from itertools import groupby
from typing import Final

from multifidus.cli.text import Page, long_date, short_date, weekday
from multifidus.domain.flare import FlareDays, FlarePlan, FlareStepKind

_AGAIN: Final = {
    FlareStepKind.MOVE: "keep moving",
    FlareStepKind.WALK: "the short walks",
    FlareStepKind.EASE: "the easing movement",
    FlareStepKind.COMFORT: "a place of comfort",
    FlareStepKind.WARMTH: "warmth",
    FlareStepKind.TRAIN: "the easy variants",
    FlareStepKind.RETURN: "the lighter doses",
}
"""What to call a step that was told in full for the days before."""


def flare_text(plan: FlarePlan) -> str:
    """Write the plan as a page."""
    page = Page()
    page.title(f"Your flare-up, day {plan.flare.day}: what to do now")
    page.gap()
    page.say(" ".join(plan.opening))
    if plan.flare.review_due:
        page.gap()
        page.say(plan.review)
    told: set[str] = set()
    for days in plan.days:
        page.heading(f"{_when(days)}: {days.title}")
        page.points(step.text for step in days.steps if step.text not in told)
        again = [_AGAIN[step.kind] for step in days.steps if step.text in told]
        if again:
            page.points([f"As before: {', '.join(again)}."])
        told |= {step.text for step in days.steps}
    page.heading("The way back")
    page.points(plan.way_back)
    page.heading("When to seek help")
    if not plan.flare.review_due:
        page.say(f"{plan.review} Day {_day_of_review(plan)} is {long_date(plan.review_on)}.")
        page.gap()
    for action, signs in groupby(plan.seek_help, key=lambda one: one.action):
        page.say("If you would say yes to one of these:")
        page.points(sign.question for sign in signs)
        page.say(action)
        page.gap()
    page.points(plan.notes, indent=0)
    page.gap()
    page.say(f"Rule {plan.rule}, grade {plan.grade}; source: {', '.join(plan.source)}.")
    return page.text()


def _when(days: FlareDays) -> str:
    if days.first == days.last:
        return f"{weekday(days.first)} {short_date(days.first)} (day {days.first_day})"
    return (
        f"{weekday(days.first)} {short_date(days.first)} to {weekday(days.last)} "
        f"{short_date(days.last)} (days {days.first_day} to {days.last_day})"
    )


def _day_of_review(plan: FlarePlan) -> int:
    return (plan.review_on - plan.flare.started).days + 1
