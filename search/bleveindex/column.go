package bleveindex

import (
	"context"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"earshot/search"
)

// columns knows of every passage, by its number in the index's files, the
// interview it is from and the few facts of its own that are counted. bleve would
// unpack the same from disk for each hit of each search: most of the time of a
// counted answer. It takes five bytes a passage.
type columns struct {
	mu       sync.Mutex
	segments map[uint64]*column // by the segment's id; what is in a segment never changes
	known    *catalogue
}

type column struct {
	interview []uint32 // number in the catalogue plus one; 0 for what is no passage
	facts     []uint8  // a bit for each of counted
}

// fine are the facts of passages, beside those of interviews, that are counted.
var fine = []struct {
	field search.Field
	value string
	kind  string
}{
	{search.RoleIs, string(search.Storyteller), kindRole + string(search.Storyteller)},
	{search.RoleIs, string(search.Interviewer), kindRole + string(search.Interviewer)},
	{search.Checked, "yes", kindChecked},
}

func newColumns(known *catalogue) *columns {
	return &columns{segments: map[uint64]*column{}, known: known}
}

// counts is how many passages of each interview match, and which facts they have.
type counts struct {
	names    []string
	passages []int32
	facts    []uint8 // any passage has it
	lacks    []uint8 // any passage lacks it
}

// count goes through everything that matches, without ranking it.
func (ix *Index) count(ctx context.Context, q query.Query) (c counts, err error) {
	index, err := ix.passages.Advanced()
	if err != nil {
		return c, err
	}
	reader, err := index.Reader()
	if err != nil {
		return c, err
	}
	defer func() {
		if e := reader.Close(); err == nil {
			err = e
		}
	}()
	parts, err := ix.columns.of(reader)
	if err != nil {
		return c, err
	}
	names := ix.catalogue.met()
	found, err := q.Searcher(ctx, reader, ix.passages.Mapping(), bsearch.SearcherOptions{Score: "none"})
	if err != nil {
		return c, searchError(ctx, err)
	}
	defer func() {
		if e := found.Close(); err == nil {
			err = e
		}
	}()
	c = counts{names: names, passages: make([]int32, len(names)), facts: make([]uint8, len(names)), lacks: make([]uint8, len(names))}
	return c, c.take(ctx, found, parts, &bsearch.SearchContext{
		DocumentMatchPool: bsearch.NewDocumentMatchPool(found.DocumentMatchPoolSize()+1, 0), IndexReader: reader})
}

// take counts what a searcher finds.
func (c *counts) take(ctx context.Context, found bsearch.Searcher, parts []*column, of *bsearch.SearchContext) error {
	at := spot{parts: parts}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return searchError(ctx, ctx.Err())
		}
		m, err := found.Next(of)
		if err != nil {
			return searchError(ctx, err)
		}
		if m == nil {
			return nil
		}
		if i, facts := at.look(m.IndexInternalID.Value()); i > 0 {
			c.passages[i-1]++
			c.facts[i-1] |= facts
			c.lacks[i-1] |= ^facts
		}
		of.DocumentMatchPool.Put(m)
	}
}

// narrowed matches what a query matches in the interviews that are allowed, by their
// numbers.
type narrowed struct {
	query.Query
	allowed []bool
	columns *columns
}

// Searcher implements query.Query.
func (q narrowed) Searcher(ctx context.Context, r bindex.IndexReader, m mapping.IndexMapping, o bsearch.SearcherOptions) (bsearch.Searcher, error) {
	parts, err := q.columns.of(r)
	if err != nil {
		return nil, err
	}
	all, err := q.Query.Searcher(ctx, r, m, o)
	if err != nil {
		return nil, err
	}
	at := spot{parts: parts}
	return searcher.NewFilteringSearcher(ctx, all, func(_ *bsearch.SearchContext, d *bsearch.DocumentMatch) bool {
		n, _ := at.look(d.IndexInternalID.Value())
		return n > 0 && int(n) <= len(q.allowed) && q.allowed[n-1]
	}), nil
}

// spot goes through columns by the numbers of documents, which only rise.
type spot struct {
	parts  []*column // in the order of the numbers
	part   int
	before uint64 // documents in the parts before this one
}

// look returns what the columns know of a document.
func (s *spot) look(document uint64) (interview uint32, facts uint8) {
	for document-s.before >= uint64(len(s.parts[s.part].interview)) {
		s.before += uint64(len(s.parts[s.part].interview))
		s.part++
	}
	col := s.parts[s.part]
	return col.interview[document-s.before], col.facts[document-s.before]
}

// of returns the columns of a snapshot's segments, reading those that are new and
// forgetting those that are gone.
func (cs *columns) of(reader bindex.IndexReader) (parts []*column, err error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("search index: a reader of kind %T has no segments", reader)
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	now := make(map[uint64]*column, len(cs.segments))
	for _, s := range snapshot.Segments() {
		col := cs.segments[s.Id()]
		if col == nil {
			if col, err = cs.read(s); err != nil {
				return nil, err
			}
		}
		now[s.Id()] = col
		parts = append(parts, col)
	}
	cs.segments = now
	return parts, nil
}

func (cs *columns) read(s *scorch.SegmentSnapshot) (*column, error) {
	size := s.FullSize()
	col := &column{interview: make([]uint32, size), facts: make([]uint8, size)}
	interviews, err := s.Segment().Dictionary(fieldInterview)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	all := interviews.AutomatonIterator(nil, nil, nil)
	for entry, err := all.Next(); entry != nil || err != nil; entry, err = all.Next() {
		if err != nil {
			return nil, fmt.Errorf("search index: %w", err)
		}
		number := cs.known.number(entry.Term) + 1
		if err := each(interviews, entry.Term, func(doc uint64) { col.interview[doc] = number }); err != nil {
			return nil, err
		}
	}
	kinds, err := s.Segment().Dictionary(fieldKind)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	for bit, f := range fine {
		if err := each(kinds, f.kind, func(doc uint64) { col.facts[doc] |= 1 << bit }); err != nil {
			return nil, err
		}
	}
	return col, nil
}

// each calls fn for every document of a segment that has a term.
func each(dict segment.TermDictionary, term string, fn func(doc uint64)) error {
	list, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	for it := list.Iterator(false, false, false, nil); ; {
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("search index: %w", err)
		}
		if p == nil {
			return nil
		}
		fn(p.Number())
	}
}
