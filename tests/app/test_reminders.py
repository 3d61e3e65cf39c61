# SPDX-License-Identifier: Apache-2.0
"""Reminders: off by default, quiet, revocable, and silent about health."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app_house import Clock, House, make_house
from multifidus.domain.words import Slot
from multifidus.knowledge.loader import shipped
from multifidus.service import Invalid, NotYours, Role, Who
from multifidus.service.records import add, kept
from multifidus.service.reminders import claim, make_address, read_form, unset, wait_s, zones
from multifidus.service.reminders_due import LATE, Known, wait_of
from multifidus.service.weeks import Shown, the_weeks

EXAMPLES = Path(__file__).parents[2] / "examples"
MORNING = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FORM = {"zone": "UTC", "morning": "07:30", "evening": "19:00"}
PAGE = "/reminders"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path, Clock(MORNING))
    yield made
    made.service.planner.close()


def come_in(house: House, record: str = "second-week", name: str = "Ana") -> tuple[Who, TestClient]:
    """Sign in someone whose week has been made."""
    text = (EXAMPLES / f"{record}.yaml").read_text(encoding="utf-8")
    who, key = house.person(name, text)
    stored = kept(house.service, who)
    assert stored is not None
    the_weeks(house.service, who, stored, wait_s=60)
    return who, house.client(key)


def address_in(html: str) -> str:
    found = re.search(r'value="http://127\.0\.0\.1:8000(/calendar/[^"]+\.ics)"', html)
    assert found is not None
    return found[1]


def events(content: bytes) -> dict[str, Any]:
    calendar: Any = icalendar.Calendar.from_ical(content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def subscribe(client: TestClient) -> str:
    assert client.post(PAGE, data=FORM).status_code == 303
    answer = client.post("/reminders/calendar")
    assert answer.status_code == 200
    return address_in(answer.text)


# --- the page -------------------------------------------------------------------------------------


def test_everything_is_off_until_it_is_asked_for(house: House) -> None:
    who, client = come_in(house)
    html = client.get(PAGE).text
    assert "First choose your times above" in html
    assert 'name="notify" value="yes" checked' not in html
    assert wait_s(house.service, who) is None
    assert client.get("/api/reminder").json() == {"wait_s": None}
    assert client.get("/reminders/sessions.ics").status_code == 422


def test_what_was_chosen_is_kept(house: House) -> None:
    _, client = come_in(house)
    chosen = {"zone": "Europe/Berlin", "morning": "06:45", "evening": "20:10", "notify": "yes"}
    assert client.post(PAGE, data=chosen).headers["location"] == PAGE
    html = client.get(PAGE).text
    assert 'value="06:45"' in html
    assert 'value="20:10"' in html
    assert '<option value="Europe/Berlin" selected' in html


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("zone", "", "Choose the place"),
        ("zone", "Mars/Olympus", "Choose the place"),
        ("zone", "../../etc/passwd", "Choose the place"),
        ("morning", "", "Write a time of day"),
        ("morning", "25:00", "Write a time of day"),
        ("morning", "07:30+02:00", "Write a time of day"),
        ("evening", "soon", "Write a time of day"),
        ("evening", "07:30", "must come after the morning"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(
    house: House, field: str, value: str, word: str
) -> None:
    _, client = come_in(house)
    answer = client.post(PAGE, data={**FORM, "morning": "08:15", "evening": "21:05", field: value})
    assert answer.status_code == 422
    assert word in answer.text
    assert f'href="#f-{field}"' in answer.text
    kept_field = "evening" if field != "evening" else "morning"
    assert f'value="{"21:05" if kept_field == "evening" else "08:15"}"' in answer.text
    assert "First choose your times above" in answer.text


def test_no_address_before_the_times_are_chosen(house: House) -> None:
    _, client = come_in(house)
    answer = client.post("/reminders/calendar")
    assert answer.status_code == 422
    assert "Choose the place" in answer.text


@pytest.mark.parametrize("path", [PAGE, "/reminders/sessions.ics"])
def test_who_is_not_signed_in_is_asked_to(house: House, path: str) -> None:
    assert house.client().get(path).headers["location"].startswith("/sign-in")


def test_nobody_makes_an_address_for_someone_else(house: House) -> None:
    assert house.client().post("/reminders/calendar").status_code == 401
    sample = Who(role=Role.SAMPLE, account="s", person="s")
    with pytest.raises(NotYours):
        make_address(house.service, sample)


# --- the calendar ---------------------------------------------------------------------------------


def test_the_address_needs_no_sign_in_and_shows_the_sessions(house: House) -> None:
    who, client = come_in(house)
    stored = kept(house.service, who)
    assert stored is not None
    shown = the_weeks(house.service, who, stored)
    assert isinstance(shown, Shown)
    answer = house.client().get(subscribe(client))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "no-store" in answer.headers["cache-control"]
    found = events(answer.content)
    planned = {
        datetime.combine(one.on, time(7, 30) if one.slot is Slot.MORNING else time(19), UTC)
        for one in shown.weeks[0].sessions
    }
    assert {one["DTSTART"].dt for one in found.values()} == planned


def test_the_calendar_tells_nothing_about_health(house: House) -> None:
    who, client = come_in(house)
    text = house.client().get(subscribe(client)).text.lower()
    assert who.person is not None
    for secret in (who.person, who.account or "", "ana", "bridge", "pain", "stretch", "week"):
        assert secret not in text
    assert set(re.findall(r"summary:(.*)\r", text)) == {"back exercises"}
    assert "description" not in text


def test_the_title_is_in_the_persons_language(house: House) -> None:
    _, client = come_in(house)
    client.post("/language", data={"language": "de", "next": PAGE})
    text = house.client().get(subscribe(client)).text
    assert set(re.findall(r"SUMMARY:(.*)\r", text)) == {"Rückenübungen"}


def test_reading_it_again_changes_nothing_whatever_the_clock_says(house: House) -> None:
    _, client = come_in(house)
    address = subscribe(client)
    first = house.client().get(address).content
    house.clock.forward(hours=30)
    assert house.client().get(address).content == first


def test_another_time_of_day_is_the_same_event_with_a_higher_number(house: House) -> None:
    _, client = come_in(house)
    address = subscribe(client)
    before = events(house.client().get(address).content)
    house.clock.forward(minutes=5)
    client.post(PAGE, data={**FORM, "morning": "06:00", "notify": "yes"})
    after = events(house.client().get(address).content)
    assert before.keys() == after.keys()
    for uid, event in after.items():
        assert event["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
        assert event["DTSTAMP"].dt > before[uid]["DTSTAMP"].dt
    client.post(PAGE, data={**FORM, "morning": "06:00"})
    assert events(house.client().get(address).content) == after


def test_a_revoked_address_is_as_good_as_none(house: House) -> None:
    _, client = come_in(house)
    address = subscribe(client)
    assert client.post("/reminders/calendar/revoke").status_code == 303
    gone, never = house.client().get(address), house.client().get("/calendar/never-was.ics")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.text.replace(address, "") == never.text.replace("/calendar/never-was.ics", "")
    assert "An address works since" not in client.get(PAGE).text


def test_a_new_address_ends_the_old_one(house: House) -> None:
    _, client = come_in(house)
    old = subscribe(client)
    new = address_in(client.post("/reminders/calendar").text)
    assert old != new
    assert house.client().get(old).status_code == 404
    assert house.client().get(new).status_code == 200


def test_the_address_itself_is_kept_nowhere(house: House) -> None:
    _, client = come_in(house)
    token = subscribe(client).removeprefix("/calendar/").removesuffix(".ics")
    assert token not in client.get(PAGE).text
    house.service.store.close()
    held = b"".join(
        file.read_bytes() for file in house.service.settings.data.glob("multifidus.db*")
    )
    assert token.encode() not in held


@pytest.mark.parametrize("token", ["x" * 5_000, "%00", "..%2f..%2fetc", "ä", "'--"])
def test_a_made_up_address_is_not_found(house: House, token: str) -> None:
    assert house.client().get(f"/calendar/{token}.ics").status_code == 404


def test_nobody_is_reminded_while_a_sign_needs_a_doctor(house: House) -> None:
    who, client = come_in(house)
    address = subscribe(client)
    assert events(house.client().get(address).content)
    add(house.service, who, "screening", {"answers": {"saddle-numbness": True}})
    left = events(house.client().get(address).content)
    assert [one for one in left.values() if one["DTSTART"].dt.date() >= date(2026, 11, 23)] == []


def test_the_file_holds_what_the_address_shows(house: House) -> None:
    _, client = come_in(house)
    address = subscribe(client)
    answer = client.get("/reminders/sessions.ics")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content == house.client().get(address).content


# --- the note in the browser ----------------------------------------------------------------------


def test_one_note_a_day_at_the_time_of_the_session_on_one_device_only(house: House) -> None:
    who, client = come_in(house)
    client.post(PAGE, data={**FORM, "notify": "yes"})
    assert client.get("/api/reminder").json() == {"wait_s": 2.5 * 3600}
    assert client.post("/api/reminder").json() == {"show": False}
    house.clock.forward(hours=2, minutes=31)
    answer = client.post("/api/reminder").json()
    assert answer["show"] is True
    assert answer["title"] == "Back exercises"
    assert client.post("/api/reminder").json() == {"show": False}
    house.clock.forward(hours=12)
    assert wait_s(house.service, who) is None


def test_no_note_after_a_recorded_session(house: House) -> None:
    who, client = come_in(house)
    client.post(PAGE, data={**FORM, "notify": "yes"})
    done = {"slot": "morning", "done": [{"exercise": "walking", "sets": [{"minutes": 5}]}]}
    add(house.service, who, "log", done)
    house.clock.forward(hours=3)
    assert wait_s(house.service, who) is None
    assert not claim(house.service, who)


def test_no_note_while_the_gate_is_closed(house: House) -> None:
    who, client = come_in(house)
    client.post(PAGE, data={**FORM, "notify": "yes"})
    add(house.service, who, "screening", {"answers": {"saddle-numbness": True}})
    house.clock.forward(hours=3)
    assert wait_s(house.service, who) is None


TIMES = {Slot.MORNING: time(7, 30), Slot.EVENING: time(19, 0)}
BERLIN = ZoneInfo("Europe/Berlin")
NOWS = st.datetimes(
    datetime(2026, 10, 20),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 4, 10),  # noqa: DTZ001 - as above
    timezones=st.just(BERLIN),
)


@given(
    st.builds(
        Known,
        now=NOWS,
        due=st.sets(st.sampled_from(Slot)),
        recorded=st.booleans(),
        shown=st.booleans(),
    )
)
def test_a_note_comes_at_its_time_or_not_at_all(known: Known) -> None:
    now, due = known.now, known.due
    wait = wait_of(known, TIMES)
    if known.recorded or known.shown or not due:
        assert wait is None
        return
    moments = [
        datetime.combine(now.date(), TIMES[slot], BERLIN).astimezone(UTC) for slot in sorted(due)
    ]
    begins = now.astimezone(UTC)
    open_still = [one for one in sorted(moments) if one - begins >= -LATE]
    if not open_still:
        assert wait is None
        return
    assert wait == max(open_still[0] - begins, timedelta())


def test_waiting_over_a_change_of_the_clock_counts_real_hours() -> None:
    night = datetime(2027, 3, 28, 0, 30, tzinfo=BERLIN)
    known = Known(now=night, due={Slot.MORNING}, recorded=False, shown=False)
    assert wait_of(known, TIMES) == timedelta(hours=6)


@given(st.dictionaries(st.sampled_from(["zone", "morning", "evening", "notify"]), st.text()))
def test_no_form_breaks_the_reading_of_it(typed: dict[str, str]) -> None:
    with suppress(Invalid):
        assert read_form(typed, unset(shipped(), "en"), "en").zone in zones()
