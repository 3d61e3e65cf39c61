# SPDX-License-Identifier: Apache-2.0
"""The summary on paper: the fullest record still fits on two pages of A4, in both languages."""

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from app_house import Clock, House, make_house
from multifidus.domain.record import Exclude, Measurement, OutcomeEntry, Record, Screening
from multifidus.domain.words import Activity, Answer, PainSite, Side
from multifidus.exchange.record_file import read_record, record_to_value
from multifidus.knowledge.loader import shipped
from multifidus.service import records
from multifidus.service.weeks import the_weeks
from multifidus.web import create_app

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 11, 23)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def _full(*, raised: bool) -> Record:
    """Fill every part of the summary as far as it goes."""
    known = shipped()
    record = read_record((EXAMPLES / "second-week.yaml").read_text(encoding="utf-8"), "x", known)
    assert record.episode is not None
    tests = [test for test in known.tests.values() if not test.partner][:14]
    answers = {"getting-worse": Answer.YES, "weight-loss": Answer.NOT_SURE} if raised else {}
    return replace(
        record,
        episode=replace(
            record.episode,
            sites=tuple(PainSite)[:8],
            worse_with=tuple(Activity)[:7],
            better_with=tuple(Activity)[6:],
        ),
        conditions=("knee-pain",) if not raised else tuple(list(known.conditions)[:8]),
        activities=tuple(f"{n}. " + "carry the shopping up the stairs " * 5 for n in range(3)),
        screening=(*record.screening, Screening(on=DAY, answers=answers)),
        measurements=tuple(
            Measurement(
                on=DAY - timedelta(days=days),
                test=test.id,
                value=(test.human_range.lowest + test.human_range.highest) // 2,
                side=side,
            )
            for days in (40, 1)
            for test in tests
            for side in ((Side.LEFT, Side.RIGHT) if test.sides else (None,))
        ),
        outcomes=(
            *record.outcomes,
            *(
                OutcomeEntry(on=DAY - timedelta(days=days), instrument=name, answers=given)
                for days in (60, 3)
                for name, given in (
                    ("nprs", {"now": 5, "average": 6, "worst": 8, "leg": 3}),
                    ("psfs", {"activity-1": 3, "activity-2": 4}),
                    ("rmdq-24", {"statement-1": 1}),
                    ("gpe", {"change": 5}),
                )
            ),
        ),
        directives=tuple(
            Exclude(
                on=DAY - timedelta(days=n),
                by="Dr. A. Longname-Hyphenated, orthopaedics and rehabilitation medicine",
                exercise=key,
                note="until the next appointment " * 8,
            )
            for n, key in enumerate(
                ("sit-up", "superman", "burpee", "deadlift", "push-up", "squat", "plank")
            )
            if key in known.exercises
        ),
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path, Clock(datetime(2026, 11, 23, 9, tzinfo=UTC)))
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture
def address(house: House) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(house.service), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listening.close()


@pytest.mark.slow
def test_two_pages_whatever_the_record_in_both_languages(house: House, address: str) -> None:
    assert CHROMIUM is not None, "these tests print with the system's own Chromium"
    keys = {}
    for raised in (False, True):
        text = json.dumps(record_to_value(_full(raised=raised)), default=str)
        for language in ("en", "de"):
            who, key = house.person(f"{raised} {language}", record=text)
            with house.service.store.write() as writing:
                writing.change_account(who.account or "", language=language)
            kept = records.kept(house.service, who)
            assert kept is not None
            the_weeks(house.service, who, kept, wait_s=60)
            keys[raised, language] = key
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for (raised, language), key in keys.items():
            context = browser.new_context()
            context.add_cookies([{"name": "multifidus", "value": key, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/summary")
            printed = page.pdf(prefer_css_page_size=True)
            counts = [int(count) for count in re.findall(rb"/Count (\d+)", printed)]
            assert max(counts) == 2, (raised, language)
            context.close()
        browser.close()
