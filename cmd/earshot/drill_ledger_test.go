package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"testing"
)

// What a ledger entry speaks of. Each thing is noted twice: before it is sent
// and when the site said that it is kept.
const (
	anUpload = "upload"
	aFix     = "fix"
	aReport  = "report"
)

// entry is one line of the ledger.
type entry struct {
	What      string `json:"what"`
	Acked     bool   `json:"acked"`
	Round     int    `json:"round"`
	Key       string `json:"key"` // idempotency key of the request
	Interview string `json:"interview,omitempty"`
	SHA256    string `json:"sha256,omitempty"` // anUpload: of the recording
	Size      int64  `json:"size,omitempty"`
	Heard     string `json:"heard,omitempty"` // anUpload: the words an uninterrupted run hears, when that is known
	Text      string `json:"text,omitempty"`  // aFix, aReport: the words written
	Version   int    `json:"version,omitempty"`
	Receipt   string `json:"receipt,omitempty"` // aReport
}

// ledger is what the clients were told, kept apart from the site and synced
// before the client goes on, so that no kill can touch it.
type ledger struct {
	t    testing.TB
	mu   sync.Mutex
	file *os.File
}

func newLedger(t testing.TB, path string) *ledger {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return &ledger{t: t, file: f}
}

// note adds an entry.
func (l *ledger) note(e entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := json.NewEncoder(l.file).Encode(e); err != nil {
		l.t.Error(err)
	}
	if err := l.file.Sync(); err != nil {
		l.t.Error(err)
	}
}

// read returns what was noted of one sort of thing, acknowledged or not.
func (l *ledger) read(what string, acked bool) []entry {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.Open(l.file.Name())
	if err != nil {
		l.t.Fatal(err)
	}
	defer f.Close()
	var all []entry
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			l.t.Fatal(err)
		}
		if e.What == what && e.Acked == acked {
			all = append(all, e)
		}
	}
	if err := lines.Err(); err != nil {
		l.t.Fatal(err)
	}
	return all
}

// texts returns what was sent of one sort, acknowledged or not: the words of a
// fix or report, which no two share, and the keys of uploads.
func (l *ledger) texts(what string) map[string]bool {
	out := map[string]bool{}
	for _, e := range l.read(what, false) {
		if what == anUpload {
			e.Text = e.Key
		}
		out[e.Text] = true
	}
	return out
}
