# SPDX-License-Identifier: Apache-2.0
"""Sessions in a real browser: by themselves, by keyboard, torn off, without network, without server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_house import Live, example, serving
from player_steps import (
    EVENING,
    MORNING,
    NOW,
    at_end,
    begin,
    logged,
    planned,
    ready,
    sent,
    until,
)
from playwright.sync_api import Browser, BrowserContext, expect
from steps import parts, sets_logged, sets_of

from app_house import Clock, House, make_house
from multifidus.domain.words import Slot
from multifidus.service.records import kept
from multifidus.service.session_log_device import say_own_device

pytest_plugins = ("browser_fixtures",)

ALL_KEPT = """async () => {
  const { sessions } = await (await fetch("/api/sessions")).json();
  const urls = JSON.stringify(sessions).match(/\\/figures\\/[^"]+/g) ?? [];
  const cache = await caches.open("multifidus-figures");
  const kept = await Promise.all(urls.map((url) => cache.match(url)));
  return kept.length > 0 && kept.every(Boolean) && Boolean(navigator.serviceWorker.controller);
}"""
"""Whether every drawing of the sessions to come is kept, and the worker looks after the page."""


def test_a_whole_session_runs_by_itself_and_two_taps_end_it(live: Live) -> None:
    page, who = ready(live)
    session = planned(live.house, who, Slot.MORNING)
    begin(page)
    until(page, at_end(page))
    last = page.locator("#finish-effort")
    expect(last).to_be_visible()
    last.get_by_role("button", name="5", exact=True).click()
    page.locator("[data-tens=during]").get_by_role("button", name="4", exact=True).click()
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    sent(page)
    assert sets_logged(live.house, who) == sets_of(session)
    row = logged(live.house, who)
    assert row is not None
    assert [one.exercise for one in row.done] == [item.exercise for item in session.items]
    assert [len(one.sets) for one in row.done] == [item.dose.sets for item in session.items]
    assert (row.pain.before, row.pain.during) == (3, 4)
    assert row.done[-1].effort == 5
    assert parts(live.house, who)[-1]["part"] == "end"
    expect(page.get_by_text("Everything is sent.")).to_be_visible()


def test_the_quick_look_is_kept_as_answers_and_a_yes_stops_everything(live: Live) -> None:
    page, who = ready(live)
    page.get_by_role("button", name="Yes, something").click()
    expect(page.get_by_role("heading", name="Do not exercise now")).to_be_visible()
    expect(page.get_by_text("Go to emergency care now")).to_be_visible()
    expect(page.get_by_role("link", name="Answer the safety questions")).to_have_attribute(
        "href", "/safety"
    )
    sent(page)
    record = kept(live.house.service, who)
    assert record is not None
    assert dict(record.record.screening[-1].answers) == {"anything-new": "yes"}
    page.goto(MORNING)
    assert not page.url.endswith(MORNING)


def test_reloaded_in_the_middle_of_a_set_it_goes_on_and_nothing_is_there_twice(live: Live) -> None:
    page, who = ready(live, slot=EVENING)
    session = planned(live.house, who, Slot.EVENING)
    begin(page)
    until(page, lambda: len(sets_logged(live.house, who)) >= 2)
    page.clock.run_for(30_000)
    page.reload()
    expect(page.get_by_role("heading", name="Go on with your session?")).to_be_visible()
    expect(page.locator("#resume-text")).to_contain_text(re.compile(r"\d of 4"))
    page.get_by_role("button", name="Go on", exact=True).click()
    until(page, at_end(page))
    sent(page)
    assert sets_logged(live.house, who) == sets_of(session)


def test_what_was_begun_days_ago_stays_that_day_and_the_session_begins_anew(live: Live) -> None:
    page, who = ready(live, slot=EVENING)
    begin(page)
    until(page, lambda: len(sets_logged(live.house, who)) >= 1)
    page.close()
    later = page.context.new_page()
    live.watch(later)
    later.clock.install(time=NOW + timedelta(days=3))
    later.goto(EVENING)
    expect(later.get_by_role("heading", name="Anything new?")).to_be_visible()
    sent(later)
    assert parts(live.house, who)[-1]["part"] == "end"
    assert logged(live.house, who) is not None


def test_a_device_that_keeps_nothing_goes_on_from_what_the_server_knows(live: Live) -> None:
    page, who = ready(live, own="no", slot=EVENING)
    session = planned(live.house, who, Slot.EVENING)
    begin(page)
    until(page, lambda: len(sets_logged(live.house, who)) >= 2)
    sent(page)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    page.reload()
    page.get_by_role("button", name="Go on", exact=True).click()
    until(page, at_end(page))
    sent(page)
    assert sorted(map(str, sets_logged(live.house, who))) == sorted(map(str, sets_of(session)))


def test_without_network_everything_waits_and_then_arrives_once(live: Live) -> None:
    page, who = ready(live, slot=EVENING)
    session = planned(live.house, who, Slot.EVENING)
    begin(page)
    page.clock.run_for(2_000)
    sent(page)
    page.context.set_offline(True)
    live.troubles.clear()
    until(page, at_end(page))
    expect(page.locator("#unsent")).to_contain_text("not sent yet")
    assert sets_logged(live.house, who) == []
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    sent(page)
    assert sets_logged(live.house, who) == sets_of(session)
    live.troubles[:] = [one for one in live.troubles if "Failed to load resource" not in one]


def test_a_whole_session_by_keyboard_alone(live: Live) -> None:
    page, who = ready(live)
    page.get_by_role("button", name="None of these").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.locator("[data-tens=before] .ten").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#s-run h1")).to_be_focused()
    page.keyboard.press("+")
    page.clock.run_for(200)
    assert int(page.locator("#count").inner_text()) > 15
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#s-run")).to_have_attribute("data-kind", "work")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    count = page.locator("#count").inner_text()
    page.clock.run_for(60_000)
    assert page.locator("#count").inner_text() == count
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    page.clock.run_for(12_000)
    for _ in range(60):
        if at_end(page)():
            break
        page.keyboard.press("ArrowRight")
        page.clock.run_for(3_000)
    expect(page.get_by_role("heading", name="That was the last set")).to_be_focused()
    page.locator("[data-tens=last-effort] .ten").nth(5).focus()
    page.keyboard.press("Enter")
    page.locator("[data-tens=during] .ten").nth(2).focus()
    page.keyboard.press(" ")
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="Done")).to_be_focused()
    sent(page)
    assert logged(live.house, who) is not None


def test_skipping_says_why_and_the_easier_one_takes_the_place(live: Live) -> None:
    page, who = ready(live)
    begin(page)
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_role("button", name="No time").click()
    for _ in range(60):
        if page.get_by_role("button", name="Easier one").is_visible():
            break
        page.get_by_role("button", name=re.compile("Next|Ready|Set done")).click()
    hard = page.locator("#name").inner_text()
    page.get_by_role("button", name="Easier one").click()
    page.get_by_role("button", name="Take the easier one").click()
    expect(page.locator("#name")).not_to_have_text(hard)
    sent(page)
    row = logged(live.house, who)
    assert row is not None
    assert [one.why for one in row.skipped] == ["no time", "swapped for an easier one"]


def test_something_is_wrong_stops_keeps_and_asks_anew(live: Live) -> None:
    page, who = ready(live)
    begin(page)
    until(page, lambda: len(sets_logged(live.house, who)) >= 2)
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Stopped. What is it?")).to_be_focused()
    page.clock.run_for(600_000)
    done = len(sets_logged(live.house, who))
    page.get_by_role("button", name="Yes, or I am not sure").click()
    expect(page.get_by_role("heading", name="Do not exercise now")).to_be_visible()
    sent(page)
    row = logged(live.house, who)
    assert row is not None
    assert row.stopped == "something is wrong"
    assert len(sets_logged(live.house, who)) - done in {0, 1}
    record = kept(live.house.service, who)
    assert record is not None
    assert dict(record.record.screening[-1].answers) == {"anything-new": "yes"}


def test_stopping_for_pain_is_a_session_that_was_broken_off(live: Live) -> None:
    page, who = ready(live)
    begin(page)
    page.get_by_role("button", name="Something is wrong").click()
    page.get_by_role("button", name="None of these").last.click()
    page.get_by_role("button", name="It hurts too much").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    page.locator("[data-tens=after]").get_by_role("button", name="6", exact=True).click()
    sent(page)
    row = logged(live.house, who)
    assert row is not None
    assert (row.stopped, row.pain.after) == ("pain", 6)


# --- the server itself goes away -------------------------------------------------------------------


class Machine:
    """A house whose server can be switched off and on again at the same address."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.running: Any = None
        self.address = ""

    def on(self) -> None:
        port = int(self.address.rpartition(":")[2] or 0)
        self.running = serving(self.house, port)
        self.address = self.running.__enter__()

    def off(self) -> None:
        if self.running is not None:
            self.running.__exit__(None, None, None)
        self.running = None


@contextmanager
def visiting(browser: Browser, address: str, key: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "multifidus", "value": key, "url": address}])
    yield context
    context.close()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(make_house(tmp_path, Clock(NOW)))
    made.on()
    yield made
    made.off()
    made.house.service.planner.close()
    made.house.service.store.close()


