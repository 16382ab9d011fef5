-- Terms of a collection's vocabulary. The collection '' is the whole archive.

CREATE TABLE term (
    collection TEXT NOT NULL,
    term       TEXT NOT NULL, -- its key: lower case, no punctuation
    body       {blob} NOT NULL,
    PRIMARY KEY (collection, term)
);
