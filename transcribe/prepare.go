package transcribe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"earshot/archive"
)

// prepare decodes a recording and queues each chunk as soon as it is stored, so
// that recognition runs beside decoding.
func (w *Worker) prepare(ctx context.Context, j archive.Job) error {
	iv, err := w.a.BeginRun(ctx, j.Interview, j.Run)
	if err != nil {
		return err
	}
	path, done, err := w.fetch(ctx, iv)
	if err != nil {
		return err
	}
	defer done()
	if iv.Captions != "" && iv.Again == nil { // again means by the engine
		return w.adoptCaptions(ctx, iv, j.Run, path)
	}
	cutter := NewCutter(ctx, func(ctx context.Context, p Piece) error { return w.addChunk(ctx, j, p) })
	facts, err := w.opt.Decoder.Decode(ctx, path, cutter)
	if err != nil {
		return fmt.Errorf("decode %s: %w", j.Interview, err)
	}
	chunks, err := cutter.Close()
	if err != nil {
		return err
	}
	return w.a.SoundDecoded(ctx, j.Interview, j.Run, chunks, facts)
}

// addChunk stores a piece and queues it, unless an earlier try did.
func (w *Worker) addChunk(ctx context.Context, j archive.Job, p Piece) error {
	_, err := w.a.Chunk(ctx, j.Interview, j.Run, p.Index)
	if err == nil || !errors.Is(err, archive.ErrNotFound) {
		return err
	}
	key := fmt.Sprintf("work/%s/%d/%05d.pcm", j.Interview, j.Run, p.Index)
	if _, err := w.a.Blobs().Put(ctx, key, "application/octet-stream", bytes.NewReader(p.PCM)); err != nil {
		return fmt.Errorf("store a chunk of sound: %w", err)
	}
	return w.a.AddChunk(ctx, &archive.Chunk{
		Interview: j.Interview, Run: j.Run, Index: p.Index, Key: key,
		Start: archive.Milliseconds(p.Start), End: archive.Milliseconds(p.End),
	})
}

// longestCaptions is the most bytes of a caption file that are read.
const longestCaptions = 16 << 20

// adoptCaptions makes the uploader's captions the base. The recording is still
// decoded, to know its length and that there is sound.
func (w *Worker) adoptCaptions(ctx context.Context, iv *archive.Interview, run int, path string) error {
	r, _, err := w.a.Blobs().Open(ctx, iv.Captions, 0, -1)
	if err != nil {
		return fmt.Errorf("fetch the captions: %w", err)
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: longestCaptions + 1}
	lines, err := w.opt.Captions(limited)
	if limited.N <= 0 {
		return archive.Invalid("captions", "The caption file is larger than %d MB.", longestCaptions>>20)
	}
	if err != nil {
		return fmt.Errorf("read the captions of %s: %w", iv.ID, err)
	}
	facts, err := w.opt.Decoder.Decode(ctx, path, io.Discard)
	if err != nil {
		return fmt.Errorf("decode %s: %w", iv.ID, err)
	}
	return w.a.AdoptCaptions(ctx, iv.ID, run, facts, lines)
}
