package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// Search implements search.Index.
func (ix *Index) Search(ctx context.Context, q search.Query, p search.Page) (search.Results, error) {
	size, err := sizeOf(p)
	if err != nil {
		return search.Results{}, err
	}
	return ix.answer(ctx, q, p, size)
}

// List implements search.Lister.
func (ix *Index) List(ctx context.Context, q search.Query, p search.Page) (search.Results, error) {
	p.After = ""
	out, err := ix.answer(ctx, q, p, search.MostLined)
	out.Next = ""
	return out, err
}

func (ix *Index) answer(ctx context.Context, q search.Query, p search.Page, size int) (out search.Results, err error) {
	defer notice(&err)
	began := time.Now()
	if err := ctx.Err(); err != nil {
		return out, err
	}
	asked, err := ix.compile(q)
	if err != nil {
		return out, err
	}
	if out.Position, err = ix.Position(ctx); err != nil {
		return out, err
	}
	after, guessing := strings.CutPrefix(p.After, misheardSign)
	first := page{Size: size, After: p.After, Sort: p.Sort, highlights: len(asked.spoken) > 0}
	if guessing {
		first.Size, first.After = 0, ""
	} else {
		after = ""
	}
	res, next, err := ix.page(ctx, asked.query, first)
	if err != nil {
		return out, err
	}
	var doubted, besides query.Query
	if p.Misheard && len(res.Hits) < size { // a full page leaves no room for guesses
		doubted, besides = asked.guess()
	}
	doubts, err := ix.doubts(ctx, doubted, res.Hits)
	if err != nil {
		return out, err
	}
	if out.Hits, err = ix.hits(res.Hits, asked.spoken, doubts); err != nil {
		return out, err
	}
	out.Total = int(res.Total)
	if n := len(res.Hits); n == size {
		out.Next = next
	} else if besides != nil {
		if err := ix.misheard(ctx, besides, page{Size: size - n, After: after, Sort: p.Sort, highlights: true}, &out); err != nil {
			return out, err
		}
	}
	if p.Facets {
		if err := ix.facets(ctx, asked.query, &out); err != nil {
			return out, err
		}
	}
	out.Took = time.Since(began)
	return out, nil
}

// misheardSign marks the cursors of hits that may have been misheard, which come
// after all others.
const misheardSign = "~"

// misheard adds a page of what may have been misheard.
func (ix *Index) misheard(ctx context.Context, q query.Query, p page, out *search.Results) error {
	res, next, err := ix.page(ctx, q, p)
	if err != nil {
		return err
	}
	hits, err := ix.hits(res.Hits, nil, nil)
	if err != nil {
		return err
	}
	for i := range hits {
		hits[i].Matched = search.Misheard
	}
	out.Hits, out.Misheard = append(out.Hits, hits...), int(res.Total)
	if next != "" {
		out.Next = misheardSign + next
	}
	return nil
}

// maxMemory is what bleve may reckon that one search takes, in bytes.
const maxMemory = 32 << 20

var errHeavy = archive.Invalid("q", "That search would take too much of the machine. Please use fewer or longer words, or fewer * and OR.")

// within ends a search that would take more memory than most before it starts.
func within(ctx context.Context, most uint64) context.Context {
	return context.WithValue(ctx, bleve.SearchQueryStartCallbackKey, bleve.SearchQueryStartCallbackFn(func(size uint64) error {
		if size > most {
			return errHeavy
		}
		return nil
	}))
}

func searchError(ctx context.Context, err error) error {
	if errors.Is(err, errHeavy) {
		return errHeavy
	}
	if ctx.Err() != nil {
		return fmt.Errorf("search: %w", ctx.Err())
	}
	if strings.Contains(err.Error(), "TooManyClauses") {
		return archive.Invalid("q", "That stands for too many words at once. Please write more letters before each *.")
	}
	return fmt.Errorf("search: %w", err)
}

func sizeOf(p search.Page) (int, error) {
	if p.Size < 0 || p.Size > search.MaxPage {
		return 0, archive.Invalid("size", "Please ask for 1 to %d passages a page.", search.MaxPage)
	}
	return cmp.Or(p.Size, search.DefaultPage), nil
}

// page is which part of an answer is wanted of bleve.
type page struct {
	Size       int
	After      string
	Sort       search.Sort
	highlights bool
}

func (ix *Index) page(ctx context.Context, q query.Query, p page) (res *bleve.SearchResult, next string, err error) {
	from, err := readCursor(p.Sort, p.After)
	if err != nil {
		return nil, "", err
	}
	req := p.request(from)
	req.Query = q
	if res, err = ix.passages.SearchInContext(within(ctx, maxMemory), req); err != nil {
		return nil, "", searchError(ctx, err)
	}
	res.Hits = slices.DeleteFunc(res.Hits, func(m *bsearch.DocumentMatch) bool { return slices.Contains(from.shown, m.ID) })
	if res.Hits = res.Hits[:min(p.Size, len(res.Hits))]; p.Size > 0 && len(res.Hits) == p.Size {
		next = from.next(p.Sort, res.Hits).String()
	}
	return res, next, nil
}

