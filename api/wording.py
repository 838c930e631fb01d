"""Names of things in the reader's language: states, moves, clocks, categories of a workflow; units and posts."""

from __future__ import annotations

from dataclasses import dataclass

from api.language import ENGLISH
from domain.office import PUBLIC, SYSTEM, Office, Post
from workflows.loader.words import Labels, Numbers

STATUTORY = "L"
"""The only basis whose limits may be called 法定时限; all others are promises of the office."""
BY_LAW = ("法定时限", "Statutory limit")
DUTY = "duty"
BY_KIND = {
    DUTY: ("承诺时限", "Promised limit"),
    "term": ("当事人期限", "Time of the party"),
    "right": ("权利期", "Time to use a right"),
}
"""What a limit that no law sets is called: only a duty of the office is a promise."""
LEFT = ("已离任", "left the office")
OUTSIDE = ("非本处人员", "not of this office")
NO_UNIT = ("不在单位名录", "not on the list of units")
"""Said beside an id that has no name in the office."""


def due_name(basis: str, kind: str, language: str) -> str:
    """What a limit of this basis may be called, of a clock of this kind: duty, term or right."""
    zh, en = BY_LAW if basis == STATUTORY else BY_KIND.get(kind, BY_KIND[DUTY])
    return en if language == ENGLISH else zh


@dataclass(frozen=True)
class Wording:
    """Labels of one workflow, in one language; a thing without a label keeps its id."""

    labels: Labels
    language: str

    def of(self, section: str, key: str) -> str:
        """The label of a key."""
        return self.labels.text(section, key, self.language) if key else ""

    def field(self, topic: str, name: str) -> str:
        """The name of a fact's field."""
        return self.labels.field(topic, name, self.language)

    def value(self, field: str, value: str) -> str:
        """A listed value of a field."""
        return self.labels.value(field, value, self.language)

    def condition(self, code: str, numbers: Numbers) -> str:
        """What must hold, with the numbers of the workflow's version."""
        return self.labels.condition(code, self.language, numbers)

    def refusal(self, code: str, numbers: Numbers) -> str:
        """What must hold, with the numbers of the workflow's version, and who may."""
        return self.labels.refusal(code, self.language, numbers)

    def unit(self, office: Office, unit_id: str) -> str:
        """A unit's name; of one that is not listed the id, and that it is not."""
        unit = office.units.get(unit_id)
        if unit is None:
            return self._noted(unit_id, NO_UNIT)
        return (unit.name_en if self.language == ENGLISH else unit.name_zh) or unit.name_zh or unit_id

    def post(self, office: Office, post: Post) -> str:
        """A post's title, else role and unit."""
        title = (post.title_en if self.language == ENGLISH else post.title_zh) or post.title_zh
        return title or " · ".join(filter(None, (self.of("roles", post.role), self.unit(office, post.unit))))

    def person(self, office: Office, person_id: str) -> str:
        """What a person is called: by the post, since no names are kept.

        Of somebody without one the id, and whether he left or was never of the office.
        """
        if person_id in (SYSTEM, PUBLIC):
            return self.of("roles", person_id)
        device = office.devices.get(person_id)
        if device is not None:
            return (device.name_en if self.language == ENGLISH else "") or device.name_zh
        posts = office.posts.get(person_id)
        return (
            self.post(office, posts[0])
            if posts
            else self._noted(person_id, OUTSIDE if posts is None else LEFT)
        )

    def _noted(self, named: str, note: tuple[str, str]) -> str:
        """An id with what is to be said of it; nothing of no id."""
        if not named:
            return ""
        return f"{named} ({note[1]})" if self.language == ENGLISH else f"{named}（{note[0]}）"
