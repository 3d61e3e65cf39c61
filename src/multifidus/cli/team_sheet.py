# SPDX-License-Identifier: Apache-2.0
"""The coach's sheet: two A4 pages to read at arm's length on grass, and a page to read together."""

from collections.abc import Iterable
from html import escape
from typing import Final

from multifidus.cli.html_page import document
from multifidus.cli.team_lanes import LANE_STYLE, lane_svg
from multifidus.cli.team_text import easier, left_out, papers
from multifidus.cli.text import long_date, number, short_date, weekday
from multifidus.domain.team import PartMove, TeamPart, TeamPlan, Word
from multifidus.knowledge.loader import Knowledge
from multifidus.movement import draw
from multifidus.movement.figure import Subject, still
from multifidus.movement.motion import solved

STYLE: Final = (
    """
@page{size:A4;margin:9mm}
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#333;--line:#777;--card:#fff;--accent:#000}
main{max-width:192mm;padding:0}
body{font:11.5pt/1.25 "Liberation Sans",Arial,Helvetica,sans-serif}
h1{font-size:20pt;margin:0}h2{font-size:14pt;margin:2.5mm 0 1.2mm;color:#000}
.page{break-after:page}.page:last-child{break-after:auto}
.lead{font-size:12pt;margin:.5mm 0 1.5mm;max-width:none}
.stop{border:1mm solid #000;border-radius:3mm;padding:1.5mm 3mm;font-weight:700}
.stop p{margin:.4mm 0;max-width:none}
.cards{display:grid;gap:2mm;grid-template-columns:repeat(3,1fr)}
.cards.two{grid-template-columns:repeat(2,1fr)}
.card{border:.4mm solid #000;border-radius:3mm;padding:1.5mm 2.5mm;break-inside:avoid;
display:flex;flex-direction:column}
.card svg{display:block;width:100%;height:27mm}.card.lane svg{height:16mm}
.card h3{margin:0;font-size:13pt;line-height:1.12}
.card .dose{font-size:12.5pt;font-weight:700;margin:.5mm 0}
.card p{margin:.4mm 0;font-size:10.5pt;line-height:1.2;max-width:none}
.card .easier{border-top:.3mm dashed #000;margin-top:auto;padding-top:.8mm}
.modified{font-size:11.5pt;margin:1.2mm 0 0;max-width:none}
.cards.one{grid-template-columns:1fr}
.ends{display:grid;grid-template-columns:1fr 2fr;gap:2mm}
.players{columns:4;font-size:10.5pt;list-style:none;padding:0;margin:0}.players li{margin:.8mm 0;break-inside:avoid}
table{width:100%;font-size:10.5pt;margin:0}th,td{padding:.5mm 2mm .5mm 0;border-color:#777}th{color:#000}
.small,.small li{font-size:10pt;line-height:1.25}.small li{margin:.8mm 0;max-width:none}
.read li{font-size:14pt;margin:2.5mm 0;max-width:none}.read .lead{font-size:14pt}
@media (prefers-color-scheme:dark){:root{--paper:#fff;--ink:#000;--soft:#333;--line:#777;--card:#fff;--accent:#000}}
@media (max-width:40rem){.cards,.cards.two,.ends{grid-template-columns:1fr}main{padding:1rem}}
"""
    + LANE_STYLE
)


def team_sheet(plan: TeamPlan, knowledge: Knowledge) -> str:
    """Draw a team's plan as one HTML document for paper.

    Players stand on it with their name and their word, and with nothing else.
    """
    parts = {part.id: part for part in plan.parts}
    first = [
        _head(plan, knowledge),
        _stop(plan),
        _part(parts["running"], knowledge, "two", 1),
        _days(plan),
        _players(plan),
    ]
    balance = _part(parts["balance"], knowledge, "one", 3)
    jumps = _part(parts["jumps"], knowledge, "two", 4)
    second = [
        _part(parts["strength"], knowledge, "", 2),
        f'<div class="ends"><div>{balance}</div><div>{jumps}</div></div>\n',
    ]
    third = [_read(plan, knowledge), _notes(plan), _known(plan, knowledge)]
    body = "".join(
        f'<section class="page">\n{"".join(rows)}</section>\n' for rows in (first, second, third)
    )
    return document(f"{plan.team}: warm-up", body, STYLE)


def _head(plan: TeamPlan, knowledge: Knowledge) -> str:
    sport = next((row.name for row in knowledge.sports.sports if row.id == plan.sport), "")
    said = [sport.capitalize(), f"week of {long_date(plan.week)}", plan.level_name]
    line = " · ".join(one for one in said if one)
    return (
        f"<h1>{escape(plan.team)}: warm-up</h1>\n"
        f'<p class="lead">{escape(line)}. {escape(plan.level_says)}</p>\n'
    )


