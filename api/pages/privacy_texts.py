"""Words of the pages about personal data: who looked at what, and looks that two persons allow."""

from __future__ import annotations

from collections.abc import Mapping

PRIVACY_TEXTS: Mapping[str, tuple[str, str]] = {
    "accesses": ("查阅记录", "Looks at personal data"),
    "accesses_told": (
        "谁在何时以何岗位看了哪些案卷的哪些个人信息或保密内容；这里只记字段，不显示内容。同一人十分钟内重复查看同样内容记一次。",
        "Who saw which personal or confidential fields of which cases, in which post, never what stood in them.",
    ),
    "accesses_found": ("查阅记录（最新的在前）", "Looks, newest first"),
    "no_accesses": ("没有符合条件的查阅记录。", "No look fits."),
    "accesses_of_case": ("本案卷的查阅记录", "Who looked at this case"),
    "looked_at": ("时间", "When"),
    "who_looked": ("查阅人", "Who"),
    "case_named": ("案卷编号", "Case"),
    "fields_seen": ("看到的字段", "Fields seen"),
    "purpose": ("目的", "Purpose"),
    "right_held": ("依据", "Right"),
    "class": ("密级", "Class"),
    "class_2": ("个人信息", "personal"),
    "class_3": ("保密", "confidential"),
    "grant": ("调阅申请", "Request"),
    "grants": ("调阅", "Requests to read"),
    "grants_told": (
        "岗位看不到的保密内容或已封存的个人信息，可申请调阅一件案卷：写明目的和理由，由另一名领导在72小时内决定，最长开放24小时。",
        "What your post does not show you can be opened for one case: another of rank decides, for 24 hours at most.",
    ),
    "grants_found": ("调阅申请（最新的在前）", "Requests, newest first"),
    "no_grants": ("没有调阅申请。", "There are no requests."),
    "ask_to_read": ("申请调阅", "Ask to read it"),
    "asked_by": ("申请人", "Asked by"),
    "asked_on": ("申请时间", "Asked"),
    "hours_asked": ("时长（小时）", "Hours"),
    "decided_by": ("决定人", "Decided by"),
    "open_until": ("开放至", "Open until"),
    "open_now": ("您可调阅本案至", "This case is open to you until"),
    "grant_it": ("同意调阅", "Open it"),
    "refuse_it": ("驳回调阅", "Refuse"),
    "grant_open": ("待决定", "to decide"),
    "grant_granted": ("已同意", "granted"),
    "grant_refused": ("已驳回", "refused"),
    "grant_lapsed": ("已失效", "lapsed"),
}
