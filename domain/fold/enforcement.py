"""What orders, rechecks and served papers make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.case_parts import Order
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import enforcement as facts
from domain.fold import proceedings
from domain.fold.change import Changes


def order_served(case: Case, fact: facts.OrderServed, envelope: Envelope) -> Case:
    order = Order(
        order_no=fact.order_no,
        act=fact.act,
        served_at=envelope.occurred_at,
        term_due_at=fact.term_due_at,
        party=fact.party,
    )
    return replace(case, order=order, hands=case.hands | frozenset(fact.officers))


def confirmed(case: Case, fact: facts.CorrectionConfirmed, envelope: Envelope) -> Case:
    return replace(
        _result(case, "confirmed", fact.officers),
        corrected_at=envelope.occurred_at,
    )


def missed(case: Case, fact: facts.CorrectionMissed, _: Envelope) -> Case:
    return _result(case, "missed", fact.officers)


def _result(case: Case, result: str, officers: tuple[str, ...]) -> Case:
    order = replace(case.order, result=result) if case.order else None
    return replace(case, order=order, hands=case.hands | frozenset(officers))


def document_served(case: Case, fact: facts.DocumentServed, envelope: Envelope) -> Case:
    case = replace(proceedings.served(case, fact, envelope), served=case.served | {fact.doc})
    if fact.doc == "order_withdrawal":
        return _result(case, "withdrawn", ())
    if fact.doc == "correction_notice":
        return replace(case, order=_noticed(fact, envelope))
    if fact.doc == "rights_notice":
        return replace(case, mediation=replace(case.mediation, notices=case.mediation.notices | {fact.to}))
    return case


def _noticed(fact: facts.DocumentServed, envelope: Envelope) -> Order:
    """A notice to correct is an order without an act of the law behind it; its term is the clock it starts."""
    ends = [one.due_at for one in envelope.clocks if one.clock == "correct" and one.due_at is not None]
    return Order(
        order_no=fact.doc_no,
        act="",
        served_at=envelope.occurred_at,
        term_due_at=ends[0] if ends else envelope.occurred_at,
    )


CHANGES: Changes = {
    facts.OrderServed: order_served,
    facts.CorrectionConfirmed: confirmed,
    facts.CorrectionMissed: missed,
    facts.DocumentServed: document_served,
}
