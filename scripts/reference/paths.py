"""The page of the HTTP interface, from the OpenAPI document that the server gives at `/openapi.json`."""

from typing import Any

from api.app import API, BESIDE, PREFIX, Application
from scripts.reference.markdown import code, table

INTRODUCTION = """# 接口 · HTTP

`GET /openapi.json` has the whole document with every body, `GET /docs` shows it. Errors are
`application/problem+json` (RFC 9457) with a stable `code`.
"""


def page() -> str:
    """Return the page."""
    application = Application(title="Bihuan")
    for router in API:
        application.include_router(router, prefix=PREFIX)
    for router in BESIDE:
        application.include_router(router)
    document = application.openapi()
    sections = [
        _section(method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return "\n\n".join([INTRODUCTION, *sections])


def _section(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [f"## `{method} {path}`", f"**{operation['summary']}.** {operation.get('description', '')}"]
    rows = [
        (code(one["name"]), one["in"], one.get("description", "")) for one in operation.get("parameters", [])
    ]
    if rows:
        parts.append(table(("parameter", "in", "what for"), rows))
    return "\n\n".join(parts)
