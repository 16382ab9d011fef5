package sqlstore

import (
	"path/filepath"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// TestSourcesOfOldRowsAreFilledIn opens a database that noted nothing of whom its
// rows came from.
func TestSourcesOfOldRowsAreFilledIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	open := func() *Store {
		t.Helper()
		s, err := Open(t.Context(), Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ann, vis := archive.Author{Account: "ann"}, archive.Author{Visitor: "vis", Network: "net"}
	made := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := open()
	err := s.Update(t.Context(), func(tx archive.Tx) error {
		for _, by := range []archive.Author{ann, vis} {
			r := &archive.Report{Interview: "i1", Receipt: by.Account + by.Visitor, Key: by.Account + by.Visitor, By: by, State: archive.ReportReceived, Made: made, Changed: made}
			if err := tx.PutReport(r); err != nil {
				return err
			}
			other := ann
			if by == ann {
				other = vis
			}
			for _, err := range []error{tx.AddConfirmation(&archive.Confirmation{Report: r.ID, By: other, Agree: true, Made: made}),
				tx.AddVote(&archive.Vote{Interview: "i1", By: by, Verdict: archive.Right, Made: made}),
				tx.AppendChange(&archive.Change{Interview: "i1", Version: int(r.ID), Op: archive.OpWords, By: by, Agreed: &other, Key: by.Account + by.Visitor, Made: made})} {
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`DELETE FROM source`, `DELETE FROM migration WHERE number >= 12`} {
		if _, err := s.writer.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer s.Close()
	found := map[string][4]int{}
	err = s.View(t.Context(), func(tx archive.Tx) error {
		for _, from := range []archive.Source{{Account: "ann"}, {Visitor: "vis"}, {Network: "net"}} {
			changes, err := tx.ChangesFrom(from, 10)
			if err != nil {
				return err
			}
			reports, err := tx.ReportsFrom(from, 10)
			if err != nil {
				return err
			}
			votes, err := tx.VotesFrom(from, 10)
			if err != nil {
				return err
			}
			agreed, err := tx.ConfirmedFrom(from, 10)
			found[sourceName(from)] = [4]int{len(changes), len(reports), len(votes), len(agreed)}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// Who wrote a change, and the account that made a report, were always noted.
	want := map[string][4]int{"a:ann": {1, 0, 1, 1}, "v:vis": {1, 1, 1, 1}, "n:net": {2, 1, 1, 1}}
	if d := cmp.Diff(want, found); d != "" {
		t.Error(d)
	}
}
