# SPDX-License-Identifier: Apache-2.0
"""A team's warm-up as a coach reads it in a terminal."""

from multifidus.cli.text import Page, long_date, number, short_date, weekday
from multifidus.domain.team import PartMove, TeamDay, TeamPlan, Word
from multifidus.knowledge.loader import Knowledge


def team_text(plan: TeamPlan, knowledge: Knowledge) -> str:
    """Write a team's plan as text."""
    page = Page()
    page.title(f"{plan.team}: warm-up for the week of {long_date(plan.week)}")
    page.say(_line(plan, knowledge))
    page.heading("Stop rule")
    page.points(plan.stop_rule)
    page.heading("Players")
    page.table([(one.name, one.word.value, one.reason) for one in plan.members])
    page.gap()
    page.say(
        ", ".join(f"{plan.counts[word.value]} {word.value}" for word in Word)
        + ". A coach sees these words and no reasons. Players sign in with their own plan."
    )
    page.heading("Days")
    for day in plan.days:
        out = left_out(plan, day)
        left = f"; without {', '.join(out)}" if out else ""
        page.hang(
            "  ", f"{weekday(day.on)} {short_date(day.on)}: {number(day.minutes)} minutes{left}"
        )
    for part in plan.parts:
        page.heading(f"{part.name} ({_minutes(part.moves)})")
        for one in part.moves:
            page.hang("  ", f"{one.move.name}: {one.move.dose}.")
            if one.move.drill:
                page.hang("    ", one.move.how)
            page.hang("    ", f"Cues: {'; '.join(one.move.cues)}.")
            page.hang("    ", f"Stop when {one.move.stop_when}.")
            if part.id == "strength":
                page.hang("    ", f"Modified: {easier(one)}")
        if part.id != "strength":
            page.say(f"Modified players: {part.modified}", indent=2)
    page.heading("Good to know")
    for note in plan.notes:
        page.points([f"{note.text} [{note.rule}]"])
    page.heading("What is known")
    for row in plan.evidence:
        page.points([f"{row.programme}. {row.result} {row.about_backs} (grade {row.grade})"])
        page.say(papers(row.source, knowledge), indent=4)
    page.heading(f"{plan.education.title} (grade {plan.education.grade})")
    page.say(plan.education.lead, indent=2)
    page.points(plan.education.points)
    page.say(papers(plan.education.source, knowledge), indent=2)
    return page.text()


def _line(plan: TeamPlan, knowledge: Knowledge) -> str:
    """Sport, season, level and what the level is about."""
    sport = next((row.name for row in knowledge.sports.sports if row.id == plan.sport), "")
    week = f"week {plan.season_week} of the season" if plan.season_week else ""
    parts = [sport, str(plan.season or ""), week, plan.level_name]
    line = ", ".join(part for part in parts if part)
    return f"{line[:1].upper()}{line[1:]}. {plan.level_says}"


def _minutes(moves: tuple[PartMove, ...]) -> str:
    return f"{number(sum(one.move.seconds for one in moves) / 60)} minutes"


def left_out(plan: TeamPlan, day: TeamDay) -> list[str]:
    """Name what is not done on a day: a part by its name where nothing of it is done."""
    out: list[str] = []
    for part in plan.parts:
        missing = [one.move.name for one in part.moves if one.place not in day.places]
        out += [part.name.lower()] if len(missing) == len(part.moves) else missing
    return out


def easier(one: PartMove) -> str:
    """Say what modified players do at a place of the strength part."""
    if one.easier is None:
        return "leave this out and walk."
    return f"{one.easier.name}, {one.easier.dose}."


def papers(keys: tuple[str, ...], knowledge: Knowledge) -> str:
    """Name papers by authors and year."""
    return "; ".join(knowledge.sources[key].paper.split(". ")[0] for key in keys)
