# SPDX-License-Identifier: Apache-2.0
"""The person's stage as short lists: what opened it, what the next one asks, what is a step back."""

from collections.abc import Iterable

from multifidus.cli.text import Page, long_date
from multifidus.domain.results import Criterion
from multifidus.domain.stages import CheckPoint, CheckStatus, StageLists


def stage_part(page: Page, lists: StageLists, points: Iterable[CheckPoint] = ()) -> None:
    """Write the stage, its lists and the check-points that are done, due or next onto a page."""
    since = f" since {long_date(lists.since)}" if lists.since is not None else ""
    page.heading(f"Your stage: {lists.stage}{since}")
    page.say(f"{lists.because[:1].upper()}{lists.because[1:]}.")
    if lists.shut_until is not None:
        page.say(
            f"After the step back the next stage stays shut until {long_date(lists.shut_until)}."
        )
    for way in lists.ways_up:
        missing = sum(not one.met for one in way.criteria)
        left = "all met" if not missing else f"{missing} of {len(way.criteria)} still missing"
        page.heading(f"For the {way.stage} stage ({left})")
        _list(page, way.criteria)
    if lists.back_to is not None:
        page.heading(f"One step back to the {lists.back_to} stage, if one of these comes about")
        page.points(f"{one.text} ({one.have})" for one in lists.back)
    shown = [one for one in points if one.status is not CheckStatus.MISSED]
    if shown:
        page.heading("Check-points")
        page.points(f"{long_date(one.on)}: {one.text}" for one in shown)


def _list(page: Page, criteria: Iterable[Criterion]) -> None:
    page.table(
        [("met" if one.met else "missing", one.text, one.have) for one in criteria], whole=(0,)
    )


def stage_text(lists: StageLists, points: Iterable[CheckPoint] = ()) -> str:
    """Write the stage as a page of its own."""
    page = Page()
    stage_part(page, lists, points)
    return page.text()
