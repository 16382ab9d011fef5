package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// A21: heads of requests have a bound, and whoever goes over it keeps nobody else
// from being served.
func TestHeadsOfRequestsAreBounded(t *testing.T) {
	var served atomic.Int32
	s := httptest.NewUnstartedServer(nil)
	s.Config = newHTTPServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served.Add(1) }), slog.New(slog.DiscardHandler))
	s.Start()
	defer s.Close()
	var cookies strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&cookies, "c%d=%d; ", i, i)
	}
	many := http.Header{}
	for i := range 1000 {
		many.Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 1000))
	}
	for name, head := range map[string]http.Header{"a header of a megabyte": {"X-Long": {strings.Repeat("x", 1<<20)}}, "ten thousand cookies": {"Cookie": {cookies.String()}}, "a thousand headers": many} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = head
		// The connection may be closed before all of it was sent.
		if resp, err := s.Client().Do(req); err == nil {
			resp.Body.Close()
			if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
				t.Errorf("%s: status %d", name, resp.StatusCode)
			}
		}
	}
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || served.Load() != 1 {
		t.Errorf("afterwards: status %d, and %d were served", resp.StatusCode, served.Load())
	}
}
