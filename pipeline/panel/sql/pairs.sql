-- The same variable of the same agency in a year and the year before, where its land stayed the same.
SELECT
    l.agency_id, l.year, l.report_id, b.report_id AS other_report_id, l.variable, l.ordinal,
    l.value, b.value AS before, l.flags
FROM long l
JOIN agency_years a ON a.agency_id = l.agency_id AND a.year = l.year
JOIN long_before b ON b.agency_id = l.agency_id AND b.year = l.year - 1 AND b.variable = l.variable
WHERE l.value IS NOT NULL AND b.value IS NOT NULL AND NOT coalesce(a.boundary_changed, false)
