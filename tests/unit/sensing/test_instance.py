"""An alarm of a device: raised, joined, cleared, flapping, snoozed, in shadow mode, suppressed."""

from __future__ import annotations

import pytest

from domain.sensing.definition import Condition
from domain.sensing.instance import Instance, renewed
from tests.support.alarm_story import Story, at, defined, over, said

HIGH, LOW = "1.2", "0.5"


def raised(**more: object) -> Story:
    """An alarm that has just been raised."""
    story = Story(defined(**more))
    assert story.hear(said(0, HIGH)) == ["opened"]
    return story


def test_the_limit_itself_is_within() -> None:
    story = Story(defined())

    assert story.hear(said(0, "1.0")) == []
    assert story.hear(said(1, "1.0001")) == ["opened"]
    act = story.acts[0]
    assert (str(act.value), act.factor, str(act.limit), act.lead, act.count) == ("1.0001", "x", "1.0", 1, 1)


def test_it_comes_back_only_beyond_the_hysteresis() -> None:
    story = raised()

    assert story.hear(said(1, "0.95"), said(2, "0.91")) == []
    assert story.hear(said(3, "0.9")) == ["cleared"]


def test_several_samples_running_and_for_so_long() -> None:
    story = Story(defined(Condition(terms=(over(),), samples=3, on_after_s=600)))

    assert story.hear(said(0, HIGH), said(1, HIGH), said(2, HIGH)) == []  # three, but two minutes
    assert story.hear(said(3, LOW), said(4, HIGH), said(13.9, HIGH), said(13.95, HIGH)) == []
    assert story.hear(said(14, HIGH)) == ["opened"]


def test_what_lies_behind_a_gap_does_not_follow() -> None:
    story = Story(defined(Condition(terms=(over(),), samples=2), gap_s=300))

    assert story.hear(said(0, HIGH), said(6, HIGH)) == []
    assert story.hear(said(11, HIGH)) == ["opened"]


def test_clearing_has_its_own_delay() -> None:
    story = Story(defined(Condition(terms=(over(),), off_samples=2, off_after_s=120)))

    assert story.hear(said(0, HIGH), said(1, LOW), said(2, LOW)) == ["opened"]
    assert story.hear(said(3, LOW)) == ["cleared"]


@pytest.mark.parametrize(("again", "kind"), [(30, "again"), (30.1, "opened")])
def test_raised_within_half_an_hour_it_joins_the_lead_that_somebody_has_in_hand(
    again: float, kind: str
) -> None:
    """The lead was not cleared, since a person had taken it on: `ended` stays 0."""
    story = raised()
    story.hear(said(10, LOW), said(25, LOW))
    assert [act.kind for act in story.acts] == ["opened", "cleared", "recovered"]

    assert story.hear(said(10 + again, HIGH)) == [kind]
    assert (story.acts[-1].lead, story.acts[-1].count) == ((1, 2) if kind == "again" else (2, 1))


def test_a_lead_that_ended_is_not_joined() -> None:
    story = raised()
    story.hear(said(1, LOW), said(16, LOW))
    story.stands(ended=1)

    assert story.hear(said(20, HIGH)) == ["opened"]
    assert story.acts[-1].lead == 2
    assert story.hear(said(21, LOW), said(22, HIGH)) == ["cleared", "again"]  # it is the first that ended


def test_it_recovers_once_after_a_quarter_of_an_hour_of_samples() -> None:
    story = raised()

    assert story.hear(said(1, LOW), said(15.9, LOW)) == ["cleared"]
    assert story.hear(said(16, LOW), said(40, LOW)) == ["recovered"]
    assert story.acts[-1].count == 900


def test_nobody_knows_how_it_was_in_a_gap() -> None:
    story = raised(gap_s=600)

    assert story.hear(said(1, LOW), said(20, LOW), said(30, LOW)) == ["cleared"]
    assert story.hear(said(35, LOW)) == ["recovered"]


def test_four_pairs_in_two_hours_flap_and_it_clears_itself_no_more() -> None:
    story = Story(defined())
    for n in range(4):
        story.hear(said(n * 10, HIGH), said(n * 10 + 5, LOW))

    kinds = [act.kind for act in story.acts]
    assert kinds == ["opened", "cleared", *["again", "cleared"] * 3, "flapping"]
    assert story.hear(said(60, LOW), said(300, LOW)) == []
    assert story.hear(said(400, HIGH)) == ["again"]  # hours later: somebody has to look first
    story.stands(ended=1)
    assert story.hear(said(401, LOW), said(402, HIGH)) == ["opened"]


