# SPDX-License-Identifier: Apache-2.0
"""Whole ways through the app in a real browser: what a person does from the front door on."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from browser_house import Live, example, serving
from playwright.sync_api import Browser, Locator, Page, expect
from steps import (
    ACTIVITY,
    NAME,
    ORDER,
    WAIT_MS,
    activities,
    begin_session,
    calendar_address,
    choose,
    follow,
    go_on,
    in_order,
    leave_out,
    log_of,
    measure,
    path_of,
    planned,
    play_to_the_end,
    press_button,
    record_of,
    safety,
    sent,
    sets_logged,
    sets_of,
    sign_in_again,
    sign_up,
    until,
    until_kept,
    wait_for,
    walk_in,
    who_is,
    you,
)

from app_house import MONDAY, PASSWORD, Clock, House, make_house
from multifidus.domain.week import Refusal
from multifidus.domain.words import Slot
from multifidus.exchange.record_file import read_record
from multifidus.service import Role, Who
from multifidus.service.records import kept
from multifidus.service.weeks import the_weeks

pytest_plugins = ("browser_fixtures",)

SECOND_WEEK = datetime(2026, 11, 23, 8, tzinfo=UTC)
MORNING = "/session/2026-11-23/morning"
PLAN = ("/today", "/week", MORNING, "/found", "/start/found", "/start/week", "/tests")
"""Addresses that would show a plan, or lead to one."""
WRONG_ANSWER = "status of 422"
SIGNED_OUT = "status of 401"
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
NOT_KEPT = "net::ERR_FAILED"
"""What the worker answers for a drawing that the device has not got yet."""


def expected(live: Live, *words: str) -> None:
    """Take out what the console rightly repeats: an answer that says no, a network that is cut."""
    live.troubles[:] = [one for one in live.troubles if not any(word in one for word in words)]


# --- from the front door to the chart ---------------------------------------------------------------


def test_from_the_front_door_to_a_session_without_network_and_its_chart(live: Live) -> None:
    page = live.page()
    sign_up(page)
    assert in_order(walk_in(page)) == list(ORDER)
    follow(page, "Start with the first")
    measured = [measure(page), measure(page)]
    leave_out(page)
    follow(page, "All tests")
    press_button(page, "That is enough for now")
    expect(page.get_by_role("heading", name="Your first week")).to_be_visible()
    expect(page.get_by_text("Monday, morning")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("article")).to_have_count(len(measured))

    who = who_is(live.house, NAME)
    record = record_of(live.house, who)
    assert {one.test for one in record.measurements} == set(measured)
    assert record.activities == (ACTIVITY,)

    follow(page, "Go to today")
    expect(page.get_by_role("heading", name="Morning session")).to_be_visible(timeout=WAIT_MS)
    without_network(live, page, who)
    follow(page, "Back to today")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible(timeout=WAIT_MS)
    follow(page, "Progress")
    days = chart(page, "Your days")
    expect(days).to_contain_text("1 of 1 sessions done")
    days.get_by_text("Show as a table").click()
    cells = days.get_by_role("row").last.get_by_role("cell").all_inner_texts()
    assert cells[:3] == ["1", "1", "0"]
    assert 0 < int(cells[3]) <= 25
    for title in ("Pain, 0 to 10", "Your own activities", "Effort by week", "Minutes of work"):
        chart(page, title)


def chart(page: Page, title: str) -> Locator:
    """Return a chart by its title; its drawing is there."""
    found = page.get_by_role("figure").filter(has=page.get_by_role("heading", name=title))
    expect(found.get_by_role("img")).to_be_visible()
    return found


def without_network(live: Live, page: Page, who: Who) -> None:
    """Do today's session on a device of one's own, the network cut from its first minute to its end."""
    session = planned(live.house, who, MONDAY.date(), Slot.MORNING)
    page.clock.install(time=MONDAY)
    follow(page, "Start")
    press_button(page, "Yes, it is mine")
    until_kept(page)
    begin_session(page)
    sent(page)
    page.context.set_offline(offline=True)
    play_to_the_end(page)
    page.locator("[data-tens=during]").get_by_role("button", name="4", exact=True).click()
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    expect(page.locator("#unsent")).to_contain_text("not sent yet")
    assert sets_logged(live.house, who) == []
    page.context.set_offline(offline=False)
    sent(page)
    expected(live, NO_NETWORK)
    assert sets_logged(live.house, who) == sets_of(session)
    row = log_of(live.house, who, MONDAY.date())
    assert [len(one.sets) for one in row.done] == [item.dose.sets for item in session.items]
    assert (row.slot, row.pain.before, row.pain.during) == (Slot.MORNING, 3, 4)
    assert {one.effort for one in row.done} == {5, None}


def test_all_the_way_in_to_today_without_any_script(live: Live) -> None:
    page = live.page(java_script_enabled=False)
    sign_up(page)
    assert in_order(walk_in(page)) == list(ORDER)
    follow(page, "Start with the first")
    measure(page)
    follow(page, "All tests")
    press_button(page, "That is enough for now")
    expect(page.get_by_text("Monday, morning")).to_be_visible(timeout=WAIT_MS)
    follow(page, "Go to today")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Morning session")).to_be_visible(timeout=WAIT_MS)
    follow(page, "The week in full, with every reason")
    expect(page.get_by_role("heading", name="Your week", exact=True)).to_be_visible()


# --- danger signs -----------------------------------------------------------------------------------


def in_second_week(live: Live) -> tuple[Page, Who]:
    """Open a browser of someone in their second week, whose plan is made."""
    live.house.clock.at = SECOND_WEEK
    who, key = live.house.person(record=example("second-week"))
    live.house.plan(key)
    return live.page(key), who


KEPT_SESSIONS = """async () => {
  if (!navigator.serviceWorker.controller || !(await indexedDB.databases()).length) return -1;
  const db = await new Promise((done) => {
    const asked = indexedDB.open("multifidus");
    asked.onsuccess = () => done(asked.result);
  });
  const names = await new Promise((done) => {
    const asked = db.transaction("things").objectStore("things").getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  db.close();
  return names.filter((one) => String(one).includes("/session/")).length;
}"""
"""How many sessions the device keeps; -1 as long as it is not ready to keep any."""


def on_own_device(page: Page) -> None:
    """Open a session on a device of one's own, and wait until it keeps those to come."""
    page.goto(MORNING)
    press_button(page, "Yes, it is mine")
    wait_for(page, lambda: page.evaluate(KEPT_SESSIONS) > 0, "the device keeps the sessions")


def sign_is_present(page: Page) -> None:
    """Say yes to a sign that cannot wait, and no to everything else."""
    safety(page)
    page.locator(".sign-group").first.get_by_role("radio", name="Yes").first.check()


def no_plan_anywhere(live: Live, page: Page, who: Who) -> None:
    """Go to every address that could show a plan: there is only what to do now."""
    record = kept(live.house.service, who)
    assert record is not None
    assert isinstance(the_weeks(live.house.service, who, record, wait_s=60), Refusal)
    names = [one.name for one in live.house.service.knowledge.exercises.values()]
    for path in PLAN:
        page.goto(path)
        assert path_of(page) == "/stop", path
        shown = page.get_by_role("main").inner_text()
        assert not [name for name in names if name in shown], path
    assert page.request.get("/api/sessions").json()["sessions"] == []


def test_a_danger_sign_on_the_way_in_stops_before_anything_else(live: Live) -> None:
    page = live.page()
    sign_up(page)
    walk_in(page, until="/start/safety")
    sign_is_present(page)
    go_on(page)
    assert path_of(page) == "/stop"
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    expect(page.get_by_text("Go to emergency care now")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    no_plan_anywhere(live, page, who_is(live.house, NAME))


def test_a_danger_sign_later_takes_the_plan_away_everywhere(live: Live) -> None:
    page, who = in_second_week(live)
    address = calendar_address(page)
    assert coming(live, address)
    on_own_device(page)

    page.goto("/more")
    follow(page, re.compile("^Safety questions"))
    sign_is_present(page)
    press_button(page, "Done")
    assert path_of(page) == "/stop"
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    expect(page.get_by_text("Go to emergency care now")).to_be_visible()
    no_plan_anywhere(live, page, who)
    assert coming(live, address) == []
    wait_for(page, lambda: page.evaluate(KEPT_SESSIONS) == 0, "the device lets go of its sessions")

    page.goto("/stop")
    follow(page, "A note to show the doctor")
    expect(page.get_by_role("heading", name="Note for the doctor")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    (raised,) = page.locator(".note-lines dd").all_inner_texts()
    assert raised.startswith("yes, ")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".note-lines dd")).to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") in {1, 2}


def test_something_wrong_in_a_session_leads_to_the_questions_and_to_the_stop(live: Live) -> None:
    page, who = in_second_week(live)
    page.clock.install(time=SECOND_WEEK)
    on_own_device(page)
    begin_session(page)
    until(page, lambda: len(sets_logged(live.house, who)) >= 1)
    page.get_by_role("button", name="Something is wrong").click()
    page.get_by_role("button", name="Yes, or I am not sure").click()
    expect(page.get_by_role("heading", name="Do not exercise now")).to_be_visible()
    sent(page)
    wait_for(page, lambda: page.evaluate(KEPT_SESSIONS) == 0, "the device lets go of its sessions")
    assert log_of(live.house, who, SECOND_WEEK.date()).stopped == "something is wrong"
    follow(page, "Answer the safety questions")
    sign_is_present(page)
    press_button(page, "Done")
    assert path_of(page) == "/stop"
    no_plan_anywhere(live, page, who)


def test_leg_pain_that_moved_down_in_a_session_is_told_what_to_do_about_it(live: Live) -> None:
    page, who = in_second_week(live)
    page.clock.install(time=SECOND_WEEK)
    page.goto(MORNING)
    press_button(page, "Yes, it is mine")
    begin_session(page)
    page.get_by_role("button", name="Something is wrong").click()
    page.get_by_role("button", name="None of these").last.click()
    page.get_by_role("button", name="It hurts too much. Stop for today").click()
    moved = page.get_by_role("group", name="did pain or tingling move further down")
    moved.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("heading", name="about your leg pain")).to_be_visible()
    sent(page)
    follow(page, "Answer the safety questions")
    assert path_of(page) == "/safety"
    page.goto("/today")
    assert path_of(page) == "/safety"
    assert log_of(live.house, who, SECOND_WEEK.date()).stopped == "pain"


def test_a_sign_noticed_without_network_leaves_no_session_to_start(live: Live) -> None:
    page, who = in_second_week(live)
    on_own_device(page)
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Yes, something, or I am not sure").click()
    expect(page.get_by_role("heading", name="Do not exercise now")).to_be_visible()
    page.goto("/session/offline")
    expect(page.get_by_text("No session is kept on this device")).to_be_visible()
    expect(page.get_by_text("These sessions are kept on this device")).to_be_hidden()
    page.goto(MORNING)
    expect(page.get_by_role("heading", name="This session is not kept here")).to_be_visible()
    page.goto("/session/offline")
    expect(page.locator("#unsent")).to_contain_text("1 not sent yet")
    page.context.set_offline(offline=False)
    said = {"anything-new": "yes"}
    wait_for(
        page,
        lambda: dict(record_of(live.house, who).screening[-1].answers) == said,
        "what was noticed reaches the record",
    )
    expect(page.locator("#unsent")).to_be_hidden()
    page.goto("/today")
    assert path_of(page) == "/safety"
    expected(live, NO_NETWORK, NOT_KEPT)


def coming(live: Live, address: str) -> list[Any]:
    """Fetch the calendar as a calendar program does, and return what is still to come in it."""
    answer = live.context().request.get(address)
    assert answer.status == 200
    calendar: Any = icalendar.Calendar.from_ical(answer.body())
    return [
        event
        for event in calendar.walk("VEVENT")
        if event.decoded("dtstart").date() >= live.house.service.today()
        and event.get("status") != "CANCELLED"
    ]


# --- the sample person ------------------------------------------------------------------------------


def test_the_sample_person_is_there_to_try_everything_and_leaves_nothing(live: Live) -> None:
    page = live.page()
    page.goto("/")
    press_button(page, "Look around with a sample person")
    expect(page.get_by_role("complementary", name="Sample person")).to_be_visible()
    expect(page.get_by_role("heading", name="Morning session")).to_be_visible(timeout=WAIT_MS)
    page.clock.install(time=MONDAY)
    follow(page, "Start")
    begin_session(page)
    for _ in range(12):
        page.locator("#next").click()
        page.clock.run_for(3_000)
    page.get_by_role("button", name="Something is wrong").click()
    page.get_by_role("button", name="None of these").last.click()
    page.get_by_role("button", name="No time. Stop for today").click()
    sent(page)
    who = sample(live.house)
    assert log_of(live.house, who, MONDAY.date()).stopped == "no time"

    page.goto("/today")
    press_button(page, "Start over")
    expect(page.get_by_role("heading", name="Morning session")).to_be_visible(timeout=WAIT_MS)
    fresh = sample(live.house)
    assert fresh.person != who.person
    assert not [one for one in record_of(live.house, fresh).log if one.on == MONDAY.date()]

    press_button(page, "Leave")
    assert path_of(page) == "/"
    page.goto("/today")
    assert path_of(page) == "/sign-in"
    with live.house.service.store.read() as reading:
        assert reading.accounts() == ()


def sample(house: House) -> Who:
    """Return the one copy of the sample person there is."""
    with house.service.store.read() as reading:
        (account,) = reading.accounts()
    return Who(account=account.id, person=account.person, role=Role.SAMPLE)


def test_where_others_can_come_there_is_no_sample_person(tmp_path: Path, browser: Browser) -> None:
    house = make_house(tmp_path, Clock(), host="192.0.2.1", insecure_http=True)
    with serving(house) as address:
        live = Live(house=house, address=address, browser=browser)
        page = live.page()
        page.goto("/")
        expect(page.get_by_role("link", name="Begin")).to_be_visible()
        expect(page.get_by_role("button", name="Look around")).to_have_count(0)
        answer = page.request.post("/sample", headers={"Origin": address})
        assert answer.status == 404
        with house.service.store.read() as reading:
            assert reading.accounts() == ()
        live.contexts[0].close()
    house.service.planner.close()
    house.service.store.close()


# --- the person's data ------------------------------------------------------------------------------

CANARY = "Wilhelmina Canary"


def test_the_record_goes_out_and_in_unchanged_and_can_be_erased_for_good(
    live: Live, tmp_path: Path
) -> None:
    live.house.clock.at = SECOND_WEEK
    text = re.sub(r"name: \w+", f"name: {CANARY}", example("second-week"), count=1)
    who, key = live.house.person("Wilhelmina", text)
    before = record_of(live.house, who)
    assert before.person.name == CANARY
    page = live.page(key)
    page.goto("/settings/data")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Export my record").click()
    file = tmp_path / "record.yaml"
    begun.value.save_as(file)
    assert begun.value.suggested_filename == "multifidus-2026-11-23.yaml"
    exported = file.read_text(encoding="utf-8")
    assert read_record(exported, file.name, live.house.service.knowledge) == before

    other = live.page()
    sign_up(other, "Another Name")
    other.goto("/settings/data")
    other.get_by_label("Record file").set_input_files(file)
    press_button(other, "Take it in")
    assert path_of(other) in {"/today", "/safety"}
    assert record_of(live.house, who_is(live.house, "Another Name")) == before
    assert canary_in(tmp_path)

    for one, name in ((page, "Wilhelmina"), (other, "Another Name")):
        one.goto("/settings")
        follow(one, re.compile("^Erase everything"))
        one.get_by_label(re.compile("^Write the word")).fill("erase")
        one.get_by_label("Your password").fill(PASSWORD)
        press_button(one, "Erase everything now")
        expect(one.get_by_role("heading", name="Everything is erased")).to_be_visible()
        one.goto("/today")
        assert path_of(one) == "/sign-in"
        sign_in_again(one, name)
        expect(one.get_by_role("alert")).to_be_visible()
        assert one.context.cookies() == []
    expected(live, WRONG_ANSWER)
    assert canary_in(tmp_path) == []


def canary_in(folder: Path) -> list[str]:
    """Return the files of the database in whose bytes the canary stands."""
    return [
        path.name
        for path in sorted(folder.glob("multifidus.db*"))
        if CANARY.encode() in path.read_bytes()
    ]


def test_a_form_sent_after_the_sign_in_ran_out_is_not_lost(live: Live) -> None:
    page = live.page()
    sign_up(page)
    walk_in(page, until="/start/activities")
    activities(page)
    second = page.get_by_role("group", name="Activity 2")
    second.get_by_label("What is it?").fill("tie my shoes & sit <long>")
    second.get_by_role("radio", name="7", exact=True).check()
    who = who_is(live.house, NAME)
    with live.house.service.store.write() as writing:
        writing.end_all_sign_ins(who.account or "")
    go_on(page)
    expect(page.get_by_text("Your sign-in has run out")).to_be_visible()
    ways_out = page.get_by_role("link").or_(page.get_by_role("button"))
    assert ways_out.all_inner_texts() == ["Skip to the content", "Multifidus", "Sign in"]
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill("three cold stones")
    press_button(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in_again(page, NAME)
    expect(page.get_by_role("heading", name="What you typed is still here")).to_be_visible()
    assert record_of(live.house, who).activities == ()
    press_button(page, "Send it now")
    assert path_of(page) == "/start/life"
    expected(live, SIGNED_OUT, WRONG_ANSWER)
    record = record_of(live.house, who)
    assert record.activities == (ACTIVITY, "tie my shoes & sit <long>")
    assert dict(record.outcomes[-1].answers) == {"activity-1": 4, "activity-2": 7}


# --- wrong answers ----------------------------------------------------------------------------------


def test_a_wrong_date_of_birth_says_what_would_be_right_and_keeps_the_rest(live: Live) -> None:
    page = live.page()
    sign_up(page)
    you(page)
    born = page.get_by_label("Date of birth")
    born.fill("2031-03-02")
    go_on(page)
    assert path_of(page) == "/start/you"
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(born).to_have_attribute("aria-invalid", "true")
    said = described(page, "#f-born")
    assert "Check the year" in said, said
    expect(born).to_have_value("2031-03-02")
    expect(page.get_by_label("What should we call you?")).to_have_value("Ana")
    expect(page.get_by_role("radio", name="Female")).to_be_checked()
    expect(page.get_by_label(re.compile("^Height"))).to_have_value("168")
    summary.get_by_role("link").click()
    expect(born).to_be_focused()
    born.fill("1984-03-02")
    go_on(page)
    assert path_of(page) == "/start/safety"
    expected(live, WRONG_ANSWER)


def test_an_impossible_result_says_what_would_be_right_and_keeps_the_rest(live: Live) -> None:
    page, who = in_second_week(live)
    before = record_of(live.house, who).measurements
    page.goto("/tests/straight-leg-raise")
    names = ["Left, first try", "Left, second try", "Right, first try", "Right, second try"]
    typed = ["60", "640", "58", "57.5"]
    for name, value in zip(names, typed, strict=True):
        page.get_by_label(name).fill(value)
    choose(page, "Who read it?", "Someone else")
    press_button(page, "Save")
    assert path_of(page) == "/tests/straight-leg-raise"
    wrong = page.get_by_label("Left, second try")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    bounds = live.house.service.knowledge.tests["straight-leg-raise"].human_range
    said = described(page, "#f-value-left-2")
    assert f"{bounds.highest:g}" in said, said
    for name, value in zip(names, typed, strict=True):
        expect(page.get_by_label(name)).to_have_value(value)
    expect(page.get_by_role("radio", name="Someone else")).to_be_checked()
    assert record_of(live.house, who).measurements == before
    wrong.fill("64")
    press_button(page, "Save")
    assert path_of(page) == "/tests"
    added = record_of(live.house, who).measurements[len(before) :]
    assert sorted(one.value for one in added) == [57.5, 58, 60, 64]
    expected(live, WRONG_ANSWER)


def described(page: Page, field: str) -> str:
    """Return the error that stands beside a field and is tied to it."""
    ids = (page.locator(field).get_attribute("aria-describedby") or "").split()
    (error,) = [one for one in ids if one.endswith("-error")]
    expect(page.locator(f"#{error}")).to_be_visible()
    return page.locator(f"#{error}").inner_text()


# --- reminders --------------------------------------------------------------------------------------


def test_the_calendar_address_works_without_sign_in_until_it_is_revoked(live: Live) -> None:
    page, _ = in_second_week(live)
    address = calendar_address(page)
    events = coming(live, address)
    assert events
    assert {str(event["summary"]) for event in events} == {"Back exercises"}
    page.goto("/reminders")
    expect(page.get_by_label("Your calendar address")).to_have_count(0)
    press_button(page, "Make it stop working")
    expect(page.get_by_role("button", name="Make a calendar address")).to_be_visible()
    assert live.context().request.get(address).status == 404


# --- how heavy the pages are --------------------------------------------------------------------------

PAGE_KB = 150
SCRIPT_KB = 60


@pytest.fixture
def weigh(live: Live) -> Callable[..., tuple[float, float]]:
    """Weigh a page with nothing in the cache: bytes over the network, in all and of scripts, in KB."""

    def weighed(path: str, key: str | None = None) -> tuple[float, float]:
        page = live.page(key)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        network.on(
            "Network.responseReceived", lambda one: kinds.update({one["requestId"]: one["type"]})
        )
        network.on(
            "Network.loadingFinished",
            lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}),
        )
        page.goto(path, wait_until="networkidle")
        assert path_of(page) == path
        scripts = sum(size for one, size in sizes.items() if kinds.get(one) == "Script")
        return sum(sizes.values()) / 1024, scripts / 1024

    return weighed


def test_the_first_page_is_light(
    live: Live,
    weigh: Callable[..., tuple[float, float]],
    record_property: Callable[[str, object], None],
) -> None:
    live.house.clock.at = SECOND_WEEK
    _, key = live.house.person(record=example("second-week"))
    live.house.plan(key)
    found = {path: weigh(path, None if path == "/" else key) for path in ("/", "/today", MORNING)}
    told = ", ".join(
        f"{path}: {all_of_it:.0f} KB, scripts {scripts:.0f} KB"
        for path, (all_of_it, scripts) in found.items()
    )
    record_property("page weight", told)
    assert 0 < found["/"][0] <= PAGE_KB, told
    assert all(scripts <= SCRIPT_KB for _, scripts in found.values()), told
