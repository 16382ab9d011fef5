package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"earshot/ui/client"
)

// The long recording, and a short one that makes both engines load their model.
const (
	longSpeech  = "readings-long.mp3"
	shortSpeech = "jfk.wav"
)

// benchWork measures a recording from the last byte of its upload to its
// published page, against the plain engine's own time for the same file.
func benchWork(ctx context.Context, b *bench) error {
	long, err := b.recording(longSpeech)
	if err != nil {
		return err
	}
	short, err := b.recording(shortSpeech)
	if err != nil {
		return err
	}
	s, err := b.startSite(ctx, filepath.Join(b.temp, "work"))
	if err != nil {
		return err
	}
	defer s.stop()
	w := watch(s.pid)
	_, err = s.publish(ctx, short, "warm")
	if err == nil {
		err = b.compareWork(ctx, s, w, long, short)
	}
	high := w.stop()
	if err == nil {
		b.addMemory(high)
	}
	return err
}

// compareWork runs both engines in turn.
func (b *bench) compareWork(ctx context.Context, s *site, w *watcher, long, short string) error {
	nice, err := niceOf(w.process(partEngine))
	if err != nil {
		return fmt.Errorf("find the speech engine: %w", err)
	}
	p, err := b.startPlain(ctx, nice)
	if err != nil {
		return err
	}
	defer p.stop()
	if _, err := p.hear(short); err != nil {
		return err
	}
	var ours, theirs times
	var notes []string
	for round := range b.rounds {
		plain, err := p.hear(long)
		if err != nil {
			return err
		}
		theirs = append(theirs, plain.Seconds)
		say("  plain engine: %.1f s, %d words", plain.Seconds, plain.Words)
		life, err := s.publish(ctx, long, strconv.Itoa(round))
		if err != nil {
			return err
		}
		ours.add(life.published)
		notes = append(notes, life.String())
		say("  Earshot: %s", life)
	}
	b.published = ours.median()
	b.rows = append(b.rows, row{
		what: "upload whole → published / plain engine", value: ours.median() / theirs.median(), target: 1.10, sense: atMost,
		measured: fmt.Sprintf("%.1f s / %.1f s, medians of %d in turn", ours.median(), theirs.median(), b.rounds),
		notes:    append(notes, fmt.Sprintf("plain engine, same niceness %d: %.1f s", nice, []float64(theirs))),
	})
	return nil
}

// life is what became of one recording; times count from the last byte sent.
type life struct {
	answered  time.Duration // the upload was acknowledged
	begun     time.Duration // the first chunk was cut
	cut       time.Duration // the last chunk was cut
	heard     time.Duration // every chunk was recognised
	published time.Duration
	chunks    []time.Duration // when each more chunk was done
	engine    float64         // seconds the engine took for all chunks
	words     int
}

func (l life) String() string {
	sec := func(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()) }
	done := ""
	for _, d := range l.chunks {
		done += " " + sec(d)
	}
	return fmt.Sprintf("acknowledged %s, first chunk cut %s, all cut %s, chunks heard%s, published %s s; %.1f s of it in the engine; %d words",
		sec(l.answered), sec(l.begun), sec(l.cut), done, sec(l.published), l.engine, l.words)
}

// publish uploads a recording and follows it until it is published.
func (s *site) publish(ctx context.Context, path, title string) (life, error) {
	f, err := os.Open(path)
	if err != nil {
		return life{}, err
	}
	defer f.Close()
	sent := &sending{r: f}
	iv, err := s.Import(ctx, client.Intake{Title: title, Agreed: true, PublishWhenReady: true}, filepath.Base(path), sent, nil)
	if err != nil {
		return life{}, err
	}
	l := life{answered: time.Since(sent.end)}
	if err := s.follow(ctx, iv.ID, sent.end, &l); err != nil {
		return l, err
	}
	iv, err = s.ready(ctx, iv.ID)
	l.engine, l.words = iv.RecognisedIn, iv.Words
	return l, err
}

// lookEvery is how exactly the steps of a recording are known. It costs ten
// small requests a second, which count against Earshot.
const lookEvery = 100 * time.Millisecond

// follow notes when each step was first seen.
func (s *site) follow(ctx context.Context, id string, began time.Time, l *life) error {
	for {
		st, err := s.Standing(ctx, id)
		if err != nil {
			return err
		}
		at, p := time.Since(began), st.Progress
		note(&l.begun, at, p.Chunks > 0)
		note(&l.cut, at, p.AllKnown)
		for len(l.chunks) < p.Done {
			l.chunks = append(l.chunks, at)
		}
		note(&l.heard, at, p.AllKnown && p.Done == p.Chunks)
		if (client.Interview{State: st.State}).Ready() {
			l.published = at
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

// note keeps the first time that something was seen.
func note(to *time.Duration, at time.Duration, seen bool) {
	if seen && *to == 0 {
		*to = at
	}
}

// sending remembers when the last byte was taken.
type sending struct {
	r   io.Reader
	end time.Time
}

func (s *sending) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if n > 0 {
		s.end = time.Now()
	}
	return n, err
}

// addMemory tells the highest memory of each part while recordings were worked on.
func (b *bench) addMemory(high map[string]memory) {
	for _, part := range []string{partSite, partGateway, partDecoder, partFFmpeg, partEngine} {
		m, seen := high[part]
		if !seen {
			continue
		}
		b.rows = append(b.rows, row{
			what: "peak memory at work: " + part, value: float64(m.peak) / (1 << 20), unit: " MiB",
			measured: fmt.Sprintf("%s of its own, %s mapped files", mib(m.own), mib(m.files)),
		})
	}
}
