-- Units are normalised: temperatures to K, speeds to m/s, pressures to Pa, shares to 1.
SELECT
  source AS source,
  id AS id,
  event_time AS event_time,
  _partition AS _partition,
  _position AS _position,
  device_id AS device,
  metric AS metric,
  CASE unit
    WHEN 'Cel' THEN value + 273.15
    WHEN '[degF]' THEN (value + 459.67) * 5 / 9
    WHEN 'km/h' THEN value / 3.6
    WHEN '[mi_i]/h' THEN value * 0.44704
    WHEN 'bar' THEN value * 100000
    WHEN '%' THEN value / 100
    ELSE value
  END AS value,
  CASE unit
    WHEN 'Cel' THEN 'K'
    WHEN '[degF]' THEN 'K'
    WHEN 'km/h' THEN 'm/s'
    WHEN '[mi_i]/h' THEN 'm/s'
    WHEN 'bar' THEN 'Pa'
    WHEN '%' THEN '1'
    ELSE unit
  END AS unit,
  COALESCE(quality, 'good') AS quality
FROM bronze