// request asks bleve for a page. Sorting by rank alone is what makes a first page
// of many hits fast: an id costs bleve more to look up than a score to reckon.
func (p page) request(from place) *bleve.SearchRequest {
	req := bleve.NewSearchRequestOptions(nil, p.Size+len(from.shown), 0, false)
	req.Fields = []string{fieldBody}
	req.IncludeLocations = p.highlights
	switch {
	case p.Sort == search.ByDate:
		req.SortBy([]string{"-" + fieldDate, "_id"})
	case from.first == "":
		req.SortBy([]string{"-_score"})
	default:
		req.SortBy([]string{"-_score", "_id"})
	}
	if from.first != "" {
		req.SearchAfter = []string{from.first, from.id}
	}
	return req
}

func (ix *Index) hits(matches bsearch.DocumentMatchCollection, spoken []spoken, doubts map[string]bsearch.TermLocationMap) ([]search.Hit, error) {
	out := make([]search.Hit, 0, len(matches))
	for _, m := range matches {
		body, _ := m.Fields[fieldBody].(string)
		p, err := search.DecodePassage([]byte(body))
		if err != nil {
			return nil, err
		}
		h := hit(m, &p, ix.catalogue.of(p.Interview).Facts, spoken)
		if found := doubts[m.ID]; found != nil && h.Matched == search.AsCorrected {
			h.Highlights = doubtful(&p.Corrected, h.Highlights, found)
		}
		out = append(out, h)
	}
	return out, nil
}

// doubts finds what may have been misheard in passages that match anyhow.
func (ix *Index) doubts(ctx context.Context, q query.Query, matches bsearch.DocumentMatchCollection) (map[string]bsearch.TermLocationMap, error) {
	if q == nil || len(matches) == 0 {
		return nil, nil
	}
	ids := make([]string, len(matches))
	for i, m := range matches {
		ids[i] = m.ID
	}
	res, _, err := ix.page(ctx, query.NewConjunctionQuery([]query.Query{query.NewDocIDQuery(ids), q}), page{Size: len(ids), highlights: true})
	if err != nil {
		return nil, err
	}
	out := map[string]bsearch.TermLocationMap{}
	for _, m := range res.Hits {
		out[m.ID] = m.Locations[fieldText]
	}
	return out, nil
}

// doubtful marks what may have been misheard beside what matched.
func doubtful(text *search.Text, exact []search.Highlight, found bsearch.TermLocationMap) []search.Highlight {
	all, _ := ranges(found, len(text.Body))
	for _, h := range exact {
		all = append(all, [2]int{h.From, h.To})
	}
	out := search.Marks(text, all)
	for i, h := range out {
		out[i].Misheard = !slices.ContainsFunc(exact, func(e search.Highlight) bool { return e.From == h.From && e.To == h.To })
	}
	return out
}

// hit shows the text that matched: as corrected, unless some clause is found only
// in what was heard.
func hit(m *bsearch.DocumentMatch, p *search.Passage, f search.Facts, clauses []spoken) search.Hit {
	h := search.Hit{Passage: p.ID, Facts: f, Start: p.Start, End: p.End, First: p.First, Last: p.Last, Score: m.Score, Level: p.Level,
		Matched: search.AsCorrected, Highlights: []search.Highlight{}}
	text, field := &p.Corrected, fieldText
	for _, c := range clauses {
		if p.Differs() && !c.in(m.Locations[fieldText]) {
			h.Matched, text, field = search.AsHeard, &p.Heard, fieldHeard
			h.Instead = p.Corrected.Body
			break
		}
	}
	h.Text, h.Turns = text.Body, text.Turns
	marked, further := ranges(m.Locations[field], len(text.Body))
	h.Highlights = search.Marks(text, marked)
	if further {
		h.Then = text.Then
	}
	at, when := 0, h.Start
	if len(h.Highlights) > 0 {
		at, when = h.Highlights[0].From, h.Highlights[0].Start
	}
	h.Speaker = text.SpeakerAt(at)
	h.Role = p.RoleOf(h.Speaker)
	h.Question = p.Answers(when, h.Speaker)
	if first, last := p.Quote(); last > 0 {
		h.Quote = &archive.Anchor{First: first, Last: last}
	}
	return h
}

// in tells whether one of the clause's ways is among the places that matched.
func (c spoken) in(found bsearch.TermLocationMap) bool {
	for _, w := range c.ways {
		all := true
		for _, terms := range w.at {
			some := false
			for _, t := range terms {
				some = some || len(found[t]) > 0 || len(found[onward+t]) > 0
			}
			all = all && some
		}
		if all {
			return true
		}
	}
	return false
}

// ranges are the bytes that matched in a text of a length, and whether any did
// further on, in the next passage.
func ranges(found bsearch.TermLocationMap, length int) (out [][2]int, further bool) {
	for _, locations := range found {
		for _, l := range locations {
			if int(l.Start) >= length {
				further = true
				continue
			}
			out = append(out, [2]int{int(l.Start), int(l.End)})
		}
	}
	return out, further
}
