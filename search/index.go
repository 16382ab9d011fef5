package search

import (
	"context"
	"time"
)

// Index keeps passages so that questions about them are answered fast. It can be
// lost and made again at any time. Every promise here is tested for every
// implementation by search/indextest. Methods are safe for concurrent use.
type Index interface {
	// Apply makes the index hold exactly the given passages of each interview in
	// the batch, forget those that are gone, and stand at the batch's position:
	// all of it or nothing, kept when Apply returns nil even if the process is
	// killed. Applying a batch again changes nothing. An interview that is gone
	// and was never there is not an error.
	Apply(ctx context.Context, b Batch) error
	// Position is the highest feed number the index has seen; 0 when new.
	Position(ctx context.Context) (int64, error)
	// Search answers a query that Parse accepted. An unusable page is an error of
	// kind archive.ErrInvalid; a damaged index, of kind archive.ErrDamaged. When
	// ctx ends first the error wraps ctx.Err().
	Search(ctx context.Context, q Query, p Page) (Results, error)
	// Holdings calls fn for every interview the index holds, in id order.
	Holdings(ctx context.Context, fn func(Holding) error) error
	// Close releases everything. Running calls end first.
	Close() error
}

// Speller is an extra of an Index: it knows the words that can be found.
type Speller interface {
	// Spelled tells whether word, as Tokens gives it, is said in a passage as it
	// reads now, and if not returns words that are, near it in letters or in sound:
	// the likeliest first, at most max.
	Spelled(ctx context.Context, word string, max int) (known bool, near []string, err error)
}

// Batch is a step of the index along the feed.
type Batch struct {
	Position   int64 // the feed number the index has seen when the batch is kept
	Interviews []InterviewDoc
	Gone       []string // ids of interviews that may not be found any more
}

// InterviewDoc is an interview as an index keeps it.
type InterviewDoc struct {
	Facts    Facts
	Version  int // of the transcript
	Passages []Passage
}

// Holding is what an index says of one interview it holds.
type Holding struct {
	Interview string `json:"interview"`
	Version   int    `json:"version"`
	Passages  int    `json:"passages"`
	Digest    string `json:"digest"` // InterviewDoc.Digest of what was applied
}

// Sort is the order of hits.
type Sort string

const (
	ByRank Sort = "rank" // best first
	ByDate Sort = "date" // newest recording first, then in the order spoken
)

// Most hits a page may ask for, and how many it gets when it does not say.
const (
	MaxPage     = 100
	DefaultPage = 20
)

// Page is which part of the answer is wanted.
type Page struct {
	Size   int    // hits, 1..MaxPage; 0 means DefaultPage
	After  string // Results.Next of the page before; "" for the first
	Sort   Sort   // "" means ByRank
	Facets bool   // also count interviews by theme and so on

	// Misheard also asks for passages where words that sound like those asked for
	// may have been misheard. They come after all others.
	Misheard bool
	// AsWritten leaves out other ways to say the same: a Searcher's business.
	AsWritten bool
	// Meaning also asks for passages that say it in other words, when the
	// Searcher can tell and hits are sorted by rank.
	Meaning bool
	// Some also asks for passages with only some of the words, when none has all:
	// a Searcher's business.
	Some bool
}

// Results is a page of the answer.
type Results struct {
	Hits       []Hit         `json:"hits"`
	Total      int           `json:"total"`                // passages that match, on all pages, without those misheard
	Misheard   int           `json:"misheard,omitempty"`   // passages that may have been misheard; counted on the page where the others end
	Close      int           `json:"close,omitempty"`      // hits besides, on all pages, that are only close in meaning
	Some       int           `json:"some,omitempty"`       // hits besides, on all pages, that have only some of the words
	Interviews int           `json:"interviews,omitempty"` // that have a match; only with Page.Facets
	Facets     []Facet       `json:"facets,omitempty"`     // only with Page.Facets
	Tally      []Tally       `json:"-"`                    // of each interview counted, most passages first; only with Page.Facets
	Meaning    Meant         `json:"meaning,omitempty"`    // whether it went by meaning too, when that was asked for
	Next       string        `json:"next,omitempty"`       // cursor of the next page; "" at the end
	Position   int64         `json:"position"`             // feed number the answer is true for
	Took       time.Duration `json:"took"`
}
