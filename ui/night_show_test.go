package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// Custodians read on the work list and over the API what the last nightly check
// found; nobody else learns of it.
func TestNightCheckIsShown(t *testing.T) {
	r := newRig(t)
	r.as(r.cleo).get("/work").wants(t, 200, "No nightly check has run yet")
	wrong := true
	night := func() {
		t.Helper()
		_, err := r.archive.CheckNight(t.Context(), archive.Night{Index: func(context.Context) (int, error) {
			if wrong {
				return 2, errors.New("it differs still")
			}
			return 2, nil
		}})
		r.must(err)
		r.pass(time.Minute)
	}
	night()
	page := r.as(r.cleo).get("/work")
	page.wants(t, 200, "checked every night", "The search index differs", "The search index had 2 interviews otherwise", `href="#night"`)
	if strings.Contains(r.as(r.ada).get("/work").text, "checked every night") {
		t.Error("a reporter reads it")
	}
	r.as(r.bo).get("/api/v1/night-check").wants(t, http.StatusForbidden)
	r.as(r.cleo).get("/api/v1/night-check").wants(t, 200, `"index_differed":2`, "The search index differs")
	wrong = false
	night()
	page = r.as(r.cleo).get("/work")
	page.wants(t, 200, "The search index had 2 interviews otherwise")
	if strings.Contains(page.text, "The search index differs") {
		t.Error("what was mended is still shown")
	}
}
