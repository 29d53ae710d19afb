"""Bytewax: the topic read to its end, identities and aggregates in the state of one step, in memory, keyed by the device."""

import bytewax.operators as op
from bytewax.connectors.kafka import operators as kop
from bytewax.connectors.stdio import StdOutSink
from bytewax.dataflow import Dataflow
from bytewax.testing import run_main

from readings import BROKER, TOPIC, reading_of, tell

totals = {"rows": 0, "readings": 0}


def aggregate(state, reading):
    identities, rows = state or (set(), {})
    source, identity, _, metric, minute, measured = reading
    if (source, identity) not in identities:
        identities.add((source, identity))
        totals["readings"] += 1
        held = rows.get((metric, minute))
        if held is None:
            totals["rows"] += 1
            rows[metric, minute] = (1, measured, measured, measured)
        else:
            count, total, least, most = held
            rows[metric, minute] = (count + 1, total + measured, min(least, measured), max(most, measured))
    return (identities, rows), ()


flow = Dataflow("bench")
messages = kop.input("messages", flow, brokers=[BROKER], topics=[TOPIC], tail=False)
valid = op.filter_map("valid", messages.oks, lambda message: reading_of(message.value))
keyed = op.key_on("device", valid, lambda reading: reading[2])
out = op.stateful_flat_map("aggregate", keyed, aggregate)
op.output("out", out, StdOutSink())
run_main(flow)
tell(**totals)
