package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// said writes the words of places, in the order found.
func said(t *testing.T, a *indextest.Archive, places []archive.HeardPlace) []string {
	t.Helper()
	out := []string{}
	for _, p := range places {
		_, heard, _, err := a.Spoken(context.Background(), p.Interview)
		if err != nil {
			t.Fatal(err)
		}
		words, err := heard.Words(p.First, p.Last)
		if err != nil {
			t.Fatal(err)
		}
		if at := words[0].Start; at < p.Span.Start || at > p.Span.End {
			t.Errorf("%q is at %.1f, not within %v", archive.JoinWords(words), at, p.Span)
		}
		out = append(out, p.Interview[:4]+" "+archive.JoinWords(words))
	}
	slices.Sort(out)
	return out
}

func TestHeardAs(t *testing.T) {
	more := indextest.Talk("copro0000000000c", "Ana: To copro produce, copro produce; copro-produce!", "Ana: We lift lifting lifted spaces.", "Ana: Lifting spaces")
	a := indextest.NewArchive(t, indextest.Kitchen(), more)
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	a.Say(t, "kitchen0000000a1", 8, "Real co-production takes years. You share the keys and the budget.", "one")
	s.reached(t)
	for _, c := range []struct {
		phrase string
		want   []string
	}{
		{"Copro produce", []string{"copr copro produce,", "copr copro produce;", "copr copro-produce!", "kitc copro produce"}},
		{"lifting", []string{"copr Lifting", "copr lifting", "kitc lifting"}},
		{"lifting spaces,", []string{"copr Lifting spaces", "kitc lifting spaces,"}},
		{"co production", []string{"kitc co production"}},
		{"coproduction", []string{"kitc coproduction"}},
		{"nothing like it", nil},
		{"“”", nil},
	} {
		places, more, err := s.searcher.HeardAs(context.Background(), c.phrase, 10)
		if err != nil || more {
			t.Fatal(c.phrase, more, err)
		}
		if got := said(t, a, places); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
			t.Errorf("%q was heard at %q, want %q", c.phrase, got, c.want)
		}
	}
	if places, more, err := s.searcher.HeardAs(context.Background(), "copro produce", 2); len(places) != 2 || !more || err != nil {
		t.Errorf("at most two: %v, %t, %v", places, more, err)
	}
	s.searcher.Deadline = time.Nanosecond
	if _, _, err := s.searcher.HeardAs(context.Background(), "copro produce", 2); !errors.Is(err, archive.ErrState) {
		t.Errorf("too slow: %v", err)
	}
}

// BenchmarkTwins looks for the twins of a fix in an archive of a million words:
// what is offered right after saving, and the page that shows them. The phrase was
// heard in one interview of ten.
func BenchmarkTwins(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	a := indextest.NewArchive(b)
	for n := range 167 {
		lines := talk(r, 375)
		if n%10 == 0 {
			lines[r.IntN(375)] = "I wanna copro produce something with all of you and then we see what comes of it."
		}
		a.Add(b, indextest.Talk(fmt.Sprintf("bench%011d", n), lines...))
	}
	s := start(b, a, filepath.Join(b.TempDir(), "index"))
	s.reached(b)
	ctx, source := context.Background(), ""
	places, _, err := s.searcher.HeardAs(ctx, "copro produce", 100)
	if err != nil || len(places) != 17 {
		b.Fatal(len(places), err)
	}
	source = places[0].Interview
	if _, err := a.Fix(ctx, indextest.Custodian, archive.Fix{Interview: source, First: places[0].First, Last: places[0].Last, Text: "co-produce", Key: "k"}); err != nil {
		b.Fatal(err)
	}
	for name, look := range map[string]func() (int, error){
		"offer": func() (int, error) { return a.CountTwins(ctx, archive.Viewer{}, s.searcher, source, 1) },
		"page": func() (int, error) {
			tw, err := a.Twins(ctx, archive.Viewer{}, s.searcher, source, 1, 0)
			return tw.Found, err
		},
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				n, err := look()
				if err != nil || n != 16 {
					b.Fatal(n, err)
				}
				took = append(took, time.Since(began))
			}
			report(b, took)
		})
	}
}

var _ archive.HeardFinder = (*search.Searcher)(nil)

// FuzzHeardAs: whatever words a fix replaced, looking for them is no error.
func FuzzHeardAs(f *testing.F) {
	a := indextest.NewArchive(f, indextest.Kitchen())
	s := start(f, a, filepath.Join(f.TempDir(), "index"))
	s.reached(f)
	for _, phrase := range []string{"lifting spaces", `"-heard:x*`, "السَّلامُ عليكم", strings.Repeat("a ", 60), "\xff"} {
		f.Add(phrase)
	}
	f.Fuzz(func(t *testing.T, phrase string) {
		if _, _, err := s.searcher.HeardAs(context.Background(), phrase, 3); err != nil {
			if _, told := indextest.Told(err); !told {
				t.Fatal(err)
			}
		}
	})
}
