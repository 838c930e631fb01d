"""What is personal in a fact lies sealed in its row, bound to its place, each person's under his own key."""

import json
import os
from base64 import b64decode
from datetime import date
from typing import Any

import pytest

from domain.changing import replace
from domain.envelope import Event
from domain.facts import BY_TOPIC
from domain.facts.correcting import RecordCorrected
from domain.facts.enforcement import OrderServed
from domain.facts.intake import CaseReported
from domain.facts.meals import LedgerPosted, MealCardIssued
from domain.facts.mediation import AgreementReached
from domain.facts.office import FigureDisputed
from domain.sealed import Owner, Sealed, Withheld, sealed_of
from tests.golden.samples import filled as sample
from tests.support.keys import AnyKeys, fixed_key
from tests.support.log_events import event as plain_event
from workflows.keys import NotAuthentic
from workflows.log import Unstorable, decode_row, encode_event, record_of
from workflows.log.codec import StoredRow
from workflows.log.sealed_fields import sealed_in, with_values
from workflows.log.sealing import Sealing, bound_to, parts_of

CASE = "case-1"
REPORTED = CaseReported(
    channel="app",
    narrative="三单元 502 室漏水",
    door="三单元 502",
    parties=("p-1", "p-2"),
    party_names=("当事人甲", "当事人乙"),
    reporter="r-137",
    reporter_name="诉求人 137",
    reporter_phone="0571-00000137",
)


def sealing(sensitivity: str = "") -> Sealing:
    return Sealing(AnyKeys(), os.urandom, sensitivity)


def stored(fact: Any, sensitivity: str = "") -> tuple[Event, StoredRow]:
    given = plain_event(CASE, fact=fact)
    return given, record_of([given], sealing(sensitivity)).rows[0]


def kids(row: StoredRow) -> dict[str, str]:
    return {path: sealed.kid for _, path, sealed in sealed_in(decode_row(row).fact)}


def opened(row: StoredRow) -> Event:
    """What somebody reads who may read all of it."""
    event = decode_row(row)

    def value_at(_: Any, path: str, sealed: Sealed) -> Any:
        subject, _, purpose = sealed.kid.rpartition("#")
        place = bound_to(event, path, sealed.kid)
        key = fixed_key(Owner(subject, purpose))
        return json.loads(key.decrypt(b64decode(sealed.n), b64decode(sealed.c), place))

    return with_values(event, value_at)


def test_nothing_personal_is_left_in_the_row_and_all_of_it_comes_back() -> None:
    given, row = stored(REPORTED)
    for secret in ("漏水", "502", "当事人甲", "当事人乙", "诉求人", "00000137"):
        assert secret.encode() not in row.data
        assert secret.encode() in encode_event(given).data
    assert opened(row) == given


@pytest.mark.parametrize("topic", sorted(BY_TOPIC))
def test_every_fact_there_is_comes_back(topic: str) -> None:
    given, row = stored(sample(BY_TOPIC[topic]))
    assert opened(row) == given
    assert bool(kids(row)) == bool(list(sealed_in(decode_row(row).fact)))


def test_each_persons_data_are_under_his_own_key() -> None:
    _, row = stored(REPORTED)
    assert kids(row) == {
        "narrative": "case-1#text",
        "door": "case-1#text",
        "party_names/0": "p-1#text",
        "party_names/1": "p-2#text",
        "reporter_name": "r-137#text",
        "reporter_phone": "r-137#text",
    }


def test_who_has_no_id_has_a_key_of_his_own_in_the_case() -> None:
    nameless = replace(REPORTED, parties=("p-1",), reporter=None)
    _, row = stored(nameless)
    found = kids(row)
    assert found["reporter_phone"] == "case-1/reporter#text"
    assert (found["party_names/0"], found["party_names/1"]) == ("case-1/party/0#text", "case-1/party/1#text")


def test_an_order_and_an_objection_are_whose_they_concern() -> None:
    assert kids(stored(replace(sample(OrderServed), party="p-9"))[1])["party_name"] == "p-9#text"
    assert kids(stored(replace(sample(FigureDisputed), case="case-7"))[1]) == {"text": "case-7#text"}


