package storetest

import (
	"testing"

	"earshot/archive"
)

var joins = []promise{
	{"an absent join is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "join", func(tx archive.Tx) (*archive.Join, error) { return tx.JoinByReceipt("x") })
		absent(t, s, "no receipt", func(tx archive.Tx) (*archive.Join, error) { return tx.JoinByReceipt("") })
	}},
	{"PutJoin inserts or replaces by receipt, and keeps everything", func(t *testing.T, s archive.Store) {
		putReports(t, s, report("i1", "k1"))
		j := join(1, "a", archive.Author{Account: "ann"})
		putJoins(t, s, j)
		same(t, "join", read(t, s, func(tx archive.Tx) (*archive.Join, error) { return tx.JoinByReceipt("a") }), j)
		j.Left = true
		putJoins(t, s, j)
		same(t, "joins", read(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.Joins(1) }), []*archive.Join{j})
	}},
	{"a join needs a receipt and a report", func(t *testing.T, s archive.Store) {
		putReports(t, s, report("i1", "k1"))
		refused(t, s, archive.ErrInvalid, func(tx archive.Tx) error { return tx.PutJoin(join(1, "", archive.Author{})) })
		refused(t, s, archive.ErrNotFound, func(tx archive.Tx) error { return tx.PutJoin(join(9, "a", archive.Author{})) })
	}},
	{"Joins are in the order they were made, JoinsBy newest first", func(t *testing.T, s archive.Store) {
		putReports(t, s, report("i1", "k1"), report("i1", "k2"))
		putJoins(t, s, join(1, "c", archive.Author{Visitor: "v"}), join(1, "a", archive.Author{Account: "ann"}), join(2, "b", archive.Author{Visitor: "v"}))
		same(t, "of a report", receipts(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.Joins(1) }), []string{"c", "a"})
		same(t, "of a visitor", receipts(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.JoinsBy("", "v", 9) }), []string{"b", "c"})
		same(t, "of an account", receipts(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.JoinsBy("ann", "", 9) }), []string{"a"})
		same(t, "at most", receipts(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.JoinsBy("", "v", 1) }), []string{"b"})
		same(t, "of nobody", receipts(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.JoinsBy("", "", 9) }), []string(nil))
	}},
}

func join(report int64, receipt string, by archive.Author) *archive.Join {
	return &archive.Join{Report: report, Receipt: receipt, By: by, Key: "key-" + receipt, Made: moment}
}

func putJoins(t *testing.T, s archive.Store, js ...*archive.Join) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, j := range js {
			if err := tx.PutJoin(j); err != nil {
				return err
			}
		}
		return nil
	})
}

func receipts(t *testing.T, s archive.Store, get func(archive.Tx) ([]*archive.Join, error)) []string {
	t.Helper()
	var all []string
	for _, j := range read(t, s, get) {
		all = append(all, j.Receipt)
	}
	return all
}
