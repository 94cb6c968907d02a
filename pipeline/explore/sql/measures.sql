-- The metrics with their places as numbers: sorted so that one metric is read without the others.
SELECT m.metric, m.agency_id, m.year, m.value, m.numerator::DOUBLE AS numerator, m.denominator::DOUBLE AS denominator,
    m.reason, len(m.flags) > 0 AS flagged, m.report_id
FROM metrics m
ORDER BY m.metric, m.agency_id, m.year
