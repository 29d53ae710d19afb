-- title: The latest state of each resource that changed in a time range
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
-- param: provider string of github|standard-webhooks -- only this provider; all without it
SELECT provider, resource, event_type, action, actor, event_time
FROM gold.webhooks_resources
WHERE event_time >= $from AND event_time < $to AND ($provider IS NULL OR provider = $provider)
ORDER BY event_time DESC, provider, resource
