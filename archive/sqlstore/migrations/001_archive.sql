-- Times are nanoseconds since 1970, 0 for none. A body is the JSON of the row's
-- type in package archive; columns beside it are what is searched or ordered by,
-- and what must not be in that JSON. {serial} and {blob} are filled in by the
-- dialect of the database.

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('event', 0), ('change', 0), ('report', 0);

CREATE TABLE interview (
    id         TEXT PRIMARY KEY,
    received   BIGINT NOT NULL,
    state      TEXT NOT NULL,
    reporter   TEXT NOT NULL,
    collection TEXT NOT NULL,
    words      TEXT NOT NULL, -- title, summary, place and storyteller, folded
    body       {blob} NOT NULL
);
CREATE INDEX interview_received ON interview (received, id);
CREATE INDEX interview_state ON interview (state, received);
CREATE INDEX interview_reporter ON interview (reporter, received);

CREATE TABLE interview_theme (
    interview TEXT NOT NULL REFERENCES interview (id) ON DELETE CASCADE,
    theme     TEXT NOT NULL,
    PRIMARY KEY (theme, interview)
);
CREATE INDEX interview_theme_interview ON interview_theme (interview);

CREATE TABLE recognition (
    id        TEXT PRIMARY KEY,
    interview TEXT NOT NULL,
    body      {blob} NOT NULL -- gzip
);

CREATE TABLE chunk (
    interview TEXT NOT NULL,
    run       BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    body      {blob} NOT NULL, -- gzip
    PRIMARY KEY (interview, run, number)
);

CREATE TABLE change (
    seq           {serial},
    interview     TEXT NOT NULL,
    version       BIGINT NOT NULL,
    request       TEXT NOT NULL, -- the idempotency key
    account       TEXT NOT NULL,
    visitor       TEXT NOT NULL,
    body          {blob} NOT NULL,
    UNIQUE (interview, version)
);
CREATE UNIQUE INDEX change_request ON change (interview, request) WHERE request <> '';
CREATE INDEX change_account ON change (account, seq) WHERE account <> '';
CREATE INDEX change_visitor ON change (visitor, seq) WHERE visitor <> '';

CREATE TABLE report (
    id        {serial},
    interview TEXT NOT NULL,
    state     TEXT NOT NULL,
    account   TEXT NOT NULL,
    request   TEXT NOT NULL, -- the idempotency key
    receipt   TEXT NOT NULL, -- a hash
    body      {blob} NOT NULL
);
CREATE UNIQUE INDEX report_request ON report (interview, request) WHERE request <> '';
CREATE INDEX report_receipt ON report (receipt) WHERE receipt <> '';
CREATE INDEX report_state ON report (state, id);
CREATE INDEX report_account ON report (account, id) WHERE account <> '';

CREATE TABLE confirmation (
    report BIGINT NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL, -- of this report, from 1
    body   {blob} NOT NULL,
    PRIMARY KEY (report, number)
);

CREATE TABLE account (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL, -- an encoded hash
    body     {blob} NOT NULL
);

CREATE TABLE secret (
    hash    TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    body    {blob} NOT NULL
);
CREATE INDEX secret_account ON secret (account, made);
CREATE INDEX secret_expires ON secret (expires);

CREATE TABLE event (
    seq       {serial},
    interview TEXT NOT NULL,
    version   BIGINT NOT NULL,
    at        BIGINT NOT NULL
);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Signs of life of workers, by which the jobs of dead ones are found.
CREATE TABLE worker (
    name TEXT PRIMARY KEY,
    seen BIGINT NOT NULL
);
