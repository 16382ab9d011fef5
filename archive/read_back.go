package archive

import (
	"context"
	"errors"
	"time"
)

// ReadBackRows keeps when what is kept was last read back. It is not mirrored: the
// nights after a rebuild find it out again.
type ReadBackRows interface {
	// NoteReadBack remembers when an interview's sound and records were read and
	// found right; it replaces what was noted before.
	NoteReadBack(interview string, at time.Time) error
	// ReadBack is ErrNotFound before the first time.
	ReadBack(interview string) (time.Time, error)
}

// ReadBack tells when all sound and records of an interview that v may read were
// last read and found as they were kept; zero when they were not yet.
func (a *Archive) ReadBack(ctx context.Context, v Viewer, id string) (at time.Time, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if _, _, err := a.openToRead(tx, v, id); err != nil {
			return err
		}
		at, err = tx.ReadBack(id)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	return at, err
}
