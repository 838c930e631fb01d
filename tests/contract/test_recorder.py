"""The library's own recorder tests, on our recorder: by our function, and by the library's lock."""

from abc import ABC
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)
from psycopg.conninfo import conninfo_to_dict

from api.postgres import Lease
from tests.support.log_events import PLACE
from tests.support.postgres import fresh_database
from workflows.log.errors import RefusedSetting
from workflows.log.recorder import SCHEMA, BihuanRecorder


def datastore_of(dsn: str, **more: Any) -> PostgresDatastore:
    found = conninfo_to_dict(dsn)
    return PostgresDatastore(
        dbname=str(found["dbname"]),
        host=str(found["host"]),
        port=str(found["port"]),
        user=str(found["user"]),
        password="",
        schema=SCHEMA,
        originator_id_type="text",
        pool_size=2,
        max_overflow=10,
        connect_timeout=30,
        **more,
    )


class ByOurFunction:
    """Gives a recorder on a fresh database to the library's cases."""

    TABLE_LOCK = False
    recorder: BihuanRecorder

    @pytest.fixture(autouse=True)
    def fresh(self, database: str) -> Iterator[None]:
        with datastore_of(database) as datastore:
            self.recorder = BihuanRecorder(
                datastore,
                jurisdiction=PLACE,
                clock=lambda: datetime.now(UTC),
                table_lock=self.TABLE_LOCK,
            )
            self.recorder.create_table()
            yield

    def create_recorder(self) -> BihuanRecorder:
        return self.recorder

    def new_originator_id(self) -> UUID | str:
        return str(uuid4())


class ByTableLock(ByOurFunction):
    TABLE_LOCK = True


class AsAggregateRecorder(BihuanRecorder):
    """An aggregate recorder promises no ids, and its test insists on none."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class AggregateCases(AggregateRecorderTestCase, ABC):
    def test_insert_and_select(self) -> None:
        self.create_recorder().__class__ = AsAggregateRecorder
        super().test_insert_and_select()


class OnOlderServer:
    """The same on the oldest server that is here."""

    @pytest.fixture
    def database(self, older_server: Lease, worker_id: str) -> Iterator[str]:
        with fresh_database(older_server, worker_id) as dsn:
            yield dsn


class TestAggregateByOurFunction(ByOurFunction, AggregateCases): ...


class TestAggregateByTableLock(ByTableLock, AggregateCases): ...


class ApplicationCases(ApplicationRecorderTestCase[BihuanRecorder], ABC):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestApplicationByOurFunction(ByOurFunction, ApplicationCases): ...


class TestApplicationByTableLock(ByTableLock, ApplicationCases): ...


class TestNoInterleavingByOurFunction(ByOurFunction, NonInterleavingNotificationIDsBaseCase): ...


class TestNoInterleavingByTableLock(ByTableLock, NonInterleavingNotificationIDsBaseCase): ...


class TestAggregateByOurFunctionOnOlder(OnOlderServer, ByOurFunction, AggregateCases): ...


class TestAggregateByTableLockOnOlder(OnOlderServer, ByTableLock, AggregateCases): ...


class TestApplicationByOurFunctionOnOlder(OnOlderServer, ByOurFunction, ApplicationCases): ...


class TestApplicationByTableLockOnOlder(OnOlderServer, ByTableLock, ApplicationCases): ...


class TestNoInterleavingByOurFunctionOnOlder(
    OnOlderServer, ByOurFunction, NonInterleavingNotificationIDsBaseCase
): ...


class TestNoInterleavingByTableLockOnOlder(
    OnOlderServer, ByTableLock, NonInterleavingNotificationIDsBaseCase
): ...


# The bases are there to be derived from, not to be run.
del AggregateRecorderTestCase, ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
del AggregateCases, ApplicationCases


def test_a_datastore_that_would_lose_events_is_refused(database: str) -> None:
    with (
        datastore_of(database, enable_db_functions=True) as datastore,
        pytest.raises(RefusedSetting, match="POSTGRES_ENABLE_DB_FUNCTIONS"),
    ):
        BihuanRecorder(datastore, jurisdiction=PLACE, clock=lambda: datetime.now(UTC))
