package bleveindex

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"earshot/search"
)

// saying is an interview whose n passages say different words, and one more
// passage.
func saying(n int, more string) search.InterviewDoc {
	d := search.InterviewDoc{Facts: search.Facts{Interview: "many", Language: "en"}}
	for i := range n {
		d.Passages = append(d.Passages, search.Passage{ID: fmt.Sprintf("many-%d", i), Interview: "many",
			Corrected: search.Text{Body: fmt.Sprintf("alpha%[1]d beta%[1]d gamma%[1]d", i)}})
	}
	return search.InterviewDoc{Facts: d.Facts, Passages: append(d.Passages, search.Passage{ID: "many-more", Interview: "many", Corrected: search.Text{Body: more}})}
}

// held lists the words that the files hold, in order.
func held(t *testing.T, ix *Index) (words []string) {
	t.Helper()
	opened := &Index{interviews: ix.interviews, known: &known{}, catalogue: newCatalogue()}
	if err := opened.recall(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(opened.known.lexicon.words, ix.known.lexicon.words, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("what is in the files is not what is known (-files +known):\n%s", d)
	}
	for w, n := range opened.known.lexicon.words {
		if n > 1 {
			t.Errorf("%s is counted %d times in one interview", w, n)
		}
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// TestWordsFollowEachFix: whatever changes in an interview, however many lists its
// words take, the index holds the words it has now, each once, and counts its
// documents rightly.
func TestWordsFollowEachFix(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	for i, doc := range []search.InterviewDoc{
		saying(3, "soup"), saying(3, "soup soup"), saying(3, "bread"), saying(700, "bread"), saying(700, "butter and bread"), saying(2, "soup"), saying(0, ""), saying(9, "soup"),
	} {
		b := search.Batch{Position: int64(i + 1), Interviews: []search.InterviewDoc{doc}}
		if err := ix.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, p := range doc.Passages {
			want = append(want, strings.Fields(p.Corrected.Body)...)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if diff := cmp.Diff(want, held(t, ix)); diff != "" && len(want) > 0 {
			t.Fatalf("step %d: (-want +got)\n%s", i, diff)
		}
		if err := ix.verify("test"); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	if err := ix.Apply(t.Context(), search.Batch{Position: 99, Gone: []string{"many"}}); err != nil {
		t.Fatal(err)
	}
	if words := held(t, ix); len(words) > 0 {
		t.Errorf("%q are left of an interview that is gone", words)
	}
	if err := ix.verify("test"); err != nil {
		t.Error(err)
	}
}

// TestFixWritesFewWords: a fix in a long interview writes the lists of the words
// that came and went, and no others.
func TestFixWritesFewWords(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	before, after := saying(1000, "soup"), saying(1000, "bread")
	if err := ix.Apply(t.Context(), search.Batch{Position: 1, Interviews: []search.InterviewDoc{before}}); err != nil {
		t.Fatal(err)
	}
	s, err := newStep(ix.interviews, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.interview(&after); err != nil {
		t.Fatal(err)
	}
	if n := len(s.given); n < 2 || n > 3*wordsEach {
		t.Errorf("%d words are written for a fix of one", n)
	}
	if s, err = newStep(ix.interviews, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.interview(&before); err != nil || len(s.given) > 0 || s.batch.Size() > 1 { // the position
		t.Errorf("what is the same is written again: %d words, %d documents, %v", len(s.given), s.batch.Size(), err)
	}
}
