"""Kinds of devices and their alarms (`devices/*.toml`), checked against the standards and workflows they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.facts.devices import ALARM_KINDS
from domain.sensing.definition import ALARM_MODES, ASKS, LEAD, SHADOW, AlarmDefinition, DeviceKind, Moves
from domain.sensing.standard import Standard
from workflows.loader.problems import instead
from workflows.loader.sensing_conditions import read_conditions
from workflows.loader.source import Problems, Source, Spot
from workflows.loader.standards import FACTOR
from workflows.loader.table import BASES, DOTTED, Table, check_id

FOLDER = "devices"
DEFAULTS = {"join_s": 1_800, "flips": 4, "flips_within_s": 7_200, "recover_s": 900, "gap_s": 0}
"""Half an hour joins the live lead, four raise-clear pairs in two hours flap, a quarter of an hour clears (D)."""


@dataclass
class Sensing:
    """What a catalogue knows of devices; a later folder's stands in place of an earlier one's."""

    standards: dict[str, Standard] = field(default_factory=dict)
    kinds: dict[str, DeviceKind] = field(default_factory=dict)
    alarms: dict[str, AlarmDefinition] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    """Where each kind and alarm is written."""

    def of_kind(self, kind: str) -> tuple[AlarmDefinition, ...]:
        """The alarms of a kind of device, in the order of their files."""
        return tuple(alarm for alarm in self.alarms.values() if alarm.device_kind == kind)

    def standard_of(self, kind: str) -> Standard | None:
        """The table whose classes the devices of a kind have."""
        return self.standards.get(self.kinds[kind].standard)

    def codes_of(self, kind: str) -> Standard | None:
        """The table of the fault codes they speak."""
        return self.standards.get(self.kinds[kind].codes)

    def factor_of(self, kind: str, factor: str) -> tuple[str, str, str]:
        """Chinese and English name and unit of a factor; its code where nobody named it."""
        standard = self.standard_of(kind)
        if standard is not None and factor in standard.factors:
            found = standard.factors[factor]
            return found.zh, found.en, found.unit
        return self.kinds[kind].factors.get(factor, (factor, factor, ""))


def read_sensing(source: Source, problems: Problems, into: Sensing) -> None:
    """Take in one file; what is unsound is noted and left out."""
    whole = Table(Spot(source), source.data, problems)
    for name, table in whole.tables("kinds"):
        before = len(problems.found)
        kind = _kind(name, table)
        if len(problems.found) == before:
            into.kinds[name], into.spots[f"kinds.{name}"] = kind, table.spot
    for name, table in whole.tables("alarms"):
        before = len(problems.found)
        alarm = _alarm(name, table)
        if len(problems.found) == before:
            into.alarms[name], into.spots[f"alarms.{name}"] = alarm, table.spot
    whole.finish()


def _kind(name: str, table: Table) -> DeviceKind:
    label = table.label()
    kind = DeviceKind(
        id=name,
        zh=label.zh if label else "",
        en=label.en if label else "",
        every_s=table.number("every_s", needed=True),
        lateness_s=table.integer("lateness_s"),
        silent_s=table.number("silent_s", needed=True),
        standard=table.text("standard"),
        codes=table.text("codes"),
        factors=_factors(table),
    )
    table.finish()
    return kind


def _factors(table: Table) -> Mapping[str, tuple[str, str, str]]:
    below = table.table("factors")
    found: dict[str, tuple[str, str, str]] = {}
    for name, row in below.rows() if below else ():
        check_id(row, "", name, FACTOR)
        label = row.label()
        found[name] = (label.zh if label else "", label.en if label else "", row.text("unit"))
        row.finish()
    return found


def _alarm(name: str, table: Table) -> AlarmDefinition:
    label = table.label()
    alarm = AlarmDefinition(
        id=name,
        version=table.number("version", needed=True),
        zh=label.zh if label else "",
        en=label.en if label else "",
        kind=_listed(table, "kind", ALARM_KINDS, ""),
        device_kind=table.text("device_kind", needed=True),
        conditions=read_conditions(table),
        basis=_listed(table, "basis", BASES, ""),
        source=table.text("source", needed=True),
        mode=_listed(table, "mode", ALARM_MODES, ALARM_MODES[0]),
        asks=_listed(table, "asks", ASKS, LEAD),
        workflow=table.text("workflow"),
        category=_category(table),
        urgent=table.flag("urgent"),
        moves=_moves(table),
        **{key: table.integer(key) if key in table.data else value for key, value in DEFAULTS.items()},
    )
    table.finish()
    return alarm


def _category(table: Table) -> str:
    category = table.text("category")
    if category:
        check_id(table, "category", category, DOTTED)
    return category


def _listed(table: Table, key: str, known: tuple[str, ...], default: str) -> str:
    value = table.text(key, needed=not default) or default
    if value and value not in known:
        table.wrong(key, f"unknown_{key}", f'there is no {key} "{value}"; {instead(value, known)}', value)
    return value


def _moves(table: Table) -> Moves:
    below, usual = table.table("moves"), Moves()
    if below is None:
        return usual
    named = {key: below.text(key) for key in ("open", "again", "clear")}
    below.finish()
    if below.data.keys() == {"open"}:
        return Moves(open=named["open"], again="", clear="")
    return Moves(**{key: named[key] if key in below.data else getattr(usual, key) for key in named})


def check_sensing(sensing: Sensing, workflows: Mapping[str, Iterable[str]], problems: Problems) -> None:
    """Note what names nothing. `workflows`: moves and categories of each; a shadow alarm may run ahead of its own."""
    for kind in sensing.kinds.values():
        for key, name in (("standard", kind.standard), ("codes", kind.codes)):
            if name and name not in sensing.standards:
                message = f'there is no standard "{name}"; {instead(name, sensing.standards)}'
                problems.add(sensing.spots[f"kinds.{kind.id}"].at(key), "unknown_standard", message, name)
    for alarm in sensing.alarms.values():
        spot = sensing.spots[f"alarms.{alarm.id}"]
        kind_id = alarm.device_kind
        if kind_id not in sensing.kinds:
            message = f'there is no kind of device "{kind_id}"; {instead(kind_id, sensing.kinds)}'
            problems.add(spot.at("device_kind"), "unknown_kind", message, kind_id)
            continue
        _check_factors(sensing, alarm, spot, problems)
        if alarm.asks == LEAD and alarm.mode != SHADOW:
            _check_workflow(alarm, workflows, spot, problems)


def _check_factors(sensing: Sensing, alarm: AlarmDefinition, spot: Spot, problems: Problems) -> None:
    kind, standard = sensing.kinds[alarm.device_kind], sensing.standard_of(alarm.device_kind)
    codes = sensing.codes_of(alarm.device_kind)
    limited = standard.factors if standard else {}
    known = {**limited, **kind.factors}
    meanings = codes.meanings if codes else {}
    for condition in alarm.conditions:
        for term in (*condition.terms, *condition.unless):
            if term.factor and term.factor not in known:
                message = f'"{kind.id}" has no factor "{term.factor}"; {instead(term.factor, known)}'
                problems.add(spot.at("conditions"), "unknown_factor", message, term.factor)
            if term.by_class and term.factor not in limited:
                message = f'no standard of "{kind.id}" limits "{term.factor}"; write the limit itself'
                problems.add(spot.at("conditions"), "unknown_limit", message, term.factor)
            for word in term.words:
                if word not in meanings:
                    message = f'there is no code word "{word}"; {instead(word, meanings)}'
                    problems.add(spot.at("conditions"), "unknown_word", message, word)


def _check_workflow(
    alarm: AlarmDefinition, workflows: Mapping[str, Iterable[str]], spot: Spot, problems: Problems
) -> None:
    if alarm.workflow not in workflows:
        better = instead(alarm.workflow, workflows)
        message = f'there is no workflow "{alarm.workflow}"; write mode = "shadow", or {better}'
        problems.add(spot.at("workflow"), "unknown_workflow", message, alarm.workflow)
        return
    known = set(workflows[alarm.workflow])
    moves = (alarm.moves.open, alarm.moves.again, alarm.moves.clear)
    for key, name in (("category", alarm.category), *(("moves", move) for move in moves)):
        if name and name not in known:
            message = f'"{alarm.workflow}" has no "{name}"; {instead(name, known)}'
            problems.add(spot.at(key), f"unknown_{key}", message, name)
