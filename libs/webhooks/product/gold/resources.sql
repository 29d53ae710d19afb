-- materialise: merge(provider, resource order by last_order)
-- refresh: batch
SELECT
  provider AS provider,
  resource AS resource,
  event_type AS event_type,
  action AS action,
  actor AS actor,
  event_time AS event_time,
  STRUCT(event_time, source, id) AS last_order
FROM silver
WHERE resource IS NOT NULL
