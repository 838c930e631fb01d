"""A fault proxy with an event loop of its own, for tests that talk to a server from threads."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.fault_proxy import FaultProxy


@contextmanager
def proxied(dsn: str) -> Iterator[FaultProxy]:
    """Run a proxy in front of the server of `dsn`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = asyncio.run_coroutine_threadsafe(_made(dsn), loop).result(10)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _made(dsn: str) -> FaultProxy:
    proxy = FaultProxy(dsn)
    await proxy.start()
    return proxy
