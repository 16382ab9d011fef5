-- What people said of words after listening to them.
INSERT INTO counter (name, value) VALUES ('vote', 0);

CREATE TABLE vote (
    seq       {serial},
    interview TEXT NOT NULL,
    number    BIGINT NOT NULL, -- of this interview, from 1
    request   TEXT NOT NULL,   -- the idempotency key
    body      {blob} NOT NULL,
    UNIQUE (interview, number)
);
CREATE UNIQUE INDEX vote_request ON vote (interview, request) WHERE request <> '';
