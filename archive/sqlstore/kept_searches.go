package sqlstore

import (
	"encoding/json"

	"earshot/archive"
)

func (t *tx) KeptSearch(id string) (*archive.KeptSearch, error) {
	return one[archive.KeptSearch](t, "kept search "+id, `SELECT body FROM kept_search WHERE id = $1`, id)
}

func (t *tx) PutKeptSearch(k *archive.KeptSearch) error {
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO kept_search (id, owner, body) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, body = excluded.body`, k.ID, k.Owner, body)
	return err
}

func (t *tx) DropKeptSearch(id string) error {
	_, err := t.exec(`DELETE FROM kept_search WHERE id = $1`, id)
	return err
}

func (t *tx) KeptSearches(owner string) ([]*archive.KeptSearch, error) {
	w := &where{}
	if owner != "" {
		w.and(`owner = ?`, owner)
	}
	return many[archive.KeptSearch](t, `SELECT body FROM kept_search`+w.String()+` ORDER BY id`, w.args...)
}
