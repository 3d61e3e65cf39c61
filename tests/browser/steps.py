# SPDX-License-Identifier: Apache-2.0
"""What journeys in a browser share: the way in screen by screen, a session, focus that can be seen."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from app_house import PASSWORD, House
from multifidus.domain.record import LogEntry, Record
from multifidus.domain.week import Session
from multifidus.domain.words import Side, Slot
from multifidus.service import Who
from multifidus.service.accounts import SignedIn, sign_in
from multifidus.service.records import kept
from multifidus.service.script_page import Playable, playable

NAME = "Ana Quill"
ACTIVITY = "carry my canary upstairs"
WAIT_MS = 40_000
"""A week may be in the making on a machine that has other things to do."""

ORDER = (
    "/start/you",
    "/start/safety",
    "/start/conditions",
    "/start/pain",
    "/start/hurts",
    "/start/activities",
    "/start/life",
    "/start/week",
    "/start/things",
)
"""The screens of the way in before the tests, for someone who has pain."""


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def press_button(page: Page, name: str | re.Pattern[str]) -> None:
    """Send a form with one of its buttons and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link and wait for its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()


def go_on(page: Page) -> None:
    press_button(page, "Go on")


def choose(page: Page, question: str | re.Pattern[str], answer: str) -> None:
    group = page.get_by_role("group", name=question)
    group.get_by_role("radio", name=re.compile(rf"^{re.escape(answer)}\b")).check()


# --- the way in ---------------------------------------------------------------------------------


def sign_up(page: Page, name: str = NAME) -> None:
    """Begin at the front door and make an account."""
    page.goto("/")
    follow(page, "Begin")
    page.get_by_label("Name to sign in with").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    go_on(page)
    assert path_of(page) == "/start/you"


