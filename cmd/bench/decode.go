package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"time"

	"earshot/transcribe/sound"
)

// benchDecode measures our decoding, child process and all, against ffmpeg's, and
// how much of the whole way to a published page it takes.
func benchDecode(ctx context.Context, b *bench) error {
	d, err := sound.New(sound.Config{FFmpeg: b.ffmpeg, Child: []string{b.bin, "decode-child"}, Temp: b.temp})
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range slices.Compact([]string{b.long, "printing.mp3"}) {
		path, err := b.recording(name)
		if err == nil {
			err = b.compareDecoders(ctx, d, name, path)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (b *bench) compareDecoders(ctx context.Context, d *sound.Decoder, name, path string) error {
	var ours, theirs times
	var facts sound.Facts
	for range b.decodes {
		took, err := timed(func() (err error) {
			facts, err = d.Decode(ctx, path, io.Discard)
			return err
		})
		if err != nil {
			return err
		}
		ours.add(took)
		if took, err = timed(func() error { return b.byFFmpeg(ctx, path) }); err != nil {
			return err
		}
		theirs.add(took)
	}
	b.rows = append(b.rows, row{
		what: "decode " + name + " / ffmpeg", value: ours.median() / theirs.median(), unit: " x",
		measured: fmt.Sprintf("%.2f s by %s / %.2f s, medians of %d in turn; %.0f x real time", ours.median(), facts.By, theirs.median(), b.decodes, facts.Duration/ours.median()),
	})
	if name == b.long && b.published > 0 {
		b.rows = append(b.rows, row{
			what: "decode, share of upload whole → published", value: 100 * ours.median() / b.published, unit: " %", target: 3, sense: atMost,
			measured: fmt.Sprintf("%.2f s of %.1f s", ours.median(), b.published),
		})
	}
	return nil
}

// byFFmpeg decodes with ffmpeg alone, to the same samples, on one thread as ours.
func (b *bench) byFFmpeg(ctx context.Context, path string) error {
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, b.ffmpeg, "-nostdin", "-v", "error", "-threads", "1", "-i", path, "-ar", "16000", "-ac", "1", "-f", "s16le", "-")
	cmd.Stdout = nothing{}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ffmpeg: %w", err)
	}
	return nil
}

// nothing takes samples through a pipe as our decoder does. It hides io.Discard's
// identity, for which os/exec would open /dev/null instead.
type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
