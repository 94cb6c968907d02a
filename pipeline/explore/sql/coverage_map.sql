-- Agencies by province, year and state; what no province is known of stands under an empty name.
SELECT coalesce(province, '') AS province, year, state, count(*) AS agencies,
    count(*) FILTER (report_id IS NULL AND state = 'have') AS conflicts,
    sum(coalesce(flagged, 0))::BIGINT AS flagged, sum(coalesce(cells_unreadable, 0))::BIGINT AS unreadable,
    sum(coalesce(cells_reported, 0))::BIGINT AS reported
FROM agency_years GROUP BY ALL ORDER BY ALL
