package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"earshot/archive"
)

// Places opens stores that outlive a process.
type Places struct {
	// New names the place of a new, empty store.
	New func(t *testing.T) string
	// Open opens the store at a place. A worker must count as dead after a few
	// seconds without a sign of life: fewer, and a busy machine kills the living.
	Open func(place string) (Worked, error)
}

// childVariable tells the test binary to be a child that will be killed.
const childVariable = "EARSHOT_STORETEST_CHILD"

// Main runs the tests, or the child's part when this process is a child of
// RunDeaths. Call it from TestMain.
func Main(m *testing.M, open func(place string) (Worked, error)) {
	part, place, isChild := strings.Cut(os.Getenv(childVariable), ":")
	if !isChild {
		os.Exit(m.Run())
	}
	s, err := open(place)
	if err == nil {
		err = childParts[part](s)
	}
	fmt.Println("child failed:", err)
	os.Exit(1)
}

// childParts are what children do until they are killed. They say on standard
// output what they have done.
var childParts = map[string]func(Worked) error{
	"hang":  childHangs,
	"work":  childWorks,
	"write": childWrites,
}

// childHangs claims jobs as worker "mill" and never finishes one.
func childHangs(s Worked) error {
	return s.Work(context.Background(), archive.Work{Worker: "mill", Handlers: map[archive.JobKind]archive.Handler{
		archive.JobRecognise: func(_ context.Context, j archive.Job) error {
			fmt.Printf("claimed try %d\n", j.Try)
			select {}
		},
	}})
}

// childWorks does jobs as worker "mill" and keeps a setting for each.
func childWorks(s Worked) error {
	return s.Work(context.Background(), archive.Work{Worker: "mill", Handlers: map[archive.JobKind]archive.Handler{
		archive.JobRecognise: func(ctx context.Context, j archive.Job) error {
			fmt.Printf("began %d\n", j.Chunk)
			return s.Update(ctx, func(tx archive.Tx) error {
				return errors.Join(tx.PutSetting(fmt.Sprint("done ", j.Chunk), "yes"),
					tx.Enqueue(archive.Job{Kind: archive.JobMirror, Interview: fmt.Sprint(j.Chunk)}))
			})
		},
	}})
}

// childWrites appends changes with an event each and says so once they are kept.
func childWrites(s Worked) error {
	for v := 1; ; v++ {
		err := s.Update(context.Background(), func(tx archive.Tx) error {
			_, err := tx.AddEvent("i1", v, moment)
			return errors.Join(err, tx.AppendChange(change("i1", v)))
		})
		if err != nil {
			return err
		}
		fmt.Printf("kept %d\n", v)
	}
}

// child starts a child and returns the lines it says and a kill -9.
func child(t *testing.T, part, place string) (lines <-chan string, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+part+":"+place)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := make(chan string, 1<<16)
	go func() {
		defer close(c)
		for in := bufio.NewScanner(out); in.Scan(); {
			c <- in.Text()
		}
	}()
	killed := false
	kill = func() {
		if killed {
			return
		}
		killed = true
		cmd.Process.Kill()
		for range c { // the pipe must be read to its end before Wait
		}
		cmd.Wait()
	}
	t.Cleanup(kill)
	return c, kill
}

// RunDeaths kills processes that use the store, and looks at what they left.
func RunDeaths(t *testing.T, p Places) {
	t.Run("what Update acknowledged is there after kill -9", func(t *testing.T) { acknowledged(t, p) })
	t.Run("a worker of the same name takes up a dead one's job at once", func(t *testing.T) { sameName(t, p) })
	t.Run("a worker of another name takes it up when signs of life are missing", func(t *testing.T) { otherName(t, p) })
	t.Run("a job that kills its process runs out of tries and is given up", func(t *testing.T) { killsItsProcess(t, p) })
	t.Run("no job is lost by killing its worker again and again", func(t *testing.T) { noJobLost(t, p) })
	t.Run("a long job of a living worker is left to it", func(t *testing.T) { longJob(t, p) })
}

func (p Places) open(t *testing.T, place string) Worked {
	t.Helper()
	s, err := p.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func acknowledged(t *testing.T, p Places) {
	for round := range 5 {
		place := p.New(t)
		lines, kill := child(t, "write", place)
		kept := 0
		for kept < 5+17*round {
			if line := wait(t, "the child to write", lines); line != fmt.Sprintf("kept %d", kept+1) {
				t.Fatalf("the child said %q", line)
			}
			kept++
		}
		kill()
		s := p.open(t, place)
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("after the kill: %v", err)
		}
		all := read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.Changes("i1", 0, -1) })
		if len(all) < kept {
			t.Errorf("%d changes were acknowledged, %d are there", kept, len(all))
		}
		for i, c := range all {
			same(t, "change", c, change("i1", i+1))
		}
		same(t, "last event", read(t, s, archive.Tx.LastEvent), int64(len(all)))
	}
}

// abandoned is a place with a job that a killed worker named "mill" had claimed.
func abandoned(t *testing.T, p Places) string {
	t.Helper()
	place := p.New(t)
	s := p.open(t, place)
	add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "i1", Run: 1})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	die(t, place, 1)
	return place
}

