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

// shortSpeech makes both engines load their model.
const shortSpeech = "jfk.wav"

// benchWork measures a recording from the last byte of its upload to its
// published page, against the plain engine's own time for the same file.
func benchWork(ctx context.Context, b *bench) error {
	long, err := b.recording(b.long)
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
	engine, err := effortOf(w.process(partEngine))
	if err != nil {
		return fmt.Errorf("find the speech engine: %w", err)
	}
	p, err := b.startPlain(ctx, engine.nice)
	if err != nil {
		return err
	}
	defer p.stop()
	if _, err := p.hear(short); err != nil {
		return err
	}
	var c comparison
	for round := range b.rounds {
		if err := c.plain(p, long); err != nil {
			return err
		}
		if err := c.earshot(ctx, s, w, long, strconv.Itoa(round)); err != nil {
			return err
		}
	}
	b.published = c.ours.median()
	b.rows = append(b.rows, row{
		what: "upload whole → published / plain engine", value: c.ours.median() / c.theirs.median(), target: 1.10, sense: atMost,
		measured: fmt.Sprintf("%.1f s / %.1f s, medians of %d in turn", c.ours.median(), c.theirs.median(), b.rounds),
		notes:    c.notes,
	}, row{
		what: "the same in processor seconds, all parts", value: c.ourWork.median() / c.theirWork.median(),
		measured: fmt.Sprintf("%.1f s / %.1f s; with the listening copy", c.ourWork.median(), c.theirWork.median()),
	}, row{
		what: "until the first chunk is cut, share of it", value: 100 * c.begun.median() / c.ours.median(), unit: " %",
		measured: fmt.Sprintf("%.1f s of %.1f s; the rest of decoding runs beside recognition", c.begun.median(), c.ours.median()),
	})
	return nil
}

// comparison is what both engines took for one recording. Processor time says
// how much work it is, whatever else the machine does.
type comparison struct {
	ours, theirs       times // of wall
	begun              times // of wall, until the first chunk was cut
	ourWork, theirWork times // of processor
	notes              []string
}

// plain lets the plain engine hear a file.
func (c *comparison) plain(p *plain, path string) error {
	before, err := effortOf(p.cmd.Process.Pid)
	if err != nil {
		return err
	}
	a, err := p.hear(path)
	if err != nil {
		return err
	}
	after, err := effortOf(p.cmd.Process.Pid)
	c.theirs = append(c.theirs, a.Seconds)
	c.theirWork = append(c.theirWork, after.seconds-before.seconds)
	c.note("plain engine, niceness %d: %.1f s; %d words", after.nice, a.Seconds, a.Words)
	return err
}

// earshot takes the same file from its upload to its page. The listening copy is
// made meanwhile.
func (c *comparison) earshot(ctx context.Context, s *site, w *watcher, path, title string) error {
	before, err := w.seconds()
	if err != nil {
		return err
	}
	l, err := s.publish(ctx, path, title)
	if err != nil {
		return err
	}
	after, err := w.seconds()
	c.ours.add(l.published)
	c.begun.add(l.begun)
	c.ourWork = append(c.ourWork, after-before)
	c.note("Earshot: %s", l)
	return err
}

func (c *comparison) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
	say("  "+format, args...)
}

// life is what became of one recording; times count from the last byte sent.
type life struct {
	answered  time.Duration // the upload was acknowledged
	begun     time.Duration // the first chunk was cut
	cut       time.Duration // the last chunk was cut
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
