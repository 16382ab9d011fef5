package ui

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkInterviewPage measures the page of a two-hour interview, 20,000
// words: cold (nothing rendered yet, the words read and folded already), warm, warm
// with a page around it that is written anew, and asked again with its tag.
func BenchmarkInterviewPage(b *testing.B) {
	r := readingRig(b)
	long := r.interview("Two hours about everything", 2500)
	at := "/interviews/" + long.ID
	from := ""
	ask := func(b *testing.B, tag string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, at+from, nil)
		req.Header.Set("Accept-Encoding", "gzip")
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		w := httptest.NewRecorder()
		r.server.limits = newLimits(r.server.Now) // a benchmark is more than one reader may ask
		r.server.ServeHTTP(w, req)
		if w.Code != http.StatusOK && (tag == "" || w.Code != http.StatusNotModified) {
			b.Fatalf("status %d: %s", w.Code, w.Body)
		}
		return w
	}
	first := ask(b, "")
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			r.server.pages = newPageCache()
			ask(b, "")
		}
		b.ReportMetric(float64(first.Body.Len()), "bytes")
	})
	ask(b, "")
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			ask(b, "")
		}
	})
	from = "?t=5"
	b.Run("warm at a time", func(b *testing.B) {
		for b.Loop() {
			ask(b, "")
		}
	})
	from = ""
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			ask(b, first.Header().Get("ETag"))
		}
	})
}
