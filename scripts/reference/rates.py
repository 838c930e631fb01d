"""The page of rates and rules of points, from the formulas of the catalogue and the words they may use."""

from domain.countables import APART, COUNTABLES, WINDOWS
from domain.formula import Formula
from scripts.reference.markdown import code, table
from workflows.loader import catalogue_dir, load_catalogue

INTRODUCTION = """# 考核指标 · Rates

Every rate is a formula with a version, published in the log: `rates/*.toml` of the catalogue, or of an office's own
folder. A figure says by which formula, over which window and at which position it was reckoned, and lists what is
behind each part.
Basis: L binding text, S standard, A analogue, K knowledge, D our default. Only L may be shown as binding.
"""


def page() -> str:
    """Return the page."""
    formulas = load_catalogue([catalogue_dir()]).required().formulas.values()
    rates = [_section(one) for one in formulas if not one.points]
    rules = [_section(one) for one in formulas if one.points]
    return "\n\n".join([INTRODUCTION, *rates, "## 考核台账的分值 · Points of the ledger", *rules, _words()])


def _section(formula: Formula) -> str:
    sides = [_side("numerator", formula.numerator, formula.numerator_window)]
    if formula.denominator:
        sides.append(_side("denominator", formula.denominator, formula.denominator_window))
    rows = [
        *sides,
        ("apart", "、".join(APART[name].zh for name in formula.apart), ", ".join(map(code, formula.apart))),
        ("excluded with", "", code(formula.indicator)),
        ("points", f"{formula.points:+d}" if formula.points else "", ""),
        ("basis, source", f"{formula.basis} · {formula.source}", ""),
    ]
    kept = [row for row in rows if any(row[1:])]
    return "\n\n".join(
        [
            f"### {code(formula.id)} {formula.zh} · {formula.en} (version {formula.version})",
            f"{formula.definition_zh}\n\n{formula.definition_en}",
            table(("", "what", "name"), kept),
        ]
    )


def _side(name: str, count: str, window: str) -> tuple[str, str, str]:
    return name, f"{COUNTABLES[count].zh} · {WINDOWS[window][0]}", f"{code(count)}, {code(window)}"


def _words() -> str:
    counted = [
        (code(name), one.zh, one.en, code(one.kind), ", ".join(one.verdicts))
        for name, one in COUNTABLES.items()
    ]
    apart = [(code(name), one.zh, one.en) for name, one in APART.items()]
    windows = [(code(name), zh, en) for name, (zh, en) in WINDOWS.items()]
    return "\n\n".join(
        [
            "## 公式可用的词 · What a formula may name",
            table(("count", "中文", "English", "kind", "verdicts"), counted),
            table(("apart", "中文", "English"), apart),
            table(("window", "中文", "English"), windows),
        ]
    )
