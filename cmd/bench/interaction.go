package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	longTranscript = 20_000 // words: two hours of talk
	savedFixes     = 40
)

// waited are the milliseconds until what a person did was painted.
type waited struct{ Tap, Key []float64 }

// benchInteraction measures what a person waits for on the page of a two-hour
// interview, and how long one fix takes to be saved there.
func benchInteraction(ctx context.Context, b *bench) error {
	s, err := b.startSite(ctx, filepath.Join(b.temp, "interaction"))
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }() // the folder goes anyway
	iv, err := s.load(ctx, longTranscript, 1)
	if err != nil {
		return err
	}
	if err := b.benchSave(ctx, s, iv.ID); err != nil {
		return err
	}
	page, floor, err := inBrowser(ctx, s, iv.ID)
	if err != nil {
		return err
	}
	for _, r := range []struct {
		what        string
		took, least []float64
	}{{"tap to paint", page.Tap, floor.Tap}, {"key to paint", page.Key, floor.Key}} {
		took, least := inSeconds(r.took), inSeconds(r.least)
		b.rows = append(b.rows, row{
			what: r.what + ", p95", value: took.at(95) * 1000, unit: " ms", target: 100, sense: atMost,
			measured: fmt.Sprintf("p50 %s, %d times, 4x slower processor, %d words; an empty page: p50 %s, p95 %s", ms(took.at(50)), len(took), iv.Words, ms(least.at(50)), ms(least.at(95))),
			notes:    []string{"Whatever else the machine does shows in " + r.what + ": the empty page of the same run tells how much."},
		})
	}
	return nil
}

// benchSave measures saving one fix, through HTTP, on an interview of many words.
func (b *bench) benchSave(ctx context.Context, s *site, id string) error {
	e, err := s.edit(ctx, id)
	if err != nil {
		return err
	}
	var t times
	for range savedFixes {
		began := time.Now()
		if _, err := e.fix(ctx); err != nil {
			return err
		}
		t.add(time.Since(began))
	}
	b.rows = append(b.rows, row{
		what: "save of one fix, p95", value: t.at(95) * 1000, unit: " ms",
		measured: fmt.Sprintf("p50 %s, %d fixes, %d words; %d bytes sent for the last", ms(t.at(50)), savedFixes, longTranscript, s.sent),
	})
	return nil
}

// inBrowser runs the script that taps and types in Chromium.
func inBrowser(ctx context.Context, s *site, id string) (page, floor waited, err error) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return page, floor, errors.New("there is no chromium: make setup-test says how to get it")
	}
	known, err := json.Marshal(map[string]any{"url": s.url, "interview": id, "chromium": chromium})
	if err != nil {
		return page, floor, err
	}
	cmd := exec.CommandContext(ctx, "node", "e2e/interaction.mjs")
	cmd.Dir, cmd.Env, cmd.Stderr = "ui", append(os.Environ(), "EARSHOT_RIG="+string(known)), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return page, floor, fmt.Errorf("ui/e2e/interaction.mjs: %w", err)
	}
	var told struct{ Page, Floor waited }
	if err := json.Unmarshal(out, &told); err != nil {
		return page, floor, fmt.Errorf("ui/e2e/interaction.mjs says %q: %w", out, err)
	}
	if len(told.Page.Tap) == 0 || len(told.Page.Key) == 0 || len(told.Floor.Tap) == 0 || len(told.Floor.Key) == 0 {
		return page, floor, errors.New("ui/e2e/interaction.mjs measured nothing")
	}
	return told.Page, told.Floor, nil
}

func inSeconds(milliseconds []float64) (t times) {
	for _, n := range milliseconds {
		t.add(time.Duration(n * float64(time.Millisecond)))
	}
	return t
}
