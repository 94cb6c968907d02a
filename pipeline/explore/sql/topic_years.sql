-- Reports whose section five speaks of a topic as a problem or a remedy, and all that have statements, by year.
SELECT year, coalesce(province, '') AS province, role, topic, count(DISTINCT report_id) AS reports FROM topics GROUP BY ALL
UNION ALL
SELECT year, coalesce(province, ''), role, '' AS topic, count(DISTINCT report_id) FROM topics GROUP BY ALL
ORDER BY ALL
