package transcribe

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"earshot/archive"
)

// listen makes the copy that browsers play, with removed and hidden stretches silent. Its
// name is random: who knew the address of an earlier copy, with the words that
// were removed since, cannot guess this one, and no cache mixes them up.
func (w *Worker) listen(ctx context.Context, j archive.Job) error {
	iv, _, err := w.a.Interview(ctx, archive.System, j.Interview)
	if err != nil {
		return err
	}
	if iv.State == archive.Withdrawn {
		return fmt.Errorf("%s was withdrawn: %w", iv.ID, archive.ErrState)
	}
	path, done, err := w.fetch(ctx, iv)
	if err != nil {
		return err
	}
	defer done()
	out := filepath.Join(filepath.Dir(path), "copy.m4a")
	var peaks bytes.Buffer // 360 kB an hour
	mediaType, err := w.opt.Decoder.ListeningCopy(ctx, path, out, iv.Withheld(), &peaks)
	if err != nil {
		return fmt.Errorf("make the listening copy of %s: %w", iv.ID, err)
	}
	f, err := os.Open(out)
	if err != nil {
		return fmt.Errorf("open the listening copy of %s: %w", iv.ID, err)
	}
	defer f.Close()
	key := fmt.Sprintf("listening/%s/%s.m4a", iv.ID, archive.NewKey())
	b, err := w.a.Blobs().Put(ctx, key, mediaType, f)
	if err != nil {
		return fmt.Errorf("store the listening copy of %s: %w", iv.ID, err)
	}
	m := archive.Media{Key: key, Type: mediaType, Size: b.Size, SHA256: b.SHA256, Removed: len(iv.Removed)}
	for _, h := range iv.Hidden {
		m.Hidden = append(m.Hidden, h.Span)
	}
	_, err = w.a.Blobs().Put(ctx, m.PeaksKey(), "application/octet-stream", &peaks)
	if err == nil {
		err = w.a.KeepListeningCopy(ctx, iv.ID, m)
	}
	if err != nil {
		w.drop(context.WithoutCancel(ctx), m)
	}
	return err
}

// drop deletes a copy that nothing points at: it must not stay.
func (w *Worker) drop(ctx context.Context, m archive.Media) {
	for _, key := range []string{m.Key, m.PeaksKey()} {
		if err := w.a.Blobs().Delete(ctx, key); err != nil {
			w.opt.Log.Warn("a listening copy stays in the bucket", "key", key, "error", err)
		}
	}
}
