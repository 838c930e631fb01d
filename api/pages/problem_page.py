"""A problem as a page; who is not signed in is led to where that is done."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asking import services_of, trace_of
from api.pages.frame import page_language, render
from api.problems import Problem, problem_body


def problem_page(request: Request, problem: Problem) -> Response:
    """The page of a problem."""
    if problem.code == "no_actor" and request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': back})}", 303)
    words = services_of(request).labels()
    body = problem_body(problem.code, page_language(request), words, trace_of(request), problem.more)
    shown = {"errors": [], **body}
    return render(
        request, "problem.html", None, status=body["status"], headers=problem.headers, problem=shown
    )
