package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

func TestPassages(t *testing.T) {
	r := indextest.Kitchen()
	iv := indextest.Interview(r)
	got := search.Passages(iv, archive.Base(r), indextest.Corrected(t, r, indextest.Fix{Line: 2, Was: "lifting", Now: "listening"}))
	want := []struct {
		first, last archive.LineID
		begins      string
		speakers    []string
	}{
		{1, 4, "How did the community kitchen begin? We had nothing but listening spaces,", []string{"Asha", "Rosa"}},
		{5, 8, "And what did the council want", []string{"Asha", "Rosa"}},
		{9, 11, "Were you ever angry", []string{"Asha", "Rosa"}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d passages: %+v", len(got), got)
	}
	for i, w := range want {
		p := got[i]
		if p.First != w.first || p.Last != w.last || !strings.HasPrefix(p.Corrected.Body, w.begins) || !slices.Equal(p.Speakers, w.speakers) {
			t.Errorf("passage %d: %d-%d %v %q", i, p.First, p.Last, p.Speakers, p.Corrected.Body)
		}
	}
	if !got[0].Differs() || !strings.Contains(got[0].Heard.Body, "lifting spaces") || got[1].Differs() {
		t.Error("what differs is the first passage alone")
	}
	if got[0].Corrected.SpeakerAt(0) != "Asha" || got[0].Corrected.SpeakerAt(len("How did the community kitchen begin? ")) != "Rosa" {
		t.Errorf("turns %+v", got[0].Corrected.Turns)
	}
}

// TestLongTalk: without speakers or questions, passages last 30 to 60 seconds and
// end with a sentence where there is one.
func TestLongTalk(t *testing.T) {
	var lines []string
	for i := range 60 {
		end := ","
		if i%4 == 3 {
			end = "."
		}
		lines = append(lines, fmt.Sprintf("line %d goes on about the weather and the sea%s", i, end))
	}
	r := indextest.Talk("long000000000001", lines...)
	got := search.Passages(indextest.Interview(r), archive.Base(r), archive.Base(r))
	for i, p := range got[:len(got)-1] {
		if d := p.End - p.Start; d < 30 || d > 60 {
			t.Errorf("passage %d lasts %v s", i, d)
		}
		if !strings.HasSuffix(p.Corrected.Body, ".") {
			t.Errorf("passage %d ends with %q", i, p.Corrected.Body[len(p.Corrected.Body)-10:])
		}
	}
}

// TestRemovedWords: words in a removed stretch are in neither text.
func TestRemovedWords(t *testing.T) {
	r := indextest.Kitchen()
	iv := indextest.Interview(r)
	first := r.Lines[3].Words[1] // "neighbour" to "José"
	iv.Removed = []archive.Span{{Start: first.Start, End: first.Start + 2*indextest.WordTime}}
	for _, p := range search.Passages(iv, archive.Base(r), archive.Base(r)) {
		for _, body := range []string{p.Heard.Body, p.Corrected.Body} {
			if strings.Contains(body, "José") || strings.Contains(body, "neighbour") {
				t.Errorf("%s still says it: %q", p.ID, body)
			}
		}
	}
}

// TestFixesMoveNoBoundary: whatever is fixed, split or merged, passages keep their
// ids and lines, no word is lost, and each stays in the passage it was heard in.
func TestFixesMoveNoBoundary(t *testing.T) {
	r := indextest.Kitchen()
	iv := indextest.Interview(r)
	before := search.Passages(iv, archive.Base(r), archive.Base(r))
	rapid.Check(t, func(t *rapid.T) {
		tr := archive.Base(r)
		for n := rapid.IntRange(1, 6).Draw(t, "changes"); n > 0; n-- {
			change(t, tr)
		}
		after := search.Passages(iv, archive.Base(r), tr)
		words := 0
		for i, p := range after {
			if p.ID != before[i].ID || p.Last != before[i].Last || p.Heard.Body != before[i].Heard.Body {
				t.Fatalf("passage %d was %s-%d, is %s-%d", i, before[i].ID, before[i].Last, p.ID, p.Last)
			}
			words += len(p.Corrected.Words)
			for _, w := range p.Corrected.Words {
				if heard := slices.ContainsFunc(before[i].Heard.Words, func(h search.Word) bool { return h.ID == w.ID }); !heard && int(w.ID) <= archive.Base(r).AllWords() {
					t.Fatalf("word %d moved to passage %s", w.ID, p.ID)
				}
			}
		}
		if words != tr.AllWords() {
			t.Fatalf("%d words of %d", words, tr.AllWords())
		}
	})
}

// change makes one random change to a transcript.
func change(t *rapid.T, tr *archive.Transcript) {
	at := rapid.IntRange(0, len(tr.Lines)-1).Draw(t, "line")
	l := tr.Lines[at]
	c := &archive.Change{Interview: tr.Interview, Version: tr.Version + 1, Against: tr.Version, Kind: archive.MisHearing, Op: archive.OpWords}
	switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
	case kind == 0 && at > 0:
		c.Op, c.Line = archive.OpMerge, l.ID
	case kind == 1 && len(l.Words) > 1:
		c.Op, c.Line, c.At = archive.OpSplit, l.ID, l.Words[rapid.IntRange(1, len(l.Words)-1).Draw(t, "at")].ID
	case len(l.Words) > 0:
		first := rapid.IntRange(0, len(l.Words)-1).Draw(t, "first")
		last := rapid.IntRange(first, len(l.Words)-1).Draw(t, "last")
		text := rapid.SliceOfN(rapid.SampledFrom([]string{"new", "words", "here", "soup"}), 0, 4).Draw(t, "text")
		edits, err := tr.EditsFor(l.ID, l.Words[first].ID, l.Words[last].ID, text, strings.Clone)
		if err != nil {
			return // it already says that
		}
		c.Edits = edits
	default:
		return
	}
	if err := tr.Apply(c); err != nil {
		t.Fatal(err)
	}
}

