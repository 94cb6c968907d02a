-- One row for each agency and year, one column for each variable.
SELECT a.*, coalesce(d.flagged, []) AS flagged, coalesce(d.unreadable, []) AS unreadable, w.* EXCLUDE (agency_id, year)
FROM agency_years a
LEFT JOIN (
    SELECT
        agency_id, year,
        list(variable ORDER BY ordinal) FILTER (len(flags) > 0) AS flagged,
        list(variable ORDER BY ordinal) FILTER (status = 'unreadable') AS unreadable
    FROM long GROUP BY agency_id, year
) d USING (agency_id, year)
LEFT JOIN (PIVOT (SELECT agency_id, year, variable, value FROM long) ON variable IN ({variables})
    USING max(value) GROUP BY agency_id, year) w USING (agency_id, year)
