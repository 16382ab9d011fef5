-- When an interview's sound and records were last read back and found right.
CREATE TABLE read_back (
    interview TEXT PRIMARY KEY,
    at        BIGINT NOT NULL
);