def sign_in_again(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press_button(page, "Sign in")


def you(page: Page) -> None:
    page.get_by_label("What should we call you?").fill("Ana")
    page.get_by_label("Date of birth").fill("1984-03-02")
    choose(page, "Sex", "Female")
    page.get_by_label(re.compile("^Height")).fill("168")
    page.get_by_label(re.compile("^Weight")).fill("74")


def safety(page: Page) -> None:
    """Say no to everything: the single questions one by one, the longer groups at once."""
    for group in page.locator(".sign-group").all():
        none = group.get_by_role("checkbox")
        if none.count():
            none.check()
        else:
            for question in group.get_by_role("radio", name="No", exact=True).all():
                question.check()


def conditions(page: Page) -> None:
    page.get_by_role("checkbox", name="None of these applies to me").check()


def pain(page: Page) -> None:
    choose(page, "Do you have back pain now?", "Yes")
    page.get_by_role("checkbox", name="Low back, left").check()
    choose(page, "How far down does it go?", "It stays in the back")
    choose(page, "When did this spell begin?", "About 3 months ago")


def hurts(page: Page) -> None:
    for number, scale in enumerate(page.locator("fieldset.scale").all(), 3):
        scale.get_by_role("radio", name=re.compile(rf"^{number}\b")).check()
    worse = page.get_by_role("group", name="What makes it worse?")
    worse.get_by_role("checkbox", name="Sitting").check()
    better = page.get_by_role("group", name="What makes it better?")
    better.get_by_role("checkbox", name="Walking").check()


def activities(page: Page) -> None:
    first = page.get_by_role("group", name="Activity 1")
    first.get_by_label("What is it?").fill(ACTIVITY)
    first.get_by_role("radio", name="4", exact=True).check()


def life(page: Page) -> None:
    page.get_by_label(re.compile("^How long do you sit")).fill("8")
    page.get_by_label(re.compile("^How long do you walk")).fill("60")
    choose(page, "How much do you lift?", "Light things")
    page.get_by_label("Which sports do you do?").fill("swimming, table tennis")


def week(page: Page) -> None:
    press_button(page, "Mon, Wed, Fri mornings, 20 minutes")
    expect(page.get_by_label("Monday, morning, minutes")).to_have_value("20")


def things(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("chair", re.IGNORECASE)).first.check()


FILL: Mapping[str, Callable[[Page], None]] = {
    "/start/you": you,
    "/start/safety": safety,
    "/start/conditions": conditions,
    "/start/pain": pain,
    "/start/hurts": hurts,
    "/start/activities": activities,
    "/start/life": life,
    "/start/week": week,
    "/start/things": things,
}


def walk_in(page: Page, until: str = "/start/tests") -> list[str]:
    """Fill one screen after the other until a path comes; return the screens that were seen."""
    seen: list[str] = []
    while path_of(page) != until:
        path = path_of(page)
        assert path in FILL, f"{path} after {seen}"
        assert len(seen) < 2 * len(ORDER), f"the way in goes in a circle: {seen}"
        seen.append(path)
        FILL[path](page)
        go_on(page)
    return seen


def in_order(seen: Iterable[str]) -> list[str]:
    """Leave out what was asked once more because of an answer given later."""
    return list(dict.fromkeys(seen))


def measure(page: Page, value: float | None = None) -> str:
    """Write a result into every field of the test that is open, and save; return the test."""
    test = path_of(page).rpartition("/")[2]
    shown = value if value is not None else RESULTS[test]
    for field in page.locator(".result-grid input").all():
        field.fill(f"{shown:g}")
    press_button(page, re.compile("^Save"))
    return test


def leave_out(page: Page) -> None:
    page.get_by_text("Leave this test out").click()
    page.get_by_role("radio", name="No time now").check()
    press_button(page, "Leave it out")


RESULTS: Mapping[str, float] = {
    "knee-to-wall": 7,
    "hip-internal-rotation": 25,
    "chair-stand-30s": 12,
    "straight-leg-raise": 55,
}
"""What an ordinary person with a stiff back might write."""


def until_made(page: Page) -> None:
    """Wait on a page until the week, which may still be in the making, is there."""
    expect(page.get_by_text(re.compile("being made|Making your week")).first).to_have_count(
        0, timeout=WAIT_MS
    )


def calendar_address(page: Page) -> str:
    """Choose when and where, have a calendar address made, and return it."""
    page.goto("/reminders")
    page.get_by_label("Whose clock you live by").select_option("Europe/Berlin")
    press_button(page, "Save")
    press_button(page, "Make a calendar address")
    return page.get_by_label("Your calendar address").input_value()


# --- what is kept -------------------------------------------------------------------------------


def who_is(house: House, name: str) -> Who:
    """Return who has this name; it signs them in once more."""
    made = sign_in(house.service, name=name, password=PASSWORD)
    assert isinstance(made, SignedIn)
    return made.who


def record_of(house: House, who: Who) -> Record:
    found = kept(house.service, who)
    assert found is not None
    return found.record


def planned(house: House, who: Who, on: date, slot: Slot) -> Session:
    found = playable(house.service, who, on, slot, wait_s=60)
    assert isinstance(found, Playable)
    return found.session


def parts(house: House, who: Who) -> list[dict[str, Any]]:
    with house.service.store.read() as reading:
        return [one.body for one in reading.entries(who.person or "", kinds=("log-part",))]


def sets_of(session: Session) -> list[tuple[str, str | None, int]]:
    """Every set there is to do: exercise, side, number."""
    return [
        (item.exercise, side, number + 1)
        for item in session.items
        for number in range(item.dose.sets)
        for side in (("left", "right") if item.side is Side.EACH else (None,))
    ]


def sets_logged(house: House, who: Who) -> list[tuple[str, str | None, int]]:
    found = [one for one in parts(house, who) if one["part"] == "set"]
    return [(one["exercise"], one.get("side"), one["set"]) for one in found]


def log_of(house: House, who: Who, on: date) -> LogEntry:
    (entry,) = [one for one in record_of(house, who).log if one.on == on]
    return entry


# --- a session ----------------------------------------------------------------------------------


def begin_session(page: Page, pain_now: int = 3) -> None:
    page.get_by_role("button", name="None of these").click()
    before = page.locator("[data-tens=before]")
    before.get_by_role("button", name=str(pain_now), exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#s-run")).to_be_visible()


ALL_KEPT = """async () => {
  const { sessions } = await (await fetch("/api/sessions")).json();
  const urls = JSON.stringify(sessions).match(/\\/figures\\/[^"]+/g) ?? [];
  const cache = await caches.open("multifidus-figures");
  const kept = await Promise.all(urls.map((url) => cache.match(url)));
  return kept.length > 0 && kept.every(Boolean) && Boolean(navigator.serviceWorker.controller);
}"""
"""Whether every drawing of the sessions to come is kept, and the worker looks after the page."""


def wait_for(page: Page, done: Callable[[], bool], what: str) -> None:
    """Wait in real time until something is so."""
    for _ in range(300):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{what}: it never came")


def until_kept(page: Page) -> None:
    """Wait until the device keeps the sessions to come with all their drawings."""
    wait_for(page, lambda: bool(page.evaluate(ALL_KEPT)), "the drawings on the device")


def until(page: Page, done: Callable[[], bool], *, step: int = 5_000, most: int = 600) -> None:
    """Let the page's clock run until something is so."""
    for _ in range(most):
        if done():
            return
        page.clock.run_for(step)
    raise AssertionError("it never came")


def play_to_the_end(page: Page, effort: int = 5) -> None:
    """Let the session run by itself, and say how hard it was whenever that is asked."""
    asked = page.locator("#ask-effort, #finish-effort")

    def over() -> bool:
        button = asked.get_by_role("button", name=str(effort), exact=True)
        for one in button.all():
            if one.is_visible():
                one.click()
        return page.locator("#s-finish").is_visible()

    until(page, over)


def sent(page: Page) -> None:
    """Wait until nothing waits to be sent; the timers of the page stand still otherwise."""
    for _ in range(100):
        page.clock.run_for(2_000)
        page.wait_for_timeout(50)
        if page.locator("#unsent").is_hidden():
            return
    raise AssertionError(page.locator("#unsent").inner_text())


# --- focus ---------------------------------------------------------------------------------------

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const near = [at, at.closest("label"), at.nextElementSibling].filter(Boolean);
  const drawn = near.some((one) => {
    const style = getComputedStyle(one);
    const clear = /^(transparent|rgba\\(.*, 0\\))$/.test(style.outlineColor);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !clear;
  });
  const shape = at.closest("label") ?? at;
  const box = shape.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  // A bar that stands still may not lie over all of what has the focus (WCAG 2.2, 2.4.11).
  const seen = [0.1, 0.3, 0.5, 0.7, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (shape.contains(hit) || hit.contains(shape));
  }));
  window.focusOrder ??= [];
  const last = window.focusOrder.at(-1);
  // A field for a date has several stops within it.
  const follows = !last || !last.isConnected || last === at ||
    Boolean(last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.focusOrder.push(at);
  const text = at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent || at.id;
  return {
    name: `${at.tagName.toLowerCase()} ${text.trim().replace(/\\s+/g, " ").slice(0, 60)}`,
    heading: at.tabIndex < 0, drawn, inside, seen, follows,
  };
}"""

TABBABLE = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const groups = new Set();
  return all.filter((one) => {
    if (one.disabled || one.tabIndex < 0 || one.type === "hidden" || one.closest("dialog:not([open])")) return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    const group = `${one.form?.id ?? ""} ${one.name}`;
    return !groups.has(group) && groups.add(group);
  }).length;
}"""


