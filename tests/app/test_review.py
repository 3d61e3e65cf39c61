# SPDX-License-Identifier: Apache-2.0
"""The weekly review: suggestions wait for a yes, what goes down is told, what no longer stands says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing

from app_house import House, make_house
from multifidus import programme
from multifidus.domain.adaptation import Adjustment, Clamp
from multifidus.domain.adaptation import AdjustmentKind as Kind
from multifidus.domain.adaptation import AdjustmentStatus as Status
from multifidus.domain.phrase import say
from multifidus.domain.record import Decision, Person, Policy, Record
from multifidus.domain.results import Standing
from multifidus.domain.week import Coverage, Covered, Proof, ProofStatus, Refusal, Week
from multifidus.domain.words import Autonomy, Grade, Stage
from multifidus.service import Who
from multifidus.service.planning import Planner
from multifidus.service.records import add, kept
from multifidus.service.review import decide_changes, named, review, values_of

__all__ = ["quick_hashing"]

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORD = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")
MONDAY = date(2026, 11, 23)
PERSON = Person(name="Ana", born=date(1984, 3, 2))


def change(
    subject: str = "bridge",
    kind: Kind = Kind.UP,
    status: Status = Status.SUGGESTED,
    **more: Any,
) -> Adjustment:
    """One change from 2 x 10 to 2 x 11."""
    facts: dict[str, Any] = {
        "id": f"{MONDAY}/{subject}/{kind.value}/1",
        "kind": kind,
        "subject": subject,
        "name": say("Two-leg bridge"),
        "rule": "PRG1",
        "text": say("Two-leg bridge may go up: both sessions were green."),
        "inputs": {"sessions": "2026-11-16, 2026-11-20", "effort": "5"},
        "before": say("{sets} x {reps}", sets=2, reps=10),
        "wanted": say("{sets} x {reps}", sets=2, reps=11),
        "after": say("{sets} x {reps}", sets=2, reps=11),
        "source": ("ACSM2009",),
        "grade": Grade.B,
        "status": status,
        "after_level": 2,
    }
    return Adjustment(**{**facts, **more})


def standing(*adjustments: Adjustment, **levels: int) -> Standing:
    return Standing(
        stage=Stage.INITIAL,
        because="",
        criteria=(),
        rungs={},
        levels=levels,
        last_week={},
        last_heavy={},
        walking_minutes=None,
        progress_held=False,
        rules=(),
        adjustments=adjustments,
    )


def week(*adjustments: Adjustment) -> Week:
    return Week(
        week=MONDAY,
        on=MONDAY,
        person="Ana",
        stage=Stage.INITIAL,
        sessions=(),
        coverage=Coverage(
            muscles={},
            stretches={},
            aerobic=Covered(target=0, planned=0, unit="min", sessions=0),
            share=1,
        ),
        proof=Proof(status=ProofStatus.OPTIMAL, gap=0, objectives=()),
        knowledge="x",
        adjustments=adjustments,
    )


def record(*decisions: Decision, policy: Policy | None = None) -> Record:
    return Record(person=PERSON, decisions=decisions, policy=policy or Policy())


def said(one: Adjustment, *, accept: bool) -> Decision:
    return Decision(on=MONDAY, by="self", change=one.id, accept=accept)


# --- what is sorted where -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "place"),
    [
        (Kind.UP, Status.SUGGESTED, "suggested"),
        (Kind.RUNG_UP, Status.SUGGESTED, "suggested"),
        (Kind.STAGE_UP, Status.SUGGESTED, "suggested"),
        (Kind.UP, Status.ACCEPTED, "agreed"),
        (Kind.UP, Status.APPLIED, "agreed"),
        (Kind.STAGE_UP, Status.DECLINED, "left"),
        (Kind.DOWN, Status.APPLIED, "down"),
        (Kind.RUNG_DOWN, Status.APPLIED, "down"),
        (Kind.STAGE_DOWN, Status.APPLIED, "down"),
        (Kind.VOLUME_DOWN, Status.APPLIED, "down"),
        (Kind.HOLD, Status.APPLIED, "held"),
    ],
)
def test_every_change_stands_in_one_place(kind: Kind, status: Status, place: str) -> None:
    one = change(kind=kind, status=status)
    found = review(record(), standing(one), [week(one)])
    places = ("suggested", "agreed", "left", "down", "held", "gone")
    assert {name for name in places if getattr(found, name)} == {place}
    assert not found.empty


def test_nothing_at_all_is_empty() -> None:
    assert review(record(), standing(), [week()]).empty


def test_a_word_said_since_the_week_was_made_counts() -> None:
    shown, now = change(), change(status=Status.DECLINED, decided_by="self")
    found = review(record(said(now, accept=False)), standing(now), [week(shown)])
    assert (found.suggested, found.left) == ((), (now,))


def test_what_the_week_has_no_room_for_is_not_offered() -> None:
    found = review(record(), standing(change()), [week()])
    assert found.empty


def test_a_suggestion_that_a_log_took_back_is_told() -> None:
    one = change()
    held = change(kind=Kind.HOLD, status=Status.APPLIED)
    found = review(record(), standing(held), [week(one), week(held)])
    assert (found.suggested, found.gone, found.held) == ((), (one,), (held,))


def test_a_yes_that_no_longer_stands_is_told_and_one_that_was_done_is_not() -> None:
    one = change()
    yes = record(said(one, accept=True))
    assert review(yes, standing(bridge=1), [week(one)]).gone == (one,)
    done = review(yes, standing(bridge=2), [week(one)])
    assert (done.gone, done.agreed) == ((), (one,))


def test_what_was_declined_is_not_mourned() -> None:
    one = change()
    found = review(record(said(one, accept=False)), standing(), [week(one)])
    assert found.gone == ()


def test_days_are_read_out_of_what_a_rule_looked_at() -> None:
    assert values_of("2026-11-16, 2026-11-20") == (date(2026, 11, 16), date(2026, 11, 20))
    assert values_of("2026-11-16") == (date(2026, 11, 16),)
    assert values_of("3, 4") == ("3, 4",)
    assert values_of("") == ("",)


# --- the page and the words said on it ------------------------------------------------------------


@dataclass
class Scene:
    """A house in which the core's answers are set by hand."""

    house: House
    who: Who
    client: TestClient
    changes: list[Adjustment]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    house = make_house(tmp_path)
    house.clock.forward(days=7)
    changes: list[Adjustment] = []
    real = programme.standing_of

    def decided(record: Record) -> tuple[Adjustment, ...]:
        words = {one.change: one for one in record.decisions}
        out = []
        for one in changes:
            known = words.get(one.id)
            if one.kind.asks_more and known is not None:
                status = Status.ACCEPTED if known.accept else Status.DECLINED
                out.append(replace(one, status=status, decided_by=known.by))
            elif one.kind.asks_more and record.policy.mode is Autonomy.ASSIST:
                out.append(replace(one, status=Status.APPLIED))
            else:
                out.append(one)
        return tuple(out)

    def stands(record: Record, on: date, *rest: Any, **more: Any) -> Standing | Refusal:
        found = real(record, on, *rest, **more)
        assert isinstance(found, Standing)
        return replace(found, adjustments=decided(record))

    def plan(record: Record, *_: Any, **__: Any) -> tuple[Week, ...]:
        return (week(*decided(record)),)

    monkeypatch.setattr(programme, "standing_of", stands)
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 30.0)
    monkeypatch.setattr("multifidus.web.routes.review.MAKING_S", 30.0)
    house.service.planner = Planner(house.service.knowledge, plan=plan)
    who, key = house.person(record=RECORD)
    yield Scene(house, who, house.client(key), changes)
    house.service.planner.close()
    house.service.store.close()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def decisions(scene: Scene) -> list[tuple[str, bool, str]]:
    found = kept(scene.house.service, scene.who)
    assert found is not None
    return [(one.change, one.accept, one.by) for one in found.record.decisions]