def test_a_correction_a_diet_and_an_account_are_whose_they_concern() -> None:
    corrected = replace(sample(RecordCorrected), subject="r-137")
    assert kids(stored(corrected)[1]) == {
        "old": "r-137#text",
        "new": "r-137#text",
        "reason": "case-1#text",
    }
    assert kids(stored(replace(corrected, subject=None))[1])["new"] == "case-1#text"
    card = MealCardIssued(
        person="r-142", since=date(2026, 1, 1), until=date(2026, 12, 31), avoids=("fish", "egg")
    )
    given, row = stored(card)
    assert kids(row) == {"avoids": "r-142#confidential"}
    assert b"fish" not in row.data
    assert opened(row) == given
    assert kids(stored(replace(sample(LedgerPosted), account="r-142"))[1]) == {"amount": "r-142#text"}


@pytest.mark.parametrize(("sensitivity", "purpose"), [("", "text"), ("mediation", "confidential")])
def test_what_rises_to_confidential_has_a_key_for_that(sensitivity: str, purpose: str) -> None:
    _, row = stored(REPORTED, sensitivity)
    assert kids(row)["narrative"] == f"case-1#{purpose}"
    assert kids(row)["reporter_name"] == "r-137#text"
    assert kids(stored(sample(AgreementReached))[1])["obligations"] == "case-1#confidential"


def test_a_value_holds_only_in_its_place() -> None:
    _, row = stored(REPORTED)
    data = json.loads(row.data)
    data["door"], data["narrative"] = data["narrative"], data["door"]
    for moved in (
        row._replace(data=json.dumps(data).encode()),
        row._replace(version=2),
        row._replace(stream_id="case-2"),
    ):
        with pytest.raises(NotAuthentic):
            opened(moved)


def test_of_a_file_only_the_text_is_sealed() -> None:
    fact = next(BY_TOPIC[t] for t in BY_TOPIC if t == "work.reported")
    given = sample(fact)
    file = replace(given.files[0], reason="相机没有定位, 住户 502 指认")
    _, row = stored(replace(given, files=(given.files[0], file)))
    kept = json.loads(row.data)["files"]
    assert kept[1]["sha256"] == file.sha256
    assert b"502" not in row.data
    assert kids(row)["files/1/reason"] == "case-1#text"
    assert opened(row).fact.files[1].reason == file.reason  # type: ignore[attr-defined]


def test_what_is_empty_stays_away() -> None:
    _, row = stored(CaseReported(channel="app"))
    assert kids(row) == {}
    assert json.loads(row.data) == {"channel": "app", "anonymous": False, "urgent": False}


def test_without_a_key_nothing_personal_is_stored() -> None:
    with pytest.raises(Unstorable, match="narrative is personal, and there is no key"):
        record_of([plain_event(CASE, fact=REPORTED)])


def test_what_looks_like_a_seal_but_was_typed_is_sealed_like_any_text() -> None:
    typed: dict[str, Any] = {"$e": 1, "alg": "A256GCM", "kid": "k", "n": "", "c": ""}
    given = replace(sample(AgreementReached), obligations=typed)
    event, row = stored(given)
    assert opened(row) == event
    report = CaseReported(channel="app", attributes=typed)
    assert stored(report)[0].fact == decode_row(stored(report)[1]).fact


def test_rows_from_before_are_read_as_they_are() -> None:
    given = plain_event(CASE, fact=REPORTED)
    assert decode_row(encode_event(given)) == given


@pytest.mark.parametrize(
    "broken", [{"$e": 2}, {"$e": 1, "alg": "A256GCM"}, {"$e": 1, "alg": 1, "kid": "", "n": "", "c": ""}]
)
def test_another_form_of_seal_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="sealed value"):
        sealed_of(broken)


def test_a_sealed_value_shows_nothing_of_itself() -> None:
    one = Sealed("A256GCM", "k", "bm9uY2U=", "Y2lwaGVy")
    assert "Y2lwaGVy" not in f"{one} {one!r}"
    assert (one.told(), Withheld("erased").told()) == ({"hidden": "personal"}, {"erased": True})


def test_every_personal_field_of_every_fact_is_known_to_be_sealed() -> None:
    assert {part.name for part in parts_of(CaseReported)} == {
        "narrative", "door", "party_names", "reporter_name", "reporter_phone", "files",
    }  # fmt: skip
