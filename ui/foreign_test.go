package ui

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// A14: what another site's page sends is refused before any handler is asked, in
// the form that the sender reads.
func TestForeignOrigins(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	send := func(path string, headers ...string) answer {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+path, strings.NewReader(`{"against":0,"line":1,"text":"Changed from afar."}`))
		r.must(err)
		req.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		return ada.do(req)
	}
	path := "/interviews/" + r.short.ID + "/changes"
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		got := send(apiRoot+path, headers...)
		var e apiError
		if err := json.Unmarshal([]byte(got.text), &e); err != nil || got.StatusCode != 403 || e.Status != 403 || e.RequestID == "" || e.RequestID != got.Header.Get("X-Request-Id") || !strings.Contains(e.Error, "another site") {
			t.Errorf("%v: %d %q, %v", headers, got.StatusCode, got.text, err)
		}
		if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
			t.Errorf("%v: %s", headers, kind)
		}
		send(path, headers...).wants(t, 403, "another site")
	}
	if v := r.look(r.short.ID).Version; v != 0 {
		t.Errorf("another site made version %d", v)
	}
	send(apiRoot+path, "Sec-Fetch-Site", "same-origin").wants(t, 201)
}