def log(scene: Scene) -> None:
    """Something new in the record, so that nobody remembers an older standing."""
    add(scene.house.service, scene.who, "activities", ["Put on socks"])


def test_a_suggestion_shows_what_why_how_much_and_by_which_rule(scene: Scene) -> None:
    clamp = Clamp(rule="policy", text=say("your own limit: no harder variants for now"))
    scene.changes.append(change(clamps=(clamp,), wanted=say("{sets} x {reps}", sets=2, reps=12)))
    text = text_of(scene.client.get("/review").text)
    for words in (
        "Two-leg bridge may go up: both sessions were green.",
        "2 x 10",
        "2 x 11",
        "earned: 2 x 12",
        "your own limit: no harder variants for now",
        "Mon, Nov 16, Fri, Nov 20",
        "ACSM2009",
        "PRG1",
        "A step up is earned when",
        "Yes, do it",
    ):
        assert words in text, words


def test_one_tap_says_yes_to_all_and_the_week_is_made_anew(scene: Scene) -> None:
    first, second = change(), change("pelvic-tilt")
    scene.changes += [first, second, change("plank", Kind.HOLD, Status.APPLIED)]
    page = scene.client.get("/review").text
    assert "Yes to all 2 changes" in text_of(page)
    ids = re.findall(r'name="change" value="([^"]+)"', page.partition("</form>")[0])
    assert ids == [first.id, second.id]
    answer = scene.client.post("/review", data={"answer": "yes", "change": ids})
    assert answer.headers["location"] == "/review?said=yes"
    assert decisions(scene) == [(first.id, True, "self"), (second.id, True, "self")]
    text = text_of(scene.client.get("/review?said=yes").text)
    assert "Your week is being made anew with it." in text
    assert "You said yes" in text
    assert "Waiting for your yes" not in text


