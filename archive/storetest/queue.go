package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"earshot/archive"
)

// Worked is a store that keeps jobs and hands them out.
type Worked interface {
	archive.Store
	archive.Queue
}

// RunQueue holds a queue to its promises. open gives a new, empty store each
// time, with pauses between tries of a few milliseconds, and closes it when its
// test ends.
func RunQueue(t *testing.T, open func(t *testing.T) Worked) {
	for _, p := range []struct {
		says string
		test func(t *testing.T, s Worked)
	}{
		{"a job enqueued before or after Work began is done once", doneOnce},
		{"a job of an Update that was not kept never runs", neverRuns},
		{"a handler sees its job as enqueued, in its first try", seesJob},
		{"the try is counted when the job is claimed", countedAtClaim},
		{"a job that fails is tried five times, then given up once", fiveTries},
		{"a job that panics is tried like one that fails", panics},
		{"ErrInvalid and ErrState are not tried again", notTriedAgain},
		{"GivenUp may use the store", givenUpUsesStore},
		{"a job equal to a running one is added, to a waiting one not", twins},
		{"recognise jobs run in the order of arrival, also after a failure", inOrder},
		{"kinds run beside each other, one of each at a time", besideEachOther},
		{"when Work ends a running handler is told, and its job waits in its place with no try lost", stopsSoftly},
		{"jobs of kinds without a handler are left alone", leftAlone},
		{"Close ends Work", closeEndsWork},
	} {
		t.Run(p.says, func(t *testing.T) { p.test(t, open(t)) })
	}
}

// startWork runs Work until the test ends or stop is called, which waits for it.
func startWork(t *testing.T, s Worked, w archive.Work) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	w.Ready = ready
	if w.Worker == "" {
		w.Worker = "tester"
	}
	go func() { ended <- s.Work(ctx, w) }()
	select {
	case err := <-ended:
		t.Fatalf("Work ended at once: %v", err)
	case <-ready:
	}
	var once atomic.Bool
	stop = func() {
		cancel()
		if once.CompareAndSwap(false, true) {
			if err := wait(t, "Work to end", ended); err != nil {
				t.Errorf("Work: %v", err)
			}
		}
	}
	t.Cleanup(stop)
	return stop
}

// handling is Work with one handler for some kinds.
func handling(h archive.Handler, kinds ...archive.JobKind) archive.Work {
	w := archive.Work{Handlers: map[archive.JobKind]archive.Handler{}}
	for _, k := range kinds {
		w.Handlers[k] = h
	}
	return w
}

// untilCounted waits until the store counts n jobs of the kind in the state. It
// asks again whenever the store answers otherwise: states change after a handler
// has returned, and nothing tells when.
func untilCounted(t *testing.T, s archive.Store, kind archive.JobKind, state archive.JobState, n int) {
	t.Helper()
	for ctx, cancel := context.WithTimeout(t.Context(), patience); ; pause(t) {
		counts := read(t, s, archive.Tx.CountJobs)
		if counts[kind][state] == n {
			cancel()
			return
		}
		if ctx.Err() != nil {
			cancel()
			t.Fatalf("waited %v for %d %s jobs to be %s, have %v", patience, n, kind, state, counts)
		}
	}
}

func doneOnce(t *testing.T, s Worked) {
	mirror := func(i int) archive.Job {
		return archive.Job{Kind: archive.JobMirror, Interview: fmt.Sprintf("i%d", i)}
	}
	for i := range 5 {
		add(t, s, mirror(i))
	}
	done := make(chan string, 100)
	stop := startWork(t, s, handling(func(_ context.Context, j archive.Job) error {
		done <- j.Interview
		return nil
	}, archive.JobMirror))
	for i := range 5 {
		add(t, s, mirror(5+i))
	}
	seen := map[string]int{}
	for range 10 {
		seen[wait(t, "a job", done)]++
	}
	untilCounted(t, s, archive.JobMirror, archive.JobDone, 10)
	stop()
	same(t, "different jobs", len(seen), 10)
	same(t, "done again", len(done), 0)
	same(t, "waiting or running", len(read(t, s, archive.Tx.Jobs)), 0)
}

func neverRuns(t *testing.T, s Worked) {
	done := make(chan string, 10)
	startWork(t, s, handling(func(_ context.Context, j archive.Job) error {
		done <- j.Interview
		return nil
	}, archive.JobMirror))
	refused(t, s, errMine, func(tx archive.Tx) error {
		return errors.Join(tx.Enqueue(archive.Job{Kind: archive.JobMirror, Interview: "not kept"}), errMine)
	})
	add(t, s, archive.Job{Kind: archive.JobMirror, Interview: "kept"})
	same(t, "the only job", wait(t, "a job", done), "kept")
	untilCounted(t, s, archive.JobMirror, archive.JobDone, 1)
	same(t, "others", len(done), 0)
}