def test_pairs_more_than_two_hours_apart_do_not_flap() -> None:
    story = Story(defined())
    for n in range(4):
        story.hear(said(n * 40, HIGH), said(n * 40 + 1, LOW))

    assert "flapping" not in [act.kind for act in story.acts]


def test_without_a_number_of_flips_nothing_flaps() -> None:
    story = Story(defined(flips=0))
    for n in range(9):
        story.hear(said(n, HIGH), said(n + 0.5, LOW))

    assert "flapping" not in [act.kind for act in story.acts]


@pytest.mark.parametrize("flag", ["F", "M", "S", "D", "C", "T", "B", "Z9"])
def test_only_the_flag_n_counts(flag: str) -> None:
    story = Story(defined())

    assert story.hear(said(0, HIGH, flag=flag), said(1, HIGH, flag=flag)) == ["suppressed/kept"]
    assert story.acts[0].flag == flag
    assert story.hear(said(2, LOW, flag=flag), said(3, LOW), said(4, HIGH, flag=flag)) == ["suppressed/kept"]


def test_maintenance_raises_nothing_and_is_kept_on_a_live_lead() -> None:
    story = raised()

    assert story.hear(said(1, HIGH, mode="maintenance"), said(2, HIGH, mode="maintenance")) == ["suppressed"]
    assert (story.acts[-1].flag, story.acts[-1].mode) == ("", "maintenance")


def test_a_condition_may_be_heard_in_every_mode() -> None:
    story = Story(defined(Condition(terms=(over(),), quiet_modes=())))

    assert story.hear(said(0, HIGH, mode="maintenance")) == ["opened"]


def test_while_snoozed_it_is_noted_and_told_when_the_snooze_is_over() -> None:
    story = Story(defined())
    story.stands(snoozed_until=at(30))

    assert story.hear(said(0, HIGH), said(10, HIGH)) == ["opened/snoozed"]
    assert story.hear(said(29.9, HIGH)) == []
    assert story.hear(said(30, HIGH)) == ["opened"]
    assert story.hear(said(31, LOW)) == ["cleared"]


def test_what_came_and_went_while_snoozed_is_never_told() -> None:
    story = Story(defined())
    story.stands(snoozed_until=at(30))

    assert story.hear(said(0, HIGH), said(5, LOW), said(40, LOW)) == ["opened/snoozed"]
    assert story.instance.live == ""


def test_a_snooze_keeps_a_live_lead_from_being_joined_but_not_from_recovering() -> None:
    story = raised()
    story.hear(said(1, LOW))
    story.stands(snoozed_until=at(60))

    assert story.hear(said(2, HIGH), said(3, LOW), said(18, LOW)) == ["opened/snoozed", "recovered"]


def test_shadow_mode_notes_what_it_would_have_opened() -> None:
    story = Story(defined())
    story.stands(mode="shadow")

    assert story.hear(said(0, HIGH), said(1, LOW), said(16, LOW)) == [
        "opened/shadow", "cleared/shadow", "recovered/shadow",
    ]  # fmt: skip
    assert story.hear(said(17, HIGH)) == ["opened/shadow"]
    assert story.acts[-1].lead == 2


def test_out_of_shadow_mode_a_raised_alarm_opens_its_lead() -> None:
    story = Story(defined())
    story.stands(mode="shadow")
    story.hear(said(0, HIGH))
    story.stands(mode="active")

    assert story.hear(said(1, HIGH)) == ["opened"]


def test_into_shadow_mode_a_live_lead_still_clears() -> None:
    story = raised()
    story.stands(mode="shadow")

    assert story.hear(said(1, LOW), said(16, LOW)) == ["cleared", "recovered"]


def test_what_is_off_is_not_judged() -> None:
    story = Story(defined())
    story.stands(mode="off")

    assert story.hear(said(0, HIGH)) == []
    assert story.instance == Instance()


def test_any_condition_raises_and_all_have_to_be_over() -> None:
    both = (Condition(terms=(over(factor="x"),)), Condition(terms=(over(factor="y"),)))
    story = Story(defined(*both))

    assert story.hear(said(0, ("y", HIGH))) == ["opened"]
    assert story.acts[-1].factor == "y"
    assert story.hear(said(1, ("x", HIGH)), said(2, ("y", LOW))) == []
    assert story.hear(said(3, ("x", LOW))) == ["cleared"]


def test_another_version_keeps_leads_and_judges_from_new() -> None:
    story = raised()
    story.instance = renewed(story.instance, at(5))

    assert story.instance.raised_since is None
    assert story.hear(said(6, LOW), said(21, LOW)) == ["recovered"]
    assert renewed(Instance(), at(0)) == Instance()
