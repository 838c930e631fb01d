"""Which of the two languages somebody reads: Chinese unless English is preferred (RFC 9110 §12.5.4)."""

from __future__ import annotations

CHINESE, ENGLISH = "zh", "en"
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}
"""What `Content-Language` and `lang` say."""


def language_of(accepted: str | None) -> str:
    """The better accepted language; Chinese when neither or both alike are named."""
    best = {CHINESE: -1.0, ENGLISH: -1.0}
    for part in (accepted or "")[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name in best:
            best[name] = max(best[name], _quality(rest))
    return ENGLISH if best[ENGLISH] > max(best[CHINESE], 0.0) else CHINESE


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
