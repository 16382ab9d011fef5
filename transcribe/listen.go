package transcribe

import (
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
	mediaType, err := w.opt.Decoder.ListeningCopy(ctx, path, out, iv.Withheld())
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
	if err := w.a.KeepListeningCopy(ctx, iv.ID, m); err != nil {
		// Nothing points at the copy: it must not stay.
		if gone := w.a.Blobs().Delete(context.WithoutCancel(ctx), key); gone != nil {
			w.opt.Log.Warn("a listening copy stays in the bucket", "key", key, "error", gone)
		}
		return err
	}
	return nil
}
