package transcribe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/archive"
)

// recognise turns one chunk into words.
func (w *Worker) recognise(ctx context.Context, j archive.Job) error {
	c, err := w.a.Chunk(ctx, j.Interview, j.Run, j.Chunk)
	if errors.Is(err, archive.ErrNotFound) {
		return nil // assembled meanwhile: this is a repeated job
	}
	if err != nil || c.Done {
		return err
	}
	iv, _, err := w.a.Interview(ctx, archive.System, j.Interview)
	if err != nil {
		return err
	}
	hint := Hint{Language: iv.Language, Offset: c.Start}
	if w.opt.Words != nil {
		hint.Words = w.opt.Words(ctx, iv)
	}
	pcm, _, err := w.a.Blobs().Open(ctx, c.Key, 0, -1)
	if err != nil {
		return fmt.Errorf("fetch chunk %d of %s: %w", c.Index, c.Interview, err)
	}
	defer pcm.Close()
	began := time.Now()
	heard, err := w.opt.Engine.Recognise(ctx, pcm, hint, nil)
	if err != nil {
		return fmt.Errorf("recognise chunk %d of %s: %w", c.Index, c.Interview, err)
	}
	info := w.opt.Engine.Info()
	c.Lines, c.Language = shifted(heard.Lines, c.Start, c.End), heard.Language
	c.Engine, c.Model, c.Took = info.Engine, info.Model, time.Since(began).Seconds()
	if w.opt.Observe != nil {
		w.opt.Observe(c.End-c.Start, c.Took)
	}
	return w.a.ChunkHeard(ctx, c)
}

// shifted moves the times of a chunk to their place in the recording. No word
// reaches into the next chunk.
func shifted(lines []archive.Line, start, end float64) []archive.Line {
	for _, l := range lines {
		for i := range l.Words {
			w := &l.Words[i]
			w.Start = archive.Milliseconds(min(w.Start+start, end))
			w.End = archive.Milliseconds(min(w.End+start, end))
		}
	}
	return lines
}
