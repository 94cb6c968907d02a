-- Each agency under its last name.
SELECT
    agency_id, arg_max(agency, year) AS agency, arg_max(agency_type, year) AS agency_type, arg_max(province, year) AS province,
    arg_max(division_code, year) AS division_code, arg_max(division_name, year) AS division_name,
    count(*) FILTER (report_id IS NOT NULL) AS years, min(year) AS first_year, max(year) AS last_year
FROM agency_years GROUP BY agency_id
ORDER BY division_code NULLS LAST, agency
