package bleveindex

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// How many words of a passage are taken to be telling, in how many other passages
// they must be for that, and how many of them a passage like it shares.
const (
	mostTelling  = 25
	leastInOther = 2
	leastShared  = 3
)

// Pick implements search.Picker.
func (ix *Index) Pick(ctx context.Context, q search.Query, passages []string) (hits []search.Hit, err error) {
	defer notice(&err)
	if len(passages) > search.MaxPage {
		return nil, archive.Invalid("", "Please ask for at most %d passages.", search.MaxPage)
	}
	hits, err = ix.among(ctx, q, query.NewDocIDQuery(passages), len(passages))
	place := make(map[string]int, len(passages))
	for i, id := range passages {
		place[id] = i
	}
	slices.SortFunc(hits, func(a, b search.Hit) int { return cmp.Compare(place[a.Passage], place[b.Passage]) })
	return hits, err
}

// Alike implements search.Picker. Words are told apart by how rare they are and how
// often the passage says them, as in Lucene's MoreLikeThis (tf times idf).
func (ix *Index) Alike(ctx context.Context, q search.Query, passage string, n int) (hits []search.Hit, err error) {
	defer notice(&err)
	self, err := ix.Pick(ctx, search.Query{}, []string{passage})
	if err != nil || len(self) == 0 {
		return nil, err
	}
	telling, err := ix.telling(ctx, readerOf(self[0].Language).read(self[0].Text))
	if err != nil || len(telling) == 0 {
		return nil, err
	}
	some := query.NewDisjunctionQuery(telling)
	some.SetMin(float64(min(leastShared, len(telling))))
	if hits, err = ix.among(ctx, q, some, n+1); err != nil {
		return nil, err
	}
	hits = slices.DeleteFunc(hits, func(h search.Hit) bool { return h.Passage == passage })
	return hits[:min(n, len(hits))], nil
}

// among searches for what is given among the passages that a query's filters allow.
func (ix *Index) among(ctx context.Context, q search.Query, what query.Query, n int) ([]search.Hit, error) {
	narrow := search.Query{Clauses: slices.DeleteFunc(slices.Clone(q.Clauses), func(c search.Clause) bool { return !c.Without && !c.Field.Filter() })}
	allowed, err := ix.compile(narrow)
	if err != nil {
		return nil, err
	}
	both := query.NewBooleanQuery([]query.Query{what}, nil, nil)
	both.AddFilter(allowed.query)
	res, _, err := ix.page(ctx, both, page{Size: n, Sort: search.ByRank, highlights: true})
	if err != nil {
		return nil, err
	}
	return ix.hits(res.Hits, nil, nil)
}

// telling are the words of a text that say most about it.
func (ix *Index) telling(ctx context.Context, words analysis.TokenStream) ([]query.Query, error) {
	index, err := ix.passages.Advanced()
	if err != nil {
		return nil, err
	}
	said, err := index.Reader()
	if err != nil {
		return nil, err
	}
	defer said.Close()
	count, err := said.DocCount()
	if err != nil {
		return nil, err
	}
	often := map[string]float64{}
	for _, t := range words {
		often[string(t.Term)]++
	}
	var out []query.Query
	worth := map[query.Query]float64{}
	for word, n := range often {
		found, err := said.TermFieldReader(ctx, []byte(word), fieldText, false, false, false)
		if err != nil {
			return nil, err
		}
		in := found.Count()
		if err := found.Close(); err != nil {
			return nil, err
		}
		if in < leastInOther || in*4 > count+4 {
			continue // nobody else says it, or a quarter of all do
		}
		t := term(fieldText, word)
		t.SetBoost(n * math.Log(float64(count)/float64(in)))
		out, worth[t] = append(out, t), t.Boost()
	}
	slices.SortFunc(out, func(a, b query.Query) int { return cmp.Compare(worth[b], worth[a]) })
	return out[:min(mostTelling, len(out))], nil
}
