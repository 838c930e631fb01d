"""The words of devices and alarms in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from api.asking import Asked
from api.language import ENGLISH

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "device_state": {
        "silent": ("离线", "Silent"),
        "raised": ("告警", "Alarm raised"),
        "normal": ("正常", "Normal"),
        "never_heard": ("从未上报", "Never heard of"),
    },
    "alarm_state": {
        "raised": ("告警", "Raised"),
        "normal": ("正常", "Normal"),
        "snoozed": ("暂歇", "Snoozed"),
        "flapping": ("反复升降", "Flapping"),
        "shadow": ("影子模式", "Shadow mode"),
        "off": ("停用", "Off"),
    },
    "mode": {
        "active": ("生成线索", "Opens leads"),
        "shadow": ("只记录不生成（影子模式）", "Only noted (shadow mode)"),
        "off": ("停用", "Off"),
    },
    "act": {
        "opened": ("生成线索", "Lead opened"),
        "again": ("再次告警", "Raised again"),
        "cleared": ("恢复正常", "Back to normal"),
        "recovered": ("持续正常", "Normal for long enough"),
        "suppressed": ("不计（留存）", "Kept, not counted"),
        "flapping": ("反复升降", "Flapping"),
        "silent": ("离线", "Silent"),
    },
    "route": {
        "live": ("正式", "Live"),
        "shadow": ("影子（本应生成）", "Shadow: would have been"),
        "snoozed": ("暂歇中", "While snoozed"),
        "kept": ("仅留存", "Kept only"),
    },
    "late": {
        "true": ("迟到（只留存）", "Late, kept only"),
        "false": ("按时", "In time"),
    },
    "outcome": {
        "waiting": ("待办理", "Waiting"),
        "done": ("已办理", "Done"),
        "noted": ("仅记录", "Noted"),
        "refused": ("未能办理", "Refused"),
    },
}


def word(asked: Asked, section: str, key: str) -> str:
    """What something is called."""
    return said(asked, WORDS[section][key])


def said(asked: Asked, pair: tuple[str, str]) -> str:
    """A text in the reader's language."""
    return pair[1] if asked.language == ENGLISH else pair[0]
