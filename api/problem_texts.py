"""What the doors themselves refuse, each code with its status and its words in both languages.

Refusals of the domain have their words in the catalogue (`labels.toml`); here stand only those that concern the
way in: who asks, how the request is written, what is not there, what does not answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One kind of problem: status, title and what to do, in Chinese and English."""

    status: int
    title_zh: str
    title_en: str
    advice_zh: str
    advice_en: str


TEXTS: Mapping[str, Told] = {
    "no_actor": Told(
        401,
        "未说明由谁办理",
        "Nobody is named who acts",
        "请用请求头 X-Bihuan-Actor 或同名 Cookie 说明人员；可选人员见 GET /actors。",
        "Name who acts in the header X-Bihuan-Actor or the cookie of that name; GET /actors lists them.",
    ),
    "no_device": Told(
        401,
        "设备凭证缺失或无效",
        "No valid token of a device",
        "请在请求头 Authorization 中以 Bearer 发送该设备的凭证；凭证由管理员用 bihuan device token 签发或吊销。",
        "Send the device's token as Authorization: Bearer; `bihuan device token` issues and revokes them.",
    ),
    "device_not_active": Told(
        403,
        "设备未登记或已停用",
        "The device is not registered or no longer in service",
        "请由管理员用 bihuan device register 登记。",
        "Have it registered by `bihuan device register`.",
    ),
    "not_local": Told(
        403,
        "演示登录仅限本机",
        "Demo sign-in works on this machine only",
        "演示登录不验证身份，只接受本机直接访问（127.0.0.1），不经代理。",
        "Demo sign-in proves nothing, so it is open on this machine alone (127.0.0.1), without a proxy.",
    ),
    "cross_site": Told(
        403,
        "不接受其他网站发来的操作",
        "Sent from another site",
        "请在本系统的页面上办理。",
        "Take moves from this system's own pages.",
    ),
    "staff_only": Told(
        403,
        "仅限工作人员",
        "For members of staff",
        "列表、图表和事件流仅供在岗人员查看；诉求人可查看自己的案卷。",
        "Lists, figures and feeds are for members of staff; a reporter can read his own cases.",
    ),
    "not_found": Told(
        404,
        "没有这项内容",
        "There is no such thing",
        "请核对编号；没有权限查看的案卷同样答复为没有。",
        "Check the number; a case you may not see is answered in the same way.",
    ),
    "no_proof": Told(
        404,
        "没有这一事实的存证",
        "There is no proof of this fact",
        "事实入库后数秒内存证；请核对 event_id，或稍后重试。没有权限查看的案卷同样如此答复。",
        "Facts are sealed within seconds: check the event_id or try again; what you may not see is answered like this.",
    ),
    "not_sealed": Told(
        404,
        "尚未存证",
        "Nothing is sealed yet",
        "请稍后重试；若一直如此，请检查 worker 是否在运行。",
        "Try again shortly; if it stays so, see whether the worker runs.",
    ),
    "method_not_allowed": Told(
        405, "不支持这种请求方法", "This method is not offered here", "可用方法见 Allow。", "See Allow."
    ),
    "malformed_json": Told(
        400,
        "请求内容不是有效的 JSON",
        "The body is no JSON",
        "请发送 UTF-8 编码的 JSON（RFC 8259）。",
        "Send JSON in UTF-8 (RFC 8259).",
    ),
    "malformed_form": Told(
        400,
        "表单内容无法读取",
        "The form cannot be read",
        "请在本系统的页面上填写，或按接口说明发送。",
        "Fill it in on this system's own pages, or send it as the interface describes.",
    ),
    "unsafe_json": Told(
        422,
        "请求内容含有不能接受的 JSON",
        "The body holds JSON that is not let in",
        "不接受 NUL、残缺字符、NaN 与无穷大、重复的键、超过 32 层的嵌套、超过 19 位的整数。",
        "No NUL, half characters, NaN or infinity, keys given twice, more than 32 levels or 19 digits.",
    ),
    "bad_parameter": Told(
        422,
        "参数不正确",
        "A parameter is wrong",
        "请按 errors 所列逐项更正。",
        "Correct what `errors` names.",
    ),
    "key_reused": Told(
        422,
        "幂等键已用于另一请求",
        "The idempotency key was used for another request",
        "同一 Idempotency-Key 只能重复同一请求；新的请求请换新键。",
        "Repeat a key only with the same request; use a new key for a new one.",
    ),
    "precondition_required": Told(
        428,
        "须说明所依据的案卷版本",
        "Say which version of the case you saw",
        '请在 If-Match 中填入读取案卷时的 ETag，例如 "v3"。',
        'Send the ETag you got with the case in If-Match, such as "v3".',
    ),
    "body_too_large": Told(
        413,
        "请求内容过大",
        "The body is too large",
        "JSON 不超过 1 MiB，文件不超过 20 MiB。",
        "JSON may have 1 MiB, a file 20 MiB.",
    ),
    "unsupported_media_type": Told(
        415,
        "不支持这种内容类型",
        "This media type is not taken",
        "请求内容须为 application/json；文件仅限 JPEG、PNG、PDF。",
        "Bodies are application/json; files are JPEG, PNG or PDF.",
    ),
    "too_many_cases": Told(
        422,
        "一次办理的案卷过多",
        "Too many cases at once",
        "请分批办理。",
        "Send them in parts.",
    ),
    "unknown_workflow": Told(
        422,
        "没有这种流程或类别",
        "There is no such workflow or category",
        "可用流程与类别见 GET /api/v1/workflows。",
        "GET /api/v1/workflows lists those there are.",
    ),
    "entry_disputed": Told(
        409,
        "该台账条目已有申诉",
        "This entry was objected to already",
        "同一条目只能申诉一次。",
        "An entry can be objected to once.",
    ),
    "dispute_decided": Told(
        409,
        "该申诉已有决定",
        "This objection was decided already",
        "同一申诉只决定一次。",
        "An objection is decided once.",
    ),
    "unknown_move": Told(
        422,
        "该流程没有这项操作",
        "The workflow has no move of this name",
        "请核对操作名称；当前可办理的见 allowed。",
        "Check the name of the move; `allowed` lists those from this state.",
    ),
    "not_drawn": Told(
        404,
        "尚不提供图形",
        "There is no drawing yet",
        "同一路径的 diagram.mmd 提供 Mermaid 文本。",
        "The same path with diagram.mmd gives the Mermaid text.",
    ),
    "not_yet_visible": Told(
        503,
        "列表尚未更新到所要求的位置",
        "The lists have not come to this position yet",
        "请稍后重试；若一直如此，请检查 worker 是否在运行。",
        "Try again shortly; if it stays so, see whether the worker runs.",
    ),
    "database_away": Told(
        503,
        "数据库暂时无法访问",
        "The database does not answer",
        "没有任何内容写入一半；请稍后用同一 Idempotency-Key 重试。",
        "Nothing was half written; try again shortly with the same Idempotency-Key.",
    ),
    "internal": Told(
        500,
        "系统内部错误",
        "Something is wrong on our side",
        "请将 trace_id 告知管理员。",
        "Tell the operator the trace_id.",
    ),
}
