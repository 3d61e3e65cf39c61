# SPDX-License-Identifier: Apache-2.0
"""What changes in a week and why: a short list under the week, and all of it with --explain."""

from collections.abc import Iterable
from typing import Final

from multifidus.cli.text import Page
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, AdjustmentStatus

_SHOWN_HOLDS: Final = 3
"""How many held steps the short list names; the rest are counted."""

_STATUS: Final = {
    AdjustmentStatus.SUGGESTED: "suggested, in this plan until you decide",
    AdjustmentStatus.ACCEPTED: "accepted",
    AdjustmentStatus.DECLINED: "declined, not in this plan",
    AdjustmentStatus.APPLIED: "applied",
}


def changes_page(page: Page, adjustments: Iterable[Adjustment]) -> None:
    """Write the short list: one sentence for each change, and what waits for a yes."""
    rows = list(adjustments)
    if not rows:
        return
    page.heading("What changes, and why")
    holds = [one for one in rows if one.kind is AdjustmentKind.HOLD]
    others = [one for one in rows if one.kind is not AdjustmentKind.HOLD]
    for one in [*others, *holds[:_SHOWN_HOLDS]]:
        page.hang("  - ", _sentence(one))
    if len(holds) > _SHOWN_HOLDS:
        page.say(f"and {len(holds) - _SHOWN_HOLDS} more that stay as they are.", indent=4)
    if any(one.status is AdjustmentStatus.SUGGESTED for one in rows):
        page.say(
            "Suggested steps are in this plan. The plan without them: --agreed. To settle one, add "
            "it to decisions: in your record, with accept: true or false; --explain gives the ids.",
            indent=2,
        )


def _sentence(one: Adjustment) -> str:
    mark = {
        AdjustmentStatus.SUGGESTED: "Suggested: ",
        AdjustmentStatus.ACCEPTED: "Accepted: ",
        AdjustmentStatus.DECLINED: "Declined: ",
    }.get(one.status, "")
    bounds = ""
    if one.clamps and one.kind is not AdjustmentKind.HOLD:
        bounds = f" Held back by: {'; '.join(clamp.text for clamp in one.clamps)}."
    return f"{mark}{one.text}{bounds} [{one.rule}]"


def changes_text(adjustments: Iterable[Adjustment]) -> str:
    """Write every change with its id, rule, inputs, before and after, bounds, papers and grade."""
    page = Page()
    page.title("Every change of this week")
    for one in adjustments:
        page.heading(f"{one.name}: {one.before} to {one.after}")
        page.say(one.text, indent=2)
        page.points(
            [
                f"id: {one.id}",
                f"{_STATUS[one.status]}{f' by {one.decided_by}' if one.decided_by else ''}",
                f"rule {one.rule}, grade {one.grade}; {', '.join(one.source)}",
                "looked at: " + "; ".join(f"{key} {value}" for key, value in one.inputs.items()),
                *([f"the rule alone would give: {one.wanted}"] if one.wanted != one.after else []),
                *(f"bound {clamp.rule}: {clamp.text}" for clamp in one.clamps),
            ]
        )
    return page.text()
