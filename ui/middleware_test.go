package ui

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// bursting is a search that fails as no search should.
type bursting struct {
	Searcher
	with any
}

func (b bursting) Search(context.Context, archive.Viewer, string, search.Page) (search.Answer, error) {
	if err, ok := b.with.(error); ok && err != http.ErrAbortHandler {
		return search.Answer{}, err
	}
	panic(b.with)
}

// TestNoFailureTellsItsCause: a page and an answer that fail name the request, and
// nothing of the inside; the log has the cause under the same name.
func TestNoFailureTellsItsCause(t *testing.T) {
	const secret = "sqlite: disk I/O error in /srv/earshot/archive.db"
	for name, with := range map[string]any{"an error": errors.New(secret), "a panic": secret} {
		r := newRig(t)
		r.server.Search = bursting{r.server.Search, with}
		for _, path := range []string{"/search?q=beans", apiRoot + "/search?q=beans"} {
			a := r.visitor().get(path)
			if a.StatusCode != http.StatusInternalServerError {
				t.Errorf("%s: %s answers %d", name, path, a.StatusCode)
			}
			id := a.Header.Get("X-Request-Id")
			if strings.Contains(a.text, "sqlite") || strings.Contains(a.text, "/srv") || strings.Contains(a.text, "goroutine") {
				t.Errorf("%s: %s tells %s", name, path, excerpt(a.text))
			}
			if id == "" || !strings.Contains(a.text, id) || a.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("%s: %s names no request %q: %s", name, path, id, excerpt(a.text))
			}
		}
		r.Close() // every request has been logged
		if log := r.log.String(); strings.Count(log, "disk I/O error") < 2 {
			t.Errorf("%s: the log does not say why: %s", name, log)
		}
	}
}

// TestAnAnswerThatIsCutOff: the connection ends, so that nobody takes a part for
// the whole.
func TestAnAnswerThatIsCutOff(t *testing.T) {
	r := newRig(t)
	r.server.Search = bursting{r.server.Search, http.ErrAbortHandler}
	if resp, err := r.visitor().Get(r.URL + "/search?q=beans"); err == nil {
		resp.Body.Close()
		t.Errorf("answered %s", resp.Status)
	}
	r.visitor().get("/").wants(t, 200) // the next one is served
}

// TestWhatIsSeenOfAnAnswer: the first status counts, as it does for the sender.
func TestWhatIsSeenOfAnAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w *seenWriter)
		status int
		bytes  int64
	}{
		"words alone": {func(w *seenWriter) { _, _ = w.Write([]byte("four")) }, 200, 4},
		"a status":    {func(w *seenWriter) { w.WriteHeader(404); _, _ = w.Write([]byte("no")) }, 404, 2},
		"copied":      {func(w *seenWriter) { _, _ = w.ReadFrom(strings.NewReader("a longer text")) }, 200, 13},
		"nothing":     {func(*seenWriter) {}, 0, 0},
	} {
		w := &seenWriter{ResponseWriter: httptest.NewRecorder()}
		c.answer(w)
		if w.status != c.status || w.bytes != c.bytes {
			t.Errorf("%s: %d, %d bytes", name, w.status, w.bytes)
		}
	}
}