func TestEncode(t *testing.T) {
	doc := indextest.Doc(t, indextest.Kitchen(), indextest.Fix{Line: 2, Was: "lifting", Now: "listening"})
	spaced := search.Text{Body: "two in one", Words: []search.Word{
		{ID: 7, Line: 9, Start: 4, End: 4.25, To: 6}, {ID: 3, Line: 2, Start: 1, End: 1.5, From: 7, To: 10}}}
	none := search.Passage{ID: search.PassageID("a", 1), Interview: "a", First: 1}
	odd := search.Passage{ID: search.PassageID("a", 2), Interview: "a", First: 2,
		Asked:     []search.Question{{Speaker: "Ada", Text: "Who had the key?", Start: 1.25, End: 2.5, Line: 7}, {Start: 3, End: 4, Line: 9}},
		Corrected: spaced, Heard: spaced}
	for _, p := range append(doc.Passages, none, odd) {
		got, err := search.DecodePassage(p.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(p, got); d != "" {
			t.Errorf("-was +is:\n%s", d)
		}
	}
	whole := doc.Passages[0].Encode()
	for i := range whole {
		broken := slices.Clone(whole)
		broken[i] ^= 4
		if _, err := search.DecodePassage(broken); err == nil {
			t.Fatalf("a flipped bit in byte %d is not noticed", i)
		}
	}
	other := indextest.Doc(t, indextest.Kitchen())
	if doc.Digest() == other.Digest() {
		t.Error("the digest does not tell documents apart")
	}
}

func FuzzDecodePassage(f *testing.F) {
	for _, p := range indextest.Doc(f, indextest.Kitchen()).Passages {
		f.Add(p.Encode())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := search.DecodePassage(data); err == nil {
			search.Marks(&p.Corrected, [][2]int{{0, len(p.Corrected.Body)}})
		}
	})
}

func TestPieces(t *testing.T) {
	h := search.Hit{Text: "What then? We sang.", Turns: []search.Turn{{At: 0, Speaker: "Asha"}, {At: 11, Speaker: "Rosa"}},
		Highlights: []search.Highlight{{From: 5, To: 9, Start: 3}, {From: 14, To: 18, Start: 7}}}
	want := []search.Piece{{Text: "What ", Speaker: "Asha"}, {Text: "then", Marked: true, Start: 3}, {Text: "? "},
		{Text: "We ", Speaker: "Rosa"}, {Text: "sang", Marked: true, Start: 7}, {Text: "."}}
	if d := cmp.Diff(want, h.Pieces()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if h.PlayFrom() != 1 {
		t.Errorf("plays from %v", h.PlayFrom())
	}
	groups := search.Results{Hits: []search.Hit{{Facts: search.Facts{Interview: "a"}}, {Facts: search.Facts{Interview: "b"}}, {Facts: search.Facts{Interview: "a"}}}}.Groups()
	if len(groups) != 2 || len(groups[0].Hits) != 2 {
		t.Errorf("groups %+v", groups)
	}
}
