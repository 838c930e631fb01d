"""Topics in the library's registry, under which every fact is stored; a topic is never the path of a class.

The library resolves a topic it does not know by importing it, which a stored text must never be able to cause: only
topics that were registered here are ever resolved.
"""

from __future__ import annotations

from collections.abc import Mapping

from eventsourcing.utils import register_topic, resolve_topic

from domain.facts import BY_TOPIC
from domain.facts.schema import Fact


def registered(facts: Mapping[str, type[Fact]]) -> dict[str, type[Fact]]:
    """Register facts by topic and return them as they resolve. Raises TopicError when a topic is another class's."""
    for topic, fact in facts.items():
        register_topic(topic, fact)
    return {topic: resolve_topic(topic) for topic in facts}


FACTS = registered(BY_TOPIC)
