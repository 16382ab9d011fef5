-- People who join a report, and the columns that find a person's own reports.
-- Reports from before name no visitor here: their receipts still open.

INSERT INTO counter (name, value) VALUES ('join', 0);

CREATE TABLE report_join (
    id      {serial},
    report  BIGINT NOT NULL REFERENCES report (id),
    receipt TEXT NOT NULL UNIQUE, -- a hash
    account TEXT NOT NULL,
    visitor TEXT NOT NULL,
    body    {blob} NOT NULL
);
CREATE INDEX report_join_report ON report_join (report, id);
CREATE INDEX report_join_account ON report_join (account, id) WHERE account <> '';
CREATE INDEX report_join_visitor ON report_join (visitor, id) WHERE visitor <> '';

ALTER TABLE report ADD COLUMN visitor TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN answered TEXT NOT NULL DEFAULT ''; -- the account that answered it
CREATE INDEX report_visitor ON report (visitor, id) WHERE visitor <> '';
CREATE INDEX report_answered ON report (answered, id) WHERE answered <> '';
