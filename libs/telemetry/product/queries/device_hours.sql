-- title: A device, hour by hour
-- param: device string required
-- param: from timestamp required
-- param: to timestamp required
SELECT device, metric, hour, count, min, max, mean, p95, last
FROM gold.telemetry_device_hours
WHERE device = $device AND hour >= $from AND hour < $to
ORDER BY hour, metric
