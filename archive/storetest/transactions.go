package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"earshot/archive"
)

var errMine = errors.New("mine")

var transactions = []promise{
	{"an Update whose fn fails keeps nothing of any kind", keepsNothing},
	{"an Update whose fn panics keeps nothing and frees the store", keepsNothingAfterPanic},
	{"Update returns the error of fn", func(t *testing.T, s archive.Store) {
		refused(t, s, errMine, func(archive.Tx) error { return errMine })
		if err := s.View(t.Context(), func(archive.Tx) error { return errMine }); !errors.Is(err, errMine) {
			t.Errorf("View returned %v", err)
		}
	}},
	{"an Update sees its own writes, others only when it is kept", seesOwnWrites},
	{"a View cannot write", func(t *testing.T, s archive.Store) {
		err := s.View(t.Context(), func(tx archive.Tx) error { return tx.PutSetting("a", "b") })
		if err == nil {
			t.Error("a View wrote")
		}
		absent(t, s, "setting", func(tx archive.Tx) (string, error) { return tx.Setting("a") })
	}},
	{"a View reads one unchanging moment", oneMoment},
	{"a View does not hold up an Update", func(t *testing.T, s archive.Store) {
		err := s.View(t.Context(), func(tx archive.Tx) error {
			if _, err := tx.LastEvent(); err != nil {
				return err
			}
			return s.Update(t.Context(), func(tx archive.Tx) error { return tx.PutSetting("a", "b") })
		})
		if err != nil {
			t.Error(err)
		}
	}},
	{"an Update whose context has ended keeps nothing", func(t *testing.T, s archive.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Update(ctx, func(tx archive.Tx) error {
			if err := tx.PutSetting("a", "b"); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if err == nil {
			t.Error("kept after its context ended")
		}
		absent(t, s, "setting", func(tx archive.Tx) (string, error) { return tx.Setting("a") })
	}},
	{"20 Updates at once all count", func(t *testing.T, s archive.Store) {
		err := inParallel(t.Context(), 20, func(ctx context.Context, _ int) error {
			return s.Update(ctx, func(tx archive.Tx) error {
				v, err := tx.Setting("n")
				if err != nil && !errors.Is(err, archive.ErrNotFound) {
					return err
				}
				return tx.PutSetting("n", v+"x")
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, s, func(tx archive.Tx) (string, error) { return tx.Setting("n") })
		same(t, "setting", len(got), 20)
	}},
	{"Check finds nothing wrong with a sound store", soundStore},
	{"Close waits for running transactions", closeWaits},
	{"a closed store says so", func(t *testing.T, s archive.Store) {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.View(t.Context(), func(archive.Tx) error { return nil }); err == nil {
			t.Error("View works after Close")
		}
		if err := s.Update(t.Context(), func(archive.Tx) error { return nil }); err == nil {
			t.Error("Update works after Close")
		}
	}},
}

// writeAll writes a row of every kind.
func writeAll(tx archive.Tx) error {
	r := &archive.Report{Interview: "i1", Receipt: "r", Key: "k", State: archive.ReportReceived}
	return errors.Join(
		tx.PutInterview(&archive.Interview{ID: "i1", State: archive.Draft, Received: moment, Recognition: "rec", Version: 1, Themes: []string{"food"}}),
		tx.AddRecognition(&archive.Recognition{ID: "rec", Interview: "i1"}),
		tx.PutChunk(&archive.Chunk{Interview: "i1", Run: 1}),
		tx.AppendChange(change("i1", 1)),
		tx.PutReport(r),
		tx.AddConfirmation(&archive.Confirmation{Report: r.ID}),
		tx.AddVote(&archive.Vote{Interview: "i1", Key: "k"}),
		tx.PutAccount(&archive.Account{ID: "a", Name: "ann"}),
		tx.PutSecret(&archive.Secret{Hash: "h", Account: "a"}),
		tx.PutSetting("s", "1"),
		tx.Enqueue(archive.Job{Kind: archive.JobPrepare, Interview: "i1", Run: 1}),
		func() error { _, err := tx.AddEvent("i1", 1, moment); return err }(),
	)
}

// holdsNothing checks that no row of writeAll is there.
func holdsNothing(t *testing.T, s archive.Store) {
	t.Helper()
	absent(t, s, "interview", func(tx archive.Tx) (*archive.Interview, error) { return tx.Interview("i1") })
	absent(t, s, "recognition", func(tx archive.Tx) (*archive.Recognition, error) { return tx.Recognition("rec") })
	absent(t, s, "chunk", func(tx archive.Tx) (*archive.Chunk, error) { return tx.Chunk("i1", 1, 0) })
	absent(t, s, "change", func(tx archive.Tx) (*archive.Change, error) { return tx.ChangeByKey("i1", "key-1") })
	absent(t, s, "report", func(tx archive.Tx) (*archive.Report, error) { return tx.ReportByReceipt("r") })
	absent(t, s, "vote", func(tx archive.Tx) (*archive.Vote, error) { return tx.VoteByKey("i1", "k") })
	absent(t, s, "account", func(tx archive.Tx) (*archive.Account, error) { return tx.Account("a") })
	absent(t, s, "secret", func(tx archive.Tx) (*archive.Secret, error) { return tx.Secret("h") })
	absent(t, s, "setting", func(tx archive.Tx) (string, error) { return tx.Setting("s") })
	same(t, "jobs", len(read(t, s, archive.Tx.Jobs)), 0)
	same(t, "last event", read(t, s, archive.Tx.LastEvent), int64(0))
	same(t, "events", len(read(t, s, func(tx archive.Tx) ([]archive.Event, error) { return tx.Events(0, 10) })), 0)
}

func keepsNothing(t *testing.T, s archive.Store) {
	refused(t, s, errMine, func(tx archive.Tx) error {
		if err := writeAll(tx); err != nil {
			t.Errorf("writing: %v", err)
		}
		return errMine
	})
	holdsNothing(t, s)
	update(t, s, writeAll) // and nothing stands in the way of the same rows
}

func keepsNothingAfterPanic(t *testing.T, s archive.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		s.Update(t.Context(), func(tx archive.Tx) error {
			if err := writeAll(tx); err != nil {
				t.Errorf("writing: %v", err)
			}
			panic("mine")
		})
	}()
	holdsNothing(t, s)
	update(t, s, writeAll)
}

func seesOwnWrites(t *testing.T, s archive.Store) {
	update(t, s, func(tx archive.Tx) error {
		if err := writeAll(tx); err != nil {
			return err
		}
		if _, err := tx.Interview("i1"); err != nil {
			t.Errorf("own write: %v", err)
		}
		if jobs, err := tx.Jobs(); err != nil || len(jobs) != 1 {
			t.Errorf("own job: %v, %v", jobs, err)
		}
		holdsNothing(t, s)
		return nil
	})
	read(t, s, func(tx archive.Tx) (*archive.Interview, error) { return tx.Interview("i1") })
}

func oneMoment(t *testing.T, s archive.Store) {
	update(t, s, func(tx archive.Tx) error { return tx.PutSetting("a", "before") })
	err := s.View(t.Context(), func(tx archive.Tx) error {
		if _, err := tx.Setting("a"); err != nil {
			return err
		}
		update(t, s, func(tx archive.Tx) error {
			return errors.Join(tx.PutSetting("a", "after"), tx.AppendChange(change("i1", 1)))
		})
		a, err := tx.Setting("a")
		same(t, "setting", a, "before")
		if err != nil {
			return err
		}
		changes, err := tx.Changes("i1", 0, -1)
		same(t, "changes", len(changes), 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "setting in a later View", read(t, s, func(tx archive.Tx) (string, error) { return tx.Setting("a") }), "after")
}

func soundStore(t *testing.T, s archive.Store) {
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("an empty store: %v", err)
	}
	update(t, s, writeAll)
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("a full store: %v", err)
	}
}

func closeWaits(t *testing.T, s archive.Store) {
	inside, goOn, kept, closed := make(chan bool), make(chan bool), make(chan error, 1), make(chan error, 1)
	go func() {
		kept <- s.Update(context.Background(), func(tx archive.Tx) error {
			close(inside)
			<-goOn
			return tx.PutSetting("a", "b")
		})
	}()
	wait(t, "the transaction", inside)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		t.Errorf("Close returned %v while a transaction was running", err)
	case <-time.After(50 * time.Millisecond): // long enough for a Close that does not wait
	}
	close(goOn)
	if err := wait(t, "the transaction", kept); err != nil {
		t.Errorf("the running transaction: %v", err)
	}
	if err := wait(t, "Close", closed); err != nil {
		t.Errorf("Close: %v", err)
	}
}
