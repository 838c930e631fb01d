"""The values a list can be filtered by: what the office and its workflows know. A misspelt one is refused.

An empty answer to a filter that nothing can ever fit would read as "there are none".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.allowed import not_listed
from api.asking import Asked
from api.params import NONE, Params
from domain.definition import PHASES, Workflow
from domain.facts.intake import CHANNELS

FACETS = ("workflow", "state", "phase", "community", "unit", "category", "channel")


async def facets_of(asked: Asked, params: Params, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The values sent for each of these facets; "" is what has none. Raises Problem bad_parameter."""
    sent = {name: params.texts(name) for name in names}
    if any(sent.values()):
        known = await _known(asked)
        for name, values in sent.items():
            _require(asked, name, values, known[name])
    return sent


def _require(asked: Asked, name: str, values: Iterable[str], known: Iterable[str]) -> None:
    """Refuse what is not known; a facet of which nothing is known takes anything."""
    listed = tuple(known)
    if listed and any(value and value not in listed for value in values):
        raise not_listed(asked, name, (*listed, NONE))


async def _known(asked: Asked) -> Mapping[str, Iterable[str]]:
    units, workflows = asked.office.units, await workflows_known(asked)
    categories = [workflow.categories for workflow in workflows]
    open_lists = [one for one in workflows if not one.categories and _is_reported_to(one)]
    return {
        "workflow": dict.fromkeys(workflow.key for workflow in workflows),
        "state": dict.fromkeys(state for workflow in workflows for state in workflow.states),
        "phase": PHASES,
        "community": sorted(key for key, unit in units.items() if unit.kind == "community"),
        "unit": sorted(units),
        "category": () if open_lists else dict.fromkeys(key for listed in categories for key in listed),
        "channel": CHANNELS,
    }


def _is_reported_to(workflow: Workflow) -> bool:
    """Whether its cases bring a category of their own; a task has that of the cases it is about."""
    return any(move.fact == "case.reported" for move in workflow.moves.values())


async def workflows_known(asked: Asked) -> list[Workflow]:
    """Those in force and those of the catalogue: cases may follow either."""
    published = [await asked.services.engine.workflow(digest) for digest in asked.office.published.values()]
    return [*published, *(loaded.workflow for loaded in asked.services.catalogue.workflows.values())]
