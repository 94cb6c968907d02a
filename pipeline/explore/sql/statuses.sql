-- One letter for each variable of an agency and year, in the order of given_variables: what stands in the cell.
SELECT agency_id, year, string_agg(
    CASE status
        WHEN 'reported' THEN 'r' WHEN 'blank' THEN 'b' WHEN 'nil_mark' THEN 'n' WHEN 'missing' THEN 'm'
        WHEN 'unreadable' THEN 'u' WHEN 'derived' THEN 'd' ELSE 'o' END, '' ORDER BY place) AS letters
FROM panel_long JOIN given_variables USING (variable)
GROUP BY agency_id, year
