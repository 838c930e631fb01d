"""What is written by the library's application is read by ours, and the other way round."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import IntegrityError, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from domain.facts import BY_TOPIC
from domain.office import Office, evolve_office
from tests.support.log_events import PLACE, event, record, uid
from workflows.log import EventLog, LogReader, RefusedSetting, encode_event, refuse_db_functions
from workflows.log.library import BihuanApplication, FactMapper, LibraryEvent
from workflows.log.recorder import StoredFact


@pytest.fixture
def application(database: str) -> Iterator[BihuanApplication]:
    app = BihuanApplication(database, PLACE, lambda: datetime.now(UTC))
    yield app
    app.close()


def test_facts_recorded_by_the_library_are_read_by_the_reader(
    application: BihuanApplication, database: str
) -> None:
    events = [event(version=1, command=5), event(version=2, command=5)]

    assert application.record(*events, command_id=uid(5), claims=(("source", "A"),)) == [1, 2]
    assert application.record(*events, command_id=uid(5)) == [1, 2]

    with LogReader.open(database, PLACE) as reader:
        assert [e.fact for e in reader.page(0, 10)] == [e.fact for e in events]
        assert reader.holder_of("source", "A") == "case-1"


def test_what_the_library_cannot_record_is_refused_whole(application: BihuanApplication) -> None:
    application.record(event(version=1))

    with pytest.raises(IntegrityError, match="conflict"):
        application.record(event("case-2", version=1), event(version=1))
    with pytest.raises(IntegrityError, match="one stream"):
        application.record(event("case-2"), event("case-3"), command_id=uid(1))

    assert application.recorder.max_notification_id() == 1


@pytest.mark.anyio
async def test_facts_appended_by_the_log_are_read_by_the_library(
    application: BihuanApplication, database: str
) -> None:
    async with EventLog(database, PLACE) as log:
        await log.append(record(facts=3))

    def fold(office: Office | None, found: Any) -> Office | None:
        for one in found:
            office = evolve_office(office or Office(), one.event)
        return office

    office = application.repository.get("case-1", projector_func=fold)  # type: ignore[type-var]
    assert office is not None
    assert office.version == 3
    (last,) = application.notification_log.select(start=3, limit=10)
    assert application.mapper.to_domain_event(last).originator_version == 3


def test_the_mapper_gives_back_what_it_was_given() -> None:
    mapper, wrapped = FactMapper(), LibraryEvent(event())

    stored = mapper.to_stored_event(wrapped)

    assert (stored.originator_id, stored.originator_version, stored.topic) == ("case-1", 1, "role.taken")
    assert mapper.to_domain_event(stored) == wrapped
    assert isinstance(wrapped, DomainEventProtocol)


def test_the_mapper_refuses_what_is_not_ours() -> None:
    mapper, row = FactMapper(), encode_event(event())._replace(topic="os.system")

    with pytest.raises(TypeError, match="no LibraryEvent"):
        mapper.to_stored_event(event())  # type: ignore[arg-type]
    with pytest.raises(MapperDeserialisationError, match="rest of its row"):
        mapper.to_domain_event(StoredEvent("case-1", 1, "role.taken", b"{}"))
    with pytest.raises(MapperDeserialisationError, match="no fact is declared"):
        mapper.to_domain_event(StoredFact("case-1", 1, row.topic, row.data, row))


def test_every_fact_is_in_the_librarys_registry_under_its_topic() -> None:
    for topic, fact in BY_TOPIC.items():
        assert get_topic(fact) == topic
        assert resolve_topic(topic) is fact


@pytest.mark.parametrize("name", ["POSTGRES_ENABLE_DB_FUNCTIONS", "BIHUAN_POSTGRES_ENABLE_DB_FUNCTIONS"])
def test_the_setting_that_loses_events_is_refused(database: str, name: str) -> None:
    with pytest.raises(RefusedSetting, match=name):
        refuse_db_functions({name: "y"})
    with pytest.raises(RefusedSetting, match=name):
        BihuanApplication(database, PLACE, lambda: datetime.now(UTC), {name: "true"})
    refuse_db_functions({name: "n", "PATH": "/bin"})
    refuse_db_functions({name: ""})