def _stop(plan: TeamPlan) -> str:
    rows = "".join(f"<p>{escape(line)}</p>" for line in plan.stop_rule)
    return f'<div class="stop">{rows}</div>\n'


def _minutes(part: TeamPart) -> str:
    return f"{number(sum(one.move.seconds for one in part.moves) / 60)} min"


def _part(part: TeamPart, knowledge: Knowledge, columns: str, place: int) -> str:
    cards = "".join(_card(one, part, knowledge) for one in part.moves)
    told = "" if part.id == "strength" else part.modified
    line = f'<p class="modified"><b>Modified players:</b> {escape(told)}</p>\n' if told else ""
    return (
        f"<h2>{place}. {escape(part.name)} ({_minutes(part)})</h2>\n"
        f'<div class="cards {columns}">\n{cards}</div>\n{line}'
    )


def _card(one: PartMove, part: TeamPart, knowledge: Knowledge) -> str:
    move = one.move
    lane = _lane(one, knowledge)
    drawing = lane or _figure(one, knowledge)
    how = f"<p>{escape(move.how)}</p>" if move.drill else ""
    cues = " · ".join(escape(cue) for cue in move.cues[: 2 if move.drill else 1])
    less = (
        f'<p class="easier"><b>Modified:</b> {escape(easier(one))}</p>'
        if part.id == "strength"
        else ""
    )
    return (
        f'<article class="card{" lane" if lane else ""}">{drawing}<h3>{escape(move.name)}</h3>'
        f'<p class="dose">{escape(move.dose)}</p>{how}<p>{cues}</p>'
        f"<p><b>Stop</b> when {escape(move.stop_when)}.</p>{less}</article>\n"
    )


def _lane(one: PartMove, knowledge: Knowledge) -> str:
    drill = next((row for row in knowledge.warm_up.drills if row.id == one.move.id), None)
    return lane_svg(drill.lane, drill.name, drill.id) if drill is not None and drill.lane else ""


def _figure(one: PartMove, knowledge: Knowledge) -> str:
    """Draw an exercise of the catalogue, or the body of a drill."""
    if not one.move.drill:
        return draw.of(knowledge.exercises[one.move.id], prefix=f"{one.place}-").svg("still")
    drill = next(row for row in knowledge.warm_up.drills if row.id == one.move.id)
    movement = knowledge.warm_up.movements[drill.figure or ""]
    return still(
        solved(movement), Subject(id=f"drill-{drill.id}", name=drill.name, description=drill.how)
    )


def _table(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table>\n"


def _days(plan: TeamPlan) -> str:
    rows = []
    for day in plan.days:
        out = left_out(plan, day)
        left = f"without {', '.join(out)}" if out else "all of it"
        rows.append((f"{weekday(day.on)} {short_date(day.on)}", f"{number(day.minutes)} min", left))
    return "<h2>Days</h2>\n" + _table(("Day", "Time", "What"), rows)


def _players(plan: TeamPlan) -> str:
    rows = "".join(
        f"<li><b>{escape(one.name)}</b> {escape(one.word.value)}"
        f"{f' ({escape(one.reason)})' if one.reason else ''}</li>\n"
        for one in plan.members
    )
    counted = ", ".join(f"{plan.counts[word.value]} {word.value}" for word in Word)
    return f'<h2>Players: {escape(counted)}</h2>\n<ul class="players">{rows}</ul>\n'


def _notes(plan: TeamPlan) -> str:
    rows = "".join(f"<li>{escape(note.text)}</li>\n" for note in plan.notes)
    return f'<h2>Good to know</h2>\n<ul class="small">{rows}</ul>\n'


def _known(plan: TeamPlan, knowledge: Knowledge) -> str:
    rows = "".join(
        f"<li>{escape(row.programme)}. {escape(row.result)} {escape(row.about_backs)} "
        f"Grade {row.grade}; {escape(papers(row.source, knowledge))}.</li>\n"
        for row in plan.evidence
    )
    return f'<h2>What is known</h2>\n<ul class="small">{rows}</ul>\n'


def _read(plan: TeamPlan, knowledge: Knowledge) -> str:
    page = plan.education
    points = "".join(f"<li>{escape(point)}</li>\n" for point in page.points)
    return (
        f'<div class="read"><h1>{escape(page.title)}</h1>\n<p class="lead">{escape(page.lead)}</p>\n'
        f"<ul>{points}</ul>\n</div>\n"
        f'<p class="small">Grade {page.grade}; {escape(papers(page.source, knowledge))}.</p>\n'
    )
