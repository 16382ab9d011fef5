package sqlstore

import (
	"log/slog"
	"time"

	"earshot/archive"
)

// Options says where the store is and how patient it is. Zero fields take the
// defaults given; the pauses are there to be shortened by tests.
type Options struct {
	Path string           // of the file, made when absent; ":memory:" is a temporary file that Close removes
	Log  *slog.Logger     // nil: no log
	Now  func() time.Time // nil: time.Now

	// Passing is for tests: nothing of the file is read after this process, so nothing
	// waits for the disk. A temporary file is always so.
	Passing bool

	Workers    map[archive.JobKind]int // jobs of a kind at a time; 1 where absent
	JobTimeout time.Duration           // for one try of a job; 2 h
	Retries    []time.Duration         // pauses before the tries after the first; 2 s, 8 s, 30 s, 1 min

	Poll      time.Duration // between looks for jobs whose news was missed, 1 s
	Heartbeat time.Duration // between a worker's signs of life and its looks for dead ones, 30 s
	Stale     time.Duration // silence after which a worker counts as dead, 5 min
}

// memory is the Path of a store that lasts as long as it is open.
const memory = ":memory:"

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if len(o.Retries) == 0 {
		o.Retries = []time.Duration{2 * time.Second, 8 * time.Second, 30 * time.Second, time.Minute}
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&o.JobTimeout, 2 * time.Hour},
		{&o.Poll, time.Second},
		{&o.Heartbeat, 30 * time.Second},
		{&o.Stale, 5 * time.Minute},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return o
}
