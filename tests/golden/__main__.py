"""Write the samples that are missing: `python -m tests.golden v1`. One that is there is never written again."""

import sys

from domain.facts import BY_TOPIC
from tests.golden.samples import FOLDER, as_json, sample
from workflows.log import encode_event

if __name__ == "__main__":
    folder = FOLDER / sys.argv[1]
    folder.mkdir(exist_ok=True)
    for topic, fact in BY_TOPIC.items():
        path = folder / f"{topic}.json"
        if not path.exists():
            path.write_text(as_json(encode_event(sample(fact))), "utf-8")
            print(f"{path.name} written")