class Stop(NamedTuple):
    """What has the focus: its name, and whether it comes after what had it before."""

    name: str
    follows: bool


def look(page: Page) -> Stop | None:
    """Look at what has the focus: it is drawn, in view and nothing lies over it. None if nothing has."""
    found = page.evaluate(FOCUS)
    if found is None:
        return None
    place = f"{path_of(page)}: {found['name']}"
    # A heading that is given the focus to be read out is no control, and needs no ring.
    assert found["drawn"] or found["heading"], f"{place} has the focus and does not show it"
    assert found["inside"], f"{place} has the focus and is out of view"
    assert found["seen"], f"{place} has the focus and lies under something"
    return Stop(found["name"], found["follows"])


def tab_to(page: Page, goal: Locator, *, most: int = 120, back: bool = False) -> None:
    """Press Tab until something has the focus, looking at every stop on the way."""
    for _ in range(most):
        if goal.evaluate("one => one === document.activeElement"):
            look(page)
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
        look(page)
    raise AssertionError(f"the keyboard never comes to {goal}")


def press(page: Page, goal: Locator, key: str = "Enter") -> None:
    """Go to something by keyboard and press a key on it."""
    tab_to(page, goal)
    page.keyboard.press(key)


def tick(page: Page, goal: Locator) -> None:
    """Choose a radio button or tick a box by keyboard: Tab to its group, arrows within it."""
    if goal.get_attribute("type") == "radio":
        tab_to_group(page, goal)
        for _ in range(12):
            if goal.evaluate("one => one === document.activeElement"):
                break
            page.keyboard.press("ArrowDown")
        look(page)
    else:
        tab_to(page, goal)
    if not goal.is_checked():
        page.keyboard.press(" ")
    expect(goal).to_be_checked()


def tab_to_group(page: Page, goal: Locator) -> None:
    """Press Tab until one button of a radio group has the focus."""
    same = "one => document.activeElement?.name === one.name && document.activeElement.type === 'radio'"
    for _ in range(120):
        if goal.evaluate(same):
            return
        page.keyboard.press("Tab")
        look(page)
    raise AssertionError(f"the keyboard never comes to the group of {goal}")


def around(page: Page, path: str) -> list[str]:
    """Tab through a page once: everything is reached, in the order of the page, and it lets go."""
    page.goto(path)
    count = page.evaluate(TABBABLE)
    stops: list[str] = []
    for _ in range(count + 20):
        page.keyboard.press("Tab")
        found = look(page)
        # There is no frame around the page here: after its end it begins again at the top.
        if not found or not found.follows:
            break
        stops.append(found.name)
    else:
        raise AssertionError(f"{path} does not let go of the keyboard: {stops[-5:]}")
    assert len(stops) >= count, f"{path}: only {len(stops)} of {count} are reached: {stops}"
    return stops
