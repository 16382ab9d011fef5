-- Mails to people who left an address with a report. Deleting a row of
-- mail_address is all it takes to forget an address.

INSERT INTO counter (name, value) VALUES ('letter', 0);

CREATE TABLE mail_address (
    receipt TEXT PRIMARY KEY, -- a hash
    address TEXT NOT NULL
);

CREATE TABLE letter (
    id   {serial},
    body {blob} NOT NULL
);
