"""Of which kind something is that one line tells of, by the words of either language in it."""

import re
from collections.abc import Mapping

from crm.models import HappeningKind
from crm.pattern import late

WORDS: Mapping[HappeningKind, tuple[str, str]] = {
    HappeningKind.DELEGATION: (r"delegations?", "代表团|访问团|考察团|团组"),
    HappeningKind.VISIT: (r"visit(?:s|ed|ing|ors?)?", "来访|到访|回访|访问|拜访|参观|走访|考察"),
    HappeningKind.CALL: (r"call(?:s|ed)?|(?:tele)?phoned?|rang", "电话|通话|致电|来电"),
    HappeningKind.EMAIL: (
        r"(?:e-?)?mail(?:s|ed)?|wrote|letter",
        "邮件|电邮|来信|去信|发信|函件|来函",
    ),
    HappeningKind.EVENT: (
        r"events?|conference|workshop|seminar|symposium|ceremony|forum|lecture|congress",
        "活动|论坛|研讨会|讲座|仪式|典礼|大会|年会|讲学",
    ),
    HappeningKind.MEETING: (
        r"met|meet(?:s|ing|ings)?",
        "会议|会见|会谈|会面|见面|座谈|开会|洽谈|会晤",
    ),
    HappeningKind.NEWS: (r"news|press release", "新闻|报道"),
}
_ANY = late(
    "|".join(
        rf"(?P<{kind.value}>(?<![a-z])(?:{english})(?![a-z])|{chinese})"
        for kind, (english, chinese) in WORDS.items()
    ),
    re.IGNORECASE,
)
_HEAD = late(r"\s*[:：]\s*")


def find_kind(text: str) -> HappeningKind | None:
    """That of the first word which names one; a delegation is one wherever it is named."""
    named = [HappeningKind(m.lastgroup) for m in _ANY.finditer(text) if m.lastgroup]
    if HappeningKind.DELEGATION in named:
        return HappeningKind.DELEGATION
    return named[0] if named else None


def without_head(text: str) -> str:
    """The text without a kind that stands before it as a heading: `Call: asked for a copy`."""
    head = _ANY.match(text)
    colon = _HEAD.match(text, head.end()) if head else None
    return text[colon.end() :] if colon else text
