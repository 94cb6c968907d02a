-- What a year's report carries over against what the next year's brings forward; only where the land stayed the same.
SELECT
    a.* EXCLUDE (portion), n.report_id AS next_report_id, replace(o.variable, 'requests.carried_out.', '') AS applicant,
    o.value AS carried_out, i.value AS carried_in, i.value - o.value AS difference,
    list_sort(list_distinct(list_concat(o.flags, i.flags))) AS flags
FROM before_agencies a
JOIN agency_years n ON n.agency_id = a.agency_id AND n.year = a.year + 1 AND NOT coalesce(n.boundary_changed, false)
JOIN before_long o ON o.agency_id = a.agency_id AND o.year = a.year AND starts_with(o.variable, 'requests.carried_out.')
JOIN long i ON i.agency_id = a.agency_id AND i.year = a.year + 1
    AND i.variable = replace(o.variable, 'carried_out', 'carried_in')