def test_server_gone_the_session_is_kept_on_the_device_starts_without_it_and_is_sent_later(
    machine: Machine, browser: Browser
) -> None:
    who, key = machine.house.person(record=example("second-week"))
    session = planned(machine.house, who, Slot.EVENING)
    with visiting(browser, machine.address, key) as context:
        page = context.new_page()
        page.goto(MORNING)
        page.get_by_role("button", name="Yes, it is mine").click()
        for _ in range(300):
            if page.evaluate(ALL_KEPT):
                break
            page.wait_for_timeout(100)
        page.close()
        machine.off()

        page = context.new_page()
        page.clock.install(time=NOW)
        page.goto("/today")
        expect(page.get_by_role("heading", name="No network just now")).to_be_visible()
        page.get_by_role("link", name=re.compile("23 November, Evening")).click()
        expect(page.get_by_role("heading", name="Anything new?")).to_be_visible()
        begin(page)
        page.clock.run_for(40_000)
        assert page.evaluate("document.querySelector('#figure').naturalWidth > 0")
        page.close()

        page = context.new_page()  # the tab was closed, or the battery died
        page.clock.install(time=NOW)
        page.goto(EVENING)
        page.get_by_role("button", name="Go on", exact=True).click()
        until(page, at_end(page))
        page.locator("[data-tens=during]").get_by_role("button", name="2", exact=True).click()
        page.clock.run_for(1_000)
        expect(page.get_by_text("It is kept on this device")).to_be_visible()
        assert parts(machine.house, who) == []

        machine.on()
        sent(page)
        assert sets_logged(machine.house, who) == sets_of(session)
        row = logged(machine.house, who)
        assert row is not None
        assert (row.slot, row.pain.during) == (Slot.EVENING, 2)


