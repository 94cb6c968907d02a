-- An agency in a year: its report, how many of its cells are doubted or could not be read.
SELECT
    p.agency_id, p.year, p.agency, p.agency_type, p.province, p.division_code, p.division_name, p.state, p.form, p.report_id,
    p.boundary_changed, len(p.alternatives) AS alternatives,
    r.cells_reported, r.cells_blank, r.cells_missing, r.cells_unreadable, r.checks_failed,
    coalesce(len(p.flagged), 0) AS flagged
FROM panel p LEFT JOIN reports r ON r.report_id = p.report_id AND r.year = p.year
ORDER BY p.agency_id, p.year
