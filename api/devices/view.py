"""Devices, readings, alarms and acts as plain data, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from api.asking import Asked
from api.devices.lists import AlarmRow, DeviceRow
from api.devices.words import said, word
from api.language import ENGLISH
from domain.codec import to_data
from domain.facts.devices import NORMAL
from domain.facts.sensing import DeviceChanged
from domain.sensing.standard import Standard, class_of
from workflows.devices.listing import Stored, StoredAct
from workflows.devices.silence import OFFLINE

DEVICE_COLUMNS = (
    "device", "name", "kind", "kind_label", "state", "state_label", "unit", "unit_label", "address", "lat_deg",
    "lon_deg", "limit_class", "vendor", "heard_at", "measured_at", "silent_since_at", "raised",
)  # fmt: skip
READING_COLUMNS = (
    "device", "sequence", "measured_at", "received_at", "late", "mode", "mode_label", "factor", "factor_label", "value",
    "unit", "flag", "flag_label", "counts", "faults",
)  # fmt: skip
ALARM_COLUMNS = (
    "device", "device_label", "alarm", "alarm_label", "states", "states_label", "mode", "raised_since_at",
    "snoozed_until_at", "lead", "version", "basis", "source",
)  # fmt: skip
ACT_COLUMNS = (
    "id", "at", "device", "device_label", "alarm", "alarm_label", "act", "act_label", "route", "route_label", "lead",
    "count", "factor", "factor_label", "value", "limit", "unit", "flag", "mode", "outcome", "outcome_label", "told",
    "case", "noted_at", "done_at", "version",
)  # fmt: skip

OFFLINE_LABEL = ("离线", "Silent")


def name_of(asked: Asked, device: DeviceChanged) -> str:
    """What a device is called."""
    return (device.name_en if asked.language == ENGLISH else "") or device.name_zh


def device_body(asked: Asked, row: DeviceRow) -> dict[str, Any]:
    """A device as a list shows it."""
    device, mark = row.device, row.mark
    kind = asked.services.catalogue.sensing.kinds[device.kind]
    return {
        "device": device.device,
        "name": name_of(asked, device),
        "kind": device.kind,
        "kind_label": said(asked, (kind.zh, kind.en)),
        "state": row.state,
        "state_label": word(asked, "device_state", row.state),
        "unit": device.unit or None,
        "unit_label": asked.wording().unit(asked.office, device.unit) if device.unit else None,
        "address": device.place.address or None,
        "lat_deg": device.place.lat_deg,
        "lon_deg": device.place.lon_deg,
        "limit_class": device.limit_class or None,
        "vendor": device.vendor or None,
        "heard_at": to_data(mark.heard_at) if mark else None,
        "measured_at": to_data(mark.newest_at) if mark else None,
        "silent_since_at": to_data(mark.silent_since) if mark else None,
        "raised": list(row.raised),
    }


def reading_body(asked: Asked, device: DeviceChanged, stored: Stored) -> dict[str, Any]:
    """A reading with what its class is, where its device has classes."""
    return {
        "sequence": stored.sequence,
        "measured_at": to_data(stored.measured_at),
        "received_at": to_data(stored.received_at),
        "late": stored.late,
        "mode": stored.mode,
        "mode_label": asked.wording().value("mode", stored.mode),
        "values": [_value(asked, device, factor, *told) for factor, told in stored.body["values"].items()],
        "faults": [_fault(asked, device, code) for code in stored.body.get("faults", ())],
        "class": class_body(asked, device, stored),
    }


def class_body(asked: Asked, device: DeviceChanged, stored: Stored) -> dict[str, Any] | None:
    """The class of a sample by its worst factor, of values that count; None without a table of classes."""
    standard = asked.services.catalogue.sensing.standard_of(device.kind)
    if standard is None:
        return None
    values = {name: Decimal(value) for name, (value, flag) in stored.body["values"].items() if flag == NORMAL}
    judged = class_of(standard, values)
    if judged is None:
        return None
    return {
        "standard": standard.id,
        "class": standard.classes[judged.nth] if judged.nth < len(standard.classes) else None,
        "label": _class_label(asked, standard, judged.nth),
        "worst": list(judged.worst),
        "within": device.limit_class in standard.classes
        and judged.nth <= standard.classes.index(device.limit_class),
    }


def _class_label(asked: Asked, standard: Standard, nth: int) -> str:
    return standard.classes[nth] if nth < len(standard.classes) else said(asked, standard.worse)


def _value(asked: Asked, device: DeviceChanged, factor: str, value: str, flag: str) -> dict[str, Any]:
    zh, en, unit = asked.services.catalogue.sensing.factor_of(device.kind, factor)
    return {
        "factor": factor,
        "label": said(asked, (zh, en)),
        "value": value,
        "unit": unit or None,
        "flag": flag,
        "flag_label": asked.wording().value("flag", flag),
        "counts": flag == NORMAL,
    }


def _fault(asked: Asked, device: DeviceChanged, code: str) -> dict[str, Any]:
    codes = asked.services.catalogue.sensing.codes_of(device.kind)
    meaning = codes.word(code, device.vendor) if codes else ""
    label = said(asked, codes.meanings[meaning]) if codes and meaning else None
    return {"code": code, "word": meaning or None, "label": label}


def reading_rows(asked: Asked, device: DeviceChanged, stored: Stored) -> Iterator[list[Any]]:
    """A reading in rows of a table, one for each value, in the order of `READING_COLUMNS`."""
    body = reading_body(asked, device, stored)
    faults = " ".join(fault["code"] for fault in body["faults"])
    for value in body["values"] or [{"factor": None, "label": None}]:
        flat = {**body, **value, "device": device.device, "factor_label": value["label"], "faults": faults}
        yield [flat.get(column) for column in READING_COLUMNS]


def alarm_body(asked: Asked, row: AlarmRow) -> dict[str, Any]:
    """An alarm of a device as it stands."""
    definition, stored = row.definition, row.stored
    return {
        "device": row.device.device,
        "device_label": name_of(asked, row.device),
        "alarm": definition.id,
        "alarm_label": said(asked, (definition.zh, definition.en)),
        "states": sorted(row.states),
        "states_label": [word(asked, "alarm_state", state) for state in sorted(row.states)],
        "mode": row.mode,
        "raised_since_at": to_data(stored.raised_since) if stored else None,
        "snoozed_until_at": to_data(row.snoozed_until),
        "lead": row.has_lead,
        "version": definition.version,
        "basis": definition.basis,
        "source": definition.source,
    }


def act_body(asked: Asked, act: StoredAct) -> dict[str, Any]:
    """What an alarm asked for, and what became of it."""
    data = act.data
    return {
        "id": act.id,
        "at": to_data(act.at),
        "device": act.device,
        "alarm": act.alarm,
        "act": act.kind,
        "route": act.route,
        "lead": act.lead or None,
        "outcome": act.state,
        "told": act.told,
        "case": act.case_id,
        "noted_at": to_data(act.noted_at),
        "done_at": to_data(act.done_at),
        **{name: data.get(name) or None for name in ("count", "factor", "value", "limit", "flag", "mode")},
        "version": data.get("version"),
        **_act_labels(asked, act),
    }


def _act_labels(asked: Asked, act: StoredAct) -> dict[str, Any]:
    """The words of an act, and the unit of its value."""
    sensing, factor = asked.services.catalogue.sensing, str(act.data.get("factor", ""))
    device, definition = asked.office.devices.get(act.device), sensing.alarms.get(act.alarm)
    named = (definition.zh, definition.en) if definition else OFFLINE_LABEL
    zh, en, unit = (
        sensing.factor_of(device.kind, factor)
        if factor and device is not None and device.kind in sensing.kinds
        else (factor, factor, "")
    )
    return {
        "device_label": name_of(asked, device) if device else act.device,
        "alarm_label": said(asked, named) if definition or act.alarm == OFFLINE else act.alarm,
        "act_label": word(asked, "act", act.kind),
        "route_label": word(asked, "route", act.route),
        "outcome_label": word(asked, "outcome", act.state),
        "factor_label": said(asked, (zh, en)) or None,
        "unit": unit or None,
    }


def table_row(body: Mapping[str, Any], columns: tuple[str, ...]) -> list[Any]:
    """A body in the order of a table's columns; lists are one text."""
    return [
        " ".join(map(str, body[column])) if isinstance(body[column], list) else body[column]
        for column in columns
    ]
