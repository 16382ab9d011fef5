package storetest

import (
	"testing"
	"time"

	"earshot/archive"
)

var people = []promise{
	{"an absent account or secret is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "account", func(tx archive.Tx) (*archive.Account, error) { return tx.Account("x") })
		absent(t, s, "name", func(tx archive.Tx) (*archive.Account, error) { return tx.AccountByName("x") })
		absent(t, s, "secret", func(tx archive.Tx) (*archive.Secret, error) { return tx.Secret("x") })
	}},
	{"PutAccount inserts or replaces, the password and name too", func(t *testing.T, s archive.Store) {
		a := &archive.Account{ID: "1", Name: "ann", Display: "Ann", Role: archive.ReporterRole, Password: "hash", Made: moment}
		putAccounts(t, s, a)
		same(t, "by id", read(t, s, func(tx archive.Tx) (*archive.Account, error) { return tx.Account("1") }), a)
		a.Name, a.Password, a.Disabled = "anna", "other", true
		putAccounts(t, s, a)
		same(t, "by new name", read(t, s, func(tx archive.Tx) (*archive.Account, error) { return tx.AccountByName("anna") }), a)
		absent(t, s, "old name", func(tx archive.Tx) (*archive.Account, error) { return tx.AccountByName("ann") })
	}},
	{"PutAccount is ErrExists when another id has the name", func(t *testing.T, s archive.Store) {
		putAccounts(t, s, &archive.Account{ID: "1", Name: "ann"}, &archive.Account{ID: "2", Name: "bea"})
		for _, a := range []archive.Account{{ID: "3", Name: "ann"}, {ID: "2", Name: "ann"}} {
			refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.PutAccount(&a) })
		}
		same(t, "untouched", read(t, s, func(tx archive.Tx) (*archive.Account, error) { return tx.Account("2") }).Name, "bea")
	}},
	{"Accounts are by display name", func(t *testing.T, s archive.Store) {
		putAccounts(t, s, &archive.Account{ID: "1", Name: "a", Display: "zoe"}, &archive.Account{ID: "2", Name: "b", Display: "Bea"},
			&archive.Account{ID: "3", Name: "c", Display: "ann"}, &archive.Account{ID: "4", Name: "d", Display: "Éva"})
		var got []string
		for _, a := range read(t, s, archive.Tx.Accounts) {
			got = append(got, a.Display)
		}
		same(t, "accounts", got, []string{"ann", "Bea", "zoe", "Éva"})
	}},
	{"PutSecret inserts or replaces by hash", func(t *testing.T, s archive.Store) {
		a := &archive.Secret{Hash: "h", Purpose: archive.Session, Account: "1", Made: moment, Expires: moment.Add(time.Hour)}
		putSecrets(t, s, a)
		a.Used, a.Expires = moment.Add(time.Minute), moment.Add(2*time.Hour)
		putSecrets(t, s, a)
		same(t, "secret", read(t, s, func(tx archive.Tx) (*archive.Secret, error) { return tx.Secret("h") }), a)
	}},
	{"Secrets are those of the account, newest first", func(t *testing.T, s archive.Store) {
		putSecrets(t, s, secret("a", "1", 1), secret("b", "1", 3), secret("c", "2", 4), secret("d", "1", 2))
		same(t, "secrets", hashes(t, s, "1"), []string{"b", "d", "a"})
		same(t, "of nobody", hashes(t, s, "3"), []string(nil))
	}},
	{"DeleteSecret of an absent hash is not an error", func(t *testing.T, s archive.Store) {
		putSecrets(t, s, secret("a", "1", 1), secret("b", "1", 2))
		for range 2 {
			update(t, s, func(tx archive.Tx) error { return tx.DeleteSecret("a") })
		}
		same(t, "left", hashes(t, s, "1"), []string{"b"})
	}},
	{"DeleteSecretsBefore drops what expired before", func(t *testing.T, s archive.Store) {
		putSecrets(t, s, secret("a", "1", 1), secret("b", "1", 2), secret("c", "1", 3))
		update(t, s, func(tx archive.Tx) error { return tx.DeleteSecretsBefore(secret("b", "1", 2).Expires) })
		same(t, "left", hashes(t, s, "1"), []string{"c", "b"})
	}},
}

// secret was made some minutes after moment and lasts an hour.
func secret(hash, account string, minute int) *archive.Secret {
	made := moment.Add(time.Duration(minute) * time.Minute)
	return &archive.Secret{Hash: hash, Account: account, Purpose: archive.Token, Made: made, Expires: made.Add(time.Hour)}
}

func hashes(t *testing.T, s archive.Store, account string) []string {
	t.Helper()
	var all []string
	for _, v := range read(t, s, func(tx archive.Tx) ([]*archive.Secret, error) { return tx.Secrets(account) }) {
		all = append(all, v.Hash)
	}
	return all
}

func putSecrets(t *testing.T, s archive.Store, all ...*archive.Secret) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, v := range all {
			if err := tx.PutSecret(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func putAccounts(t *testing.T, s archive.Store, all ...*archive.Account) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, v := range all {
			if err := tx.PutAccount(v); err != nil {
				return err
			}
		}
		return nil
	})
}
