-- What a report's sentences say of one subject, action and unit in its own year. Statements that differ give no value:
-- all their numbers are listed instead. Parts, changes, rounded numbers, ranges and other years' numbers are left out.
SELECT
    a.year, a.agency_id, a.agency, a.agency_type, a.province, a.division_code, a.division_name, a.report_id,
    f.subject, f.action, f.unit,
    CASE WHEN count(DISTINCT f.value) = 1 THEN any_value(f.value) END AS value,
    count(*)::INTEGER AS statements,
    CASE WHEN count(DISTINCT f.value) > 1 THEN list_sort(list_distinct(list(shown(f.value)))) ELSE [] END AS conflicting,
    arg_min(f.section, (f.section, f.char_start)) AS section,
    arg_min(f.char_start, (f.section, f.char_start)) AS char_start,
    arg_min(f.char_end, (f.section, f.char_start)) AS char_end,
    arg_min(f.sentence, (f.section, f.char_start)) AS sentence
FROM figure_rows f
JOIN agency_years a ON a.report_id = f.report_id
GROUP BY ALL
