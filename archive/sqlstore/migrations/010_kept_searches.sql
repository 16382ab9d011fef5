-- Searches that people keep in a list of their own.
CREATE TABLE kept_search (
    id    TEXT PRIMARY KEY,
    owner TEXT NOT NULL, -- account
    body  {blob} NOT NULL
);
CREATE INDEX kept_search_owner ON kept_search (owner);