// die lets a child claim the job and kills it.
func die(t *testing.T, place string, try int) {
	t.Helper()
	lines, kill := child(t, "hang", place)
	same(t, "the child", wait(t, "the child to claim the job", lines), fmt.Sprintf("claimed try %d", try))
	kill()
}

func sameName(t *testing.T, p Places) {
	s := p.open(t, abandoned(t, p))
	jobs := read(t, s, archive.Tx.Jobs)
	if len(jobs) != 1 || jobs[0].State != archive.JobRunning {
		t.Fatalf("the dead worker left %+v", jobs)
	}
	takesUp(t, s, "mill")
}

func otherName(t *testing.T, p Places) {
	takesUp(t, p.open(t, abandoned(t, p)), "bakery")
}

// takesUp sees that a worker of this name does the abandoned job as its second try.
func takesUp(t *testing.T, s Worked, worker string) {
	t.Helper()
	took := make(chan archive.Job, 1)
	w := handling(func(_ context.Context, j archive.Job) error {
		took <- j
		return nil
	}, archive.JobRecognise)
	w.Worker = worker
	startWork(t, s, w)
	same(t, "try", wait(t, "the job", took).Try, 2)
	untilCounted(t, s, archive.JobRecognise, archive.JobDone, 1)
}

func killsItsProcess(t *testing.T, p Places) {
	place := abandoned(t, p)
	for try := 2; try <= archive.MaxTries; try++ {
		die(t, place, try)
	}
	s := p.open(t, place)
	tried, givenUp := make(chan archive.Job, 10), make(chan archive.Job, 10)
	w := handling(func(_ context.Context, j archive.Job) error {
		tried <- j
		return nil
	}, archive.JobRecognise)
	w.Worker = "mill"
	w.GivenUp = func(ctx context.Context, j archive.Job, cause error) {
		err := s.Update(ctx, func(tx archive.Tx) error { return tx.PutSetting("failed", cause.Error()) })
		if err != nil {
			t.Errorf("GivenUp cannot use the store: %v", err)
		}
		givenUp <- j
	}
	startWork(t, s, w)
	j := wait(t, "the job to be given up", givenUp)
	same(t, "given up", []any{j.Interview, j.Run, j.Try, j.State}, []any{"i1", 1, archive.MaxTries, archive.JobGivenUp})
	untilCounted(t, s, archive.JobRecognise, archive.JobGivenUp, 1)
	same(t, "tries and calls too many", len(tried)+len(givenUp), 0)
}

// noJobLost kills a worker in the middle of a row of jobs, a little later in each
// round, then lets one finish the rest.
func noJobLost(t *testing.T, p Places) {
	const jobs = 25
	place := p.New(t)
	s := p.open(t, place)
	for i := range jobs {
		add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "i1", Run: 1, Chunk: i})
	}
	for round := range archive.MaxTries - 1 {
		lines, kill := child(t, "work", place)
		for range 1 + 2*round {
			wait(t, "the child to begin a job", lines)
		}
		kill()
	}
	lines, _ := child(t, "work", place)
	wait(t, "the last child to begin", lines)
	untilCounted(t, s, archive.JobRecognise, archive.JobDone, jobs)
	for i := range jobs {
		done := read(t, s, func(tx archive.Tx) (string, error) { return tx.Setting(fmt.Sprint("done ", i)) })
		same(t, "done", done, "yes")
	}
	// What a job enqueues when it is done twice is still there once.
	untilCounted(t, s, archive.JobMirror, archive.JobWaiting, jobs)
}

// longJob runs a job for longer than the silence that counts as death. That the
// job of a worker which died later comes back is the sign that the time is over.
// W03: two workers and one job.
func longJob(t *testing.T, p Places) {
	place := p.New(t)
	s, other := p.open(t, place), p.open(t, place)
	began, goOn := make(chan archive.Job, 10), make(chan bool)
	w := handling(func(_ context.Context, j archive.Job) error {
		began <- j
		<-goOn
		return nil
	}, archive.JobListen)
	w.Worker = "bakery"
	add(t, s, archive.Job{Kind: archive.JobListen, Interview: "long"})
	startWork(t, s, w)
	wait(t, "the long job", began)

	add(t, s, archive.Job{Kind: archive.JobRecognise, Interview: "short"})
	die(t, place, 1)
	took := make(chan archive.Job, 10)
	w = handling(func(_ context.Context, j archive.Job) error {
		took <- j
		return nil
	}, archive.JobListen, archive.JobRecognise)
	w.Worker = "garage"
	startWork(t, other, w)
	same(t, "the job taken up", wait(t, "the dead worker's job", took).Interview, "short")
	untilCounted(t, s, archive.JobRecognise, archive.JobDone, 1)
	for _, j := range read(t, s, archive.Tx.Jobs) {
		same(t, "the long job", []any{j.Interview, j.State, j.Try}, []any{"long", archive.JobRunning, 1})
	}
	close(goOn)
	untilCounted(t, s, archive.JobListen, archive.JobDone, 1)
	same(t, "jobs begun too often", len(began)+len(took), 0)
}
