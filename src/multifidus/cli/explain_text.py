# SPDX-License-Identifier: Apache-2.0
"""An explanation in words: why each exercise is there, and what the plan runs up against."""

from collections.abc import Iterable
from itertools import groupby

from multifidus.cli.text import Page
from multifidus.domain.explanation import AnsweredFinding, ExplainedItem, Explanation

_SIDES = ("left", "right")
_NOTHING = "Looked at;"


def explanation_text(explanation: Explanation) -> str:
    """Write an explanation as a page that follows the week it explains."""
    page = Page()
    page.title("Why this week")
    for item in explanation.items:
        page.heading(f"{item.name} ({item.exercise})")
        for reason in item.reasons:
            cite = f"; {', '.join(reason.cite)}" if reason.cite else ""
            page.hang("  - ", f"{reason.text} [{reason.rule}{cite}]")
        _worth(page, item)
    if explanation.findings:
        page.heading("What was found, and the answer")
        _findings(page, explanation.findings)
    if explanation.limits:
        page.heading("What limits this plan")
        page.points(explanation.limits)
    if explanation.ten_more_minutes:
        page.heading("What ten more minutes would buy")
        page.say(explanation.ten_more_minutes, indent=2)
    return page.text()


def _worth(page: Page, item: ExplainedItem) -> None:
    """Say what is lost without an exercise; the sentence may already say so, or name the other."""
    lost = item.lost_without
    if lost.startswith("Even with"):
        page.say(f"Without it, {lost[0].lower()}{lost[1:]}", indent=2)
    elif lost.startswith("Nothing"):
        page.say(f"Without it {lost[0].lower()}{lost[1:]}", indent=2)
    elif lost.startswith(("Without", "It ")):
        page.say(lost, indent=2)
    else:
        page.say(f"Without it: {lost}", indent=2)
    if item.replaced_by is not None and item.replaced_by not in lost:
        page.say(f"In its place: {item.replaced_by}", indent=2)


def _findings(page: Page, findings: Iterable[AnsweredFinding]) -> None:
    """Write each finding with its answer; left and right once where both say the same."""
    rows = list(findings)
    calm = [one for one in rows if one.answer.startswith(_NOTHING)]
    for (_, _, answer), both in groupby((one for one in rows if one not in calm), key=_same):
        page.hang("  - ", _joined([one.finding for one in both]))
        page.say(answer, indent=4)
    names: dict[str, list[str]] = {}
    for one in calm:
        name, side, _ = _parts(one.finding)
        names.setdefault(name, []).extend([side] if side else [])
    if names:
        listed = (
            f"{name} ({' and '.join(sorted(where))})" if where else name
            for name, where in names.items()
        )
        page.hang("  - ", f"Nothing special this week for: {', '.join(listed)}.")


def _same(one: AnsweredFinding) -> tuple[str, str, str]:
    """Test, words after the value, and answer: all that left and right may share."""
    name, side, rest = _parts(one.finding)
    _, _, after = rest.partition(" on ")
    return name, after if side else rest, one.answer


def _parts(sentence: str) -> tuple[str, str, str]:
    """Split `Test (left): 42 degrees on ...` into test, side and the rest."""
    head, _, rest = sentence.partition(": ")
    for side in _SIDES:
        if head.endswith(f" ({side})"):
            return head.removesuffix(f" ({side})"), side, rest
    return head, "", rest


def _joined(sentences: list[str]) -> str:
    """One sentence for one side, or for both when all but the value is the same."""
    if len(sentences) == 1:
        return sentences[0]
    parts = sorted(_parts(sentence) for sentence in sentences)
    values = " and ".join(f"{side} {rest.partition(' on ')[0]}" for _, side, rest in parts)
    name, _, rest = parts[0]
    return f"{name} (left and right): {values} on {rest.partition(' on ')[2]}"
