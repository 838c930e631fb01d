"""The page of a case: what it is, why it is due when it is, what may be done, its whole history, and how it was."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from api.accesses import may_audit
from api.asking import Asked
from api.auth import require_same_site
from api.body import sent
from api.called import called_in
from api.case_reading import view_of
from api.case_view import View, case_body, history_body
from api.cuts import NAMES, cut_of
from api.deadline_view import deadlines_body
from api.mentions import mentions_in
from api.naming import Naming
from api.offering import desk_of
from api.pages.forms import around_of, clean, fields_of, text
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_moment
from api.pages.move_form import Typed, move_forms
from api.pages.numbers import files_cases, number_shown
from api.pages.refusals import Told, told_of
from api.pages.showing import deadlines_shown, history_shown
from api.pages.spelling import Shown, Speller
from api.pages.texts import text_of
from api.params import Params
from api.problem_handlers import as_problem
from api.problems import Problem
from api.revealing import none_of
from api.taking import Wish, take
from api.uploads import form_of
from domain.errors import Refused, UnknownMove
from domain.facts.dispatch import PARENT
from domain.facts.intake import CaseReported
from domain.offers import offered_fields
from projections.as_of import Cut

router = APIRouter(include_in_schema=False)
COUNTED = {"round": 1, "returns": 0, "reworks": 0, "reopened": 0}
"""Shown when they are not what they are in a case that goes its plain way."""


@router.get("/cases/{case_id}")
async def show(request: Request, case_id: str) -> Response:
    """The case now, or as it was."""
    ask = await visitor(request)
    params = Params(request.query_params, (*NAMES, "lang", "done"))
    return await _page(
        request, ask, case_id, cut=await cut_of(params, ask.services), done=params.text("done")
    )


@router.post("/cases/{case_id}/moves/{move}")
async def act(request: Request, case_id: str, move: str) -> Response:
    """Take the move that a form describes; a refusal comes back with what was typed."""
    require_same_site(request)
    ask = await visitor(request)
    view = await view_of(ask, case_id, only=none_of)
    async with form_of(request, max_files=50, max_fields=500) as form:
        clean(form)
        try:
            await take(ask, await _wish(ask, view, move, form))
        except (Refused, Problem) as error:
            problem = as_problem(error)
            told = told_of(ask, problem, view.wording.of("moves", move))
            typed = Typed(move=move, form=form, key=text(form, "key"), errors=told.by_field)
            return await _page(request, ask, case_id, typed=typed, told=told)
    return RedirectResponse(f"/cases/{case_id}?done={move}", 303)


async def _wish(ask: Asked, view: View, move: str, form: FormData) -> Wish:
    found = view.workflow.moves.get(move)
    if found is None:
        raise UnknownMove(state=view.case.state)
    fields = await fields_of(ask, form, offered_fields(found))
    version = text(form, "version")
    return Wish(
        case=view.case.id,
        move=move,
        sent=sent({**fields, **around_of(ask, form)}),
        version=int(version) if version.isascii() and version.isdigit() else view.case.version,
        key=text(form, "key")[:64],
    )


async def _page(
    request: Request,
    ask: Asked,
    case_id: str,
    *,
    cut: Cut | None = None,
    done: str = "",
    typed: Typed | None = None,
    told: Told | None = None,
) -> Response:
    view = await view_of(ask, case_id, cut)
    speller = await _speller(view, ask)
    return render(
        request,
        "case.html",
        ask,
        status=told.status if told else 200,
        past=_past(view, cut, ask),
        at_value=local_value(view.now, ask.services.zone) if cut else "",
        refusal=told,
        done=view.wording.of("moves", done) if done in view.workflow.moves else "",
        **_content(view, speller, ask),
        **await _moves(view, speller.naming, ask, typed or Typed(), cut),
    )


async def _speller(view: View, ask: Asked) -> Speller:
    """Names of everybody and everything the case speaks of, as far as its reader may read them."""
    mentions = await mentions_in(ask, view)
    others = dict.fromkeys(mentions.reporters, view.wording.of("roles", "reporter"))
    naming = Naming(
        wording=view.wording,
        office=view.office,
        called=others | called_in(view),
        assists=view.case.assists,
        place=view.case.place,
        facts=view.case.facts,
    )
    return Speller(ask, naming, mentions, view.case.id)


def _content(view: View, speller: Speller, ask: Asked) -> dict[str, Any]:
    """What the case is and was."""
    body = case_body(view)
    return {
        "case": body,
        "number": number_shown(ask, view.case.workflow, view.case.case_no),
        "is_numbered": files_cases(view.workflow),
        "heading": _heading(body),
        "about": _about(view, speller, body),
        "begun": _begun(view, ask),
        "reported": speller.fields(view.events[0].fact.TOPIC, body["report"]),
        "deadlines": deadlines_shown(view, speller.naming, ask, deadlines_body(view)),
        "history": history_shown(view, speller, ask, history_body(view)),
        "self_url": f"/cases/{view.case.id}",
        "is_staff": ask.person.is_staff,
        "may_audit": may_audit(ask),
        "opened_until": shown_moment(view.reader.opened.until, ask.services.zone)
        if view.reader.opened
        else "",
    }


def _begun(view: View, ask: Asked) -> str:
    """What the first fact's fields are headed by: nobody reported what the office set itself."""
    topic = view.events[0].fact.TOPIC
    is_report = topic == CaseReported.TOPIC
    return text_of("what_was_reported", ask.language) if is_report else view.wording.of("topics", topic)


