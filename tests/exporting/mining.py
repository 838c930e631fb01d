"""Runs in the environment of pm4py, not in ours: reads an OCEL and an XES file and prints what it found, as JSON."""

import json
import sys
import warnings

warnings.simplefilter("ignore")
import pm4py  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

log = pm4py.read_ocel2_json(sys.argv[1])
traces = pm4py.read_xes(sys.argv[2])
flat = pm4py.ocel_flattening(log, "river_bank")
graph = pm4py.discover_ocdfg(log)
found = {
    "events": len(log.events),
    "objects": log.objects["ocel:type"].value_counts().to_dict(),
    "relations": len(log.relations),
    "changes": len(log.object_changes),
    "flat_cases": int(flat["case:concept:name"].nunique()),
    "graph": len(graph["activities"]),
    "xes_events": len(traces),
    "xes_cases": int(traces["case:concept:name"].nunique()),
    "variants": len(pm4py.get_variants(traces)),
    "first": str(min(traces["time:timestamp"])),
}
print("FOUND " + json.dumps(found))
