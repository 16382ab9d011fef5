package main

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// controlPath begins the addresses that only commands run on the data folder may
// use: the index belongs to the site's process, so they have to ask it.
const controlPath = "/-/"

// control answers those commands and hands everything else on.
func control(pages http.Handler, p *parts, f *finder, token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+controlPath+"rebuild-index", func(w http.ResponseWriter, _ *http.Request) {
		f.live.Rebuild()
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET "+controlPath+"compare-index", func(w http.ResponseWriter, r *http.Request) {
		found, err := search.Compare(r.Context(), p.archive, f.live, reporterName(p.archive))
		answer(w, compared{Differences: found, Problem: text(err)})
	})
	mux.HandleFunc("GET "+controlPath+"position", func(w http.ResponseWriter, r *http.Request) {
		at, err := f.live.Position(r.Context())
		last, err2 := p.archive.LastEvent(r.Context())
		answer(w, position{At: at, Last: last, Made: f.live.Made(), Problem: text(err) + text(err2)})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, controlPath) {
			pages.ServeHTTP(w, r)
			return
		}
		given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			http.Error(w, archive.ErrNotFound.Error(), http.StatusNotFound)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// compared is what holding the index against the archive found.
type compared struct {
	Differences []search.Difference `json:"differences"`
	Problem     string              `json:"problem,omitempty"`
}

// position is how far the index has come along the feed.
type position struct {
	At      int64  `json:"at"`
	Last    int64  `json:"last"`
	Made    int64  `json:"made"` // indexes made anew since the site started
	Problem string `json:"problem,omitempty"`
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // the command went away
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
