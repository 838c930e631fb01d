"""A report in the packaged office, made by the engine as a door would."""

from datetime import datetime

from api.bootstrap import office_of
from api.settings import load_settings
from domain.command import Command
from tests.calendars import PUBLISHED, SHANGHAI
from tests.support.keys import FixedKeys
from tests.support.office_engine import new_id
from workflows.engine import Engine
from workflows.log import EventLog

REPORT = {
    "channel": "grid",
    "category": "street.litter",
    "narrative": "路口有暴露垃圾",
    "place": {"lat_deg": 30.3238, "lon_deg": 120.118, "community": "330105009011"},
}


async def report(dsn: str, now: datetime) -> str:
    """The id of a case that a grid worker reported at that moment."""
    async with EventLog(dsn, office_of(load_settings(), dsn), keys=FixedKeys(), hints=False) as log:
        engine = Engine(log, calendar=PUBLISHED, zone=SHANGHAI, new_id=new_id)
        command = Command(
            id=new_id(),
            event_id=new_id(),
            case_id=new_id(),
            workflow="city_case",
            move="report",
            actor="grid-330105009011-1",
            now=now,
            fields=REPORT,
        )
        return (await engine.handle(command)).case_id
