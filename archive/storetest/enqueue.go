package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"earshot/archive"
)

var enqueue = []promise{
	{"Enqueue adds a waiting job that was not tried", func(t *testing.T, s archive.Store) {
		add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "i1", Run: 2, Chunk: 3})
		got := read(t, s, archive.Tx.Jobs)
		want := []archive.Job{{Kind: archive.JobRecognise, Interview: "i1", Run: 2, Chunk: 3, State: archive.JobWaiting}}
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(archive.Job{}, "ID", "Made")); d != "" {
			t.Error(d)
		}
		if got[0].ID == 0 || got[0].Made.IsZero() {
			t.Errorf("the job has no id or time: %+v", got[0])
		}
	}},
	{"a job equal to one still waiting is not added twice", func(t *testing.T, s archive.Store) {
		j := archive.Job{Kind: archive.JobRecognise, Interview: "i1", Run: 1, Chunk: 1}
		add(t, s, j, j)
		add(t, s, j)
		for _, differ := range []archive.Job{
			{Kind: archive.JobListen, Interview: "i1", Run: 1, Chunk: 1}, {Kind: archive.JobRecognise, Interview: "i2", Run: 1, Chunk: 1},
			{Kind: archive.JobRecognise, Interview: "i1", Run: 2, Chunk: 1}, {Kind: archive.JobRecognise, Interview: "i1", Run: 1, Chunk: 2},
		} {
			add(t, s, differ)
		}
		same(t, "jobs", len(read(t, s, archive.Tx.Jobs)), 5)
	}},
	{"a job of no known kind is ErrInvalid", func(t *testing.T, s archive.Store) {
		refused(t, s, archive.ErrInvalid, func(tx archive.Tx) error { return tx.Enqueue(archive.Job{Kind: "dream", Interview: "i"}) })
	}},
	{"Jobs are in the order of arrival of their run, then as enqueued", func(t *testing.T, s archive.Store) {
		rec := func(iv string, chunk int) archive.Job {
			return archive.Job{Kind: archive.JobRecognise, Interview: iv, Run: 1, Chunk: chunk}
		}
		add(t, s, rec("first", 0))
		pause(t)
		add(t, s, rec("second", 0))
		pause(t)
		add(t, s, rec("first", 1), rec("second", 1), rec("first", 2))
		pause(t)
		add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "first", Run: 2}) // a new run is a new arrival
		var got []archive.Job
		for _, j := range read(t, s, archive.Tx.Jobs) {
			got = append(got, archive.Job{Kind: j.Kind, Interview: j.Interview, Run: j.Run, Chunk: j.Chunk})
		}
		same(t, "jobs", got, []archive.Job{
			rec("first", 0), rec("first", 1), rec("first", 2), rec("second", 0), rec("second", 1),
			{Kind: archive.JobRecognise, Interview: "first", Run: 2},
		})
	}},
	{"CountJobs counts by kind and state", func(t *testing.T, s archive.Store) {
		add(t, s, archive.Job{Kind: archive.JobListen, Interview: "a"}, archive.Job{Kind: archive.JobListen, Interview: "b"}, archive.Job{Kind: archive.JobMirror, Interview: "a"})
		same(t, "counts", read(t, s, archive.Tx.CountJobs), map[archive.JobKind]map[archive.JobState]int{
			archive.JobListen: {archive.JobWaiting: 2}, archive.JobMirror: {archive.JobWaiting: 1},
		})
	}},
}

// add enqueues jobs in one transaction.
func add(t *testing.T, s archive.Store, jobs ...archive.Job) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, j := range jobs {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return nil
	})
}
