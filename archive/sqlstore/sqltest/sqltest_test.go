package sqltest_test

import (
	"errors"
	"testing"

	"earshot/archive"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
)

// Two stores of one process begin with the same tables and share nothing else.
func TestStoresShareNothing(t *testing.T) {
	one, two := sqltest.Open(t, sqlstore.Options{}), sqltest.Open(t, sqlstore.Options{})
	if err := one.Update(t.Context(), func(tx archive.Tx) error { return tx.PutSetting("here", "yes") }); err != nil {
		t.Fatal(err)
	}
	err := two.View(t.Context(), func(tx archive.Tx) error {
		_, err := tx.Setting("here")
		return err
	})
	if !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("the other store answers %v, want ErrNotFound", err)
	}
	for _, s := range []*sqlstore.Store{one, two} {
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
