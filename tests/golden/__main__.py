"""Write what is missing: `python -m tests.golden v2` a sample of each fact, `… scenarios/v2` histories of the demo.

What is there is never written again.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from domain.envelope import Event
from domain.facts import BY_TOPIC
from tests.demo.memory import play
from tests.golden import samples, scenarios
from tests.golden.samples import as_json, sample
from tests.support.keys import AnyKeys
from workflows.log import encode_event
from workflows.log.codec import draft_of, seal
from workflows.log.sealing import Sealing

CASES, SEED = 300, 20261129


def write_samples(folder: Path) -> None:
    """A row of each fact that has none."""
    for topic, fact in BY_TOPIC.items():
        path = folder / f"{topic}.json"
        if not path.exists():
            path.write_text(as_json(encode_event(sample(fact))), "utf-8")
            print(f"{path.name} written")


def write_scenarios(folder: Path) -> None:
    """Histories in which everything occurs that occurs in the demo, by workflow."""
    pins, sealing = {}, Sealing(AnyKeys(), Random(SEED).randbytes)
    for number, events in enumerate(_chosen(), 1):
        name = f"{events[0].envelope.workflow or 'office'}-{number}"
        lines = [scenarios.line_of(seal(draft_of(event), sealing)) for event in events]
        path = folder / f"{name}.jsonl"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        pins[name] = scenarios.digest_of(scenarios.decoded(path))
        print(f"{name}: {len(events)} facts")
    (folder / scenarios.PINS).write_text(json.dumps(pins, indent=1) + "\n", "utf-8")


def _chosen() -> Iterator[list[Event]]:
    """As few histories as show every kind of step that any of them has, and no earlier release's has."""
    streams: dict[str, list[Event]] = {}
    for event in play(CASES, SEED).events:
        streams.setdefault(event.envelope.case_id, []).append(event)
    seen = {step for path in scenarios.FOLDER.glob("*/*.jsonl") for step in _steps(scenarios.decoded(path))}
    while True:
        best = max(streams.values(), key=lambda events: len(_steps(events) - seen))
        if not _steps(best) - seen:
            return
        seen |= _steps(best)
        yield best


def _steps(events: list[Event]) -> set[tuple[str, ...]]:
    return {(event.envelope.workflow, event.fact.TOPIC) for event in events}


if __name__ == "__main__":
    made = samples.FOLDER / sys.argv[1]
    made.mkdir(parents=True, exist_ok=True)
    if made.parent == scenarios.FOLDER:
        if (made / scenarios.PINS).exists():
            sys.exit(f"{made} is there; histories of a release are written once: name a new folder.")
        write_scenarios(made)
    else:
        write_samples(made)
