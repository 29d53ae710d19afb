"""Quix Streams: identities and aggregates in its state (RocksDB with changelog topics), keyed by the gateway as the topic is."""

from quixstreams import Application

from readings import BROKER, FOLDER, MESSAGES, TOPIC, reading_of, tell

totals = {"rows": 0, "readings": 0}


def aggregate(value, state):
    reading = reading_of(value)
    if reading is None:
        return False
    _, identity, device, metric, minute, measured = reading
    if state.exists("id " + identity):
        return False
    state.set("id " + identity, 1)
    row = f"{device} {metric} {minute}"
    held = state.get(row)
    totals["readings"] += 1
    if held is None:
        totals["rows"] += 1
        state.set(row, [1, measured, measured, measured])
    else:
        count, total, least, most = held
        state.set(row, [count + 1, total + measured, min(least, measured), max(most, measured)])
    return True


app = Application(
    broker_address=BROKER,
    consumer_group="bench-quix",
    auto_offset_reset="earliest",
    state_dir=FOLDER,
    loglevel="WARNING",
)
topic = app.topic(TOPIC, key_deserializer="str", value_deserializer="bytes")
app.dataframe(topic).apply(aggregate, stateful=True)
app.run(count=MESSAGES, collect=False)
tell(**totals)
