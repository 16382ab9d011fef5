package sqlstore

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"earshot/archive"
)

func (t *tx) Account(id string) (*archive.Account, error) {
	return t.account(id, ` WHERE id = $1`)
}

func (t *tx) AccountByName(name string) (*archive.Account, error) {
	return t.account(name, ` WHERE name = $1`)
}

func (t *tx) account(key, rest string) (*archive.Account, error) {
	all, err := t.accounts(rest, key)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("account %s: %w", key, archive.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// accounts reads the password from its column: it is left out of the JSON.
func (t *tx) accounts(rest string, args ...any) ([]*archive.Account, error) {
	var all []*archive.Account
	err := t.each(`SELECT password, body FROM account`+rest, args, func(rows scanner) error {
		a := &archive.Account{}
		var body []byte
		if err := rows.Scan(&a.Password, &body); err != nil {
			return err
		}
		all = append(all, a)
		return json.Unmarshal(body, a)
	})
	return all, err
}

func (t *tx) PutAccount(a *archive.Account) error {
	switch other, err := t.AccountByName(a.Name); {
	case err == nil && other.ID != a.ID:
		return fmt.Errorf("account %s: %w", a.Name, archive.ErrExists)
	case err != nil && !isNotFound(err):
		return err
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO account (id, name, password, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, password = excluded.password, body = excluded.body`,
		a.ID, a.Name, a.Password, body)
	return err
}

func (t *tx) Accounts() ([]*archive.Account, error) {
	all, err := t.accounts(``)
	slices.SortFunc(all, func(a, b *archive.Account) int {
		return cmp.Or(cmp.Compare(fold(a.Display), fold(b.Display)), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

func (t *tx) Secret(hash string) (*archive.Secret, error) {
	return one[archive.Secret](t, "secret", `SELECT body FROM secret WHERE hash = $1`, hash)
}

func (t *tx) PutSecret(s *archive.Secret) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO secret (hash, account, made, expires, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hash) DO UPDATE SET account = excluded.account, made = excluded.made,
			expires = excluded.expires, body = excluded.body`,
		s.Hash, s.Account, nanos(s.Made), nanos(s.Expires), body)
	return err
}

func (t *tx) DeleteSecret(hash string) error {
	_, err := t.exec(`DELETE FROM secret WHERE hash = $1`, hash)
	return err
}

func (t *tx) Secrets(account string) ([]*archive.Secret, error) {
	return many[archive.Secret](t, `SELECT body FROM secret WHERE account = $1 ORDER BY made DESC, hash`, account)
}

func (t *tx) DeleteSecretsBefore(when time.Time) error {
	_, err := t.exec(`DELETE FROM secret WHERE expires < $1`, nanos(when))
	return err
}
