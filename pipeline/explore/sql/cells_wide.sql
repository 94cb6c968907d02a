-- The panel's numbers as DuckDB holds them: one column is read without the others, and statuses stand beside them.
SELECT agency_id, year, s.letters, p.flagged, COLUMNS(p.* EXCLUDE (
    agency_id, year, agency, agency_type, province, division_code, division_name, division_code_now, territory, predecessors,
    successors, boundary_changed, state, form, report_id, alternatives, flagged, unreadable))::DOUBLE
FROM panel p LEFT JOIN statuses s USING (agency_id, year)
ORDER BY agency_id, year
