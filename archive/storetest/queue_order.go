package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"earshot/archive"
)

func twins(t *testing.T, s Worked) {
	began, goOn := make(chan archive.Job, 10), make(chan bool)
	startWork(t, s, handling(func(ctx context.Context, j archive.Job) error {
		began <- j
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, archive.JobMirror))
	j := archive.Job{Kind: archive.JobMirror, Interview: "i1"}
	add(t, s, j)
	wait(t, "the first", began)
	add(t, s, j) // what the running one has read may be old
	add(t, s, j)
	jobs := read(t, s, archive.Tx.Jobs)
	if len(jobs) != 2 || jobs[0].State != archive.JobRunning || jobs[1].State != archive.JobWaiting {
		t.Errorf("want one running before one waiting, have %+v", jobs)
	}
	close(goOn)
	wait(t, "the second", began)
	untilCounted(t, s, archive.JobMirror, archive.JobDone, 2)
	same(t, "runs too many", len(began), 0)
}

func inOrder(t *testing.T, s Worked) {
	rec := func(iv string, chunk int) archive.Job {
		return archive.Job{Kind: archive.JobRecognise, Interview: iv, Run: 1, Chunk: chunk}
	}
	add(t, s, archive.Job{Kind: archive.JobPrepare, Interview: "first", Run: 1})
	pause(t)
	add(t, s, archive.Job{Kind: archive.JobPrepare, Interview: "second", Run: 1})
	pause(t)
	add(t, s, rec("second", 0), rec("first", 0), rec("second", 1), rec("first", 1), rec("first", 2))
	order, goOn := make(chan string, 10), make(chan bool)
	startWork(t, s, handling(func(ctx context.Context, j archive.Job) error {
		order <- fmt.Sprintf("%s %d try %d", j.Interview, j.Chunk, j.Try)
		select {
		case <-goOn:
		case <-ctx.Done():
			return ctx.Err()
		}
		if j.Interview == "first" && j.Chunk == 1 && j.Try == 1 {
			return errors.New("once")
		}
		return nil
	}, archive.JobRecognise))
	var got []string
	for range 6 {
		got = append(got, wait(t, "a job", order))
		untilCounted(t, s, archive.JobRecognise, archive.JobRunning, 1) // the end of the one before is noted
		pause(t)                                                        // and its pause before a new try, a millisecond, is over
		goOn <- true
	}
	// While the failed chunk pauses the next may begin, but it must come before
	// the interviews behind it.
	later := []string{"first 0 try 1", "first 1 try 1", "first 2 try 1", "first 1 try 2", "second 0 try 1", "second 1 try 1"}
	atOnce := []string{"first 0 try 1", "first 1 try 1", "first 1 try 2", "first 2 try 1", "second 0 try 1", "second 1 try 1"}
	if fmt.Sprint(got) != fmt.Sprint(later) && fmt.Sprint(got) != fmt.Sprint(atOnce) {
		t.Errorf("the order was %q", got)
	}
}

func besideEachOther(t *testing.T, s Worked) {
	kinds := []archive.JobKind{archive.JobPrepare, archive.JobRecognise, archive.JobListen, archive.JobMirror}
	for _, k := range kinds {
		add(t, s, archive.Job{Kind: k, Interview: "i1"}, archive.Job{Kind: k, Interview: "i2"})
	}
	began, goOn := make(chan archive.JobKind, 20), make(chan bool)
	startWork(t, s, handling(func(ctx context.Context, j archive.Job) error {
		began <- j.Kind
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, kinds...))
	running := map[archive.JobKind]int{}
	for range kinds {
		running[wait(t, "one of each kind to run", began)]++
	}
	for _, k := range kinds {
		same(t, fmt.Sprintf("%s jobs at once", k), running[k], 1)
		untilCounted(t, s, k, archive.JobRunning, 1)
		untilCounted(t, s, k, archive.JobWaiting, 1)
	}
	same(t, "more at once", len(began), 0)
	close(goOn)
	for _, k := range kinds {
		untilCounted(t, s, k, archive.JobDone, 2)
	}
}

func stopsSoftly(t *testing.T, s Worked) {
	began := make(chan archive.Job, 1)
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "i1"})
	stop := startWork(t, s, handling(func(ctx context.Context, j archive.Job) error {
		began <- j
		<-ctx.Done()
		return fmt.Errorf("ffmpeg was stopped: %w", archive.ErrInvalid) // what it says then counts for nothing
	}, archive.JobListen))
	wait(t, "the job", began)
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "i2"})
	pause(t)
	stop()
	jobs := read(t, s, archive.Tx.Jobs)
	if len(jobs) != 2 || jobs[0].Interview != "i1" || jobs[0].State != archive.JobWaiting {
		t.Fatalf("after the stop: %+v", jobs)
	}
	again := make(chan archive.Job, 2)
	startWork(t, s, handling(func(_ context.Context, j archive.Job) error {
		again <- j
		return nil
	}, archive.JobListen))
	first := wait(t, "a job in the next Work", again)
	same(t, "the first, and its try", []any{first.Interview, first.Try}, []any{"i1", 1})
	untilCounted(t, s, archive.JobListen, archive.JobDone, 2)
}

func leftAlone(t *testing.T, s Worked) {
	add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "i1"}, archive.Job{Kind: archive.JobMirror, Interview: "i1"})
	stop := startWork(t, s, handling(func(context.Context, archive.Job) error { return nil }, archive.JobMirror))
	untilCounted(t, s, archive.JobMirror, archive.JobDone, 1)
	stop()
	jobs := read(t, s, archive.Tx.Jobs)
	if len(jobs) != 1 || jobs[0].Kind != archive.JobRecognise || jobs[0].Try != 0 {
		t.Errorf("left: %+v", jobs)
	}
}

func closeEndsWork(t *testing.T, s Worked) {
	ready, ended := make(chan struct{}), make(chan error, 1)
	w := handling(func(context.Context, archive.Job) error { return nil }, archive.JobMirror)
	w.Worker, w.Ready = "tester", ready
	go func() { ended <- s.Work(context.Background(), w) }()
	wait(t, "Work to begin", ready)
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := wait(t, "Work to end", ended); err != nil {
		t.Errorf("Work: %v", err)
	}
	if err := s.Work(t.Context(), w); err == nil {
		t.Error("Work works after Close")
	}
}
