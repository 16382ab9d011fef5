-- From whom everything came that was written before this was noted beside it: the
-- bodies tell. Without it what one person did is not found whole, and not taken
-- back whole.
INSERT INTO source (who, what, id) SELECT 'a:' || who, 'change', seq FROM (SELECT seq, {json body} -> 'agreed' ->> 'account' AS who FROM change) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'v:' || who, 'change', seq FROM (SELECT seq, {json body} -> 'agreed' ->> 'visitor' AS who FROM change) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'n:' || who, 'change', seq FROM (SELECT seq, {json body} -> 'agreed' ->> 'network' AS who FROM change) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'n:' || who, 'change', seq FROM (SELECT seq, {json body} -> 'by' ->> 'network' AS who FROM change) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'v:' || who, 'report', id FROM (SELECT id, {json body} -> 'by' ->> 'visitor' AS who FROM report) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'n:' || who, 'report', id FROM (SELECT id, {json body} -> 'by' ->> 'network' AS who FROM report) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'a:' || who, 'vote', seq FROM (SELECT seq, {json body} -> 'by' ->> 'account' AS who FROM vote) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'v:' || who, 'vote', seq FROM (SELECT seq, {json body} -> 'by' ->> 'visitor' AS who FROM vote) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'n:' || who, 'vote', seq FROM (SELECT seq, {json body} -> 'by' ->> 'network' AS who FROM vote) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'a:' || who, 'confirmation', report FROM (SELECT report, {json body} -> 'by' ->> 'account' AS who FROM confirmation) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'v:' || who, 'confirmation', report FROM (SELECT report, {json body} -> 'by' ->> 'visitor' AS who FROM confirmation) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
INSERT INTO source (who, what, id) SELECT 'n:' || who, 'confirmation', report FROM (SELECT report, {json body} -> 'by' ->> 'network' AS who FROM confirmation) AS told WHERE who <> '' ON CONFLICT DO NOTHING;