def test_what_the_device_keeps_cannot_be_read_in_its_files_and_is_wiped_at_sign_out(
    machine: Machine, browser: Browser
) -> None:
    who, key = machine.house.person(record=example("second-week"))
    planned(machine.house, who, Slot.MORNING)
    with visiting(browser, machine.address, key) as context:
        page = context.new_page()
        page.goto(MORNING)
        page.get_by_role("button", name="Yes, it is mine").click()
        begin(page)
        page.wait_for_timeout(500)
        kept_things = page.evaluate(
            """async () => {
              const db = await new Promise((done) => {
                const asked = indexedDB.open("multifidus");
                asked.onsuccess = () => done(asked.result);
              });
              const all = (name) => new Promise((done) => {
                const asked = db.transaction(name).objectStore(name).getAll();
                asked.onsuccess = () => done(asked.result);
              });
              const [key] = await all("keys");
              const things = await all("things");
              const text = things.map((one) => new TextDecoder("latin1").decode(one.data)).join();
              db.close();
              return { count: things.length, plain: /bridge|plank|pain|walking/.test(text), extractable: key.extractable };
            }"""
        )
        assert kept_things["count"] > 0
        assert kept_things["plain"] is False
        assert kept_things["extractable"] is False
        page.evaluate(
            """() => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = "/sign-out";
              document.body.append(form);
              form.requestSubmit();
            }"""
        )
        page.wait_for_url(lambda url: "/session/" not in url)
        page.wait_for_timeout(300)
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert page.evaluate("caches.has('multifidus-figures')") is False


def test_a_device_that_is_ones_own_no_more_sends_what_it_holds_and_forgets_it(
    machine: Machine, browser: Browser
) -> None:
    who, key = machine.house.person(record=example("second-week"))
    planned(machine.house, who, Slot.MORNING)
    with visiting(browser, machine.address, key) as context:
        page = context.new_page()
        page.goto(MORNING)
        page.get_by_role("button", name="Yes, it is mine").click()
        expect(page.get_by_role("heading", name="Anything new?")).to_be_visible()
        machine.off()
        begin(page)
        expect(page.locator("#unsent")).to_be_visible()
        page.wait_for_timeout(300)
        page.close()
        machine.on()
        say_own_device(machine.house.service, machine.house.who(key), own=False)
        page = context.new_page()
        page.goto("/more")
        for _ in range(100):
            if page.evaluate("indexedDB.databases().then((all) => all.length)") == 0:
                break
            page.wait_for_timeout(100)
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert [one["part"] for one in parts(machine.house, who)][:2] == ["start", "pain"]


def test_the_caches_hold_nothing_of_a_person(machine: Machine, browser: Browser) -> None:
    who, key = machine.house.person("Wilhelmina Canary", example("second-week"))
    planned(machine.house, who, Slot.MORNING)
    with visiting(browser, machine.address, key) as context:
        page = context.new_page()
        page.goto(MORNING)
        page.get_by_role("button", name="Yes, it is mine").click()
        page.wait_for_function("navigator.serviceWorker.controller")
        page.goto("/session/offline")
        paths = page.evaluate(
            """async () => {
              const out = [];
              for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) out.push(new URL(request.url).pathname);
              return out;
            }"""
        )
        shell = page.evaluate("caches.match('/session/offline').then((one) => one.text())")
    assert paths
    assert all(
        path.startswith(("/static/", "/figures/")) or path == "/session/offline" for path in paths
    )
    assert "Canary" not in shell
    assert '"owner": null' in shell
