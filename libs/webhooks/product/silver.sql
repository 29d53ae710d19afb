SELECT
  source AS source,
  id AS id,
  event_time AS event_time,
  _partition AS _partition,
  _position AS _position,
  provider AS provider,
  event_type AS event_type,
  action AS action,
  actor AS actor,
  resource AS resource,
  occurred_at AS occurred_at,
  CAST(UNIX_MILLIS(event_time) - UNIX_MILLIS(occurred_at) AS BIGINT) AS latency_ms
FROM bronze
