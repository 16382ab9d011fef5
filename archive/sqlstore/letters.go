package sqlstore

import (
	"encoding/json"

	"earshot/archive"
)

func (t *tx) PutAddress(receipt, address string) error {
	if _, err := t.exec(`DELETE FROM mail_address WHERE receipt = $1`, receipt); err != nil || address == "" {
		return err
	}
	_, err := t.exec(`INSERT INTO mail_address (receipt, address) VALUES ($1, $2)`, receipt, address)
	return err
}

func (t *tx) Address(receipt string) (address string, err error) {
	err = t.row(`SELECT address FROM mail_address WHERE receipt = $1`, []any{receipt}, &address)
	return address, err
}

func (t *tx) AddLetter(l *archive.Letter) error {
	id, err := t.next("letter")
	if err != nil {
		return err
	}
	l.ID = id
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO letter (id, body) VALUES ($1, $2)`, l.ID, body)
	return err
}

func (t *tx) Letter(id int64) (*archive.Letter, error) {
	return one[archive.Letter](t, "letter", `SELECT body FROM letter WHERE id = $1`, id)
}

func (t *tx) DeleteLetter(id int64) error {
	_, err := t.exec(`DELETE FROM letter WHERE id = $1`, id)
	return err
}
