package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"earshot/archive"
)

// Shelf is where indexes of one archive are kept: one that is asked, and one that
// is being made. Whatever happens to the process, the one that is asked is whole.
type Shelf interface {
	// Current opens the index in use. archive.ErrNotFound when there is none yet;
	// archive.ErrDamaged when it has to be made again.
	Current(ctx context.Context) (Index, error)
	// Fresh starts an empty index beside it and forgets any that was begun before.
	Fresh(ctx context.Context) (Index, error)
	// Adopt makes what Fresh returned last the index in use, for good. The one
	// before may still be asked until it is closed; Tidy then deletes it.
	Adopt(ctx context.Context, fresh Index) error
	// Tidy deletes every index but the one in use. All others are closed.
	Tidy(ctx context.Context) error
}

// Live is the index of a running site. It follows the archive, and when the index
// is missing, damaged or asked to be made again, it makes a new one behind the
// site's back: the old one, if it can be read, answers until then.
type Live struct {
	shelf  Shelf
	source Source
	opt    LiveOptions

	mu       sync.RWMutex // held for reading while the index is asked
	index    Index        // nil while there is none to ask
	follower *Follower

	made    atomic.Int64 // indexes made anew
	rebuild chan struct{}
	pokes   chan struct{}
}

// LiveOptions are what Live hands on to the followers it starts.
type LiveOptions struct {
	Name     func(ctx context.Context, account string) string
	Followed func(position int64, lag time.Duration)
	Log      *slog.Logger // nil: slog.Default
}

// NewLive makes a Live; Run starts it.
func NewLive(shelf Shelf, source Source, opt LiveOptions) *Live {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	return &Live{shelf: shelf, source: source, opt: opt, rebuild: make(chan struct{}, 1), pokes: make(chan struct{}, 1)}
}

// Poke says that the feed has grown. It never waits.
func (l *Live) Poke() { signal(l.pokes) }

// Rebuild asks for the index to be made again. It returns at once.
func (l *Live) Rebuild() { signal(l.rebuild) }

// Made counts the indexes that were made anew and taken into use since the start.
func (l *Live) Made() int64 { return l.made.Load() }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run keeps the index until ctx ends, then closes it. It returns an error only if
// there can be no index at all, for instance because another process has it.
func (l *Live) Run(ctx context.Context) error {
	defer l.close()
	if err := l.open(ctx); err != nil {
		return ignoreEnd(ctx, err)
	}
	for {
		err := l.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, archive.ErrDamaged) {
			l.opt.Log.Error("The search index is damaged and is made again", "error", err)
			l.use(nil) // it may not be shown as if it were whole
		}
		if err := l.remake(ctx); err != nil {
			return ignoreEnd(ctx, err)
		}
	}
}

func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// open takes the index in use, or makes the first one.
func (l *Live) open(ctx context.Context) error {
	ix, err := l.shelf.Current(ctx)
	switch {
	case err == nil:
		l.use(ix)
		return nil
	case errors.Is(err, archive.ErrNotFound):
		l.opt.Log.Info("There is no search index yet; it is made now")
	case errors.Is(err, archive.ErrDamaged):
		l.opt.Log.Error("The search index cannot be used and is made again", "error", err)
	default:
		return err
	}
	return l.remake(ctx)
}

// follow follows with the present index until ctx ends, a rebuild is asked for,
// or the index turns out to be damaged.
func (l *Live) follow(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := l.start(ctx)
	for {
		select {
		case <-l.pokes:
			l.follower.Poke()
		case <-l.rebuild:
			stop()
			<-done
			return nil
		case err := <-done:
			return err
		}
	}
}

func (l *Live) start(ctx context.Context) <-chan error {
	l.mu.Lock()
	l.follower = l.newFollower(l.index)
	l.mu.Unlock()
	done := make(chan error, 1)
	go func(f *Follower) { done <- f.Run(ctx) }(l.follower)
	return done
}

func (l *Live) newFollower(ix Index) *Follower {
	f := NewFollower(l.source, ix)
	f.Name, f.Log, f.Followed = l.opt.Name, l.opt.Log, l.opt.Followed
	return f
}

