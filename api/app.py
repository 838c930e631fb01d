"""The web application: routes, pages, problems, and what goes around them all. Everything it uses is handed to it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.auth import require_ready
from api.edge import Edge
from api.openapi import components
from api.pages import (
    board_page,
    case_page,
    devices_page,
    docs_page,
    ledger_page,
    messages_page,
    rates_page,
    report_page,
    sign_in,
)
from api.pages.frame import STATIC, templates
from api.problem_handlers import add_handlers
from api.routes import (
    audit,
    cases,
    devices,
    events,
    export,
    files,
    health,
    ledger,
    lists,
    messages,
    moves,
    people,
    rates,
    workflows,
)
from api.services import Services

PREFIX = "/api/v1"
API = (
    lists.router,
    rates.router,
    ledger.router,
    messages.router,
    moves.router,
    cases.router,
    devices.router,
    files.router,
    events.router,
    export.router,
    audit.router,
    workflows.router,
    people.router,
)
BESIDE = (people.actors, health.router)
"""What stands outside the versioned interface: who may sign in as whom in the demo, and how the process does."""
PAGES = (
    sign_in.router,
    board_page.router,
    case_page.router,
    report_page.router,
    rates_page.router,
    ledger_page.router,
    messages_page.router,
    devices_page.router,
    docs_page.router,
)


class Application(FastAPI):
    """FastAPI with our own components in its document, and problems as the answer to everything else."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"] = {"schemas": components()}
            _answer_problems(document)
            self.openapi_schema = document
        return self.openapi_schema


def create_app(services: Services) -> FastAPI:
    """The application of one office. Raises SettingsRefused for a sign-in that is not there yet."""
    require_ready(services.settings)
    app = Application(
        title="闭环 Bihuan",
        version=_version(),
        description="Event-sourced workflow engine of a street office: facts are only added.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.templates = templates()
    _add_routes(app)
    add_handlers(app)
    app.add_middleware(
        Edge, new_id=services.new_id, words=services.labels(), mark=services.mark, tally=services.tally
    )
    return app


def _add_routes(app: FastAPI) -> None:
    for router in API:
        app.include_router(router, prefix=PREFIX)
    for router in BESIDE:
        app.include_router(router)
    app.include_router(people.actors, prefix=PREFIX)
    for router in PAGES:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def _answer_problems(document: dict[str, Any]) -> None:
    """Every operation may answer a problem, and none answers what the framework would have."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"description": "A problem (RFC 9457)", "content": problem}


def _version() -> str:
    try:
        return version("bihuan")
    except PackageNotFoundError:
        return "0"
