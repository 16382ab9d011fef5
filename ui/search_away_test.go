package ui

import (
	"context"
	"net/http"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
)

// TestAThemeWithoutASearch still shows its passages, and says what is missing.
func TestAThemeWithoutASearch(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ada := r.as(r.ada)
	at := r.theme("query", "kettle")
	r.pick(at, r.line(r.short.ID, 1).Words[2].ID)
	r.server.Search = beingMade{r.server.Search}
	ada.get(at).wants(t, 200, "Passages (1)", "neighbour")
	ada.get(at+"?show=decide").wants(t, 200, "Search is being made ready", "Passages (1)")
}

// beingMade is a search whose index is being made again.
type beingMade struct{ Searcher }

func (beingMade) Search(context.Context, archive.Viewer, string, search.Page) (search.Answer, error) {
	return search.Answer{}, &archive.Problem{Kind: archive.ErrState, Field: "q", Sentence: "Search is being made ready."}
}

// TestAListOfSearchesWithoutASearch keeps the list, and forgets no visit.
func TestAListOfSearchesWithoutASearch(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	r.pass(time.Minute)
	ada := r.as(r.ada)
	ada.post("/searches", "search", ada.dated("kettle"), "name", "Tea", "key", "one").wants(t, http.StatusSeeOther)
	r.pass(2 * time.Hour)
	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Line: 2, Text: "Well my neighbour knocked with a kettle one morning."})
	r.must(err)
	r.caughtUp()
	whole := r.server.Search
	r.server.Search = beingMade{whole}
	ada.get("/searches").wants(t, 200, "Tea", "Search is being made ready")
	r.server.Search = whole
	ada.get("/searches").wants(t, 200, "1 new</span>")
}
