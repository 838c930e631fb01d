"""The page of devices: kinds, alarms with what raises them, and the standards they go by."""

from collections.abc import Iterator

from domain.sensing.definition import FAULT, IS, OVER, UNCHANGED, AlarmDefinition, Condition, DeviceKind, Term
from domain.sensing.standard import BETWEEN, LEAST, Factor, Standard
from scripts.reference.markdown import code, table
from workflows.loader import catalogue_dir, load_catalogue
from workflows.loader.sensing import Sensing
from workflows.loader.standards import UNSTATED

INTRODUCTION = """# 设备与告警 · Devices and alarms

Kinds of devices and their alarms are data: `devices/*.toml` of the catalogue or of an office's own folder, limits of
standards `standards/*.toml`. A device opens a lead, only a person files. Only values marked N count.
Basis: L binding text, S standard, A analogue, K knowledge, D our default. Only L may be shown as binding.
"""
SIGNS = {OVER: ">", IS: "="}


def page() -> str:
    """Return the page."""
    sensing = load_catalogue([catalogue_dir()]).required().sensing
    kinds = [part for kind in sensing.kinds.values() for part in _kind(kind, sensing)]
    standards = [part for one in sensing.standards.values() for part in _standard(one)]
    return "\n\n".join([INTRODUCTION, *kinds, *standards])


def _kind(kind: DeviceKind, sensing: Sensing) -> Iterator[str]:
    yield f"## {code(kind.id)} {kind.zh} · {kind.en}"
    rows = [
        ("reports every", f"{kind.every_s} s"),
        ("readings may be late by", f"{kind.lateness_s} s"),
        ("silent after", f"{kind.silent_s} s, then a device check"),
        ("classes of", code(kind.standard)),
        ("fault codes of", code(kind.codes)),
        ("factors of its own", ", ".join(f"{code(key)} {one[0]}" for key, one in kind.factors.items())),
    ]
    yield table(("", ""), [row for row in rows if row[1]])
    for alarm in sensing.of_kind(kind.id):
        yield _alarm(alarm)


def _alarm(alarm: AlarmDefinition) -> str:
    asks = f"{code(alarm.workflow)} {code(alarm.category)}" if alarm.asks == "lead" else "a device check"
    rows = [
        ("raised by", "; or ".join(_condition(one) for one in alarm.conditions)),
        ("asks for", f"{asks}{' (shadow mode)' if alarm.mode == 'shadow' else ''}"),
        ("joins within, clears after", f"{alarm.join_s} s, {alarm.recover_s} s normal"),
        ("flaps at", f"{alarm.flips} pairs within {alarm.flips_within_s} s" if alarm.flips else "never"),
        ("samples follow each other within", f"{alarm.gap_s} s" if alarm.gap_s else "any time"),
        ("basis, source", f"{alarm.basis} · {alarm.source}"),
    ]
    title = f"### {code(alarm.id)} {alarm.zh} · {alarm.en} (version {alarm.version})"
    return f"{title}\n\n{table(('', ''), rows)}"


def _condition(condition: Condition) -> str:
    told = [" and ".join(_term(term) for term in condition.terms)]
    if condition.unless:
        told.append("unless " + " or ".join(_term(term) for term in condition.unless))
    if condition.mean_s:
        told.append(f"as a mean over {condition.mean_s} s ({condition.mean_percent} % of the samples)")
    if condition.samples > 1:
        told.append(f"{condition.samples} running")
    if condition.on_after_s:
        told.append(f"for {condition.on_after_s} s")
    if condition.hours:
        told.append("at " + ", ".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in condition.hours))
    if not condition.quiet_modes:
        told.append("in every mode of service")
    return ", ".join(told)


def _term(term: Term) -> str:
    if term.test == FAULT:
        return f"fault {' or '.join(map(code, term.words))}"
    if term.test == UNCHANGED:
        return f"{code(term.factor)} unchanged"
    limit = "the limit of its class" if term.by_class else str(term.limit)
    back = f" (back by {term.hysteresis})" if term.hysteresis else ""
    return f"{code(term.factor)} {SIGNS.get(term.test, '<')} {limit}{back}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _standard(standard: Standard) -> Iterator[str]:
    since = f", in force since {standard.in_force}" if standard.in_force != UNSTATED else ""
    yield f"## {code(standard.id)} {standard.zh} · {standard.en}"
    yield f"{standard.edition}{since}. Basis {standard.basis}: {standard.source}."
    if standard.factors:
        rows = [
            (f"{code(key)} {one.zh} · {one.en}", one.unit, *_limits(one, len(standard.classes)))
            for key, one in standard.factors.items()
        ]
        yield table(("factor", "unit", *standard.classes), rows)
    if standard.codes:
        yield table(
            ("code", "word", "中文", "English"),
            [(number, code(one.word), one.zh, one.en) for number, one in standard.codes.items()],
        )
    for vendor, numbers in standard.vendors.items():
        meanings = standard.meanings
        told = [(number, code(word), *meanings[word]) for number, word in numbers.items()]
        yield f"Vendor {code(vendor)}:"
        yield table(("code", "word", "中文", "English"), told)


def _limits(factor: Factor, classes: int) -> list[str]:
    if factor.bound == BETWEEN:
        return [f"{factor.limits[0]}–{factor.limits[1]}"] * classes
    sign = "≥" if factor.bound == LEAST else "≤"
    shown = "" if factor.counts else " (not counted)"
    return [f"{sign} {limit}{shown}" for limit in factor.limits]
