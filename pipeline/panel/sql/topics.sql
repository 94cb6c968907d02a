-- Statements of section five by topic, of the reports that the panel takes its numbers from.
SELECT
    a.year, a.agency_id, a.agency, a.agency_type, a.province, a.division_code, a.division_name,
    t.report_id, t.section, t.role, t.topic, t.words, t.statement, t.char_start, t.char_end
FROM topic_rows t
JOIN agency_years a ON a.report_id = t.report_id
