# SPDX-License-Identifier: Apache-2.0
"""A phrase is its English text, keeps how it was made, and can be said in another language."""

import copy
import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.phrase import (
    Phrase,
    Value,
    capital,
    fields_of,
    in_english,
    joined,
    listed,
    lower,
    render,
    say,
    say_n,
    strung,
    termed,
    unstopped,
)
from multifidus.domain.spoken import percent, unit, with_side
from multifidus.domain.week import Fact
from multifidus.domain.words import Side
from multifidus.exchange.phrases_json import from_value, to_value

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=12)
PLAIN: st.SearchStrategy[Value] = st.one_of(
    WORDS, st.integers(-9999, 9999), st.floats(-1e5, 1e5), st.dates(date(1900, 1, 1))
)


def _deeper(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    texts = st.one_of(WORDS, inner.filter(lambda value: isinstance(value, str)).map(_as_text))
    return st.one_of(
        st.builds(_sentence, WORDS, inner, inner),
        st.builds(_counted, WORDS, st.integers(-3, 3) | st.floats(-9, 9), inner),
        st.builds(joined, st.lists(texts, max_size=4), st.sampled_from([" ", ", ", "; "])),
        st.builds(listed, st.lists(texts, max_size=4), st.sampled_from(["and", "or", ""])),
        st.builds(capital, texts),
        st.builds(unstopped, texts),
        st.builds(termed, WORDS, WORDS),
    )


def _as_text(value: Value) -> str:
    assert isinstance(value, str)
    return value


def _sentence(words: str, first: Value, second: Value) -> Phrase:
    return say(words + "{a}, {b_2} and {a}.", a=first, b_2=second)


def _counted(words: str, n: float, other: Value) -> Phrase:
    return say_n("{n} " + words + " {x}", "{n} " + words + "s {x}", n, x=other)


PHRASES = st.recursive(PLAIN, _deeper, max_leaves=12).filter(lambda one: isinstance(one, Phrase))


def _no_term(_: str) -> None:
    return None


def _source(one: str, many: str | None, n: int | None) -> str:
    return one if many is None or n == 1 else many


def _loud(one: str, many: str | None, n: int | None) -> str:
    """A language of its own: every template in quotes, plurals with their number."""
    return f"«{_source(one, many, n)}|{n}»"


# --- a phrase is its text -----------------------------------------------------------------------


@given(PHRASES)
def test_a_phrase_is_the_text_it_says(phrase: Phrase) -> None:
    text = "".join(phrase)
    assert type(text) is str
    assert (phrase == text, text == phrase, hash(phrase) == hash(text)) == (True, True, True)
    assert json.dumps(phrase) == json.dumps(text)
    assert sorted([phrase, "m", text + "z"]) == sorted([text, "m", text + "z"])
    assert type(str(phrase)) is str


@given(PHRASES)
def test_the_source_language_says_the_same(phrase: Phrase) -> None:
    assert render(phrase, _source, _no_term) == phrase


@given(PHRASES)
def test_copies_and_pickles_keep_how_it_was_made(phrase: Phrase) -> None:
    for other in (
        copy.copy(phrase),
        copy.deepcopy(phrase),
        pickle.loads(pickle.dumps(phrase)),  # noqa: S301 - what was just written
    ):
        assert other == phrase
        assert other.made == phrase.made


@given(PHRASES)
def test_json_keeps_what_every_language_will_say(phrase: Phrase) -> None:
    value = json.loads(json.dumps(to_value({"text": phrase})))
    again = from_value({"id": "x", "text": value["text"]}, Fact, name="fact").text
    assert isinstance(again, Phrase)
    assert again == phrase
    loud = [render(one, _loud, str.swapcase, in_english) for one in (phrase, again)]
    assert loud[0] == loud[1]


def test_a_phrase_cannot_be_changed() -> None:
    phrase = say("{a} waits", a="bridge")
    with pytest.raises(AttributeError):
        phrase.made = phrase.made
    with pytest.raises(AttributeError):
        del phrase.made
    with pytest.raises(TypeError):
        phrase.values["a"] = "squat"  # type: ignore[index] # that is the point


def test_a_phrase_shows_its_template_and_values() -> None:
    phrase = say_n("{n} set of {what}", "{n} sets of {what}", 3, what="squats")
    assert (phrase.template, phrase.many) == ("{n} set of {what}", "{n} sets of {what}")
    assert dict(phrase.values) == {"what": "squats", "n": 3}
    assert (joined(["a"]).template, joined(["a"]).many, dict(joined(["a"]).values)) == (
        "",
        None,
        {},
    )


# --- templates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "template", ["{a:g}", "{a!r}", "{a.b}", "{a[0]}", "{}", "{0}", "{{a}}", "{a", "a}", "{A}"]
)
def test_a_field_is_a_name_and_nothing_more(template: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        say(template, a=1)


def test_fields_and_values_must_match() -> None:
    with pytest.raises(ValueError, match="has the fields"):
        say("{a}")
    with pytest.raises(ValueError, match="has the fields"):
        say("a", a=1)
    with pytest.raises(ValueError, match="has the fields"):
        say_n("{n} {a}", "{n}", 1)
    assert say_n("one", "many", 2) == "many"
    assert fields_of("{a} {b} {a}") == {"a", "b"}


@pytest.mark.parametrize("value", [True, Side.LEFT])
def test_what_has_no_words_of_its_own_must_be_put_into_words_first(value: Value) -> None:
    with pytest.raises(TypeError, match="in words first"):
        say("{a}", a=value)
    with pytest.raises(TypeError, match="in words first"):
        joined([value])  # type: ignore[list-item] # that is the point


def test_a_value_with_braces_is_not_a_template() -> None:
    assert say("{by} set it", by="{a} {b}") == "{a} {b} set it"


def test_a_count_must_be_a_number() -> None:
    with pytest.raises(TypeError, match="is a number"):
        say_n("{n} a", "{n} b", "3")  # type: ignore[arg-type] # that is the point


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "1 day"), (-1, "-1 day"), (1.0, "1 day"), (0, "0 days"), (2, "2 days"), (1.5, "1.5 days")],
)
def test_one_is_singular_whatever_its_sign(n: float, text: str) -> None:
    assert say_n("{n} day", "{n} days", n) == text


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (3.0, "3"), (51.333333, "51.3333"), (-0.0, "0"), (2.5, "2.5")]
)
def test_numbers_are_written_without_empty_fractions(value: float, text: str) -> None:
    assert (in_english(value), say("{n}", n=value)) == (text, text)


