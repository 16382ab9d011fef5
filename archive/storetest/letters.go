package storetest

import (
	"testing"

	"earshot/archive"
)

var letters = []promise{
	{"an address is kept, replaced and forgotten", func(t *testing.T, s archive.Store) {
		address := func(tx archive.Tx) (string, error) { return tx.Address("r") }
		absent(t, s, "address", address)
		for _, want := range []string{"a@example.org", "b@example.org"} {
			update(t, s, func(tx archive.Tx) error { return tx.PutAddress("r", want) })
			same(t, "address", read(t, s, address), want)
		}
		for range 2 {
			update(t, s, func(tx archive.Tx) error { return tx.PutAddress("r", "") })
			absent(t, s, "forgotten address", address)
		}
	}},
	{"letters are numbered, kept and deleted", func(t *testing.T, s archive.Store) {
		letter := func(tx archive.Tx) (*archive.Letter, error) { return tx.Letter(2) }
		absent(t, s, "letter", letter)
		want := &archive.Letter{Receipt: "r", Report: 7, State: archive.ReportFixed, Made: moment}
		update(t, s, func(tx archive.Tx) error {
			if err := tx.AddLetter(&archive.Letter{}); err != nil {
				return err
			}
			return tx.AddLetter(want)
		})
		same(t, "id", want.ID, int64(2))
		same(t, "letter", read(t, s, letter), want)
		for range 2 {
			update(t, s, func(tx archive.Tx) error { return tx.DeleteLetter(2) })
			absent(t, s, "deleted letter", letter)
		}
	}},
}
