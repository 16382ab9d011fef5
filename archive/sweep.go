package archive

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// workFolder is where the pieces of sound of recognition runs are kept, as
// work/INTERVIEW/RUN/INDEX.pcm.
const workFolder = "work/"

// SweepWork deletes pieces of sound whose run is over, and returns how many. A
// worker that dies between the end of a run and its own tidying leaves them, and
// so does a run that failed. A run that is over never begins again, so nothing
// that is needed can go; pieces of interviews unknown here are left alone.
func (a *Archive) SweepWork(ctx context.Context) (int, error) {
	var old []string
	err := a.blobs.List(ctx, workFolder, func(b Blob) error {
		over, err := a.runOver(ctx, b.Key)
		if over {
			old = append(old, b.Key)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	for i, key := range old {
		if err := a.blobs.Delete(ctx, key); err != nil {
			return i, fmt.Errorf("sweep %s: %w", key, err)
		}
	}
	return len(old), nil
}

// runOver tells whether a piece of sound belongs to a run that is over.
func (a *Archive) runOver(ctx context.Context, key string) (over bool, err error) {
	parts := strings.Split(strings.TrimPrefix(key, workFolder), "/")
	if len(parts) != 3 {
		return false, nil
	}
	run, err := strconv.Atoi(parts[1])
	if err != nil {
		return false, nil
	}
	err = a.store.View(ctx, func(tx Tx) error {
		over = false
		_, err := current(tx, parts[0], run)
		switch {
		case errors.Is(err, ErrNotFound):
			return nil
		case errors.Is(err, ErrState):
			over = true
			return nil
		}
		return err
	})
	return over, err
}
