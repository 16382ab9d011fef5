package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/meaning"
)

// finder is search on a running site: the index that follows the archive, and
// what answers questions from it.
type finder struct {
	live     *search.Live
	searcher *search.Searcher
	meaning  *meaning.Finder // nil: words only
	lag      atomic.Int64    // of the last batch, in nanoseconds
}

// openSearch makes the parts of search; follow starts them.
func (c *Config) openSearch(p *parts) (*finder, error) {
	f := &finder{}
	f.live = search.NewLive(c.shelf(p.archive), p.archive, search.LiveOptions{
		Name:     reporterName(p.archive),
		Followed: func(_ int64, lag time.Duration) { f.lag.Store(int64(lag)) },
		Log:      p.log,
	})
	p.archive.OnChange(f.live.Poke)
	f.searcher = search.NewSearcher(f.live, p.archive)
	f.searcher.Variants = variantsOf(p.archive, p.log)
	f.searcher.Stale = f.live.Poke
	return f, c.openMeaning(p, f)
}

// shelf is where the search indexes of the archive are kept.
func (c *Config) shelf(a *archive.Archive) *bleveindex.Shelf {
	return bleveindex.NewShelf(c.path("index"), a.ID())
}

// reporterName tells the index how the account that looks after an interview is
// called. An account that is gone has no name; its interviews are still found.
func reporterName(a *archive.Archive) func(context.Context, string) string {
	return func(ctx context.Context, id string) string {
		acc, err := a.Person(ctx, id)
		if err != nil {
			return ""
		}
		return acc.Display
	}
}

// variantsOf reads the archive's own list of words that mean the same, with the
// terms of its vocabulary and of the collections that a query asks for. What was
// read last is parsed again only when it changed.
func variantsOf(a *archive.Archive, log *slog.Logger) func(context.Context, search.Query) *search.Variants {
	type parsed struct {
		lines    string
		variants *search.Variants
	}
	var last atomic.Pointer[parsed]
	return func(ctx context.Context, q search.Query) *search.Variants {
		own, err := a.Setting(ctx, "synonyms")
		spellings, unread := a.Spellings(ctx, q.InCollection)
		lines := own + "\n" + spellings
		err = errors.Join(err, unread)
		if have := last.Load(); have != nil && (err != nil || have.lines == lines) {
			return have.variants
		}
		if err != nil {
			return nil
		}
		v, err := search.NewVariants(lines)
		if err != nil {
			v, err = search.NewVariants(own) // a term that search cannot read must not cost the list
		}
		if err != nil {
			log.Warn("the list of words that mean the same cannot be read", "error", err)
			return nil
		}
		last.Store(&parsed{lines, v})
		return v
	}
}
