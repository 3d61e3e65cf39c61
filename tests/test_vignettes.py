# SPDX-License-Identifier: Apache-2.0
"""Every vignette under tests/vignettes: a short story, and what the gate must make of it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from multifidus.domain.words import SignStatus
from multifidus.screen import screen
from screen_builders import TODAY, build, gate, read_vignettes

VIGNETTES = read_vignettes(Path(__file__).parent / "vignettes")
EXPECTED = {
    "level", "blocked", "gentle", "complete", "present", "to_ask", "to_ask_includes", "status",
    "rules_include", "rules_exclude", "valid_for_days", "note_says", "first_action_says",
}  # fmt: skip


@pytest.mark.parametrize(
    ("stem", "vignette"), VIGNETTES, ids=[f"{stem}: {v['name']}" for stem, v in VIGNETTES]
)
def test_vignette(stem: str, vignette: dict[str, Any]) -> None:
    on = date.fromisoformat(vignette["on"]) if "on" in vignette else TODAY
    expect = vignette["expect"]
    assert set(expect) <= EXPECTED, stem
    result = screen(build(vignette["record"], on), on, gate())
    assert result.on == on
    assert result.level == expect["level"], result
    assert result.blocked == expect["blocked"], result
    for name in ("gentle", "complete"):
        if name in expect:
            assert getattr(result, name) == expect[name], result
    present = [
        s.sign for s in result.signs if s.status in {SignStatus.PRESENT, SignStatus.NOT_SURE}
    ]
    if "present" in expect:
        assert present == expect["present"], result.rules
    if "to_ask" in expect:
        assert list(result.to_ask) == expect["to_ask"]
    assert set(expect.get("to_ask_includes", [])) <= set(result.to_ask)
    states = {state.sign: state.status for state in result.signs}
    for sign, status in expect.get("status", {}).items():
        assert states[sign] == status, sign
    assert set(expect.get("rules_include", [])) <= set(result.rules)
    assert not set(expect.get("rules_exclude", [])) & set(result.rules)
    if "valid_for_days" in expect:
        assert result.valid_until == on + timedelta(days=expect["valid_for_days"])
    if "note_says" in expect:
        assert any(expect["note_says"] in note for note in result.notes), result.notes
    if "first_action_says" in expect:
        assert expect["first_action_says"] in result.actions[0]


def test_there_are_many_vignettes_each_with_its_own_name_and_source() -> None:
    names = [(stem, vignette["name"]) for stem, vignette in VIGNETTES]
    assert len(names) >= 320
    assert len(set(names)) == len(names)
    for stem, vignette in VIGNETTES:
        assert vignette["source"], stem
        assert set(vignette["source"]) <= set(gate().sources), (stem, vignette["source"])
        assert {"level", "blocked"} <= set(vignette["expect"]), (stem, vignette["name"])


def test_every_rule_of_the_gate_is_seen_to_fire() -> None:
    fired: set[str] = set()
    for _, vignette in VIGNETTES:
        on = date.fromisoformat(vignette["on"]) if "on" in vignette else TODAY
        fired |= set(screen(build(vignette["record"], on), on, gate()).rules)
    signs = {sign.rule for sign in gate().danger_signs.values()}
    # PAIN1 only lends PAIN6 a figure.
    assert fired == signs | set(gate().combinations) | (set(gate().rules) - {"PAIN1"})
