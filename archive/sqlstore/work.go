package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"earshot/archive"
)

var _ archive.Queue = (*Store)(nil)

const (
	// fetchCooldown is the least time between two looks for jobs of one kind.
	fetchCooldown = 10 * time.Millisecond
	// never keeps River's own rescuer, which knows no signs of life and would
	// start a long job twice, from ever acting.
	never = 50 * 365 * 24 * time.Hour

	keepDone    = 24 * time.Hour
	keepGivenUp = 30 * 24 * time.Hour // a person may ask what became of it
)

// Work takes jobs until ctx ends or the store is closed. New jobs of any process
// on this file start within about 50 ms. When Work is told to stop, running
// handlers have their contexts cancelled and their jobs wait again with no try
// lost. The name must be of one running worker only: at its start, what its
// namesake had claimed is taken for dead.
func (s *Store) Work(ctx context.Context, w archive.Work) error {
	if err := checkWork(w); err != nil {
		return err
	}
	if err := s.enterWork(); err != nil {
		return err
	}
	defer s.work.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()

	client, err := s.startWork(ctx, w)
	if ctx.Err() != nil && client == nil {
		return nil // told to stop before it began
	}
	if err != nil {
		return fmt.Errorf("worker %s: %w", w.Worker, err)
	}
	if w.Ready != nil {
		close(w.Ready)
	}
	lasting := context.WithoutCancel(ctx)
	stopped := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(stopped)
		if err := client.StopAndCancel(lasting); err != nil {
			s.opt.Log.Error("stopping the worker", "worker", w.Worker, "err", err)
		}
	})
	s.giveSigns(lasting, w, stopped)
	return s.farewell(lasting, w.Worker)
}

// checkWork refuses what would not work: River would make up a name.
func checkWork(w archive.Work) error {
	if w.Worker == "" || len(w.Worker) > 100 {
		return fmt.Errorf("a worker's name has 1 to 100 letters, this has %d: %w", len(w.Worker), archive.ErrInvalid)
	}
	for kind, handler := range w.Handlers {
		if handler == nil || !slices.Contains(archive.JobKinds, kind) {
			return fmt.Errorf("worker %s cannot handle jobs of kind %q: %w", w.Worker, kind, archive.ErrInvalid)
		}
	}
	if len(w.Handlers) == 0 {
		return fmt.Errorf("worker %s handles nothing: %w", w.Worker, archive.ErrInvalid)
	}
	return nil
}

// startWork says that the worker lives, takes up what its namesake left, and
// begins to take jobs. The client is nil if it did not come to that.
func (s *Store) startWork(ctx context.Context, w archive.Work) (*river.Client[*sql.Tx], error) {
	if err := s.beat(ctx, w.Worker); err != nil {
		return nil, err
	}
	if err := s.takeUp(ctx, w, s.namesake(w)); err != nil {
		return nil, fmt.Errorf("take up jobs: %w", err)
	}
	client, err := s.newClient(ctx, w)
	if err != nil {
		return nil, err
	}
	// Handlers stop by StopAndCancel, which gives their tries back.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return client, nil
}

func (s *Store) enterWork() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return errClosed
	}
	s.work.Add(1)
	return nil
}

// giveSigns gives signs of life and takes up the jobs of workers that give none,
// until stopped: also while the last handlers end, which may take its time.
func (s *Store) giveSigns(ctx context.Context, w archive.Work, stopped <-chan struct{}) {
	t := time.NewTicker(s.opt.Heartbeat)
	defer t.Stop()
	for {
		select {
		case <-stopped:
			return
		case <-t.C:
			err := s.beat(ctx, w.Worker)
			if err == nil {
				err = s.takeUp(ctx, w, s.silent(w))
			}
			if err != nil {
				s.opt.Log.Error("giving a sign of life", "worker", w.Worker, "err", err)
			}
		}
	}
}

func (s *Store) newClient(ctx context.Context, w archive.Work) (*river.Client[*sql.Tx], error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{store: s, work: w, stopping: ctx}); err != nil {
		return nil, err
	}
	queues := map[string]river.QueueConfig{}
	for kind := range w.Handlers {
		queues[string(kind)] = river.QueueConfig{MaxWorkers: max(1, s.opt.Workers[kind])}
	}
	return river.NewClient(s.driver, &river.Config{
		ID:      w.Worker,
		Logger:  s.opt.riverLog(),
		Queues:  queues,
		Workers: workers,

		FetchCooldown:     fetchCooldown,
		FetchPollInterval: max(s.opt.Poll, fetchCooldown),

		JobTimeout:           -1, // worker sets its own
		RescueStuckJobsAfter: never,
		RetryPolicy:          retries{s},

		CompletedJobRetentionPeriod: keepDone,
		CancelledJobRetentionPeriod: keepGivenUp,
		DiscardedJobRetentionPeriod: keepGivenUp,
		ReindexerIndexNames:         []string{}, // SQLite's indexes do not bloat
	})
}

// retries says when a job that failed is tried again.
type retries struct{ store *Store }

// NextRetry is River's question.
func (r retries) NextRetry(j *rivertype.JobRow) time.Time {
	pauses := r.store.opt.Retries
	return time.Now().Add(pauses[min(max(j.Attempt, 1), len(pauses))-1])
}
