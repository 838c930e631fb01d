"""An export needs as much memory for a long log as for a short one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from tests.cli.running import Bihuan

COPIES = 60
"""How many times over the log is there in the end: about 25,000 facts in 1,800 cases."""
MORE_MB = 24
"""What a log so many times as long may cost more."""
COPY = """
INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata, occurred_at, recorded_at,
                           position)
SELECT jurisdiction, md5(stream_id || n)::uuid::text, version, topic, data, md5(event_id::text || n)::uuid, metadata,
       occurred_at, (SELECT max(recorded_at) FROM bihuan.events),
       (SELECT max(position) FROM bihuan.events) + row_number() OVER (ORDER BY n, position)
FROM bihuan.events, generate_series(2, %s) AS n WHERE stream_id <> 'office'
"""
RUN = """
import resource, sys
from api.__main__ import main
try:
    main(sys.argv[1:])
finally:
    print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def exported(name: str, file: Path) -> tuple[int, int]:
    """Facts written, and the most memory it took, in MiB."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "export", name, str(file), "--json"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)["facts"], int(ran.stderr.split("PEAK")[1])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ocel", "xes", "csv", "xlsx", "parquet"])
def test_memory_is_flat_over_a_longer_log(
    bihuan: Bihuan, own_demo: str, out: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", own_demo)
    few, before = exported(name, out / "short")
    with psycopg.connect(own_demo) as connection:
        connection.execute(COPY, [COPIES])
    begun = monotonic()
    many, after = exported(name, out / "long")
    seconds = monotonic() - begun
    took = f"{many} facts {after} MiB in {seconds:.1f} s, {(out / 'long').stat().st_size:,} bytes"
    print(f"{name}: {few} facts {before} MiB, {took}")
    assert many == few * COPIES
    assert after - before < MORE_MB
