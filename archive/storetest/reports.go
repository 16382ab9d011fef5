package storetest

import (
	"errors"
	"fmt"
	"testing"

	"earshot/archive"
)

var reports = []promise{
	{"an absent report is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "report", func(tx archive.Tx) (*archive.Report, error) { return tx.Report(1) })
		absent(t, s, "receipt", func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByReceipt("x") })
		absent(t, s, "key", func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByKey("i", "x") })
		refused(t, s, archive.ErrNotFound, func(tx archive.Tx) error { return tx.PutReport(&archive.Report{ID: 7}) })
	}},
	{"PutReport numbers from 1 and keeps everything, the receipt too", func(t *testing.T, s archive.Store) {
		r := report("i1", "k1")
		putReports(t, s, r, report("i1", "k2"))
		same(t, "id", r.ID, int64(1))
		for what, get := range map[string]func(archive.Tx) (*archive.Report, error){
			"by id":      func(tx archive.Tx) (*archive.Report, error) { return tx.Report(1) },
			"by receipt": func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByReceipt("receipt-k1") },
			"by key":     func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByKey("i1", "k1") },
		} {
			same(t, what, read(t, s, get), r)
		}
	}},
	{"PutReport with an id replaces", func(t *testing.T, s archive.Store) {
		r := report("i1", "k1")
		putReports(t, s, r)
		r.State, r.Answer, r.Answered, r.Fixed = archive.ReportFixed, "thank you", &archive.Author{Account: "bea"}, 4
		putReports(t, s, r)
		all := read(t, s, func(tx archive.Tx) ([]*archive.Report, error) { return tx.Reports(archive.ReportQuery{}) })
		same(t, "reports", all, []*archive.Report{r})
	}},
	{"a second report with the key is ErrExists there, not elsewhere", func(t *testing.T, s archive.Store) {
		putReports(t, s, report("i1", "k1"), report("i2", "k1"))
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.PutReport(report("i1", "k1")) })
		other := report("i1", "k2")
		putReports(t, s, other)
		other.Key = "k1"
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.PutReport(other) })
	}},
	{"reports without key or receipt are not taken for each other", func(t *testing.T, s archive.Store) {
		putReports(t, s, &archive.Report{Interview: "i"}, &archive.Report{Interview: "i"})
		absent(t, s, "no key", func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByKey("i", "") })
		absent(t, s, "no receipt", func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByReceipt("") })
	}},
	{"a report that was not kept has no id and can be put again", func(t *testing.T, s archive.Store) {
		r := report("i1", "k1")
		refused(t, s, errMine, func(tx archive.Tx) error { return errors.Join(tx.PutReport(r), errMine) })
		same(t, "id", r.ID, int64(0))
		putReports(t, s, r)
		same(t, "id", r.ID, int64(1))
	}},
	{"RestoreReport keeps the number, and later ones are higher", func(t *testing.T, s archive.Store) {
		for _, id := range []int64{7, 3} {
			r := report("i1", fmt.Sprint("k", id))
			r.ID = id
			update(t, s, func(tx archive.Tx) error { return tx.RestoreReport(r) })
			same(t, "restored", read(t, s, func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByReceipt(fmt.Sprint("receipt-k", id)) }), r)
		}
		next := report("i1", "k8")
		putReports(t, s, next)
		same(t, "id", next.ID, int64(8))
		for _, taken := range []*archive.Report{{ID: 7, Interview: "i2", Key: "new"}, {ID: 20, Interview: "i1", Key: "k3"}} {
			refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.RestoreReport(taken) })
		}
	}},
	{"Reports are filtered, oldest first, in pages", filterReports},
	{"a page size outside 1..500 is ErrInvalid", func(t *testing.T, s archive.Store) {
		for _, limit := range []int{-1, 501} {
			refused(t, s, archive.ErrInvalid, func(tx archive.Tx) error {
				_, err := tx.Reports(archive.ReportQuery{Limit: limit})
				return err
			})
		}
	}},
	{"Confirmations are in the order they were made", func(t *testing.T, s archive.Store) {
		putReports(t, s, report("i1", "k1"), report("i1", "k2"))
		var want []*archive.Confirmation
		for i, who := range []string{"zoe", "ann", "bea"} {
			want = append(want, &archive.Confirmation{Report: 1, By: archive.Author{Account: who}, Agree: i != 1, Made: moment})
		}
		update(t, s, func(tx archive.Tx) error {
			for _, c := range append(want, &archive.Confirmation{Report: 2}) {
				if err := tx.AddConfirmation(c); err != nil {
					return err
				}
			}
			return nil
		})
		got := read(t, s, func(tx archive.Tx) ([]*archive.Confirmation, error) { return tx.Confirmations(1) })
		same(t, "confirmations", got, want)
	}},
	{"a report without votes has none", func(t *testing.T, s archive.Store) {
		got := read(t, s, func(tx archive.Tx) ([]*archive.Confirmation, error) { return tx.Confirmations(1) })
		same(t, "confirmations", len(got), 0)
	}},
}

func report(interview, key string) *archive.Report {
	return &archive.Report{
		Interview: interview, Receipt: "receipt-" + key, Version: 3, First: 4, Last: 6, Span: archive.Span{Start: 1, End: 2.125},
		Quote: "lifting spaces", Reason: archive.WrongWord, HasFix: true, Fix: "listening spaces",
		By: archive.Author{Account: "ann"}, State: archive.ReportReceived, Key: key, Made: moment, Changed: moment,
	}
}

func putReports(t *testing.T, s archive.Store, rs ...*archive.Report) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, r := range rs {
			if err := tx.PutReport(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func filterReports(t *testing.T, s archive.Store) {
	a, b, c, d := report("i1", "a"), report("i2", "b"), report("i1", "c"), report("i1", "d")
	b.State, c.State = archive.ReportFixed, archive.ReportKept
	d.By = archive.Author{Visitor: "v"}
	b.Answered = &archive.Author{Account: "bea"}
	putReports(t, s, a, b, c, d)
	for name, q := range map[string]struct {
		q    archive.ReportQuery
		want []int64
	}{
		"all":         {archive.ReportQuery{}, []int64{1, 2, 3, 4}},
		"interview":   {archive.ReportQuery{Interview: "i1"}, []int64{1, 3, 4}},
		"states":      {archive.ReportQuery{States: []archive.ReportState{archive.ReportFixed, archive.ReportKept}}, []int64{2, 3}},
		"account":     {archive.ReportQuery{Account: "ann"}, []int64{1, 2, 3}},
		"visitor":     {archive.ReportQuery{Visitor: "v"}, []int64{4}},
		"answered":    {archive.ReportQuery{Answered: "bea"}, []int64{2}},
		"newest":      {archive.ReportQuery{Newest: true, Limit: 2}, []int64{4, 3}},
		"newest page": {archive.ReportQuery{Newest: true, After: 3}, []int64{2, 1}},
		"together":    {archive.ReportQuery{Account: "ann", Interview: "i1", States: []archive.ReportState{archive.ReportKept}}, []int64{3}},
		"page":        {archive.ReportQuery{Interview: "i1", After: 1, Limit: 1}, []int64{3}},
		"last page":   {archive.ReportQuery{After: 4}, nil},
	} {
		var got []int64
		for _, r := range read(t, s, func(tx archive.Tx) ([]*archive.Report, error) { return tx.Reports(q.q) }) {
			got = append(got, r.ID)
		}
		same(t, name, got, q.want)
	}
}
