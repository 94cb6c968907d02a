-- Cells that a person should look at, the most important first: totals, then the severity of what doubts them, then how
-- many sums they stand in.
WITH cells AS (
    SELECT 'article20.' || cell AS key, report_id, year, form, status, flags, method FROM article20
    UNION ALL SELECT 'requests.' || cell, report_id, year, form, status, flags, method FROM requests
    UNION ALL SELECT 'review_litigation.' || cell, report_id, year, form, status, flags, method FROM review_litigation
), severity AS (
    SELECT report_id, key, min(severity) AS severity FROM (
        SELECT report_id, unnest(cells) AS key, CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END AS severity
        FROM checks
    ) GROUP BY ALL
)
SELECT row_number() OVER (ORDER BY w.total DESC, coalesce(s.severity, 2), w.dependents DESC, c.year DESC, c.report_id, c.key) AS place,
    c.report_id, c.key, c.year, c.status, coalesce(s.severity, 2) AS severity, w.total, w.dependents, r.agency, r.province
FROM cells c
JOIN given_weights w ON w.form = c.form AND w.key = c.key
LEFT JOIN severity s ON s.report_id = c.report_id AND s.key = c.key
LEFT JOIN reports r ON r.report_id = c.report_id AND r.year IS NOT DISTINCT FROM c.year
WHERE (c.status = 'unreadable' OR len(c.flags) > 0) AND c.method IS DISTINCT FROM 'person'
ORDER BY place
