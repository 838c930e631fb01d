"""The words of the pages of devices in both languages."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "devices": ("设备", "Devices"),
    "device": ("设备", "Device"),
    "device_kind": ("设备类型", "Kind"),
    "devices_told": (
        "监测设备只提出线索，由人核实后立案；离线、反复升降和数据不变的设备会生成设备检查。",
        "Devices open leads, people file cases; a device that is silent, flaps or never changes gets a device check.",
    ),
    "no_devices": ("没有符合条件的设备。", "No device fits."),
    "heard": ("最近上报", "Last heard"),
    "measured": ("测得时间", "Measured"),
    "received": ("收到时间", "Received"),
    "limit_class": ("类别", "class"),
    "alarms": ("设备告警", "Alarms"),
    "alarm": ("告警", "Alarm"),
    "alarms_told": (
        "影子模式和暂歇期间本应生成的线索也在列表中。",
        "What shadow mode or a snooze kept from becoming a lead is listed too.",
    ),
    "alarms_now": ("当前告警", "Alarms now"),
    "raised_since": ("告警起始", "Raised since"),
    "snoozed_until": ("暂歇至", "Snoozed until"),
    "snooze": ("暂歇", "Snooze"),
    "alarm_mode": ("告警方式", "Mode"),
    "alarm_act": ("动作", "What it asked for"),
    "alarm_acts": ("告警动作（最新的在前）", "What alarms asked for, newest first"),
    "alarm_route": ("方式", "Route"),
    "outcome": ("办理结果", "Outcome"),
    "no_acts": ("没有告警动作。", "No alarm asked for anything."),
    "readings": ("读数", "Readings"),
    "readings_told": (
        "最近测得的在前；划去的数据标记不为 N，不参与判断。",
        "Latest measured first; values struck out are not marked N and do not count.",
    ),
    "no_readings": ("没有符合条件的读数。", "No reading fits."),
    "factor": ("监测因子", "Factor"),
    "values": ("数值", "Values"),
    "class": ("水质类别或达标", "Class"),
    "service_mode": ("运行模式", "Mode of service"),
    "arrival": ("到达", "Arrival"),
    "flag": ("数据标记", "Flag"),
    "sequence": ("序号", "Sequence"),
    "late": ("迟到", "late"),
    "unknown_code": ("未列出的代码", "code not listed"),
}
