-- Checks over years and agencies; each SELECT is one check.
WITH pairs AS MATERIALIZED ( -- the same variable in the year and the year before, where the land stayed the same
    SELECT
        l.agency_id, l.year, l.report_id, b.report_id AS other_report_id, l.variable, l.ordinal,
        l.value, b.value AS before
    FROM long l
    JOIN agency_years a ON a.agency_id = l.agency_id AND a.year = l.year
    JOIN before_long b ON b.agency_id = l.agency_id AND b.year = l.year - 1 AND b.variable = l.variable
    WHERE l.value IS NOT NULL AND b.value IS NOT NULL AND NOT coalesce(a.boundary_changed, false)
),
found AS (
    SELECT
        year + 1 AS year, agency_id, next_report_id AS report_id, report_id AS other_report_id,
        'carried_over_differs' AS "check", 'warning' AS severity,
        list('requests.carried_in.' || applicant ORDER BY applicant) AS cells,
        string_agg(applicant || ' ' || shown(carried_out), ', ' ORDER BY applicant) AS expected,
        string_agg(applicant || ' ' || shown(carried_in), ', ' ORDER BY applicant) AS found,
        'requests brought forward are not those that the report of the year before carries over' AS message
    FROM carry_over WHERE difference <> 0 GROUP BY ALL
    UNION ALL
    SELECT
        p.year, p.agency_id, p.report_id, p.other_report_id, 'jump', 'note', [p.variable],
        'within ' || w.factor || ' times the year before: ' || shown(p.before), shown(p.value),
        'the number is many times larger or smaller than the year before'
    FROM pairs p JOIN watched w USING (variable)
    WHERE least(p.value, p.before) > 0 AND greatest(p.value, p.before) >= w.least
        AND greatest(p.value, p.before) >= w.factor * least(p.value, p.before)
    UNION ALL
    SELECT
        p.year, p.agency_id, p.report_id, p.other_report_id, 'digits_shifted', 'warning', [p.variable],
        'another number than the year before with its decimal point moved: ' || shown(p.before), shown(p.value),
        'the number has the digits of the year before with its decimal point moved'
    FROM pairs p JOIN watched w USING (variable)
    WHERE p.value <> p.before AND least(p.value, p.before) >= 11
        AND least(p.value, p.before) % 10 <> 0
        AND greatest(p.value, p.before) / least(p.value, p.before) IN (10, 100, 1000, 10000, 100000)
    UNION ALL
    SELECT
        year, agency_id, any_value(report_id), any_value(other_report_id), 'table_copied', 'warning',
        list(variable ORDER BY ordinal) FILTER (value <> 0),
        'other numbers than the year before', count(*) FILTER (value <> 0) || ' numbers are the same',
        'all numbers of the table are those of the year before: it may have been copied'
    FROM pairs GROUP BY year, agency_id, split_part(variable, '.', 1)
    HAVING bool_and(value = before) AND count(DISTINCT value) FILTER (value <> 0) >= 4
    UNION ALL
    SELECT
        w.year, w.agency_id, w.report_id, NULL, 'smaller_than_parts', 'note', [lw.variable],
        'at least ' || shown(sum(lp.value)) || ', the sum of ' || count(*) || ' agencies below', shown(any_value(lw.value)),
        'agencies below have more together; the report may cover the agency itself only'
    FROM agency_years w
    JOIN long lw ON lw.agency_id = w.agency_id AND lw.year = w.year AND lw.variable IN ('requests.new.total', 'requests.total.total')
    JOIN year_agencies p ON p.year = w.year AND p.agency_id <> w.agency_id AND w.division_code = CASE
        WHEN p.agency_type = 'government' THEN p.parent_code WHEN p.agency_type <> 'government' THEN p.division_code END
    JOIN year_long lp ON lp.agency_id = p.agency_id AND lp.year = p.year AND lp.variable = lw.variable
    WHERE w.agency_type = 'government' AND lw.value IS NOT NULL AND lp.value IS NOT NULL
    GROUP BY w.year, w.agency_id, w.report_id, lw.variable
    HAVING sum(lp.value) > any_value(lw.value)
)
SELECT f.*, a.* EXCLUDE (agency_id, year, report_id)
FROM found f JOIN agency_years a USING (agency_id, year)
