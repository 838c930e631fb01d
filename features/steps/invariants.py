"""What holds of everything that was ever recorded, whoever did it."""

from __future__ import annotations

from features.story import Story
from features.vocabulary import sentence
from features.words import Unheard


@sentence(
    "then",
    zh=(
        "记录中没有一步{kind}",
        "记录中没有一步“核查或关闭了自己经手的案卷”",
        "把全部记录按当时的流程、岗位和日历重新核对,没有一步有这样的毛病",
    ),
    en=("no recorded step {kind}", 'no recorded step "checked or closed a case of the actor\'s own"'),
)
def _(story: Story, kind: str) -> None:
    """Everything recorded, judged again by the versions, posts and calendar of then, has no step of this kind."""
    story.settle()
    try:
        found = story.driver.violations(kind)
    except LookupError as unknown:
        raise Unheard(str(unknown)) from None
    assert not found, "\n".join(found)
