package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"earshot/ui/client"
)

// longTalk is the length of the interviews in the loaded archive, in seconds.
const longTalk = 2 * 3600

// benchReading loads an archive with long interviews and measures what people do
// there: fix and find, and read the page.
func benchReading(ctx context.Context, b *bench) error {
	dir := filepath.Join(b.temp, "reading")
	s, err := b.startSite(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }() // the folder goes anyway
	var last client.Interview
	for n := range b.interviews {
		if last, err = s.load(ctx, b.words, uint64(n)); err != nil {
			return err
		}
		say("  loaded interview %d: %d words", n+1, last.Words)
	}
	e, err := s.edit(ctx, last.ID)
	if err != nil {
		return err
	}
	if _, err := e.fixAndFind(ctx); err != nil { // waits until the index has everything
		return err
	}
	if err := b.benchFixes(ctx, e); err != nil {
		return err
	}
	return b.benchPage(ctx, s, e)
}

// load imports captions of so many words with a short hum as their sound.
func (s *site) load(ctx context.Context, words int, n uint64) (client.Interview, error) {
	in := client.Intake{
		Title: fmt.Sprintf("Made up %d", n), Storyteller: "Ada", Interviewer: "Ben", Agreed: true, PublishWhenReady: true,
		Captions: newTalk(n).captions(words, longTalk),
	}
	iv, err := s.Import(ctx, in, "hum.wav", bytes.NewReader(hum(5, n)), nil)
	if err != nil {
		return iv, err
	}
	return s.ready(ctx, iv.ID)
}

// editor fixes words of one interview, one after the other.
type editor struct {
	s       *site
	id      string
	version int
	lines   []apiLine
	next    int
}

type apiLine struct {
	ID    int `json:"id"`
	Words []struct {
		ID int `json:"id"`
	} `json:"words"`
}

func (s *site) edit(ctx context.Context, id string) (*editor, error) {
	var t struct {
		Version int       `json:"version"`
		Lines   []apiLine `json:"lines"`
	}
	var body bytes.Buffer
	if err := s.Transcript(ctx, id, "json", &body); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body.Bytes(), &t); err != nil {
		return nil, err
	}
	if len(t.Lines) == 0 {
		return nil, fmt.Errorf("%s has no lines", id)
	}
	return &editor{s: s, id: id, version: t.Version, lines: t.Lines}, nil
}

// fix replaces the first word of another line by a word that is nowhere else,
// and returns it.
func (e *editor) fix(ctx context.Context) (string, error) {
	word := "zq" + strings.ToLower(rand.Text()[:14])
	l := e.lines[(e.next*37)%len(e.lines)] // here and there in the interview
	e.next++
	first := l.Words[0].ID
	in := map[string]any{"against": e.version, "line": l.ID, "first": first, "last": first, "text": word, "key": word}
	var out struct {
		Applied bool `json:"applied"`
		Change  struct {
			Version int `json:"version"`
		} `json:"change"`
	}
	if err := e.s.post(ctx, "/interviews/"+e.id+"/changes", in, &out); err != nil {
		return "", err
	}
	if !out.Applied {
		return "", fmt.Errorf("the fix of %s waits for someone", e.id)
	}
	e.version = out.Change.Version
	return word, nil
}

// found is how long a fix took: until it was kept, and until it was found.
type found struct{ kept, found time.Duration }

// fixAndFind fixes a word and searches for it until it is there.
func (e *editor) fixAndFind(ctx context.Context) (found, error) {
	began := time.Now()
	word, err := e.fix(ctx)
	if err != nil {
		return found{}, err
	}
	f := found{kept: time.Since(began)}
	for time.Since(began) < time.Minute {
		res, err := e.s.Search(ctx, word, 1, "")
		if err != nil {
			return f, err
		}
		if res.Total > 0 && res.Hits[0].Interview == e.id {
			f.found = time.Since(began)
			return f, nil
		}
		select {
		case <-ctx.Done():
			return f, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return f, fmt.Errorf("%s was not found within a minute", word)
}

// benchFixes measures fix → findable, each beside a plain read of the API.
func (b *bench) benchFixes(ctx context.Context, e *editor) error {
	var kept, all, reads times
	for range b.fixes {
		f, err := e.fixAndFind(ctx)
		if err != nil {
			return err
		}
		kept.add(f.kept)
		all.add(f.found)
		took, err := timed(func() error {
			_, err := e.s.Interview(ctx, e.id)
			return err
		})
		if err != nil {
			return err
		}
		reads.add(took)
	}
	b.rows = append(b.rows, row{
		what: "fix → findable, p95", value: all.at(95), unit: " s", target: 1, sense: atMost,
		measured: fmt.Sprintf("p50 %s, kept after %s; %d interviews of %d words", ms(all.at(50)), ms(kept.at(50)), b.interviews, b.words),
	}, row{
		what: "fix → findable / plain read, p50", value: all.at(50) / reads.at(50), unit: " x",
		measured: fmt.Sprintf("%s / %s; p95 %s / %s", ms(all.at(50)), ms(reads.at(50)), ms(all.at(95)), ms(reads.at(95))),
	})
	return nil
}

// post sends JSON to the API with the site's own token.
func (s *site) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	at, err := url.JoinPath(s.url, "api/v1", path)
	if err != nil {
		return err
	}
	s.sent = len(body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s answers %s: %s", path, resp.Status, b)
	}
	return json.Unmarshal(b, out)
}
