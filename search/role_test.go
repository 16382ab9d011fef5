package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// Passages know the roles of their speakers, by names compared as words are.
func TestRoles(t *testing.T) {
	rec := indextest.Talk("roles", "tom: Why?", "Zoe: Because.", "Speaker 3: Yes.")
	iv := indextest.Interview(rec)
	iv.Storyteller, iv.Interviewer = "Zoë Martin", "Tom"
	got := map[string]search.Role{}
	for _, p := range search.Passages(iv, archive.Base(rec), archive.Base(rec)) {
		for _, s := range p.Speakers {
			got[s] = p.RoleOf(s)
		}
	}
	if d := cmp.Diff(map[string]search.Role{"tom": search.Interviewer, "Zoe": search.Storyteller, "Speaker 3": ""}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
