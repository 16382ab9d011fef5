package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// benchStore is a store on the disk with the pauses of real use.
func benchStore(b *testing.B) *sqlstore.Store {
	return open(b, sqlstore.Options{Path: filepath.Join(b.TempDir(), "a.db")})
}

// fix is the change of a word, as readers make them.
func fix(v int) *archive.Change {
	return &archive.Change{
		Interview: "i1", Version: v, Against: v - 1, Kind: archive.MisHearing, Op: archive.OpWords, Key: fmt.Sprint("key-", v),
		Edits: []archive.Edit{{Line: 4, After: 6,
			Before: []archive.Word{{ID: 7, Text: "lifting", Start: 61.5, End: 61.9, Probability: 0.6, Timing: archive.TimeRecognised}},
			Words:  []archive.Word{{ID: 20001, Text: "listening", Start: 61.5, End: 61.9, Timing: archive.TimeAligned}}}},
		By: archive.Author{Account: "ann", Name: "Ann"}, Made: time.Now(),
	}
}

// BenchmarkAppendChange is what a fix costs in the store: the change, the
// interview with its new version and the feed event, safe on the disk.
func BenchmarkAppendChange(b *testing.B) {
	s := benchStore(b)
	for v := 1; b.Loop(); v++ {
		err := s.Update(b.Context(), func(tx archive.Tx) error {
			if err := tx.AppendChange(fix(v)); err != nil {
				return err
			}
			if err := tx.PutInterview(&archive.Interview{ID: "i1", Version: v}); err != nil {
				return err
			}
			_, err := tx.AddEvent("i1", v, time.Now())
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead is what a page costs in the store.
func BenchmarkRead(b *testing.B) {
	s := benchStore(b)
	err := s.Update(b.Context(), func(tx archive.Tx) error {
		for v := range 100 {
			if err := tx.AppendChange(fix(v + 1)); err != nil {
				return err
			}
		}
		return tx.PutInterview(&archive.Interview{ID: "i1", Title: "The kitchen", Version: 100})
	})
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(archive.Tx) error{
		"interview":      func(tx archive.Tx) error { _, err := tx.Interview("i1"); return err },
		"last change":    func(tx archive.Tx) error { _, err := tx.Changes("i1", 99, 100); return err },
		"100 changes":    func(tx archive.Tx) error { _, err := tx.Changes("i1", 0, -1); return err },
		"nothing at all": func(archive.Tx) error { return nil },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := s.View(b.Context(), read); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEnqueueToStart is the time from the end of the Update that enqueues
// to the handler's start, with an idle worker.
func BenchmarkEnqueueToStart(b *testing.B) {
	s := benchStore(b)
	started, ready, ended := make(chan time.Time), make(chan struct{}), make(chan error)
	ctx, cancel := context.WithCancel(b.Context())
	go func() {
		ended <- s.Work(ctx, archive.Work{Worker: "bench", Ready: ready, Handlers: map[archive.JobKind]archive.Handler{
			archive.JobMirror: func(context.Context, archive.Job) error { started <- time.Now(); return nil },
		}})
	}()
	<-ready
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		err := s.Update(b.Context(), func(tx archive.Tx) error {
			return tx.Enqueue(archive.Job{Kind: archive.JobMirror, Interview: fmt.Sprint(i)})
		})
		if err != nil {
			b.Fatal(err)
		}
		kept := time.Now()
		took = append(took, (<-started).Sub(kept))
	}
	cancel()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
}