// remake makes a new index and puts it in the old one's place. Meanwhile the old
// one goes on following, so that fixes are found and withdrawals are gone as fast
// as ever.
func (l *Live) remake(ctx context.Context) error {
	began := time.Now()
	following, stop := context.WithCancel(ctx)
	defer stop()
	var old <-chan error
	if l.asked() {
		old = l.start(following)
	}
	fresh, err := l.shelf.Fresh(ctx)
	if err != nil {
		return fmt.Errorf("start a new search index: %w", err)
	}
	for err = l.newFollower(fresh).CatchUp(ctx); err != nil; err = l.newFollower(fresh).CatchUp(ctx) {
		l.opt.Log.Error("The new search index could not be filled; trying again", "error", err)
		if !sleep(ctx, time.Second) {
			return errors.Join(ctx.Err(), fresh.Close())
		}
	}
	stop()
	if old != nil {
		<-old
	}
	if err := l.shelf.Adopt(ctx, fresh); err != nil {
		return errors.Join(fmt.Errorf("take the new search index into use: %w", err), fresh.Close())
	}
	l.use(fresh)
	l.made.Add(1)
	l.opt.Log.Info("The search index was made again", "took", time.Since(began).Round(time.Millisecond))
	return l.shelf.Tidy(ctx)
}

func (l *Live) asked() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.index != nil
}

// use swaps the index that is asked and closes the one before, when the last
// search in it has ended.
func (l *Live) use(ix Index) {
	l.mu.Lock()
	old := l.index
	l.index = ix
	l.mu.Unlock()
	if old != nil {
		if err := old.Close(); err != nil {
			l.opt.Log.Error("The old search index could not be closed", "error", err)
		}
	}
}

func (l *Live) close() { l.use(nil) }

// with asks the present index, or says that there is none at the moment.
func (l *Live) with(fn func(Index) error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.index == nil {
		return &archive.Problem{Kind: archive.ErrState, Field: "q",
			Sentence: "Search is being made ready. Nothing is lost; please try again in a minute."}
	}
	err := fn(l.index)
	if errors.Is(err, archive.ErrDamaged) {
		l.Rebuild()
	}
	return err
}

// Search asks the present index.
func (l *Live) Search(ctx context.Context, q Query, p Page) (res Results, err error) {
	err = l.with(func(ix Index) error { res, err = ix.Search(ctx, q, p); return err })
	return res, err
}

// List asks the present index; one that cannot give many passages gives a page.
func (l *Live) List(ctx context.Context, q Query, p Page) (res Results, err error) {
	err = l.with(func(ix Index) error {
		res, err = list(ctx, ix, q, p)
		return err
	})
	return res, err
}

// Position asks the present index.
func (l *Live) Position(ctx context.Context) (at int64, err error) {
	err = l.with(func(ix Index) error { at, err = ix.Position(ctx); return err })
	return at, err
}

// Holdings asks the present index.
func (l *Live) Holdings(ctx context.Context, fn func(Holding) error) error {
	return l.with(func(ix Index) error { return ix.Holdings(ctx, fn) })
}

// Spelled asks the present index; one that knows no words knows them all.
func (l *Live) Spelled(ctx context.Context, word string, max int) (known bool, near []string, err error) {
	err = l.with(func(ix Index) error {
		known = true
		if sp, ok := ix.(Speller); ok {
			known, near, err = sp.Spelled(ctx, word, max)
		}
		return err
	})
	return known, near, err
}

// Pick asks the present index.
func (l *Live) Pick(ctx context.Context, q Query, passages []string) (hits []Hit, err error) {
	err = l.picker(func(ix Picker) error { hits, err = ix.Pick(ctx, q, passages); return err })
	return hits, err
}

// Alike asks the present index.
func (l *Live) Alike(ctx context.Context, q Query, passage string, n int) (hits []Hit, err error) {
	err = l.picker(func(ix Picker) error { hits, err = ix.Alike(ctx, q, passage, n); return err })
	return hits, err
}

// picker asks the present index for what not every index can.
func (l *Live) picker(fn func(Picker) error) error {
	return l.with(func(ix Index) error {
		p, ok := ix.(Picker)
		if !ok {
			return errNoMeaning
		}
		return fn(p)
	})
}
