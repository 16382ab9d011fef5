-- Themes, the passages that people picked for them, and what each person had seen
-- at their last visit.

CREATE TABLE theme (
    id      TEXT PRIMARY KEY,
    owner   TEXT NOT NULL, -- account
    public  BIGINT NOT NULL,
    request TEXT NOT NULL, -- the idempotency key
    body    {blob} NOT NULL,
    UNIQUE (owner, request)
);
CREATE INDEX theme_public ON theme (id) WHERE public = 1;

CREATE TABLE theme_share (
    theme   TEXT NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    PRIMARY KEY (account, theme)
);
CREATE INDEX theme_share_theme ON theme_share (theme);

CREATE TABLE theme_passage (
    theme  TEXT NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
    number BIGINT NOT NULL, -- of this theme, from 1
    body   {blob} NOT NULL,
    PRIMARY KEY (theme, number)
);

CREATE TABLE theme_visit (
    theme   TEXT NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    body    {blob} NOT NULL,
    PRIMARY KEY (theme, account)
);
