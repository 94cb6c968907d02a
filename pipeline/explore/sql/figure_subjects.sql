-- Subjects of numbers in the text, with action and unit: how many agencies state them and in which years.
SELECT concat_ws('|', subject, coalesce(action, ''), coalesce(unit, '')) AS figure, any_value(subject) AS subject,
    any_value(action) AS action, any_value(unit) AS unit, count(DISTINCT agency_id) AS agencies,
    count(*) FILTER (value IS NOT NULL) AS numbers, min(year) AS first_year, max(year) AS last_year
FROM figures_by_subject WHERE subject IS NOT NULL
GROUP BY figure
ORDER BY agencies DESC, numbers DESC, figure
