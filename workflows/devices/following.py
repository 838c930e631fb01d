"""One go at the devices: judge what came in, carry out what follows, see who is silent."""

from __future__ import annotations

from datetime import datetime

from workflows.devices.carrying import Carrying
from workflows.devices.ground import Ground
from workflows.devices.judging import Judging
from workflows.devices.silence import note_silence
from workflows.devices.turn import Turns


class Following:
    """Follows the devices of one office. Any number may run beside each other."""

    def __init__(self, dsn: str, ground: Ground) -> None:
        self._turns = Turns(dsn, ground.engine.log.jurisdiction)
        self._ground = ground
        self._judging, self._carrying = Judging(self._turns, ground), Carrying(self._turns, ground)

    async def drain(self, now: datetime) -> int:
        """Go on until nothing is left that could be done now; how much was. Raises LogUnavailable."""
        done = await note_silence(self._turns, self._ground, now)
        while went := await self._carrying.drain(now) + await self._judging.drain(now):
            done += went
        return done

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._turns.aclose()
