package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"earshot/archive"
)

// Source is what following asks of *archive.Archive.
type Source interface {
	// Events reads up to limit entries of the feed with numbers above after.
	Events(ctx context.Context, after int64, limit int) ([]archive.Event, error)
	// LastEvent is the highest number in the feed.
	LastEvent(ctx context.Context) (int64, error)
	// Spoken returns an interview with its text as heard and as corrected.
	// archive.ErrNotFound when there is none, or it has no words.
	Spoken(ctx context.Context, interview string) (iv *archive.Interview, heard, corrected *archive.Transcript, err error)
	// Checks is how far the newest version was checked, as v may see it. Every vote
	// that changes it is an event.
	Checks(ctx context.Context, v archive.Viewer, interview string) (archive.Checks, error)
}

// How a follower works: batches are kept small because large ones cost an index
// memory and gain nothing, and grouped for a moment so that a burst of fixes in
// one interview is one step.
const (
	batchPassages = 500
	eventPage     = 1000
	pollEvery     = 250 * time.Millisecond
	retryMost     = 30 * time.Second
)

// Keeper is what a Follower keeps in step: an Index, or anything else that is made
// of passages. The promises are those of Index.
type Keeper interface {
	Apply(ctx context.Context, b Batch) error
	Position(ctx context.Context) (int64, error)
}

// Follower keeps one index in step with an archive. An event says only that an
// interview changed; what is applied is always the truth of now, so an event that
// is read twice does no harm.
type Follower struct {
	Source   Source
	Index    Keeper
	Name     func(ctx context.Context, account string) string // how a reporter is credited; nil: not at all
	Log      *slog.Logger                                     // nil: slog.Default
	Followed func(position int64, lag time.Duration)          // told after each batch; may be nil

	poke chan struct{}
}

// NewFollower makes a follower; Run or CatchUp start it.
func NewFollower(s Source, ix Keeper) *Follower {
	return &Follower{Source: s, Index: ix, poke: make(chan struct{}, 1)}
}

// Poke says that the feed has grown. It never waits.
func (f *Follower) Poke() {
	select {
	case f.poke <- struct{}{}:
	default:
	}
}

// Run follows until ctx ends, at once when poked and otherwise four times a
// second. It returns only ctx.Err(), or an error of kind archive.ErrDamaged when
// the index has to be made again; after any other error it tries again.
func (f *Follower) Run(ctx context.Context) error {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for failures := 0; ; {
		err := f.CatchUp(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, archive.ErrDamaged):
			return err
		case err != nil:
			f.log().Error("The search index could not follow the archive; trying again", "error", err)
			failures++
			if !sleep(ctx, min(pollEvery<<min(failures, 8), retryMost)) {
				return ctx.Err()
			}
			continue
		}
		failures = 0
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.poke:
		case <-poll.C:
		}
	}
}

func (f *Follower) log() *slog.Logger { return cmp.Or(f.Log, slog.Default()) }

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// CatchUp applies everything the feed holds at this moment. Each interview is
// applied once, in the order of its last event, so that the position after each
// batch is true and a follower that is stopped goes on where it was.
func (f *Follower) CatchUp(ctx context.Context) error {
	at, err := f.Index.Position(ctx)
	if err != nil {
		return err
	}
	last, err := f.Source.LastEvent(ctx)
	if err != nil {
		return err
	}
	if last < at {
		return fmt.Errorf("the search index is at %d and the archive's feed ends at %d: the index is of another archive: %w", at, last, archive.ErrDamaged)
	}
	todo, err := f.changed(ctx, at, last)
	if err != nil {
		return err
	}
	for len(todo) > 0 {
		n, err := f.step(ctx, todo)
		if err != nil {
			return err
		}
		todo = todo[n:]
	}
	return nil
}

// changed lists the last event of every interview with events after at and up to
// last, in order.
func (f *Follower) changed(ctx context.Context, at, last int64) ([]archive.Event, error) {
	latest := map[string]archive.Event{}
	for at < last {
		events, err := f.Source.Events(ctx, at, eventPage)
		if err != nil {
			return nil, err
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			latest[e.Interview] = e
			at = e.Seq
		}
	}
	out := make([]archive.Event, 0, len(latest))
	for _, e := range latest {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b archive.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

// step applies as many of the events as fit into one batch, and says how many.
func (f *Follower) step(ctx context.Context, todo []archive.Event) (int, error) {
	var b Batch
	passages, n := 0, 0
	for n < len(todo) && passages < batchPassages {
		doc, err := Load(ctx, f.Source, todo[n].Interview)
		switch {
		case err != nil:
			return 0, err
		case doc == nil:
			b.Gone = append(b.Gone, todo[n].Interview)
		default:
			if f.Name != nil {
				doc.Facts.ReporterName = f.Name(ctx, doc.Facts.Reporter)
			}
			passages += len(doc.Passages)
			b.Interviews = append(b.Interviews, *doc)
		}
		b.Position = todo[n].Seq
		n++
	}
	if err := f.Index.Apply(ctx, b); err != nil {
		return 0, err
	}
	if f.Followed != nil {
		f.Followed(b.Position, time.Since(todo[n-1].At))
	}
	return n, nil
}

// Load reads what anyone may find of an interview now; nil when that is nothing.
func Load(ctx context.Context, s Source, id string) (*InterviewDoc, error) {
	iv, heard, corrected, err := s.Spoken(ctx, id)
	if errors.Is(err, archive.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read interview %s for the search index: %w", id, err)
	}
	if !archive.Policy(archive.Viewer{}, iv).Search {
		return nil, nil
	}
	doc := &InterviewDoc{Facts: FactsOf(iv), Version: iv.Version, Passages: Passages(iv, heard, corrected)}
	checks, err := s.Checks(ctx, archive.Viewer{}, id)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrForbidden) || errors.Is(err, archive.ErrWithdrawn) {
		return nil, nil // it was taken away just now
	}
	if err != nil {
		return nil, fmt.Errorf("read how far %s was checked for the search index: %w", id, err)
	}
	for i := range doc.Passages {
		doc.Passages[i].Level = doc.Passages[i].level(checks.Lines)
	}
	return doc, nil
}
