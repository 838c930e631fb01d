"""The fields of facts as lines of a page: every value spelled by what its declaration says it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from api.asking import Asked
from api.disclosed import not_shown
from api.mentions import Mentions
from api.naming import Naming
from api.pages.moments import shown_due, shown_moment
from api.pages.texts import text_of
from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC
from domain.facts.intake import ENTRIES
from domain.facts.schema import CASE, ENTRY, STATE

RUNS_OUT = ("due_at", "until")
"""How the names of moments end at which something is over."""


class Shown(NamedTuple):
    """One line of a description list; one without a name goes on with the line before."""

    name: str
    value: str
    hidden: bool = False
    url: str = ""


class Speller:
    """Spells values of facts out for one reader."""

    def __init__(self, asked: Asked, naming: Naming, mentions: Mentions, case_id: str) -> None:
        self._asked, self.naming, self._mentions, self._case_id = asked, naming, mentions, case_id
        self._wording = naming.wording

    def fields(self, topic: str, payload: Mapping[str, Any]) -> list[Shown]:
        """The fields of a fact, in the order they were declared."""
        by_name = {field.name: field for field in declared(BY_TOPIC[topic])}
        return [
            line
            for name, value in payload.items()
            if value not in (None, "", [], {})
            for line in self._lines(self._wording.field(topic, name), by_name[name], value)
        ]

    def cases(self, label: str, cases: Any) -> Iterator[Shown]:
        """A line for each of these cases, with the way to those that may be read."""
        for number, case in enumerate(cases):
            found = self._mentions.of(str(case))
            yield Shown("" if number else label, found.text, url=found.url)

    def place(self, value: Mapping[str, Any]) -> str:
        """Address, community and point."""
        community = self._wording.unit(self.naming.office, str(value.get("community") or ""))
        point = [str(value[part]) for part in ("lat_deg", "lon_deg") if value.get(part) is not None]
        return " ".join(filter(None, (value.get("address"), community, ", ".join(point))))

    def _lines(self, label: str, field: Declared, value: Any) -> Iterator[Shown]:
        """One line, or one for each file or case with the way to it."""
        values = value if isinstance(value, list) else [value]
        if words := not_shown(value):
            yield Shown(label, text_of(words, self._asked.language), hidden=True)
        elif field.names == CASE:
            yield from self.cases(label, values)
        elif all(isinstance(file, Mapping) and "sha256" in file for file in values):
            for number, file in enumerate(values):
                url = f"/api/v1/files/{file['id']}?case={self._case_id}"
                yield Shown("" if number else label, self._file(file), url=url)
        else:
            yield Shown(label, self._value(field, value))

    def _value(self, field: Declared, value: Any) -> str:
        """One value in words."""
        if isinstance(value, list):
            return text_of("separator", self._asked.language).join(self._value(field, one) for one in value)
        if words := not_shown(value):
            return text_of(words, self._asked.language)
        if isinstance(value, Mapping):
            is_place = "lat_deg" in value or "address" in value
            return self.place(value) if is_place else self._map(field, value)
        if not isinstance(value, str):
            return self._plain(value)
        if field.base is datetime:
            spell = shown_due if field.name.endswith(RUNS_OUT) else shown_moment
            return spell(datetime.fromisoformat(value), self._asked.services.zone)
        if field.listed:
            return self._wording.value(field.name, value)
        return self.naming.of(field.names, field.name, value) or self._plain(value)

    def _map(self, field: Declared, value: Mapping[str, Any]) -> str:
        """Names and values, in words as far as they have some."""
        colon, semicolon = (text_of(sign, self._asked.language) for sign in ("colon", "semicolon"))
        return semicolon.join(
            f"{self.naming.of(field.names, field.name, key) or key}{colon}{self._entry(field, key, item)}"
            for key, item in value.items()
        )

    def _entry(self, field: Declared, key: str, item: Any) -> str:
        names = {ENTRY: ENTRIES.get(key), STATE: STATE}.get(field.names) if field.names else None
        said = self.naming.of(names, key, item) if isinstance(item, str) else None
        return said or self._plain(item)

    def _file(self, file: Mapping[str, Any]) -> str:
        """What it shows, of which kind it is, when it was taken, and how its bytes are told from others."""
        slot = self._wording.of("slots", str(file.get("slot") or ""))
        kind = self._wording.value("media_type", str(file.get("media_type") or ""))
        digest = f"{text_of('fingerprint', self._asked.language)} {file['sha256'][:12]}"
        return " · ".join(filter(None, (slot, kind, self._plain(file.get("taken_at") or ""), digest)))

    def _plain(self, value: Any) -> str:
        """As it is: a moment in the office's time, a yes or no in words."""
        if isinstance(value, bool):
            return text_of("yes" if value else "no", self._asked.language)
        text = str(value)
        if len(text) < 20 or not text.endswith("Z"):
            return text
        try:
            return shown_moment(datetime.fromisoformat(text), self._asked.services.zone)
        except ValueError:
            return text
