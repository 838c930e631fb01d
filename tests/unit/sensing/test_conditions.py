"""What conditions make of readings: means over windows, hours, values that never change, fault codes, exceptions."""

from __future__ import annotations

from decimal import Decimal

from domain.sensing.definition import FAULT, IS, UNCHANGED, UNDER, Condition, Term
from tests.support.alarm_story import Story, defined, over, said

FAN, OFF = Term(test=IS, factor="fan", limit=Decimal(1)), Term(test=IS, factor="purifier", limit=Decimal(0))


def test_three_means_of_ten_minutes_running() -> None:
    mean = Condition(terms=(over("2.0", "0"),), mean_s=600, mean_least=3, samples=3)
    story = Story(defined(mean))
    loud = [said(minute, "2.6" if minute % 2 else "1.6") for minute in range(30)]

    assert story.hear(*loud) == []  # each mean is 2.1, the third window is not over
    assert story.hear(said(30, "0.1")) == ["opened"]
    assert (str(story.acts[0].value), story.acts[0].at) == ("2.1000", said(30, "1").measured_at)
    assert story.hear(*(said(minute, "0.1") for minute in range(31, 41))) == ["cleared"]


def test_a_mean_of_too_few_samples_does_not_count() -> None:
    story = Story(defined(Condition(terms=(over("2.0", "0"),), mean_s=600, mean_least=3)))

    assert story.hear(said(1, "9"), said(2, "9"), said(11, "9"), said(12, "9"), said(13, "9")) == []
    assert story.hear(said(21, "9")) == ["opened"]


def test_values_that_do_not_count_are_in_no_mean() -> None:
    """S6-3."""
    story = Story(defined(Condition(terms=(over("2.0", "0"),), mean_s=600)))

    story.hear(said(1, "99", flag="M"), said(2, "1"), said(11, "1"))
    assert [act.kind for act in story.acts] == ["suppressed"]
    assert story.acts[0].route == "kept"


def test_outside_its_hours_it_is_not_judged() -> None:
    story = Story(defined(Condition(terms=(over(),), hours=((600, 840),))))

    assert story.hear(said(0, "9"), minute=599) == []
    assert story.hear(said(1, "9"), minute=840) == []
    assert story.hear(said(2, "9"), minute=600) == ["opened"]


def test_two_things_that_must_hold_together_for_ten_minutes() -> None:
    story = Story(defined(Condition(terms=(FAN, OFF), on_after_s=600)))

    assert story.hear(said(0, ("fan", "1"), ("purifier", "0")), said(5, ("fan", "1"))) == []
    assert story.hear(said(9, ("fan", "0"), ("purifier", "0"))) == []
    assert story.hear(said(10, ("fan", "1"), ("purifier", "0"))) == []
    assert story.hear(said(20, ("fan", "1"), ("purifier", "0"))) == ["opened"]


def test_a_value_that_never_changes() -> None:
    frozen = Condition(terms=(Term(test=UNCHANGED, factor="x"),), on_after_s=7_200)
    story = Story(defined(frozen))

    assert story.hear(*(said(minute, "0.73") for minute in range(0, 120, 20))) == []
    assert story.hear(said(120, "0.73")) == ["opened"]
    assert story.hear(said(121, "0.74")) == ["cleared"]
    assert story.hear(said(122, "0.74"), said(123, "0.74", flag="C"), said(240, "0.74")) == ["recovered"]
    assert story.hear(said(241, "0.74")) == ["opened"]


def test_an_exception_keeps_it_from_holding() -> None:
    dry = Condition(terms=(over("0.2", "0"),), unless=(over("0", "0", factor="rain"),))
    story = Story(defined(dry))

    assert story.hear(said(0, "5", ("rain", "3"))) == []
    assert story.hear(said(1, "5")) == []  # nobody said whether it rained
    assert story.hear(said(2, "5", ("rain", "0"))) == ["opened"]


def test_a_fault_code_with_somebody_in_the_car() -> None:
    person = Term(test=IS, factor="person", limit=Decimal(1))
    trapped = Condition(terms=(Term(test=FAULT, words=("trapped",)), person))
    button = Condition(terms=(Term(test=FAULT, words=("alarm_button",)),), quiet_modes=())
    story = Story(defined(trapped, button))

    story.words = frozenset({"trapped"})
    assert story.hear(said(0, ("person", "0"))) == []
    assert story.hear(said(1, ("person", "1"), mode="maintenance")) == ["suppressed/kept"]
    assert story.hear(said(2, ("person", "1"))) == ["opened"]
    story.words = frozenset({"alarm_button"})
    assert story.hear(said(3, ("person", "0"))) == []  # one fault gone, another there
    story.words = frozenset()
    assert story.hear(said(4, ("person", "0"))) == ["cleared"]
    story.words = frozenset({"alarm_button"})
    assert story.hear(said(5, mode="maintenance")) == ["again"]


def test_too_little_is_judged_like_too_much() -> None:
    oxygen = Term(test=UNDER, factor="x", limit=Decimal(5), hysteresis=Decimal("0.3"))
    story = Story(defined(Condition(terms=(oxygen,))))

    assert story.hear(said(0, "5"), said(1, "4.99")) == ["opened"]
    assert story.hear(said(2, "5.29")) == []
    assert story.hear(said(3, "5.3")) == ["cleared"]
