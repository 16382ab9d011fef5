-- Passages of themes are found by their interview too: the search says of each
-- passage in which themes it is gathered.
ALTER TABLE theme_passage ADD COLUMN interview TEXT NOT NULL DEFAULT '';
UPDATE theme_passage SET interview = {json body} ->> 'interview';
CREATE INDEX theme_passage_interview ON theme_passage (interview);
