-- One row for each agency, year and variable. A variable of the other form is empty, or the sum of its printed parts.
SELECT
    a.agency_id, a.year, a.report_id, v.variable, v.ordinal,
    coalesce(c.value, CASE WHEN c.status IS NULL THEN s.value END) AS value,
    coalesce(c.status, CASE WHEN s.value IS NOT NULL THEN 'derived' END, 'not_on_form') AS status,
    coalesce(c.flags, s.flags, []::VARCHAR[]) AS flags,
    CASE
        WHEN c.status IS NULL AND s.value IS NOT NULL THEN s.note
        WHEN c.status IS NULL OR v.says THEN v.comparable
    END AS note
FROM agency_years a
CROSS JOIN variables v
LEFT JOIN cells c ON c.report_id = a.report_id AND c.variable = v.variable
LEFT JOIN (
    SELECT
        c.report_id, p.variable, sum(c.value) AS value,
        list_sort(list_distinct(flatten(list(c.flags)))) AS flags,
        'sum of ' || string_agg(p.part, ' + ' ORDER BY p.part) AS note
    FROM parts p
    JOIN cells c ON c.variable = p.part
    GROUP BY c.report_id, p.variable
    HAVING count(*) FILTER (c.status = 'reported') = (SELECT count(*) FROM parts q WHERE q.variable = p.variable)
) s ON s.report_id = a.report_id AND s.variable = v.variable
WHERE a.report_id IS NOT NULL
