"""Whatever is stored is read back as the very same fact, by one byte form."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.codec import from_data, to_data
from domain.declaration import declared
from domain.envelope import ClockEffect, Envelope, Event, Verdict
from domain.facts import BY_TOPIC
from domain.facts.office import RoleTaken
from tests.support.generated_events import EVENTS, events_of, records_of
from workflows.log.codec import decode_row, encode_event
from workflows.log.compiled_reader import NotAsDeclared, reader
from workflows.log.compiled_writer import writer
from workflows.log.errors import Undecodable, UnknownTopic, Unstorable
from workflows.log.metadata import IN_COLUMNS

TEXT_LIKE_METADATA = st.lists(
    st.sampled_from(
        [', "clocks": [', ', "digest": "', '", "command_id": "', '"', "\\", "]", "}", ", ", "x" * 36]
    )
).map("".join)
# Shrinking a whole event takes minutes and tells no more than the event itself.
unshrunk = settings(phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=60)


@pytest.mark.parametrize("topic", sorted(BY_TOPIC))
def test_every_fact_is_read_back_as_it_was(topic: str) -> None:
    @settings(unshrunk, max_examples=12)
    @given(events_of(BY_TOPIC[topic]))
    def holds(event: Event) -> None:
        row = encode_event(event)
        assert decode_row(row) == event
        assert encode_event(decode_row(row)) == row

    holds()


@unshrunk
@given(EVENTS)
def test_the_quick_reader_reads_what_the_domains_own_reads(event: Event) -> None:
    data = to_data(event.fact)
    assert reader(type(event.fact))(data) == from_data(type(event.fact), data) == event.fact


@unshrunk
@given(EVENTS)
def test_the_quick_writer_writes_what_the_domains_own_writes(event: Event) -> None:
    assert list(writer(type(event.fact))(event.fact).items()) == list(to_data(event.fact).items())


@given(st.one_of(records_of(ClockEffect), records_of(Verdict)))
def test_parts_of_an_envelope_are_written_without_what_is_empty(part: Any) -> None:
    data = writer(type(part), lenient=True)(part)
    assert reader(type(part), lenient=True)(data) == part
    assert all(data.values())


@unshrunk
@given(EVENTS)
def test_fields_that_are_not_known_here_are_left_alone(event: Event) -> None:
    row = encode_event(event)
    data = json.loads(row.data) | {"of_a_later_version": {"deep": [1]}}
    metadata = json.loads(row.metadata) | {"too": True}
    later = row._replace(data=json.dumps(data).encode(), metadata=json.dumps(metadata))
    assert decode_row(later) == event


@unshrunk
@given(EVENTS)
def test_metadata_say_nothing_twice_and_nothing_empty(event: Event) -> None:
    metadata = json.loads(encode_event(event).metadata)
    assert not IN_COLUMNS & metadata.keys()
    assert all(value not in ("", [], None) for key, value in metadata.items() if key != "on_behalf_of")


def wrong(value: Any) -> Any:
    return value


TAKEN = RoleTaken(person="p1", role="handler", unit="u1")


def office_event(fact: Any = TAKEN, **changed: Any) -> Event:
    plain: dict[str, Any] = {
        field.name: "" for field in declared(Envelope) if field.base is str and field.required
    }
    moment = from_data(ClockEffect, {"clock": "c", "effect": "e", "due_at": "2026-11-25T00:00:00Z"}).due_at
    plain |= {
        "event_id": "0190a0b0-0000-7000-8000-000000000001",
        "schema": 1,
        "version": 1,
        "case_id": "office",
    }
    plain |= {"on_behalf_of": None, "occurred_at": moment, "recorded_at": moment}
    return Event(fact=fact, envelope=Envelope(**(plain | changed)))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (office_event(replace(TAKEN, person="a\0b")), "NUL"),
        (office_event(replace(TAKEN, person="\\\0")), "NUL"),
        (office_event(replace(TAKEN, person="\ud800")), "surrogates"),
        (office_event(replace(TAKEN, person=wrong(float("nan")))), "read back"),
        (office_event(replace(TAKEN, person=wrong(2**64))), "64-bit"),
        (office_event(replace(TAKEN, person=wrong(object()))), "JSON"),
        (office_event(replace(TAKEN, person=wrong(7))), "read back"),
        (office_event(actor="\0"), "NUL"),
        (
            office_event(type("Other", (RoleTaken,), {})(person="p", role="r", unit="u")),
            "not the fact declared",
        ),
        (office_event(position=1, occurred_at=office_event().envelope.occurred_at), ""),
    ],
)
def test_what_could_not_be_read_back_is_refused(event: Event, told: str) -> None:
    if not told:
        encode_event(event)
        return
    with pytest.raises(Unstorable, match=told):
        encode_event(event)


def test_text_that_only_looks_like_nul_is_stored() -> None:
    event = office_event(replace(TAKEN, person="\\u0000 and \\\\u0000"))
    assert decode_row(encode_event(event)) == event


ROW = encode_event(office_event(position=7))
Spoil = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"person":"p"}',
        b'{"person":1,"role":"r","unit":"u"}',
        b'{"person":null,"role":"r","unit":"u"}',
    ],
)
def test_a_damaged_fact_is_named_by_its_position(data: bytes) -> None:
    with pytest.raises(Undecodable) as caught:
        decode_row(ROW._replace(data=data))
    assert caught.value.position == 7


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "{}",
        '{"schema":2}',
        '{"schema":0}',
        '{"schema":"1"}',
        '{"schema":1,"clocks":{}}',
        '{"schema":1,"rules":{}}',
        '{"schema":1,"rules":[7]}',
        '{"schema":1,"clocks":[7]}',
        "[]",
    ],
)
def test_so_is_one_with_damaged_metadata(metadata: str) -> None:
    with pytest.raises(Undecodable, match="position 7"):
        decode_row(ROW._replace(metadata=metadata))


def test_a_topic_nobody_declared_has_an_error_of_its_own() -> None:
    with pytest.raises(UnknownTopic, match=r"case\.teleported"):
        decode_row(ROW._replace(topic="case.teleported"))


def test_a_dataclass_with_a_default_made_anew_is_not_read() -> None:
    from domain.command import Command

    with pytest.raises(TypeError, match="fields"):
        reader(Command)
    with pytest.raises(NotAsDeclared):
        reader(Verdict)([])


def test_rules_that_held_are_their_names_and_others_say_so() -> None:
    rules = (Verdict(rule="a", held=True), Verdict(rule="b", held=False), Verdict(rule="", held=True))
    row = encode_event(office_event(rules=rules))

    assert json.loads(row.metadata)["rules"] == ["a", {"rule": "b"}, {"held": True}]
    assert decode_row(row).envelope.rules == rules


def as_jsonb_writes(text: str) -> str:
    """The same JSON as PostgreSQL gives a jsonb back: shorter keys first, a space after each sign."""

    def ordered(value: Any) -> Any:
        if isinstance(value, list):
            return [ordered(item) for item in value]
        if not isinstance(value, dict):
            return value
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: ordered(value[key]) for key in keys}

    return json.dumps(ordered(json.loads(text)), ensure_ascii=False)


@unshrunk
@given(EVENTS, st.uuids())
def test_metadata_that_recur_are_read_as_if_they_came_for_the_first_time(event: Event, command: UUID) -> None:
    event = replace(event, envelope=replace(event.envelope, command_id=str(command)))
    row = encode_event(event)
    back = row._replace(metadata=as_jsonb_writes(row.metadata))
    assert decode_row(back) == event
    assert decode_row(back) == event
    other = replace(event, envelope=replace(event.envelope, command_id=str(UUID(int=7)), clocks=()))
    assert decode_row(back._replace(metadata=as_jsonb_writes(encode_event(other).metadata))) == other


@given(TEXT_LIKE_METADATA)
def test_a_text_that_looks_like_metadata_is_left_in_its_place(text: str) -> None:
    event = office_event(actor=text, digest=text, trace=text, command_id=str(UUID(int=7)))
    row = encode_event(event)
    assert decode_row(row._replace(metadata=as_jsonb_writes(row.metadata))) == event
