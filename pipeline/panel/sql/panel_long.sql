-- The panel with a row for each variable, its status and why it is empty.
SELECT a.* EXCLUDE (report_id), l.report_id, l.variable, l.value, l.status, l.flags, l.note
FROM long l
JOIN agency_years a USING (agency_id, year)
