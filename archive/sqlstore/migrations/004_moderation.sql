-- What was decided and what the rules did: the log that is open to everyone in
-- numbers.
CREATE TABLE act (
    id        {serial},
    interview TEXT NOT NULL, -- '' for what concerns the whole site
    month     TEXT NOT NULL, -- 2006-01
    kind      TEXT NOT NULL,
    rule      TEXT NOT NULL,
    body      {blob} NOT NULL
);
CREATE INDEX act_interview ON act (interview, id);
CREATE INDEX act_month ON act (month, kind, rule);
INSERT INTO counter (name, value) VALUES ('act', 0);

-- From whom each change and report came, so that everything by one account,
-- visitor or network can be looked at and taken back together. Networks and
-- those who agreed are known from here on.
CREATE TABLE source (
    who  TEXT NOT NULL,
    what TEXT NOT NULL, -- change or report
    id   BIGINT NOT NULL,
    PRIMARY KEY (who, what, id)
);
INSERT INTO source (who, what, id) SELECT 'a:' || account, 'change', seq FROM change WHERE account <> '';
INSERT INTO source (who, what, id) SELECT 'v:' || visitor, 'change', seq FROM change WHERE visitor <> '';
INSERT INTO source (who, what, id) SELECT 'a:' || account, 'report', id FROM report WHERE account <> '';
