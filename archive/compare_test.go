package archive_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// told writes differences so that they can be read in a test.
func told(found []archive.Difference) string {
	var b strings.Builder
	for _, d := range found {
		if d.Speaker != nil {
			fmt.Fprintf(&b, "%d: %q is %q\n", d.Line, d.Speaker[0], d.Speaker[1])
			continue
		}
		fmt.Fprintf(&b, "%d: %s [%s > %s] %s\n", d.Line, archive.JoinWords(d.Lead), archive.JoinWords(d.Before), archive.JoinWords(d.After), archive.JoinWords(d.Tail))
	}
	return b.String()
}

func TestCompareVersions(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces with snack production in the north of the town", "and then we went home", "yes we did")
	fix := func(line archive.LineID, text string) {
		t.Helper()
		now := must3(h.Interview(h.ctx, h.reporter, iv.ID))(t)
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: now.Version, Line: line, Text: text, Reason: archive.NeverSaid}))(t)
	}
	shape := func(s archive.Shape) {
		t.Helper()
		s.Interview, s.Against = iv.ID, must3(h.Interview(h.ctx, h.reporter, iv.ID))(t).Version
		must(h.Reshape(h.ctx, h.reporter, s))(t)
	}
	fix(1, "we did listening spaces with co-production in the north of the town")                 // 1, two places
	shape(archive.Shape{Op: archive.OpSplit, Line: 2, At: 16})                                    // 2
	shape(archive.Shape{Op: archive.OpSpeaker, Line: 2, Speaker: "Ann", Reach: archive.ThisLine}) // 3
	fix(3, "")                                                                                    // 4
	must(h.Revert(h.ctx, h.reporter, iv.ID, 4, "", ""))(t)                                        // 5
	fix(2, "and so then")                                                                         // 6
	for line, text := range []string{1: "all", 2: "is", 3: "now", 4: "new"} {                     // 7 to 10
		if text != "" {
			fix(archive.LineID(line), text)
		}
	}
	at := func(version int) *archive.Transcript {
		t.Helper()
		return must(h.Read(h.ctx, h.reporter, iv.ID, version))(t).Transcript
	}
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{0, 0, ""},
		{0, 1, "1: we did [lifting > listening] spaces with co-production in the\n1: we did listening spaces with [snack production > co-production] in the north of the\n"},
		{1, 2, ""},
		{1, 3, "2: \"\" is \"Ann\"\n"},
		{3, 4, "3:  [yes we did > ] \n"},
		{3, 5, ""},
		{5, 6, "2: and [ > so] then\n"},
		{6, 10, "1:  [we did listening spaces with co-production in the north of the town > all] \n2:  [and so then > is] \n4:  [we went home > new] \n3:  [yes we did > now] \n"},
		{6, 5, "2: and [so > ] then\n"},
	} {
		if d := cmp.Diff(c.want, told(archive.Compare(at(c.from), at(c.to)))); d != "" {
			t.Errorf("%d..%d (-want +got):\n%s", c.from, c.to, d)
		}
	}
}

// TestCompareExplainsEverything: whatever happened, the earlier words with the
// differences applied are the later words, and nothing is called different that
// is not.
func TestCompareExplainsEverything(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	for range 300 {
		a, b := randomTranscript(r), randomTranscript(r)
		var was, is []string
		for _, l := range a.Lines {
			was = append(was, strings.Fields(l.Text())...)
		}
		for _, l := range b.Lines {
			is = append(is, strings.Fields(l.Text())...)
		}
		taken, put := 0, 0
		for _, d := range archive.Compare(a, b) {
			taken, put = taken+len(d.Before), put+len(d.After)
		}
		if len(was)-taken != len(is)-put {
			t.Fatalf("%v to %v: %d taken and %d put in", was, is, taken, put)
		}
		if same := archive.Compare(a, a); len(same) != 0 {
			t.Fatalf("a version differs from itself: %s", told(same))
		}
	}
}

// randomTranscript draws some of forty words in order, cut into lines anywhere.
func randomTranscript(r *rand.Rand) *archive.Transcript {
	t := &archive.Transcript{}
	for id := archive.WordID(1); id <= 40; id++ {
		if len(t.Lines) == 0 || r.IntN(5) == 0 {
			t.Lines = append(t.Lines, archive.Line{ID: archive.LineID(id)})
		}
		if r.IntN(3) > 0 {
			l := &t.Lines[len(t.Lines)-1]
			l.Words = append(l.Words, archive.Word{ID: id, Text: fmt.Sprint("w", id)})
		}
	}
	return t
}
