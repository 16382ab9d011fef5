package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"earshot/archive"
)

// River waits an hour before it takes a running job for dead, and cannot tell a
// dead worker from a slow job. So each worker gives signs of life, and a job is
// taken up when the worker that claimed it is known to be gone.

// errDied is what a job is said to have failed of when its worker went away.
var errDied = errors.New("the worker stopped in the middle of it")

// claims is how many running jobs are looked at in one go: far more than there
// are ever workers.
const claims = 1000

// beat is a sign of life.
func (s *Store) beat(ctx context.Context, name string) error {
	return s.Update(ctx, func(atx archive.Tx) error {
		_, err := atx.(*tx).exec(`INSERT INTO worker (name, seen) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET seen = excluded.seen`, name, s.opt.Now().UnixNano())
		return err
	})
}

// farewell forgets a worker that has stopped and holds no jobs any more.
func (s *Store) farewell(ctx context.Context, name string) error {
	return s.Update(ctx, func(atx archive.Tx) error {
		_, err := atx.(*tx).exec(`DELETE FROM worker WHERE name = $1`, name)
		return err
	})
}

// dead tells, inside one transaction, which workers are gone.
type dead func(t *tx) (gone func(name string) bool, err error)

// namesake takes the worker's own name for gone. Its leadership in River's
// housekeeping, which would otherwise block the new one for 15 s, is ended too.
func (s *Store) namesake(w archive.Work) dead {
	return func(t *tx) (func(string) bool, error) {
		_, err := t.exec(`DELETE FROM river_leader WHERE leader_id = $1`, w.Worker)
		return func(name string) bool { return name == w.Worker }, err
	}
}

// silent takes workers for gone that gave no sign of life for long, but never
// the one that asks. Their rows are dropped, so the table stays small.
func (s *Store) silent(w archive.Work) dead {
	return func(t *tx) (func(string) bool, error) {
		alive := map[string]bool{w.Worker: true}
		since := s.opt.Now().Add(-s.opt.Stale).UnixNano()
		if _, err := t.exec(`DELETE FROM worker WHERE seen < $1`, since); err != nil {
			return nil, err
		}
		err := t.each(`SELECT name FROM worker`, nil, func(rows scanner) error {
			var name string
			err := rows.Scan(&name)
			alive[name] = true
			return err
		})
		return func(name string) bool { return !alive[name] }, err
	}
}

// takeUp makes the running jobs of dead workers wait again, in their old place.
// Those out of tries are given up: a job that kills its process must end too.
func (s *Store) takeUp(ctx context.Context, w archive.Work, who dead) error {
	var spent []*rivertype.JobRow
	err := s.Update(ctx, func(atx archive.Tx) error {
		spent = nil
		t := atx.(*tx)
		gone, err := who(t)
		if err != nil {
			return err
		}
		running, err := s.jobs.JobListTx(ctx, t.sql, river.NewJobListParams().
			Kinds(jobType).States(rivertype.JobStateRunning).First(claims))
		if err != nil {
			return err
		}
		for _, row := range running.Jobs {
			if !gone(holder(row)) {
				continue
			}
			if row.Attempt >= row.MaxAttempts {
				spent = append(spent, row)
				continue
			}
			if err := s.release(t, row, rivertype.JobStateAvailable); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, row := range spent {
		if err := s.giveUpDead(ctx, w, row); err != nil {
			return err
		}
	}
	return nil
}

// giveUpDead tells of the job outside of any transaction, because whoever is
// told will want one.
func (s *Store) giveUpDead(ctx context.Context, w archive.Work, row *rivertype.JobRow) error {
	var a args
	if err := json.Unmarshal(row.EncodedArgs, &a); err != nil {
		s.opt.Log.Error("a job cannot be read", "job", row.ID, "err", err)
	}
	s.giveUp(ctx, w, toJob(row, a), errDied)
	return s.Update(ctx, func(atx archive.Tx) error {
		return s.release(atx.(*tx), row, rivertype.JobStateDiscarded)
	})
}

// holder is the worker that claimed a running job.
func holder(row *rivertype.JobRow) string {
	if n := len(row.AttemptedBy); n > 0 {
		return row.AttemptedBy[n-1]
	}
	return ""
}

// release ends the claim that row shows, unless the job has been claimed anew
// since it was read.
func (s *Store) release(t *tx, row *rivertype.JobRow, state rivertype.JobState) error {
	now := time.Now().UTC()
	failure, err := json.Marshal(rivertype.AttemptError{At: now, Attempt: row.Attempt, Error: errDied.Error()})
	if err != nil {
		return err
	}
	params := &riverdriver.JobRescueManyParams{
		ID: []int64{row.ID}, Error: [][]byte{failure}, FinalizedAt: []*time.Time{nil},
		ScheduledAt: []time.Time{row.ScheduledAt}, State: []string{string(state)},
		StuckHorizon: now.Add(time.Hour),
	}
	if row.AttemptedAt != nil {
		params.StuckHorizon = row.AttemptedAt.Add(time.Millisecond) // River's precision
	}
	if state == rivertype.JobStateDiscarded {
		params.FinalizedAt[0] = &now
	}
	if _, err := s.driver.UnwrapExecutor(t.sql).JobRescueMany(t.ctx, params); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE river_job SET priority = $2 WHERE id = $1`, row.ID, priorityTried)
	return err
}
