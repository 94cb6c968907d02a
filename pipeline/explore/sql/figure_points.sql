-- What the text says of a subject, action and unit, by agency and year: sorted so that one is read without the others.
SELECT concat_ws('|', subject, coalesce(action, ''), coalesce(unit, '')) AS figure, agency_id, year, value::DOUBLE AS value, report_id,
    section
FROM figures_by_subject WHERE subject IS NOT NULL
ORDER BY figure, agency_id, year
