package ui

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"earshot/archive"
)

// TestTwentyEditorsAtOnce (N01) has 20 people send 25 fixes each to a few lines, at
// once and through the site: every one of the 500 texts is in the journal or kept
// as a proposal whose receipt opens, and the journal makes the text that is shown.
func TestTwentyEditorsAtOnce(t *testing.T) {
	const editors, lines = 20, 4
	each := 25
	if testing.Short() {
		each = 5
	}
	r := newRig(t)
	id := r.short.ID
	var people []*browser
	for e := range editors {
		people = append(people, r.as(r.account(fmt.Sprintf("editor%d", e), fmt.Sprintf("Editor %d", e), archive.ReporterRole)))
	}
	var mu sync.Mutex
	applied, kept := map[string]bool{}, map[string]string{}
	var wg sync.WaitGroup
	for e, b := range people {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(e), 1))
			for n := range each {
				read, err := r.archive.Read(t.Context(), archive.System, id, -1)
				if err != nil {
					t.Error(err)
					return
				}
				l := read.Transcript.Lines[rng.IntN(lines)]
				w := l.Words[rng.IntN(len(l.Words))]
				text := fmt.Sprintf("w%dx%d", e, n)
				a, body := b.postJSON("/interviews/"+id+"/changes", "against", fmt.Sprint(read.Transcript.Version), "line", fmt.Sprint(l.ID),
					"first", fmt.Sprint(w.ID), "last", fmt.Sprint(w.ID), "text", text, "key", "k"+text)
				mu.Lock()
				switch receipt, _ := body["receipt"].(string); {
				case a.StatusCode == http.StatusOK:
					applied[text] = true
				case a.StatusCode == http.StatusConflict && receipt != "":
					kept[text] = receipt
				default:
					t.Errorf("%s: %d %s", text, a.StatusCode, a.text)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(applied)+len(kept) != editors*each {
		t.Fatalf("%d applied and %d kept are not %d", len(applied), len(kept), editors*each)
	}
	t.Logf("%d applied, %d kept as proposals", len(applied), len(kept))

	_, _, journal, err := r.archive.History(t.Context(), archive.System, id)
	r.must(err)
	for i, c := range journal {
		if text := archive.JoinWords(c.Edits[0].Words); c.Version != i+1 || !applied[text] {
			t.Errorf("entry %d is version %d of %q", i, c.Version, text)
		}
		delete(applied, archive.JoinWords(c.Edits[0].Words))
	}
	if len(applied) > 0 {
		t.Errorf("not in the journal: %v", applied)
	}
	for text, receipt := range kept {
		found, err := r.archive.Receipt(t.Context(), strings.TrimPrefix(receipt, "/receipts/"))
		if err != nil || found.Report.Fix != text {
			t.Errorf("%q is kept as %+v, %v", text, found, err)
		}
	}

	first, err := r.archive.Read(t.Context(), archive.System, id, 0)
	r.must(err)
	folded, err := first.Transcript.Then(journal)
	r.must(err)
	page := r.visitor().get("/interviews/" + id).text
	for _, l := range folded.Lines[:lines] {
		for _, w := range l.Words {
			if strings.HasPrefix(w.Text, "w") && strings.Contains(w.Text, "x") && !strings.Contains(page, w.Text) {
				t.Errorf("%q of the journal's fold is not on the page", w.Text)
			}
		}
	}
	now, err := r.archive.Read(t.Context(), archive.System, id, -1)
	r.must(err)
	for i, l := range folded.Lines {
		if l.Text() != now.Transcript.Lines[i].Text() {
			t.Errorf("line %d folds to %q, shown is %q", i, l.Text(), now.Transcript.Lines[i].Text())
		}
	}
}