# --- putting together ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "last", "text"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (["a", "b", "c"], "and", "a, b and c"),
        (["a", "b", "c"], "or", "a, b or c"),
        (["a", "b", "c"], "", "a, b, c"),
    ],
)
def test_lists_read_as_people_write_them(parts: list[str], last: str, text: str) -> None:
    assert listed(parts, last) == text  # type: ignore[arg-type] # the table holds plain text
    assert isinstance(listed(parts), Phrase)


def test_small_ways_of_putting_together() -> None:
    assert strung(["a", "b", "c"]) == "a and b and c"
    assert strung(["a"]) == "a"
    assert joined(["One.", "", "Two."]) == "One. Two."
    assert capital("a b") == "A b"
    assert capital("") == ""
    assert unstopped("Yes.") == "Yes"
    assert lower("Side plank") == "side plank"
    assert (percent(0.295), unit("deg"), unit("foot")) == ("30%", "deg", "foot")
    assert (with_side("test", None), with_side("test", Side.LEFT)) == ("test", "test (left)")


def test_a_word_between_parts_would_escape_translation() -> None:
    with pytest.raises(ValueError, match="holds a word"):
        joined(["a", "b"], " and ")


# --- another language ---------------------------------------------------------------------------

GERMAN = {
    "{name} waits: {why}.": "{name} wartet: {why}.",
    "it needs {n} degrees": "nötig sind {n} Grad",
    "{n} day": "{n} Tag",
    "{n} days": "{n} Tage",
    "{others} and {last}": "{others} und {last}",
    "since {on}": "seit dem {on}",
}
TERMS = {"Side plank": "Seitstütz", "knee pain": "Knieschmerz"}


def german(thing: str) -> str:
    return render(
        thing,
        lambda one, many, n: GERMAN[_source(one, many, n)],
        TERMS.get,
        lambda value: in_english(value).replace(".", ","),
        lambda day: f"{day:%d.%m.%Y}",
    )


def test_a_sentence_in_german() -> None:
    why = say("it needs {n} degrees", n=52.5)
    phrase = say("{name} waits: {why}.", name="Side plank", why=why)
    assert phrase == "Side plank waits: it needs 52.5 degrees."
    assert german(phrase) == "Seitstütz wartet: nötig sind 52,5 Grad."


def test_a_plural_in_german() -> None:
    assert [german(say_n("{n} day", "{n} days", n)) for n in (1, 2, 0.5)] == [
        "1 Tag",
        "2 Tage",
        "0,5 Tage",
    ]


def test_names_are_looked_up_and_own_words_stay() -> None:
    assert german("Side plank") == "Seitstütz"
    assert german("Dr. Weber") == "Dr. Weber"
    assert german(listed(["Side plank", "Dr. Weber"])) == "Seitstütz und Dr. Weber"
    assert german(say("since {on}", on=date(2026, 11, 16))) == "seit dem 16.11.2026"


def test_what_english_writes_small_or_as_an_id_is_a_name_elsewhere() -> None:
    assert german(lower("Side plank")) == "Seitstütz"
    assert german(termed("knee-pain", "knee pain")) == "Knieschmerz"
    assert german(termed("odd-id", "an odd thing")) == "odd-id"


def test_shapes_are_kept_through_translation() -> None:
    why = say("it needs {n} degrees", n=3)
    assert german(capital(why)) == "Nötig sind 3 Grad"
    assert german(unstopped(say("{name} waits: {why}.", name="x", why=why))) == (
        "x wartet: nötig sind 3 Grad"
    )


def test_a_translation_may_drop_a_field_but_not_invent_one() -> None:
    phrase = say("{a} and {b}", a=1, b=2)
    assert render(phrase, lambda *_: "nur {a}", _no_term) == "nur 1"
    with pytest.raises(ValueError, match="without a value"):
        render(phrase, lambda *_: "{c}", _no_term)
