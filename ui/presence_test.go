package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

func TestPresenceForgets(t *testing.T) {
	now := time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)
	p := newPresence(func() time.Time { return now })
	p.enter("iv", "ada", 3)
	p.enter("iv", "bo", 4)
	p.enter("iv", "bo", 8) // a person is in one place
	p.enter("other", "cleo", 5)
	check := func(when, who string, want ...archive.LineID) {
		t.Helper()
		if got := p.others("iv", who); !cmp.Equal(got, append([]archive.LineID{}, want...)) {
			t.Errorf("%s, %s sees %v, want %v", when, who, got, want)
		}
	}
	check("at first", "ada", 8)
	check("at first", "bo", 3)
	check("at first", "cleo", 3, 8)
	now = now.Add(14 * time.Minute)
	p.enter("iv", "ada", 3)
	now = now.Add(time.Minute)
	check("one renewed", "cleo", 3)
	p.enter("iv", "ada", 0)
	check("and left", "cleo")
	for i := range presenceKept + 10 {
		p.enter("iv", fmt.Sprint(i), archive.LineID(i+1))
	}
	if len(p.open) != presenceKept {
		t.Errorf("%d are kept, want %d", len(p.open), presenceKept)
	}
}

func TestPresenceOnLines(t *testing.T) {
	r := readingRig(t)
	path := "/interviews/" + r.short.ID + "/presence"
	bo, ada := r.program(r.bo), r.program(r.ada)
	if got := as[apiPresence](t, bo.call(http.MethodPost, path, object{"line": 8}), 200); len(got.Lines) != 0 {
		t.Errorf("the first one sees %v", got.Lines)
	}
	if got := as[apiPresence](t, ada.call(http.MethodPost, path, object{"line": 9}), 200); !cmp.Equal(got.Lines, []archive.LineID{8}) {
		t.Errorf("the second one sees %v, want line 8", got.Lines)
	}
	const sentence = "Someone else has this line open"
	if page := r.as(r.ada).get("/interviews/" + r.short.ID + "/lines/8/fix"); !strings.Contains(page.text, sentence) || strings.Contains(page.text, "Bo") {
		t.Errorf("the form of a line someone has open: %s", excerpt(page.text))
	}
	if page := r.as(r.bo).get("/interviews/" + r.short.ID + "/lines/8/fix"); strings.Contains(page.text, sentence) {
		t.Error("a person is warned of themselves")
	}
}
