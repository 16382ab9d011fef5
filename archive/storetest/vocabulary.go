package storetest

import (
	"testing"

	"earshot/archive"
)

var vocabulary = []promise{
	{"an absent term is ErrNotFound, and deleting it is not an error", func(t *testing.T, s archive.Store) {
		absent(t, s, "term", func(tx archive.Tx) (*archive.Term, error) { return tx.Term("c", "x") })
		update(t, s, func(tx archive.Tx) error { return tx.DeleteTerm("c", "x") })
	}},
	{"PutTerm inserts or replaces by collection and key, and keeps everything", func(t *testing.T, s archive.Store) {
		one := &archive.Term{Collection: "c", Text: "Co-production", Variants: []string{"copro"}, Kept: true, Changed: moment,
			Learned: []archive.TaughtBy{{Interview: "i1", Version: 3, Heard: "snack production"}}}
		putTerms(t, s, &archive.Term{Collection: "c", Text: "co production"}, one)
		same(t, "terms", read(t, s, func(tx archive.Tx) ([]*archive.Term, error) { return tx.Terms() }), []*archive.Term{one})
		same(t, "term", read(t, s, func(tx archive.Tx) (*archive.Term, error) { return tx.Term("c", "co production") }), one)
		absent(t, s, "of another collection", func(tx archive.Tx) (*archive.Term, error) { return tx.Term("", "co production") })
	}},
	{"Terms are by collection and key, of all or of some collections", func(t *testing.T, s archive.Store) {
		putTerms(t, s, &archive.Term{Collection: "b", Text: "Zoë"}, &archive.Term{Collection: "b", Text: "Ann"}, &archive.Term{Text: "gp"}, &archive.Term{Collection: "a", Text: "ann"})
		list := func(collections ...string) (out []string) {
			for _, term := range read(t, s, func(tx archive.Tx) ([]*archive.Term, error) { return tx.Terms(collections...) }) {
				out = append(out, term.Collection+":"+term.Text)
			}
			return out
		}
		same(t, "all", list(), []string{":gp", "a:ann", "b:Ann", "b:Zoë"})
		same(t, "of the whole archive", list(""), []string{":gp"})
		same(t, "of two", list("b", ""), []string{":gp", "b:Ann", "b:Zoë"})
		update(t, s, func(tx archive.Tx) error { return tx.DeleteTerm("b", "ann") })
		same(t, "after one is deleted", list("b"), []string{"b:Zoë"})
	}},
}

func putTerms(t *testing.T, s archive.Store, terms ...*archive.Term) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, term := range terms {
			if err := tx.PutTerm(term); err != nil {
				return err
			}
		}
		return nil
	})
}
