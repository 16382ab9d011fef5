package ui

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/ui/client"
)

// TestClient does with the client what the command line does.
func TestClient(t *testing.T) {
	const local = "the token of commands on this machine"
	r := newRig(t, func(c *Config) { c.LocalToken = local })
	ctx := t.Context()
	c := client.New(r.URL+"/", local)
	r.must(c.Health(ctx))

	acc, err := c.AddUser(ctx, client.NewAccount{SignIn: "eve", Name: "Eve", Role: "reporter"})
	r.must(err)
	if acc.SignIn != "eve" || acc.Role != "reporter" || acc.ID == "" {
		t.Errorf("account %+v", acc)
	}
	link, err := c.SignInLink(ctx, "eve")
	r.must(err)
	if page := r.visitor().get(strings.TrimPrefix(link, r.URL)); page.StatusCode != 200 {
		t.Errorf("the link answers %d", page.StatusCode)
	}

	sound := testSound(3)
	var told int64
	in := client.Intake{Title: "Sent by a program", Storyteller: "Grace", Themes: []string{"bees", "gardens"}, Agreed: true, Key: "k"}
	iv, err := c.Import(ctx, in, "talk.wav", bytes.NewReader(sound), func(sent int64) { told = sent })
	r.must(err)
	if iv.State != "queued" || iv.Title != in.Title || told != int64(len(sound)) {
		t.Errorf("imported %+v, told of %d bytes of %d", iv, told, len(sound))
	}
	again, err := c.Import(ctx, in, "talk.wav", bytes.NewReader(sound), nil)
	r.must(err)
	if again.ID != iv.ID {
		t.Error("one key made two interviews")
	}

	// The words arrive while WaitReady asks.
	states := map[string]bool{}
	heard := make(chan struct{})
	go func() {
		<-heard
		kept := r.look(iv.ID)
		_, err := r.archive.BeginRun(ctx, kept.ID, kept.Run)
		if err == nil {
			err = r.archive.AdoptCaptions(ctx, kept.ID, kept.Run, archive.SoundFacts{Duration: 3, Type: "audio/wav"}, testLines(2))
		}
		if err != nil {
			t.Error(err)
		}
	}()
	ready, err := c.WaitReady(ctx, iv.ID, func(s client.Standing) {
		if !states[s.State] {
			states[s.State] = true
			if s.State == "queued" {
				close(heard)
			}
		}
	})
	r.must(err)
	if !states["queued"] || ready.State != "draft" || ready.Words != 18 || ready.Duration != 3 {
		t.Errorf("ready %+v after %v", ready, states)
	}

	for format, want := range map[string]string{"txt": "first come to the garden", "vtt": "WEBVTT", "srt": "00:00:00,000 -->", "json": `"start_s"`} {
		var b bytes.Buffer
		r.must(c.Transcript(ctx, iv.ID, format, &b))
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s has no %q: %s", format, want, excerpt(b.String()))
		}
	}
	if _, err := c.Publish(ctx, iv.ID); err != nil {
		t.Error(err)
	}
	r.caughtUp()
	seen := map[string]bool{}
	for cursor := ""; ; {
		page, err := c.Search(ctx, "garden", 2, cursor)
		r.must(err)
		for _, h := range page.Hits {
			seen[h.Interview] = true
			runes := []rune(h.Text)
			for _, m := range h.Highlights {
				if got := string(runes[m.From:m.To]); got != m.Text || m.End < m.Start {
					t.Errorf("highlight %+v marks %q", m, got)
				}
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !seen[iv.ID] || !seen[r.short.ID] {
		t.Errorf("found in %v", seen)
	}
}

// TestClientErrors: a refusal keeps its sentence and field, and what is no
// answer of Earshot is told from one.
func TestClientErrors(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	c := client.New(r.URL, "")
	_, err := c.Search(ctx, "", 0, "")
	if e, ok := err.(*client.Error); !ok || e.Status != 422 || e.Field != "q" || e.Sentence == "" {
		t.Errorf("empty search: %#v", err)
	}
	if _, err := c.AddUser(ctx, client.NewAccount{SignIn: "eve", Role: "reporter"}); !client.Is(err, http.StatusUnauthorized) {
		t.Errorf("add user without a token: %v", err)
	}
	if _, err := c.WaitReady(ctx, "aaaaaaaaaaaaaaaa", nil); !client.Is(err, http.StatusNotFound) {
		t.Errorf("wait for nothing: %v", err)
	}
	// The server refuses before it read the recording: the sender must not hang.
	endless := io.LimitReader(zeros{}, 1<<30)
	if _, err := c.Import(ctx, client.Intake{Title: "x", Agreed: true}, "x.wav", endless, nil); err == nil {
		t.Error("an import without a token was taken")
	}
	stopped, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := c.WaitReady(stopped, r.queued("Never done").ID, nil); err == nil {
		t.Error("waiting did not stop")
	}

	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<h1>Bad gateway</h1>", http.StatusBadGateway)
	}))
	defer proxy.Close()
	if err := client.New(proxy.URL, "").Health(ctx); !client.Is(err, http.StatusBadGateway) || strings.Contains(err.Error(), "<h1>") {
		t.Errorf("a proxy's page: %v", err)
	}
	proxy.Close()
	if err := client.New(proxy.URL, "").Health(ctx); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("nobody there: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// FuzzAPIBody sends any bytes as the body of a fix: the server refuses or takes
// them, and never fails.
func FuzzAPIBody(f *testing.F) {
	for _, s := range []string{`{"against":0,"line":1,"text":"x"}`, `{}`, `[`, `{"text":"\ud800"}`, `{"against":1e3}`, `{"a":{"b":[1,2]}}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		in := fixAsk{}
		if err := planOf(fixType).of("json").readJSON(body, valueOf(&in)); err != nil {
			status, sentence, _, known := explain(err)
			if !known || status < 400 || status >= 500 || sentence == "" {
				t.Errorf("%q: %d %q", body, status, sentence)
			}
		}
	})
}
