package archive

import (
	"context"
	"time"
)

// JobKind names a sort of work.
type JobKind string

const (
	JobPrepare   JobKind = "prepare"   // decode the recording, cut it into chunks
	JobRecognise JobKind = "recognise" // one chunk of sound to words
	JobAssemble  JobKind = "assemble"  // chunks to a recognition
	JobListen    JobKind = "listen"    // make the listening copy
	JobMirror    JobKind = "mirror"    // write an interview's records to the bucket; without an interview, those of the people
	JobMail      JobKind = "mail"      // send a letter, whose number is the Run of the job
)

// JobKinds lists every kind.
var JobKinds = []JobKind{JobPrepare, JobRecognise, JobAssemble, JobListen, JobMirror, JobMail}

// MaxTries is how often a job is tried before a person is asked.
const MaxTries = 5

// Job is a small piece of work, inserted in the transaction that needs it.
type Job struct {
	ID        int64     `json:"id"`
	Kind      JobKind   `json:"kind"`
	Interview string    `json:"interview"`
	Run       int       `json:"run,omitempty"`
	Chunk     int       `json:"chunk,omitempty"`
	Try       int       `json:"try"` // from 1; counted when claimed, so a job that kills its process runs out too
	State     JobState  `json:"state"`
	Error     string    `json:"error,omitempty"` // of the last try
	Made      time.Time `json:"made"`
}

// JobState is where a job stands.
type JobState string

const (
	JobWaiting JobState = "waiting" // also: to be tried again later
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobGivenUp JobState = "given up" // out of tries
)

// JobRows inserts and looks at jobs.
type JobRows interface {
	// Enqueue adds a job; it runs only if the transaction is kept. A job equal in
	// kind, interview, run and chunk to one still waiting is not added twice.
	Enqueue(Job) error
	// Jobs returns waiting and running jobs in the order they will be worked.
	Jobs() ([]Job, error)
	// CountJobs counts all jobs by kind and state.
	CountJobs() (map[JobKind]map[JobState]int, error)
}

// Handler does one job. An error is tried again with growing pauses, up to
// MaxTries; an error that wraps ErrInvalid or ErrState is not tried again.
type Handler func(context.Context, Job) error

// Work says what a worker does.
type Work struct {
	Worker   string // stable name of this machine's worker: its dead jobs are taken up at once when it restarts
	Handlers map[JobKind]Handler
	// GivenUp is told of a job that ran out of tries or cannot be tried again.
	GivenUp func(ctx context.Context, j Job, cause error)
	// Ready, if set, is closed when the worker has begun to take jobs.
	Ready chan<- struct{}
}

// Queue hands out jobs. A store that keeps jobs implements it too.
type Queue interface {
	// Work takes jobs until ctx ends, then waits for running ones to stop. Jobs
	// that were running when a worker of the same name died are taken up at
	// once; those of a worker that stopped giving signs of life, within 6 minutes.
	// Prepare, listen, mirror and mail jobs run beside recognise jobs, one of each kind
	// at a time.
	Work(ctx context.Context, w Work) error
}
