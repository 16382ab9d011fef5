package sqlstore

import (
	"encoding/json"

	"earshot/archive"
)

func (t *tx) Term(collection, key string) (*archive.Term, error) {
	return one[archive.Term](t, "term "+key, `SELECT body FROM term WHERE collection = $1 AND term = $2`, collection, key)
}

func (t *tx) PutTerm(term *archive.Term) error {
	body, err := json.Marshal(term)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO term (collection, term, body) VALUES ($1, $2, $3)
		ON CONFLICT (collection, term) DO UPDATE SET body = excluded.body`, term.Collection, term.Key(), body)
	return err
}

func (t *tx) DeleteTerm(collection, key string) error {
	_, err := t.exec(`DELETE FROM term WHERE collection = $1 AND term = $2`, collection, key)
	return err
}

func (t *tx) Terms(collections ...string) ([]*archive.Term, error) {
	w := &where{}
	w.in("collection", collections)
	return many[archive.Term](t, `SELECT body FROM term`+w.String()+` ORDER BY collection, term`, w.args...)
}
