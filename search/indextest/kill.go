package indextest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// killRounds is how often Kill kills. Each round costs about a third of a second.
const killRounds = 12

// Kill lets a child process apply step after step, kills it with no warning at a
// random moment, and opens what it left: every step it was told of is there, no
// step is there in part, and going on gives what an unbroken run gives. command
// starts a program that calls Child on dir.
func Kill(t *testing.T, open Factory, dir string, command func(dir string) *exec.Cmd) {
	t.Helper()
	for round := range killRounds {
		acked := run(t, command(dir), 1+rand.IntN(25))
		ix := open(t, dir)
		at, err := ix.Position(context.Background())
		if err != nil || at < acked {
			t.Fatalf("round %d: step %d was kept, and the index is at %d (%v)", round, acked, at, err)
		}
		// The step after may be there too, or not; applying it settles that.
		if err := ix.Apply(context.Background(), stepNumber(at+1)); err != nil {
			t.Fatal(err)
		}
		check(t, fmt.Sprintf("round %d, after step %d", round, at+1), Holdings(t, ix), expected(at+1))
		q, _ := search.Parse("step")
		res, err := ix.Search(context.Background(), q, search.Page{})
		if err != nil || res.Total != len(expected(at+1)) {
			t.Fatalf("round %d: %d hits (%v), want %d", round, res.Total, err, len(expected(at+1)))
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// run starts the child, waits until it has told of some steps, kills it, and
// returns the last step it told of.
func run(t *testing.T, cmd *exec.Cmd, steps int) (acked int64) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for steps > 0 && lines.Scan() {
		steps--
		acked, _ = strconv.ParseInt(lines.Text(), 10, 64)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it said before it died
		acked, _ = strconv.ParseInt(lines.Text(), 10, 64)
	}
	_ = cmd.Wait() // it was killed
	if acked == 0 {
		t.Fatal("the child did nothing")
	}
	return acked
}

// Child goes on from the index's position, telling w of each step that is kept,
// until it is killed.
func Child(ix search.Index, w io.Writer) error {
	for {
		at, err := ix.Position(context.Background())
		if err != nil {
			return err
		}
		if err := ix.Apply(context.Background(), stepNumber(at+1)); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w, at+1); err != nil {
			return err
		}
	}
}

// circle is how many interviews the steps go round.
const circle = 5

func stepID(n int64) string { return fmt.Sprintf("step%012d", n%circle) }

// stepNumber is one step: an interview that says its number, and every third time
// another one that is gone.
func stepNumber(n int64) search.Batch {
	b := search.Batch{Position: n, Interviews: []search.InterviewDoc{stepDoc(n)}}
	if n%3 == 0 {
		b.Gone = []string{stepID(n + 1)}
	}
	return b
}

func stepDoc(n int64) search.InterviewDoc {
	r := Talk(stepID(n), fmt.Sprintf("This is step number%d of the work.", n))
	iv := Interview(r)
	return search.InterviewDoc{Facts: search.FactsOf(iv), Version: int(n), Passages: search.Passages(iv, archive.Base(r), archive.Base(r))}
}

// expected is what an index holds after step n.
func expected(n int64) []search.Holding {
	holds := map[string]search.Holding{}
	for i := max(1, n-3*circle); i <= n; i++ {
		doc := stepDoc(i)
		holds[stepID(i)] = search.Holding{Interview: stepID(i), Version: int(i), Passages: 1, Digest: doc.Digest()}
		for _, gone := range stepNumber(i).Gone {
			delete(holds, gone)
		}
	}
	var out []search.Holding
	for i := range int64(circle) {
		if h, ok := holds[stepID(i)]; ok {
			out = append(out, h)
		}
	}
	return out
}
