package ui

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// TestSavedSearchesTellWhatIsNew saves a search, fixes a word so that one more
// passage is found, opens one more interview, and changes what was found before.
func TestSavedSearchesTellWhatIsNew(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ann, id := r.visitor(), r.short.ID
	ann.get("/search?q=kettle").wants(t, 200, `href="/searches/new?q=kettle"`)
	r.pass(-time.Hour) // everything was published since
	made := ann.get("/searches/new?q=kettle")
	made.wants(t, 303)
	at := made.Header.Get("Location")
	var feed atomFeed
	parse := func() []string {
		t.Helper()
		a := ann.get(at + "/feed.atom")
		a.wants(t, 200)
		feed = atomFeed{}
		r.must(xml.Unmarshal([]byte(a.text), &feed))
		var said []string
		for _, e := range feed.Entries {
			said = append(said, e.Summary)
		}
		return said
	}
	if len(parse()) == 0 {
		t.Error("an interview that was opened since is not new")
	}
	r.pass(time.Hour)
	made = ann.get("/searches/new?q=kettle")
	at = made.Header.Get("Location")
	ann.get(at).wants(t, 200, "A saved search", "Nothing new yet", "this found", "kettle")
	if said := parse(); len(said) != 0 {
		t.Errorf("new at once: %q", said)
	}
	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: id, Line: 2, Text: "Well my neighbour knocked with a kettle one morning."})
	r.must(err)
	_, err = r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: id, Against: 1, Line: 9, Text: "My daughter still carries the kettle down on Sundays."})
	r.must(err)
	r.caughtUp()
	said := parse()
	if len(said) != 1 || !strings.Contains(said[0], "knocked with a kettle") {
		t.Errorf("new are %q", said)
	}
	ann.get(at).wants(t, 200, "knocked with a kettle")
	got := as[apiSaved](t, r.program(archive.Viewer{}).call(get, at, nil), 200)
	if len(got.New) != 1 || !got.Sure || got.Found == 0 || got.Position == 0 {
		t.Errorf("the API says %+v", got)
	}
	r.must(r.archive.Unpublish(t.Context(), r.ada, id)) // the index still has it
	if said := parse(); len(said) != 0 {
		t.Errorf("of an interview that is not open: %q", said)
	}
}

func TestSavedSearchesThatNobodySaved(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ann := r.visitor()
	forged := base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf(`{"q":"kettle","t":%d,"n":999}`, time.Now().UnixMilli())))
	ann.get("/searches/"+forged+".x").wants(t, 200, "cannot vouch", "999")
	for _, id := range []string{"x", "x.y", base64.RawURLEncoding.EncodeToString([]byte(`{"q":"","t":1}`)) + ".x", base64.RawURLEncoding.EncodeToString([]byte(`{"q":"a","t":-1}`)) + ".x", strings.Repeat("a", 5000) + ".x"} {
		ann.get("/searches/"+id).wants(t, 404)
	}
	ann.get("/searches/new").wants(t, 422)
}
