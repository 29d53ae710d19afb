-- title: A device, minute by minute
-- param: device string required
-- param: from timestamp required
-- param: to timestamp required
SELECT device, metric, minute, count, min, max, mean, p95, last
FROM gold.telemetry_device_minutes
WHERE device = $device AND minute >= $from AND minute < $to
ORDER BY minute, metric
