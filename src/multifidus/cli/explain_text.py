# SPDX-License-Identifier: Apache-2.0
"""An explanation in words: why each exercise is there, and what the plan runs up against."""

from multifidus.cli.text import Page
from multifidus.domain.explanation import Explanation


def explanation_text(explanation: Explanation) -> str:
    """Write an explanation as a page that follows the week it explains."""
    page = Page()
    page.title("Why this week")
    for item in explanation.items:
        page.heading(f"{item.name} ({item.exercise})")
        for reason in item.reasons:
            cite = f"; {', '.join(reason.cite)}" if reason.cite else ""
            page.hang("  - ", f"{reason.text} [{reason.rule}{cite}]")
        page.hang("  Without it: ", item.lost_without)
        page.hang("  In its place: ", item.replaced_by or "nothing in the catalogue fits as well")
    if explanation.findings:
        page.heading("What was found, and the answer")
        for one in explanation.findings:
            page.hang("  - ", one.finding)
            page.say(one.answer, indent=4)
    if explanation.limits:
        page.heading("What limits this plan")
        page.points(explanation.limits)
    if explanation.ten_more_minutes:
        page.heading("What ten more minutes would buy")
        page.say(explanation.ten_more_minutes, indent=2)
    return page.text()
