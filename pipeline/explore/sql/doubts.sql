-- The checks that failed, by name and year.
SELECT "check" AS name, severity, year, count(*) AS findings, count(DISTINCT report_id) AS reports, any_value(message) AS example
FROM (SELECT "check", severity, year, report_id, message FROM checks UNION ALL
      SELECT "check", severity, year, report_id, message FROM comparisons)
GROUP BY ALL ORDER BY ALL
