"""One socket and the server on it, for `bihuan serve` and for specifications that are played over HTTP."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn

BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """Bind before anything is promised; port 0 takes a free one. OSError says why not.

    Small answers go out at once (TCP_NODELAY, which accepted connections inherit): otherwise each waits for the
    client's delayed acknowledgement, 40 ms. asyncio would see to it only on sockets that name their protocol.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def server_of(app: Any) -> uvicorn.Server:
    """A server for an application; `serve(sockets=[…])` runs it until `should_exit` is set."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)