func seesJob(t *testing.T, s Worked) {
	add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "i1", Run: 2, Chunk: 3})
	queued := read(t, s, archive.Tx.Jobs)[0]
	seen := make(chan archive.Job, 1)
	startWork(t, s, handling(func(_ context.Context, j archive.Job) error {
		seen <- j
		return nil
	}, archive.JobRecognise))
	queued.Try, queued.State = 1, archive.JobRunning
	same(t, "job", wait(t, "the job", seen), queued)
}

func countedAtClaim(t *testing.T, s Worked) {
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "i1"})
	seen := make(chan []archive.Job, 1)
	startWork(t, s, handling(func(ctx context.Context, j archive.Job) error {
		return s.View(ctx, func(tx archive.Tx) error {
			jobs, err := tx.Jobs()
			seen <- jobs
			return err
		})
	}, archive.JobListen))
	jobs := wait(t, "the job", seen)
	if len(jobs) != 1 || jobs[0].Try != 1 || jobs[0].State != archive.JobRunning {
		t.Errorf("while it ran the store said %+v", jobs)
	}
}

// W04: work that fails each time is given up.
func fiveTries(t *testing.T, s Worked) {
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "i1"})
	tries, givenUp := make(chan archive.Job, 100), make(chan archive.Job, 100)
	w := handling(func(_ context.Context, j archive.Job) error {
		tries <- j
		return fmt.Errorf("failure %d", j.Try)
	}, archive.JobListen)
	w.GivenUp = func(_ context.Context, j archive.Job, cause error) {
		same(t, "cause", cause.Error(), "failure 5")
		givenUp <- j
	}
	startWork(t, s, w)
	for try := 1; try <= archive.MaxTries; try++ {
		j := wait(t, fmt.Sprintf("try %d", try), tries)
		same(t, "try", j.Try, try)
		if try > 1 {
			same(t, "error of the last try", j.Error, fmt.Sprintf("failure %d", try-1))
		}
	}
	j := wait(t, "the job to be given up", givenUp)
	same(t, "given up", []any{j.Interview, j.Try, j.State, j.Error}, []any{"i1", 5, archive.JobGivenUp, "failure 5"})
	untilCounted(t, s, archive.JobListen, archive.JobGivenUp, 1)
	same(t, "tries and calls too many", len(tries)+len(givenUp), 0)
}

func panics(t *testing.T, s Worked) {
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "i1"})
	second := make(chan archive.Job, 1)
	startWork(t, s, handling(func(_ context.Context, j archive.Job) error {
		if j.Try == 1 {
			panic("no such word")
		}
		second <- j
		return nil
	}, archive.JobListen))
	same(t, "error", wait(t, "the second try", second).Error, "panic: no such word")
	untilCounted(t, s, archive.JobListen, archive.JobDone, 1)
}

func notTriedAgain(t *testing.T, s Worked) {
	kinds := map[string]error{"invalid": archive.Invalid("", "not a recording"), "state": fmt.Errorf("withdrawn: %w", archive.ErrState)}
	tries, givenUp := make(chan string, 100), make(chan error, 100)
	w := handling(func(_ context.Context, j archive.Job) error {
		tries <- j.Interview
		return kinds[j.Interview]
	}, archive.JobPrepare)
	w.GivenUp = func(_ context.Context, j archive.Job, cause error) {
		if !errors.Is(cause, kinds[j.Interview]) {
			t.Errorf("%s was given up because of %v", j.Interview, cause)
		}
		givenUp <- cause
	}
	startWork(t, s, w)
	for name := range kinds {
		add(t, s, archive.Job{Kind: archive.JobPrepare, Interview: name})
		same(t, "tried", wait(t, "a try", tries), name)
		wait(t, "the job to be given up", givenUp)
	}
	untilCounted(t, s, archive.JobPrepare, archive.JobGivenUp, 2)
	same(t, "tries and calls too many", len(tries)+len(givenUp), 0)
	same(t, "waiting or running", len(read(t, s, archive.Tx.Jobs)), 0)
}

func givenUpUsesStore(t *testing.T, s Worked) {
	told := make(chan error, 1)
	w := handling(func(context.Context, archive.Job) error { return archive.ErrInvalid }, archive.JobPrepare)
	w.GivenUp = func(ctx context.Context, j archive.Job, _ error) {
		told <- s.Update(ctx, func(tx archive.Tx) error { return tx.PutSetting("failed", j.Interview) })
	}
	startWork(t, s, w)
	add(t, s, archive.Job{Kind: archive.JobPrepare, Interview: "i1"})
	if err := wait(t, "the job to be given up", told); err != nil {
		t.Fatal(err)
	}
}
