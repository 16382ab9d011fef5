package bleveindex

import (
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// What a match is worth: as written, said another way, only as heard.
const (
	asWritten = 1.0
	otherwise = 0.8
	onlyHeard = 0.4
)

// maxBegin is how many words one begin* or pat*rn may stand for; maxLooked how
// many are held against a pattern.
const (
	maxBegin  = 256
	maxLooked = 20_000
)

// spoken is a clause about spoken words as it was compiled, kept to tell which
// text of a hit it matched.
type spoken struct{ ways []way }

type compiler struct {
	index    *Index
	readers  []reader
	must     []query.Query
	not      []query.Query
	any      map[search.Field][]query.Query   // filters of passages: any of a field, all fields
	in       map[search.Field]*roaring.Bitmap // those of interviews
	out      *roaring.Bitmap                  // interviews that are left out
	from, to time.Time                        // zero: no bound
	spoken   []spoken
}

// compiled is a query as bleve is asked it.
type compiled struct {
	query  query.Query
	spoken []spoken
	// guess makes the queries for what may have been misheard, as compiler.misheard
	// says: it compares sounds, which takes longer than all the rest.
	guess func() (doubted, besides query.Query)
}

// compile makes bleve query objects of a query. Its size is bounded by Parse's
// caps and maxBegin, not by what anyone typed.
func (ix *Index) compile(q search.Query) (out compiled, err error) {
	c := compiler{
		index: ix, readers: ix.readers(),
		any: map[search.Field][]query.Query{}, in: map[search.Field]*roaring.Bitmap{}, out: roaring.New(),
	}
	exact := make([]query.Query, len(q.Clauses))
	for i, cl := range q.Clauses {
		before := len(c.must)
		if err := c.clause(cl); err != nil {
			return out, err
		}
		if len(c.must) > before {
			exact[i] = c.must[before]
		}
	}
	out.guess = func() (doubted, besides query.Query) { return c.misheard(q, exact) }
	if len(c.must) == 0 {
		c.must = append(c.must, term(fieldKind, kindPassage))
	}
	out.query, out.spoken = c.filtered(query.NewBooleanQuery(c.must, nil, c.not)), c.spoken
	if len(c.must) > 1 && joins(c.must) {
		out.query = guided{query.NewConjunctionQuery(c.must), out.query}
	}
	return out, nil
}

func (c *compiler) clause(cl search.Clause) error {
	switch {
	case cl.Field == search.From || cl.Field == search.To:
		first, last, ok := cl.Days()
		if !ok {
			return fmt.Errorf("date %q: %w", cl.Text, archive.ErrInvalid)
		}
		if cl.Field == search.From && first.After(c.from) {
			c.from = first
		}
		if cl.Field == search.To && (c.to.IsZero() || last.Before(c.to)) {
			c.to = last
		}
		return nil
	case cl.Field.Filter():
		return c.filter(cl)
	}
	found, ways, err := c.said(cl)
	if err != nil {
		return err
	}
	if cl.Without {
		c.not = append(c.not, found)
		return nil
	}
	c.must = append(c.must, found)
	c.spoken = append(c.spoken, spoken{ways})
	return nil
}

// said looks for what fulfils a clause about spoken words, in the texts that its
// field means.
func (c *compiler) said(cl search.Clause) (out best, all []way, err error) {
	alternatives := cl.Any
	if len(alternatives) == 0 {
		alternatives = []search.Clause{cl}
	}
	for _, a := range alternatives {
		ways, err := c.ways(a)
		if err != nil {
			return out, nil, err
		}
		all = append(all, ways...)
		if cl.Without {
			out.ways = append(out.ways, c.without(a.Field, ways)...)
			continue
		}
		if a.Field == search.Heard {
			out.ways = append(out.ways, c.heard(ways)...)
			continue
		}
		out.ways = append(out.ways, inField(fieldText, ways, 1)...)
		out.spare = append(out.spare, crossing(fieldText, ways, 1)...)
		out.spare = append(out.spare, inField(fieldHeard, ways, onlyHeard)...)
		out.spare = append(out.spare, crossing(fieldHeard, ways, onlyHeard)...)
	}
	return out, all, nil
}

// without leaves out by what the page says now, unless asked for as heard.
func (c *compiler) without(f search.Field, ways []way) []query.Query {
	if f == search.Heard {
		return c.heard(ways)
	}
	return inField(fieldText, ways, 1)
}

// heard looks in the words as heard, which stand in the corrected text's field
// where the two do not differ.
func (c *compiler) heard(ways []way) []query.Query {
	in := func(field string) []query.Query {
		return slices.Concat(inField(field, ways, 1), crossing(field, ways, 1))
	}
	same := query.NewBooleanQuery([]query.Query{best{ways: in(fieldText)}}, nil, []query.Query{term(fieldKind, kindDiffers)})
	return append(in(fieldHeard), same)
}

func term(field, word string) *query.TermQuery {
	t := query.NewTermQuery(word)
	t.SetField(field)
	return t
}
