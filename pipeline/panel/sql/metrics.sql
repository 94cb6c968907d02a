-- Each metric of each agency and year from the terms of its formula.
SELECT
    a.*, m.metric, m.cells, m.flags, m.nil, m.numerator, m.denominator,
    CASE WHEN m.lacking IS NULL AND m.denominator > 0 THEN m.numerator::DOUBLE / m.denominator::DOUBLE END AS value,
    CASE WHEN m.lacking IS NOT NULL THEN m.lacking WHEN m.denominator <= 0 THEN 'the denominator is ' || shown(m.denominator) END
        AS reason
FROM agency_years a
JOIN (
    SELECT
        l.agency_id, l.year, t.metric,
        list(t.variable ORDER BY t.ordinal) AS cells,
        list_sort(list_distinct(flatten(list(l.flags)))) AS flags,
        coalesce(list(t.variable ORDER BY t.ordinal) FILTER (l.value IS NULL AND l.status = 'nil_mark'), []) AS nil,
        string_agg(t.variable || ' is ' || l.status, ', ' ORDER BY t.ordinal) FILTER (
            l.value IS NULL AND NOT (l.status = 'nil_mark' AND r.missing_rule = 'nil_is_none')) AS lacking,
        CASE WHEN count(*) FILTER (t.side = 'numerator' AND l.value IS NULL AND l.status <> 'nil_mark') = 0 THEN
            greatest(sum(t.sign * coalesce(l.value, 0)) FILTER (t.side = 'numerator'), any_value(r.least)) END AS numerator,
        CASE WHEN count(*) FILTER (t.side = 'denominator' AND l.value IS NULL AND l.status <> 'nil_mark') = 0 THEN
            sum(t.sign * coalesce(l.value, 0)) FILTER (t.side = 'denominator') END AS denominator
    FROM terms t
    JOIN metric_rules r USING (metric)
    JOIN long l USING (variable)
    GROUP BY l.agency_id, l.year, t.metric
) m USING (agency_id, year)
