"""The moves of a case: which may be taken, taking one, taking one over many cases."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.asking import Asked, answer, asked
from api.body import Sent, read_object, sent
from api.called import called_in, says_a_name
from api.case_reading import view_of
from api.offer_view import offers_body
from api.offering import desk_of
from api.openapi import component, headers, json_body
from api.params import without_parameters
from api.preconditions import key_of, version_in, version_of
from api.problem_handlers import as_problem
from api.problems import Problem, problem_body
from api.taking import Wish, done_body, done_headers, etag, take
from domain.codec import FieldProblem
from domain.errors import FieldMissing, Refused

router = APIRouter(prefix="/cases", tags=["moves"], dependencies=[Depends(without_parameters)])
MOST_CASES = 200
BULK: dict[str, Any] = {
    "type": "object",
    "required": ["move", "cases"],
    "properties": {
        "move": {"type": "string"},
        "cases": {
            "type": "array",
            "maxItems": MOST_CASES,
            "items": {
                "type": "object",
                "required": ["id", "if_match"],
                "properties": {
                    "id": {"type": "string"},
                    "if_match": {"type": "string", "examples": ['"v3"']},
                },
            },
        },
        "body": component("Move"),
    },
}


@router.post(
    "/bulk",
    summary="One move over many cases",
    openapi_extra={**json_body(BULK), **headers("Idempotency-Key")},
)
async def take_many(request: Request) -> Response:
    """Each case is judged by itself and gets its own result, in the order sent; none is hidden."""
    ask = await asked(request)
    body = await read_object(request)
    move, wanted, said = _bulk(body)
    key = key_of(request)
    results = [await _one(ask, move, one, said, key, len(wanted)) for one in wanted]
    done = sum(1 for result in results if result["status"] < 300)
    return answer(ask, {"move": move, "done": done, "refused": len(results) - done, "results": results})


@router.get("/{case_id}/moves", summary="What may be done now, and why the rest may not")
async def list_moves(request: Request, case_id: str) -> Response:
    """Legal moves with their fields and choices and the rules that need a body; the others with their refusal."""
    ask = await asked(request)
    view = await view_of(ask, case_id, only=says_a_name)
    desk, offers = await desk_of(ask, view.workflow, view.case, called_in(view))
    said = {"ETag": etag(view.case.version), "X-Position": str(view.position)}
    return answer(ask, {"id": view.case.id, **offers_body(desk, offers)}, headers=said)


@router.post(
    "/{case_id}/moves/{move}",
    summary="Take a move",
    openapi_extra={
        **json_body(component("Move"), required=False),
        "parameters": [*headers("If-Match", "Idempotency-Key")["parameters"]],
    },
)
async def take_move(request: Request, case_id: str, move: str) -> Response:
    """Needs If-Match with the version that was seen; the body holds the fields of the fact by name."""
    ask = await asked(request, remembered=True)
    said = sent(await read_object(request))
    wish = Wish(case=case_id, move=move, sent=said, version=version_of(request), key=key_of(request))
    done = await take(ask, wish)
    return answer(ask, done_body(done), headers=done_headers(done))


def _bulk(body: dict[str, Any]) -> tuple[str, list[Any], Sent]:
    problems = [FieldProblem(f"/{name}", "unknown") for name in body.keys() - {"move", "cases", "body"}]
    if not isinstance(body.get("move"), str):
        problems.append(FieldProblem("/move", "missing", "text"))
    if not isinstance(body.get("cases"), list) or not body["cases"]:
        problems.append(FieldProblem("/cases", "missing", "list of cases"))
    if not isinstance(body.get("body", {}), dict):
        problems.append(FieldProblem("/body", "wrong_type", "object"))
    if problems:
        raise FieldMissing(tuple(problems))
    if len(body["cases"]) > MOST_CASES:
        raise Problem("too_many_cases", limit=MOST_CASES)
    return body["move"], body["cases"], sent(body.get("body", {}))


async def _one(ask: Asked, move: str, one: Any, said: Sent, key: str, together: int) -> dict[str, Any]:
    """The result of one case: as taking the move alone would have answered."""
    named = one.get("id") if isinstance(one, dict) else None
    try:
        if not isinstance(named, str) or not isinstance(one.get("if_match"), str):
            raise FieldMissing((FieldProblem("/cases", "wrong_type", "id and if_match"),))
        version = version_in(one["if_match"], "if_match")
        own_key = f"{key}#{named}" if key else ""
        wish = Wish(case=named, move=move, sent=said, version=version, key=own_key, together=together)
        done = await take(ask, wish)
    except (Refused, Problem) as error:
        problem = as_problem(error)
        words = ask.services.labels()
        return {"case": named, **problem_body(problem.code, ask.language, words, ask.trace_id, problem.more)}
    return {"case": named, "status": 200, **done_body(done)}
