package storetest

import (
	"testing"

	"earshot/archive"
)

func question(id, owner string) *archive.KeptSearch {
	return &archive.KeptSearch{ID: id, Owner: owner, Name: "Being heard", Key: "key-" + id, Made: moment, Look: archive.Look{At: moment, Position: 9}, Before: moment,
		Asked: archive.Asked{Query: `"listening"`, Sort: "date", AsWritten: true, At: moment, Found: 3, Within: 2, Position: 7}}
}

func putQuestions(t *testing.T, s archive.Store, all ...*archive.KeptSearch) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, k := range all {
			if err := tx.PutKeptSearch(k); err != nil {
				return err
			}
		}
		return nil
	})
}

var keptSearches = []promise{
	{"an absent search is ErrNotFound, and dropping it is not an error", func(t *testing.T, s archive.Store) {
		absent(t, s, "kept search", func(tx archive.Tx) (*archive.KeptSearch, error) { return tx.KeptSearch("x") })
		update(t, s, func(tx archive.Tx) error { return tx.DropKeptSearch("x") })
	}},
	{"PutKeptSearch inserts, then replaces, and keeps everything", func(t *testing.T, s archive.Store) {
		putQuestions(t, s, &archive.KeptSearch{ID: "k", Owner: "bea"}, question("k", "ann"))
		same(t, "search", read(t, s, func(tx archive.Tx) (*archive.KeptSearch, error) { return tx.KeptSearch("k") }), question("k", "ann"))
		same(t, "of who had it", len(searchesOf(t, s, "bea")), 0)
	}},
	{"KeptSearches returns those of an account, or of everyone, by id", func(t *testing.T, s archive.Store) {
		putQuestions(t, s, question("c", "ann"), question("b", "bea"), question("a", "ann"))
		same(t, "of one", searchesOf(t, s, "ann"), []*archive.KeptSearch{question("a", "ann"), question("c", "ann")})
		update(t, s, func(tx archive.Tx) error { return tx.DropKeptSearch("a") })
		same(t, "of everyone", searchesOf(t, s, ""), []*archive.KeptSearch{question("b", "bea"), question("c", "ann")})
	}},
}

func searchesOf(t *testing.T, s archive.Store, owner string) []*archive.KeptSearch {
	t.Helper()
	return read(t, s, func(tx archive.Tx) ([]*archive.KeptSearch, error) { return tx.KeptSearches(owner) })
}
