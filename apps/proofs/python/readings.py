"""What the bench's programs have in common: the contract, where the topic is, and how they tell what came out."""

import json
import os
import sys

BROKER = os.environ["BENCH_BROKER"]
TOPIC = os.environ["BENCH_TOPIC"]
MESSAGES = int(os.environ["BENCH_MESSAGES"])
FOLDER = os.environ["BENCH_FOLDER"]

TYPE = "com.dataforge.telemetry.reading.v1"
UNITS = {"K", "Cel", "[degF]", "m/s", "km/h", "[mi_i]/h", "Pa", "bar", "%", "V", "A", "W", "1"}


def reading_of(value):
    """(source, id, device, metric, minute, value) of a message that keeps the contract, else None."""
    try:
        event = json.loads(value)
        data = event["data"]
        device, metric, measured = data["deviceId"], data["metric"], data["value"]
        if event["type"] != TYPE or data["unit"] not in UNITS:
            return None
        if not device or not metric or isinstance(measured, bool) or not isinstance(measured, (int, float)):
            return None
        return event["source"], event["id"], device, metric, event["time"][:16], measured
    except (ValueError, KeyError, TypeError):
        return None


def tell(rows, readings):
    """The last line of the output: rows of a device, metric and minute, and the distinct readings in them."""
    print(json.dumps({"rows": rows, "readings": readings}), flush=True)
    sys.stdout.flush()
