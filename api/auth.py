"""Who asks. In demo mode somebody simply says who he is, which is why that door opens to this machine alone.

`oidc` comes later; a server that was told to use it does not start, rather than let everybody in.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.requests import Request

from api.problems import Problem
from api.settings import Settings, SettingsRefused
from domain.office import SYSTEM

ACTOR = "X-Bihuan-Actor"
"""Header, and name of the cookie."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,63}")
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def require_ready(settings: Settings) -> None:
    """Refuse to start with a way of signing in that is not there yet. Raises SettingsRefused."""
    if settings.auth != "demo":
        raise SettingsRefused(
            "BIHUAN_AUTH=oidc comes with a later release: use BIHUAN_AUTH=demo, on this machine only, with trial data."
        )


def actor_of(request: Request) -> str:
    """The id of who acts. Raises Problem no_actor, not_local, cross_site."""
    require_local(request)
    named = request.headers.get(ACTOR)
    if named is None:
        named = request.cookies.get(ACTOR, "")
        require_same_site(request)
    if not is_actor(named):
        raise Problem("no_actor", headers={"WWW-Authenticate": "Bihuan-Demo"})
    return named


def is_actor(named: str) -> bool:
    """Whether this can be somebody's id; the system itself never comes in by a door."""
    return bool(_ID.fullmatch(named)) and named.casefold() != SYSTEM


def require_local(request: Request) -> None:
    """Only this machine, directly, by one of its own names (a page elsewhere must not reach in by DNS rebinding)."""
    client = request.client.host if request.client else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    proxied = any(name in request.headers for name in _PROXIED)
    if proxied or not _is_loopback(client) or not (host == "localhost" or _is_loopback(host)):
        raise Problem("not_local")


def require_same_site(request: Request) -> None:
    """A cookie goes along with whatever another site makes a browser send; such requests are refused."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if request.method not in ("GET", "HEAD") and (site not in ("same-origin", "none") or foreign):
        raise Problem("cross_site")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
