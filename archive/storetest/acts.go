package storetest

import (
	"errors"
	"testing"

	"earshot/archive"
)

var acts = []promise{
	{"AddAct numbers from 1 and keeps everything", func(t *testing.T, s archive.Store) {
		a := &archive.Act{Kind: archive.ActUndo, Rule: "phone", Interview: "i1", Count: 3, By: archive.Author{Account: "ann", Name: "Ann"}, Note: "a flood", Made: moment}
		addActs(t, s, a)
		same(t, "id", a.ID, int64(1))
		same(t, "acts", read(t, s, func(tx archive.Tx) ([]*archive.Act, error) { return tx.Acts("i1", 0, 10) }), []*archive.Act{a})
	}},
	{"an act that has a number keeps it, and later ones get higher numbers", func(t *testing.T, s archive.Store) {
		addActs(t, s, &archive.Act{ID: 7, Kind: archive.ActThaw, Made: moment})
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AddAct(&archive.Act{ID: 7, Made: moment}) })
		next := &archive.Act{Kind: archive.ActFreeze, Made: moment}
		addActs(t, s, next)
		same(t, "next", next.ID, int64(8))
	}},
	{"an act that was not kept has no number", func(t *testing.T, s archive.Store) {
		a := &archive.Act{Kind: archive.ActFreeze, Made: moment}
		refused(t, s, errMine, func(tx archive.Tx) error { return errors.Join(tx.AddAct(a), errMine) })
		same(t, "id", a.ID, int64(0))
	}},
	{"Acts are in order, of one interview or of the whole site, in pages", func(t *testing.T, s archive.Store) {
		addActs(t, s, &archive.Act{Kind: archive.ActFreeze, Made: moment}, &archive.Act{Kind: archive.ActRule, Interview: "i1", Made: moment},
			&archive.Act{Kind: archive.ActThaw, Made: moment}, &archive.Act{Kind: archive.ActRule, Interview: "i1", Made: moment})
		ids := func(interview string, after int64, limit int) (all []int64) {
			for _, a := range read(t, s, func(tx archive.Tx) ([]*archive.Act, error) { return tx.Acts(interview, after, limit) }) {
				all = append(all, a.ID)
			}
			return all
		}
		same(t, "site", ids("", 0, 10), []int64{1, 3})
		same(t, "interview", ids("i1", 0, 10), []int64{2, 4})
		same(t, "first page", ids("i1", 0, 1), []int64{2})
		same(t, "next page", ids("i1", 2, 10), []int64{4})
	}},
	{"CountActs counts by month, kind and rule", func(t *testing.T, s archive.Store) {
		next := moment.AddDate(0, 1, 0)
		addActs(t, s, &archive.Act{Kind: archive.ActRule, Rule: "phone", Made: next}, &archive.Act{Kind: archive.ActRule, Rule: "phone", Made: moment},
			&archive.Act{Kind: archive.ActRule, Rule: "email", Interview: "i1", Made: moment}, &archive.Act{Kind: archive.ActRule, Rule: "phone", Made: moment})
		same(t, "counts", read(t, s, func(tx archive.Tx) ([]archive.ActCount, error) { return tx.CountActs() }), []archive.ActCount{
			{Month: "2026-03", Kind: archive.ActRule, Rule: "email", Acts: 1}, {Month: "2026-03", Kind: archive.ActRule, Rule: "phone", Acts: 2},
			{Month: "2026-04", Kind: archive.ActRule, Rule: "phone", Acts: 1}})
	}},
	{"ChangesFrom finds what a source wrote or agreed to, newest first", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1), change("i2", 1)) // by the account ann, agreed by the visitor v from n
		other := change("i1", 2)
		other.By, other.Agreed = archive.Author{Visitor: "vis", Network: "n"}, nil
		appendAll(t, s, other)
		from := func(source archive.Source, limit int) []string {
			return versions(read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.ChangesFrom(source, limit) }))
		}
		same(t, "account", from(archive.Source{Account: "ann"}, 10), []string{"i2/1", "i1/1"})
		same(t, "who agreed", from(archive.Source{Visitor: "v"}, 10), []string{"i2/1", "i1/1"})
		same(t, "network", from(archive.Source{Network: "n"}, 10), []string{"i1/2", "i2/1", "i1/1"})
		same(t, "limited", from(archive.Source{Network: "n"}, 1), []string{"i1/2"})
		same(t, "another kind of the same name", from(archive.Source{Visitor: "ann"}, 10), []string(nil))
		same(t, "nobody", from(archive.Source{}, 10), []string(nil))
	}},
	{"VotesFrom finds a source's votes, newest first", func(t *testing.T, s archive.Store) {
		a, b, c := vote("i1", "a"), vote("i2", "b"), vote("i1", "c")
		a.By, b.By, c.By = archive.Author{Account: "ann", Network: "n"}, archive.Author{Visitor: "v", Network: "n"}, archive.Author{Visitor: "w", Network: "m"}
		addVotes(t, s, a, b, c)
		from := func(source archive.Source, limit int) []*archive.Vote {
			return read(t, s, func(tx archive.Tx) ([]*archive.Vote, error) { return tx.VotesFrom(source, limit) })
		}
		same(t, "account", from(archive.Source{Account: "ann"}, 10), []*archive.Vote{a})
		same(t, "network", from(archive.Source{Network: "n"}, 10), []*archive.Vote{b, a})
		same(t, "limited", from(archive.Source{Network: "n"}, 1), []*archive.Vote{b})
		same(t, "nobody", len(from(archive.Source{Visitor: "x"}, 10)), 0)
	}},
	{"ConfirmedFrom finds the reports that a source voted on, the newest first and each once", func(t *testing.T, s archive.Store) {
		a, b := report("i1", "a"), report("i2", "b")
		putReports(t, s, a, b)
		by := archive.Author{Visitor: "v", Network: "n"}
		update(t, s, func(tx archive.Tx) error {
			for _, c := range []*archive.Confirmation{{Report: a.ID, By: by}, {Report: b.ID, By: by}, {Report: a.ID, By: by, Unsure: true}, {Report: b.ID, By: archive.Author{Account: "ann"}}} {
				if err := tx.AddConfirmation(c); err != nil {
					return err
				}
			}
			return nil
		})
		from := func(source archive.Source, limit int) (ids []int64) {
			for _, r := range read(t, s, func(tx archive.Tx) ([]*archive.Report, error) { return tx.ConfirmedFrom(source, limit) }) {
				ids = append(ids, r.ID)
			}
			return ids
		}
		same(t, "visitor", from(archive.Source{Visitor: "v"}, 10), []int64{b.ID, a.ID})
		same(t, "network, limited", from(archive.Source{Network: "n"}, 1), []int64{b.ID})
		same(t, "account", from(archive.Source{Account: "ann"}, 10), []int64{b.ID})
		same(t, "nobody", from(archive.Source{}, 10), []int64(nil))
	}},
	{"CountReports counts by the state reports are in now", func(t *testing.T, s archive.Store) {
		count := func() map[archive.ReportState]int {
			return read(t, s, func(tx archive.Tx) (map[archive.ReportState]int, error) { return tx.CountReports() })
		}
		same(t, "none", count(), map[archive.ReportState]int{})
		a, b, c := report("i1", "a"), report("i2", "b"), report("i1", "c")
		putReports(t, s, a, b, c)
		b.State = archive.ReportKept
		putReports(t, s, b)
		same(t, "moved", count(), map[archive.ReportState]int{a.State: 2, archive.ReportKept: 1})
	}},
	{"ReportsFrom finds a source's reports, newest first, with their receipts", func(t *testing.T, s archive.Store) {
		a, b := report("i1", "a"), report("i2", "b")
		b.By = archive.Author{Visitor: "v", Network: "n"}
		c := report("i1", "c")
		c.By = b.By
		putReports(t, s, a, b, c)
		b.State = archive.ReportFixed
		putReports(t, s, b)
		from := func(source archive.Source, limit int) []*archive.Report {
			return read(t, s, func(tx archive.Tx) ([]*archive.Report, error) { return tx.ReportsFrom(source, limit) })
		}
		same(t, "visitor", from(archive.Source{Visitor: "v"}, 10), []*archive.Report{c, b})
		same(t, "network, one", from(archive.Source{Network: "n"}, 1), []*archive.Report{c})
		same(t, "account", from(archive.Source{Account: "ann"}, 10), []*archive.Report{a})
	}},
}

func addActs(t *testing.T, s archive.Store, all ...*archive.Act) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, a := range all {
			if err := tx.AddAct(a); err != nil {
				return err
			}
		}
		return nil
	})
}
