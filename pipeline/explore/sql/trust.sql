-- Cells by status and how they were read, flagged or not.
SELECT year, status, coalesce(method, '') AS method, len(flags) > 0 AS flagged, count(*) AS cells
FROM (
    SELECT year, status, method, flags FROM article20
    UNION ALL SELECT year, status, method, flags FROM requests
    UNION ALL SELECT year, status, method, flags FROM review_litigation
)
GROUP BY ALL ORDER BY ALL
