package ui

import (
	"context"
	"io"

	"earshot/archive"
	"earshot/search"
)

// Searcher answers what people type; search.Searcher is the one in use.
type Searcher interface {
	archive.HeardFinder
	// Search answers one page. Errors that a person can mend are *archive.Problem.
	Search(ctx context.Context, v archive.Viewer, raw string, p search.Page) (search.Answer, error)
	// Like answers one page of passages like one. The query only narrows.
	Like(ctx context.Context, v archive.Viewer, passage, raw string, p search.Page) (search.Answer, error)
	// Lines answers one page place by place.
	Lines(ctx context.Context, v archive.Viewer, raw string, p search.Page) (search.Lines, error)
	// KnowsMeaning tells whether search.Page.Meaning can find anything in a
	// language; "" asks whether in any.
	KnowsMeaning(language string) bool
}

// Identifier looks at a file and returns its media type, or an *archive.Problem
// that says why it is not a recording.
type Identifier func(r io.ReaderAt, size int64) (mediaType string, err error)