def test_a_no_leaves_it_and_may_be_taken_back_the_same_day(scene: Scene) -> None:
    one = change()
    scene.changes.append(one)
    scene.client.get("/review")
    scene.client.post("/review", data={"answer": "no", "change": one.id})
    text = text_of(scene.client.get("/review").text)
    assert "Left as it is" in text
    assert "Take it after all" in text
    scene.client.post("/review", data={"answer": "yes", "change": one.id})
    # A decision corrected, not two that contradict each other.
    assert decisions(scene) == [(one.id, True, "self")]
    scene.client.post("/review", data={"answer": "yes", "change": one.id})
    assert decisions(scene) == [(one.id, True, "self")]
    with scene.house.service.store.read() as reading:
        entries = reading.entries(scene.who.person or "", kinds=("decision",))
    assert len(entries) == 2


def test_what_goes_down_is_told_and_never_asked(scene: Scene) -> None:
    down = change(
        kind=Kind.DOWN, status=Status.APPLIED, after=say("{sets} x {reps}", sets=2, reps=7)
    )
    scene.changes.append(down)
    page = scene.client.get("/review").text
    assert "Less for now" in text_of(page)
    assert 'name="change"' not in page
    scene.client.post("/review", data={"answer": "no", "change": down.id})
    assert decisions(scene) == []


WAITS = change(
    "volume",
    Kind.HOLD,
    Status.APPLIED,
    name=say("The whole week"),
    text=say("Nothing goes up this week: {because}.", because=say("it took a day or more")),
    inputs={"on": str(MONDAY), "earned": "Two-leg bridge and Wall push-up"},
    before=say("as it is"),
    wanted=say("a step up for {count}", count=2),
    after=say("as it is"),
)


def test_a_week_that_is_held_says_what_waits_and_asks_for_a_morning_only_if_one_is_open(
    scene: Scene,
) -> None:
    scene.changes.append(WAITS)
    page = scene.client.get("/review").text
    text = text_of(page)
    for words in (
        "Stays as it is The whole week",
        "Nothing goes up this week: it took a day or more.",
        "Earned, and waiting: Two-leg bridge and Wall push-up.",
    ):
        assert words in text, words
    assert "a step up for" not in text
    assert "earned and wait" not in text
    assert "/today#morning" not in page
    yesterday = {
        "slot": "morning",
        "done": [{"exercise": "bridge", "sets": [{"reps": 5}]}],
        "pain": {"before": 3, "after": 3},
    }
    on = scene.house.service.today() - timedelta(days=1)
    add(scene.house.service, scene.who, "log", yesterday, on=on)
    page = scene.client.get("/review").text
    assert 'href="/today#morning"' in page
    assert "on the morning after Sunday" in text_of(page)


