package sqlstore

import (
	"encoding/json"
	"fmt"

	"earshot/archive"
)

const (
	changesBetween = `SELECT body FROM change WHERE interview = $1 AND version > $2 AND version <= $3 ORDER BY version`
	lastVersion    = `SELECT coalesce(max(version), 0) FROM change WHERE interview = $1`
	appendChange   = `INSERT INTO change (seq, interview, version, request, account, visitor, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	changeByKey    = `SELECT body FROM change WHERE interview = $1 AND request = $2 AND request <> ''`
	latestChanges  = `SELECT body FROM change ORDER BY seq DESC LIMIT $1`
)

func (t *tx) AppendChange(c *archive.Change) error {
	what := fmt.Sprintf("change %d of interview %s", c.Version, c.Interview)
	// A request that comes twice is told so even when others wrote meanwhile, so
	// the key is looked at first.
	switch _, err := t.ChangeByKey(c.Interview, c.Key); {
	case err == nil:
		return fmt.Errorf("%s: %w", what, archive.ErrExists)
	case !isNotFound(err):
		return err
	}
	var last int
	if err := t.row(lastVersion, []any{c.Interview}, &last); err != nil {
		return err
	}
	if c.Version != last+1 {
		return fmt.Errorf("%s comes after version %d: %w", what, last, archive.ErrConflict)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	seq, err := t.next("change")
	if err != nil {
		return err
	}
	if _, err = t.exec(appendChange, seq, c.Interview, c.Version, c.Key, c.By.Account, c.By.Visitor, body); err != nil {
		return err
	}
	authors := []archive.Author{c.By}
	if c.Agreed != nil {
		authors = append(authors, *c.Agreed)
	}
	return t.from("change", seq, authors...)
}

func (t *tx) Changes(interview string, after, upTo int) ([]*archive.Change, error) {
	to := int64(upTo)
	if upTo < 0 {
		to = 1<<63 - 1
	}
	return many[archive.Change](t, changesBetween, interview, after, to)
}

func (t *tx) ChangeByKey(interview, key string) (*archive.Change, error) {
	return one[archive.Change](t, "change by key", changeByKey, interview, key)
}

func (t *tx) LatestChanges(limit int) ([]*archive.Change, error) {
	return many[archive.Change](t, latestChanges, max(limit, 0))
}

func (t *tx) ChangesBy(account, visitor string, limit int) ([]*archive.Change, error) {
	return many[archive.Change](t, `SELECT body FROM change
		WHERE (account = $1 AND account <> '') OR (visitor = $2 AND visitor <> '')
		ORDER BY seq DESC LIMIT $3`, account, visitor, max(limit, 0))
}
