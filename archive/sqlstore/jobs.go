package sqlstore

import (
	"fmt"
	"slices"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"earshot/archive"
)

// args is the one River job type. The archive's kind of job is River's queue, so
// that each kind has workers of its own.
type args struct {
	Interview string `json:"interview"`
	Run       int    `json:"run"`
	Chunk     int    `json:"chunk"`
}

// Kind names the type in River's tables.
func (args) Kind() string { return jobType }

const jobType = "earshot"

// River hands out the lowest priority first.
const (
	priorityTried = 1 // begun before, so it came before all that wait
	priorityNew   = 2
)

const (
	waitingStates = `('available', 'pending', 'retryable', 'scheduled')`

	waitingTwin = `SELECT count(*) FROM river_job WHERE args ->> 'interview' = $1 AND queue = $2
		AND CAST(args ->> 'run' AS BIGINT) = $3 AND CAST(args ->> 'chunk' AS BIGINT) = $4 AND state IN ` + waitingStates

	// All chunks of a run queue up at the moment its first job came, so interviews
	// are worked in the order of arrival, and chunks in the order of their ids.
	joinRun = `UPDATE river_job SET scheduled_at = (SELECT min(j.created_at) FROM river_job j
			WHERE j.args ->> 'interview' = $2 AND CAST(j.args ->> 'run' AS BIGINT) = $3)
		WHERE id = $1`
)

func (t *tx) Enqueue(j archive.Job) error {
	if !slices.Contains(archive.JobKinds, j.Kind) {
		return fmt.Errorf("job of kind %q: %w", j.Kind, archive.ErrInvalid)
	}
	what := fmt.Sprintf("queue %s of interview %s", j.Kind, j.Interview)
	var twins int
	if err := t.row(waitingTwin, []any{j.Interview, string(j.Kind), j.Run, j.Chunk}, &twins); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if twins > 0 {
		return nil
	}
	res, err := t.store.jobs.InsertTx(t.ctx, t.sql, args{j.Interview, j.Run, j.Chunk},
		&river.InsertOpts{MaxAttempts: archive.MaxTries, Priority: priorityNew, Queue: string(j.Kind)})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if j.Kind != archive.JobRecognise && j.Kind != archive.JobAssemble {
		return nil
	}
	if _, err := t.exec(joinRun, res.Job.ID, j.Interview, j.Run); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (t *tx) Jobs() ([]archive.Job, error) {
	var all []archive.Job
	err := t.each(`SELECT id, queue, state, args ->> 'interview', args ->> 'run', args ->> 'chunk', attempt, created_at,
			coalesce(`+lastError+`, '')
		FROM river_job WHERE kind = $1 AND (state = 'running' OR state IN `+waitingStates+`)
		ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, priority, scheduled_at, id`, []any{jobType},
		func(rows scanner) error {
			var j archive.Job
			var state rivertype.JobState
			err := rows.Scan(&j.ID, &j.Kind, &state, &j.Interview, &j.Run, &j.Chunk, &j.Try, &j.Made, &j.Error)
			j.State, j.Made = jobState(state), j.Made.UTC()
			all = append(all, j)
			return err
		})
	return all, err
}

func (t *tx) CountJobs() (map[archive.JobKind]map[archive.JobState]int, error) {
	counts := map[archive.JobKind]map[archive.JobState]int{}
	err := t.each(`SELECT queue, state, count(*) FROM river_job WHERE kind = $1 GROUP BY queue, state`, []any{jobType},
		func(rows scanner) error {
			var kind archive.JobKind
			var state rivertype.JobState
			var n int
			if err := rows.Scan(&kind, &state, &n); err != nil {
				return err
			}
			if counts[kind] == nil {
				counts[kind] = map[archive.JobState]int{}
			}
			counts[kind][jobState(state)] += n
			return nil
		})
	return counts, err
}

func jobState(s rivertype.JobState) archive.JobState {
	switch s {
	case rivertype.JobStateRunning:
		return archive.JobRunning
	case rivertype.JobStateCompleted:
		return archive.JobDone
	case rivertype.JobStateCancelled, rivertype.JobStateDiscarded:
		return archive.JobGivenUp
	}
	return archive.JobWaiting
}