def test_ten_changes_stay_readable_what_is_not_asked_takes_a_line(scene: Scene) -> None:
    ups = [change(f"up-{n}") for n in range(2)]
    downs = [change(f"down-{n}", Kind.DOWN, Status.APPLIED) for n in range(5)]
    holds = [change(f"hold-{n}", Kind.HOLD, Status.APPLIED) for n in range(3)]
    scene.changes += [*ups, *downs, *holds]
    page = scene.client.get("/review").text
    assert page.count('class="change-line"') == len(downs) + len(holds)
    assert page.count('class="change-decision"') == len(ups)
    text = text_of(page)
    assert "3 steps are earned and wait" in text
    assert "Yes to all 2 changes" in text
    waiting = page.partition("3 steps are earned and wait")[2].partition("</section>")[0]
    assert re.search(r'<details class="disclosure">\s*<summary>', waiting), "folded"
    levels = [int(one) for one in re.findall(r"<h([1-6])", page)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_change_of_stage_leads_to_the_stages_and_what_was_borne_is_told_in_words(
    scene: Scene,
) -> None:
    inputs = {"light": say("green"), "sessions": "2026-11-16"}
    scene.changes.append(change("stage", Kind.STAGE_UP, name=say("Stage"), inputs=inputs))
    page = scene.client.get("/review").text
    card = page.partition('class="change-decision"')[0].rpartition("<section")[2]
    assert 'href="/stage"' in card
    assert "How they were borne well" in text_of(page)


def test_a_yes_to_what_no_longer_stands_is_not_written(scene: Scene) -> None:
    one, other = change(), change("pelvic-tilt")
    scene.changes += [one, other]
    scene.client.get("/review")
    scene.changes.remove(one)
    log(scene)
    answer = scene.client.post("/review", data={"answer": "yes", "change": [one.id, other.id]})
    assert answer.headers["location"] == "/review?said=gone"
    assert decisions(scene) == [(other.id, True, "self")]
    text = text_of(scene.client.get(answer.headers["location"]).text)
    assert "One of these no longer stands" in text
    assert "No longer offered" in text
    assert decide_changes(scene.house.service, scene.who, ["made/up"], accept=True) == ("made/up",)


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "yes"}, {"change": "x"}, {"answer": "maybe", "change": "x"}]
)
def test_a_form_that_says_nothing_changes_nothing(scene: Scene, sent: dict[str, str]) -> None:
    scene.changes.append(change())
    answer = scene.client.post("/review", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert decisions(scene) == []


def test_in_assist_the_page_says_what_was_done_within_which_bounds(scene: Scene) -> None:
    scene.changes.append(change())
    add(scene.house.service, scene.who, "policy", {"mode": "assist", "exercises_per_week": 1})
    text = text_of(scene.client.get("/review").text)
    assert "The plan made these changes within your bounds." in text
    assert "Within your bounds, by itself" in text
    assert "Waiting for your yes" not in text


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, ""), (1, "1 change is suggested for this week."), (2, "2 changes are suggested")],
)
def test_today_and_the_week_say_quietly_how_many_wait(scene: Scene, count: int, words: str) -> None:
    scene.changes += [change(name) for name in ("bridge", "plank")[:count]]
    for path in ("/today", "/week"):
        text = text_of(scene.client.get(path).text)
        assert ("suggested" in text) is bool(count)
        assert words in text
        assert "/review" in scene.client.get(path).text


def test_nothing_to_tell_is_told_in_two_lines(scene: Scene) -> None:
    assert "Nothing changes this week" in text_of(scene.client.get("/review").text)


def test_the_ids_of_exercises_become_names_in_the_readers_language(scene: Scene) -> None:
    german = scene.house.service.knowledge_in("de")
    assert named("exercise", "bridge", german) == (german.exercises["bridge"].name,)
    assert named("exercise", "no-such", german) == ("no-such",)
    assert named("because", "bridge", german) == ("bridge",)


def test_someone_new_is_led_to_the_way_in(scene: Scene) -> None:
    _, key = scene.house.person("Ben")
    client = scene.house.client(key)
    for answer in (client.get("/review"), client.post("/review", data={"answer": "yes"})):
        assert (answer.status_code, answer.headers["location"]) == (303, "/start")


# --- with the real core ---------------------------------------------------------------------------


def test_the_week_shown_is_the_week_as_agreed_until_somebody_says_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.web.routes.review.MAKING_S", 60.0)
    house = make_house(tmp_path)
    house.clock.forward(days=7)
    who, key = house.person(record=RECORD)
    client = house.client(key)
    before = client.get("/review").text
    ids = re.findall(r'name="change" value="([^"]+)"', before)
    assert ids
    with house.service.store.read() as reading:
        agreed = reading.released(who.person or "", MONDAY)
    client.post("/review", data={"answer": "no", "change": ids})
    client.get("/review")
    with house.service.store.read() as reading:
        assert reading.released_history(who.person or "", MONDAY) == (agreed,)
    client.post("/review", data={"answer": "yes", "change": ids})
    text = text_of(client.get("/review").text)
    assert "You said yes" in text
    with house.service.store.read() as reading:
        history = reading.released_history(who.person or "", MONDAY)
    assert len(history) == 2
    assert agreed is not None
    assert history[-1].body != agreed.body
    house.service.planner.close()
    house.service.store.close()
