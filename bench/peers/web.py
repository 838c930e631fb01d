"""Servers to compare with: FastAPI that gives the body back, and FastAPI that stores it with one plain insert.

Run by the same server as ours, in a process of their own: `python -m bench.peers.web PORT [DSN]`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from fastapi import Body, FastAPI
from psycopg_pool import AsyncConnectionPool

from api.listening import listen, server_of
from bench.peers.by_hand import ADD, TABLE
from bench.workload import new_uuid

ECHO = "FastAPI echo"
INSERT = "FastAPI and a plain insert"
MOST_CONNECTIONS = 16
Object = dict[str, Any]
Pool = AsyncConnectionPool[Any]


def echo() -> FastAPI:
    """Give the body back."""
    app = FastAPI()

    @app.post("/{path:path}")
    async def move(path: str, body: Object = Body(...)) -> Object:
        return {"id": path, **body}

    return app


def storing(pool: Pool) -> FastAPI:
    """Store the body as one event of a new stream, then give it back."""
    app = FastAPI()

    @app.post("/{path:path}")
    async def move(path: str, body: Object = Body(...)) -> Object:
        data = json.dumps(body, ensure_ascii=False).encode()
        async with pool.connection() as connection:
            await connection.execute(ADD, [new_uuid(), 1, "case.dispatched", data])
        return {"id": path, **body}

    return app


async def _serve(port: int, dsn: str) -> None:
    listening = listen("127.0.0.1", port)
    if not dsn:
        await server_of(echo()).serve(sockets=[listening])
        return
    settings = {"autocommit": True, "prepare_threshold": 0}
    async with AsyncConnectionPool(dsn, kwargs=settings, min_size=1, max_size=MOST_CONNECTIONS) as pool:
        async with pool.connection() as owner:
            await owner.execute(TABLE)
        await server_of(storing(pool)).serve(sockets=[listening])


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), "".join(sys.argv[2:])))
