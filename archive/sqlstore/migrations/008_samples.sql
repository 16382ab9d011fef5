-- What people heard in clips drawn by lot, to measure how right the words are.
CREATE TABLE sample_answer (
    interview TEXT NOT NULL,
    number    BIGINT NOT NULL, -- of this interview, from 1
    request   TEXT NOT NULL,   -- the idempotency key
    measured  BIGINT NOT NULL, -- 1: it agrees with an earlier one
    body      {blob} NOT NULL,
    PRIMARY KEY (interview, number)
);
CREATE UNIQUE INDEX sample_request ON sample_answer (interview, request);
CREATE INDEX sample_measured ON sample_answer (measured, interview, number);
