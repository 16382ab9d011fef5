package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"earshot/archive"
)

// worker passes River's jobs to the archive's handlers.
type worker struct {
	river.WorkerDefaults[args]
	store    *Store
	work     archive.Work
	stopping context.Context // ends when Work is told to stop
}

// Work does one try of a job. The try was counted when the job was claimed. A
// job given up is reported before River is told: should the process die between
// the two, it is reported again rather than never.
func (w *worker) Work(ctx context.Context, rj *river.Job[args]) error {
	j := toJob(rj.JobRow, rj.Args)
	tryCtx, cancel := context.WithTimeout(ctx, w.store.opt.JobTimeout)
	defer cancel()
	err := w.handle(tryCtx, j)
	switch {
	case err == nil:
		return nil
	case w.stopping.Err() != nil && ctx.Err() != nil:
		w.first(ctx, j)
		return fmt.Errorf("%w: %w", context.Canceled, err) // River returns the try
	case errors.Is(err, archive.ErrInvalid), errors.Is(err, archive.ErrState):
		w.store.giveUp(ctx, w.work, j, err)
		return river.JobCancel(err)
	case j.Try >= archive.MaxTries:
		w.store.giveUp(ctx, w.work, j, err)
		return err
	}
	w.first(ctx, j)
	return err
}

// handle calls the handler and makes a panic an error like any other.
func (w *worker) handle(ctx context.Context, j archive.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.store.opt.Log.Error("a job panicked", "job", j.ID, "kind", j.Kind, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.work.Handlers[j.Kind](ctx, j)
}

// first moves a job that will be tried again before those not yet begun, so that
// a failed chunk does not wait behind other interviews.
func (w *worker) first(ctx context.Context, j archive.Job) {
	ctx = context.WithoutCancel(ctx)
	err := w.store.Update(ctx, func(atx archive.Tx) error {
		_, err := atx.(*tx).exec(`UPDATE river_job SET priority = $2 WHERE id = $1`, j.ID, priorityTried)
		return err
	})
	if err != nil {
		w.store.opt.Log.Warn("a job to be tried again lost its place", "job", j.ID, "err", err)
	}
}

// givenUpTime is how long GivenUp may take.
const givenUpTime = time.Minute

// giveUp tells of a job that will not be tried again, even while stopping.
func (s *Store) giveUp(ctx context.Context, w archive.Work, j archive.Job, cause error) {
	s.opt.Log.Error("a job was given up", "job", j.ID, "kind", j.Kind, "interview", j.Interview, "try", j.Try, "err", cause)
	if w.GivenUp == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), givenUpTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			s.opt.Log.Error("telling of a given up job panicked", "job", j.ID, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	j.State, j.Error = archive.JobGivenUp, cause.Error()
	w.GivenUp(ctx, j, cause)
}

func toJob(row *rivertype.JobRow, a args) archive.Job {
	j := archive.Job{
		ID: row.ID, Kind: archive.JobKind(row.Queue), Interview: a.Interview, Run: a.Run, Chunk: a.Chunk,
		Try: row.Attempt, State: jobState(row.State), Made: row.CreatedAt.UTC(),
	}
	if n := len(row.Errors); n > 0 {
		j.Error = row.Errors[n-1].Error
	}
	return j
}