async def _moves(view: View, naming: Naming, ask: Asked, typed: Typed, cut: Cut | None) -> dict[str, Any]:
    """What may be done, and why the rest may not; nothing of it in the past."""
    if cut is not None:
        return {"forms": [], "refused": [], "elsewhere": []}
    desk, offers = await desk_of(ask, view.workflow, view.case, naming.called)
    forms, refused = move_forms(ask, desk, offers, typed, f"/cases/{view.case.id}/moves/{{move}}")
    separator = text_of("separator", ask.language)
    return {
        "forms": forms,
        "refused": [_refused(one, separator) for one in refused if one["code"] != "move_not_allowed"],
        "elsewhere": [_elsewhere(one, separator) for one in refused if one["code"] == "move_not_allowed"],
    }


def _heading(body: dict[str, Any]) -> str:
    title = body["title"] if isinstance(body["title"], str) else ""
    return title or body["labels"]["category"] or body["labels"]["workflow"]


def _past(view: View, cut: Cut | None, ask: Asked) -> str:
    if cut is None:
        return ""
    return f"{shown_moment(view.now, ask.services.zone)} · #{view.position}"


def _about(view: View, speller: Speller, body: dict[str, Any]) -> list[Shown]:
    """The lines that are set, in the catalogue's own names of the fields."""
    wording, place = view.wording, body.get("place")
    shown_place = [("place", speller.place(place))] if place and "hidden" not in place else []
    lines = [
        *((name, body["labels"][name]) for name in ("category", "community", "unit")),
        *shown_place,
        *((name, str(body[name])) for name, usual in COUNTED.items() if body.get(name, usual) != usual),
    ]
    assigned = [(name, person) for name, person in (body.get("assignments") or {}).items() if person]
    return [
        *(Shown(wording.field("", name), value) for name, value in lines if value),
        *(Shown(wording.of("assignments", name), speller.naming.person(person)) for name, person in assigned),
        *(line for label, cases in _others(view, body) for line in speller.cases(label, cases)),
    ]


def _others(view: View, body: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The cases this one hangs together with, by how it does: for members of staff."""
    wording, children = view.wording, body.get("children") or {}
    return [
        (wording.field("", "master"), [master] if (master := body.get("master")) else []),
        (wording.field("", "followers"), body.get("followers") or []),
        *(
            (wording.value("relation", relation), [case for case in children if children[case] == relation])
            for relation in dict.fromkeys(children.values())
        ),
        (wording.value("relation", PARENT), body.get("parents") or []),
        (wording.field("", "cases"), _hung_on(view) if "children" in body else []),
    ]


def _hung_on(view: View) -> list[str]:
    """Cases that came to a task after those it was opened for."""
    counted = {*getattr(view.events[0].fact, "cases", ()), *view.reader.unseen}
    return [case for case in (view.case.task.cases if view.case.task else ()) if case not in counted]


def _refused(one: Any, separator: str) -> dict[str, str]:
    return {
        "label": one["label"],
        "code": one["code"],
        "reason": one["reason"],
        "who": separator.join(role["label"] for role in one["who_may"]),
    }


def _elsewhere(one: Any, separator: str) -> dict[str, str]:
    return {"label": one["label"], "states": separator.join(state["label"] for state in one["from"])}
