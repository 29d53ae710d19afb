"""Pathway: the topic as a table that is read to its end, identities and aggregates as groups."""

import pathway as pw

from readings import BROKER, TOPIC, TYPE, UNITS, tell


class Event(pw.Schema):
    type: str
    source: str
    identity: str
    time: str
    data: pw.Json


events = pw.io.kafka.read(
    {"bootstrap.servers": BROKER, "group.id": "bench-pathway", "auto.offset.reset": "earliest"},
    topic=TOPIC,
    schema=Event,
    format="json",
    # No column of its tables can be called id.
    json_field_paths={"identity": "/id"},
    mode="static",
)
readings = events.select(
    events.type,
    events.source,
    events.identity,
    minute=events.time.str.slice(0, 16),
    device=events.data["deviceId"].as_str(),
    metric=events.data["metric"].as_str(),
    unit=events.data["unit"].as_str(),
    value=events.data["value"].as_float(),
)
is_known = pw.apply_with_type(lambda unit: unit in UNITS, bool, readings.unit)
valid = readings.filter((readings.type == TYPE) & readings.value.is_not_none() & is_known)
distinct = valid.groupby(valid.source, valid.identity).reduce(
    device=pw.reducers.any(valid.device),
    metric=pw.reducers.any(valid.metric),
    minute=pw.reducers.any(valid.minute),
    value=pw.reducers.any(pw.unwrap(valid.value)),
)
minutes = distinct.groupby(distinct.device, distinct.metric, distinct.minute).reduce(
    count=pw.reducers.count(),
    sum=pw.reducers.sum(distinct.value),
    min=pw.reducers.min(distinct.value),
    max=pw.reducers.max(distinct.value),
)
totals = minutes.reduce(rows=pw.reducers.count(), readings=pw.reducers.sum(minutes.count))
last = {}


def keep(key, row, time, is_addition):
    if is_addition:
        last.update(rows=row["rows"], readings=row["readings"])


pw.io.subscribe(totals, on_change=keep)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
tell(**last)
