"""Tables of standards (`standards/*.toml`): limits by class, codes with vendors' lists of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.scalars import SCALARS
from domain.sensing.standard import BETWEEN, BOUNDS, Code, Factor, Standard
from workflows.loader.problems import instead
from workflows.loader.source import Problems, Source, Spot
from workflows.loader.table import BASES, Table, check_id

FOLDER = "standards"
FACTOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
UNSTATED = date(1900, 1, 1)
"""In place of the day a standard came into force, where its file does not say it."""


def read_standards(source: Source, problems: Problems) -> Mapping[str, Standard]:
    """The standards of a file that are sound; the rest is noted."""
    whole = Table(Spot(source), source.data, problems)
    read: dict[str, Standard] = {}
    for name, table in whole.rows():
        check_id(whole, name, name)
        before = len(problems.found)
        standard = _standard(name, table)
        if len(problems.found) == before:
            read[name] = standard
    return read


def decimal_of(table: Table, key: str, text: str) -> Decimal:
    """A decimal number written as a text, so that no digit of a limit is lost."""
    read, expected = SCALARS[Decimal]
    value = read(text)
    if value is None:
        table.wrong(key, "wrong_type", f'"{key}" is no {expected}; write it as "1.0"', text)
        return Decimal(0)
    return Decimal(value)


def _standard(name: str, table: Table) -> Standard:
    label, classes = table.label(), table.texts("classes")
    worse = table.label("worse") if classes else None
    codes, words = _codes(table), _words(table)
    standard = Standard(
        id=name,
        zh=label.zh if label else "",
        en=label.en if label else "",
        edition=table.text("edition", needed=True),
        in_force=_day(table),
        basis=_basis(table),
        source=table.text("source", needed=True),
        classes=classes,
        worse=(worse.zh, worse.en) if worse else ("", ""),
        factors=_factors(table, len(classes)),
        codes=codes,
        words=words,
        vendors=_vendors(table, {code.word for code in codes.values()} | words.keys()),
    )
    table.finish()
    return standard


def _day(table: Table) -> date:
    text = table.text("in_force")
    if not text:
        return UNSTATED
    day: date | None = SCALARS[date][0](text)
    if day is None:
        table.wrong("in_force", "wrong_type", '"in_force" is no date; write it as "2002-06-01"')
    return day or UNSTATED


def _basis(table: Table) -> str:
    basis = table.text("basis", needed=True)
    if basis and basis not in BASES:
        table.wrong("basis", "unknown_basis", f'there is no basis "{basis}"; write L, S, A, K or D')
    return basis


def _factors(table: Table, classes: int) -> Mapping[str, Factor]:
    below = table.table("factors")
    return {name: _factor(name, row, classes) for name, row in below.rows()} if below else {}


def _factor(name: str, row: Table, classes: int) -> Factor:
    check_id(row, "", name, FACTOR)
    label, bound = row.label(), row.text("bound", needed=True)
    limits = tuple(decimal_of(row, "limits", text) for text in row.texts_in_order("limits"))
    wanted = 2 if bound == BETWEEN else classes
    if bound and bound not in BOUNDS:
        row.wrong("bound", "unknown_bound", f'there is no bound "{bound}"; {instead(bound, BOUNDS)}')
    elif len(limits) != wanted:
        row.wrong("limits", "wrong_number", f'"limits" has {len(limits)} numbers; write {wanted}')
    factor = Factor(
        zh=label.zh if label else "",
        en=label.en if label else "",
        unit=row.text("unit"),
        bound=bound,
        limits=limits,
        counts=row.flag("counts", default=True),
    )
    row.finish()
    return factor


def _codes(table: Table) -> Mapping[str, Code]:
    below = table.table("codes")
    found: dict[str, Code] = {}
    for number, row in below.rows() if below else ():
        word = row.text("word", needed=True)
        if word:
            check_id(row, "word", word)
        found[number] = Code(word=word, zh=row.text("zh", needed=True), en=row.text("en", needed=True))
        row.finish()
    return found


def _words(table: Table) -> Mapping[str, tuple[str, str]]:
    """Words that only vendors' lists use."""
    below = table.table("words")
    found: dict[str, tuple[str, str]] = {}
    for word, row in below.rows() if below else ():
        check_id(row, "", word)
        label = row.as_label()
        found[word] = (label.zh, label.en)
    return found


def _vendors(table: Table, known: set[str]) -> Mapping[str, Mapping[str, str]]:
    below = table.table("vendors")
    found: dict[str, dict[str, str]] = {}
    for vendor, row in below.rows() if below else ():
        check_id(row, "", vendor)
        found[vendor] = {number: row.text(number) for number in row.data}
        for number, word in found[vendor].items():
            if word and word not in known:
                row.wrong(number, "unknown_word", f'there is no code word "{word}"; {instead(word, known)}')
    return found
