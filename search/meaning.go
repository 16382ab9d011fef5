package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/archive"
)

// Meaning knows what passages are about. It may be behind the index, and knows
// nothing of who may see what: a Searcher asks the index and the archive's Policy.
type Meaning interface {
	// Near returns the passages closest in meaning to a text, closest first.
	Near(ctx context.Context, text string, n int) ([]Near, error)
	// Like returns those closest to a passage, without itself. archive.ErrNotFound
	// when it is not known, or not yet.
	Like(ctx context.Context, interview string, first archive.LineID, n int) ([]Near, error)
	// Understands tells whether it knows a language, by its code or its English
	// name; "" is one that nobody told.
	Understands(language string) bool
}

// Near is a passage and how close it is.
type Near struct {
	Passage   string
	Closeness float64 // cosine of the angle: 1 says the same, about 0 has nothing to do with it
}

// Picker is an extra of an Index: it shows passages that were found elsewhere.
type Picker interface {
	// Pick returns those of at most MaxPage passages that the index holds and that
	// obey the query's filters and leave out what it leaves out, in the order given.
	// Spoken words that the query looks for are not asked for, nor highlighted.
	Pick(ctx context.Context, q Query, passages []string) ([]Hit, error)
	// Alike returns up to n passages that obey the query's filters and share the most
	// telling words with one, best first, without itself. The words are highlighted.
	Alike(ctx context.Context, q Query, passage string, n int) ([]Hit, error)
}

// How hits by words and by meaning are put together.
const (
	mostNear     = 50   // passages that the model may propose
	leastClose   = 0.20 // closeness under which a passage has nothing to do with the question: by the judged set
	fusion       = 60.0 // the constant of reciprocal rank fusion
	nearlyNone   = 1e-3 // how much of it having some of the words is worth: an order among themselves
	meaningLimit = 400 * time.Millisecond
)

// Cursors of answers that are put together begin with one of these: a place among
// the hits put together, or the words' own cursor after them. No index's does.
const (
	fusedAt = "."
	wordsOn = ".."
)

// errNoMeaning says that a question is answered by its words alone.
var errNoMeaning = errors.New("no meaning")

// gist is what the query asks about in plain words; "" when it insists on the
// words themselves, by quotes, a *, near or heard:.
func (q Query) gist() string {
	var words []string
	for _, c := range q.Clauses {
		if c.Without || c.Field.Filter() {
			continue
		}
		for _, way := range append(c.Any, c) {
			if way.Field != Words || way.Phrase || way.Prefix || way.Wild || way.Near > 0 {
				return ""
			}
			words = append(words, way.Text)
		}
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// find answers a query, by the words of its full form, with the other ways to say
// them, and by meaning and by some of the words too where that was asked for and
// can be had.
//
// With more than MaxPage passages that say the words, nothing is added to them:
// meaning only puts the first MaxPage in order, and the words' own order goes on
// behind them. So no hit comes twice, and all totals are right.
func (s *Searcher) find(ctx context.Context, v archive.Viewer, q, full Query, p Page) (Results, error) {
	near, how, err := s.near(ctx, q, p)
	if err != nil {
		return Results{}, err
	}
	alone := how != ByMeaning && !together(p.After)
	at, first := 0, p
	first.After = strings.TrimPrefix(p.After, wordsOn)
	if !alone {
		if at, err = fusedPlace(p.After); err != nil {
			return Results{}, err
		}
		first.Size, first.After = MaxPage, ""
	}
	res, err := s.ask(ctx, full, first)
	res.Meaning = how
	none := res.Total+res.Misheard == 0 && first.After == ""
	if err != nil || alone && !(none && p.Some) {
		return res, err
	}
	if none && p.Some {
		if res.Hits, err = s.some(ctx, full, p); err != nil {
			return Results{}, err
		}
	}
	return s.join(ctx, v, q, near, res, at, cmp.Or(p.Size, DefaultPage))
}

// join puts what is near in meaning to the hits by words, and leaves a page of
// both.
func (s *Searcher) join(ctx context.Context, v archive.Viewer, q Query, near []string, res Results, at, size int) (_ Results, err error) {
	// Policy is asked before anything is counted: what may not be found is nowhere,
	// not in a total either.
	found := Results{}
	if found.Hits, err = s.pick(ctx, q, near); err == nil {
		err = s.recheck(ctx, v, &found)
	}
	if err != nil {
		return Results{}, err
	}
	res.Hits = fuse(res.Hits, found.Hits, res.Next == "")
	for _, h := range res.Hits {
		switch h.Matched {
		case InMeaning:
			res.Close++
		case SomeWords:
			res.Some++
		}
	}
	res.cut(at, size)
	return res, nil
}

// together tells whether a cursor is of an answer that was put together.
func together(after string) bool {
	return strings.HasPrefix(after, fusedAt) && !strings.HasPrefix(after, wordsOn)
}

// near asks the model, within its own limit. When it cannot answer now, words do:
// alone on a first page, in their place on a later one.
func (s *Searcher) near(ctx context.Context, q Query, p Page) (near []string, how Meant, err error) {
	later := together(p.After)
	if p.After != "" && !later {
		return nil, "", nil // the words' own order goes on
	}
	if how = s.meant(q, p); how != ByMeaning {
		return nil, how, nil
	}
	in, cancel := context.WithTimeout(ctx, meaningLimit)
	defer cancel()
	found, err := s.Meaning.Near(in, q.gist(), mostNear)
	switch {
	case ctx.Err() != nil:
		return nil, "", ctx.Err()
	case err != nil && !later:
		return nil, ModelMissing, nil
	}
	return closeOnes(found), ByMeaning, nil
}

func closeOnes(near []Near) []string {
	var out []string
	for _, n := range near {
		if n.Closeness >= leastClose {
			out = append(out, n.Passage)
		}
	}
	return out
}

// pick asks the index for passages found by meaning.
func (s *Searcher) pick(ctx context.Context, q Query, passages []string) (hits []Hit, err error) {
	if len(passages) == 0 {
		return nil, nil
	}
	err = s.within(ctx, func(ctx context.Context, ix Picker) error {
		hits, err = ix.Pick(ctx, q, passages)
		return err
	})
	for i := range hits {
		hits[i].Matched, hits[i].Highlights = InMeaning, []Highlight{}
	}
	return hits, err
}

// within asks the index for something in a slot and a deadline, as ask does.
func (s *Searcher) within(ctx context.Context, fn func(context.Context, Picker) error) error {
	ix, ok := s.Index.(Picker)
	if !ok {
		return errNoMeaning
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	in, cancel := context.WithTimeout(ctx, s.Deadline)
	defer cancel()
	return fn(in, ix)
}

// fuse puts two rankings together by reciprocal rank fusion: a hit is worth the sum
// of 1/(60+rank) over the rankings it is in (Cormack, Clarke and Büttcher,
// "Reciprocal rank fusion outperforms Condorcet and individual rank learning
// methods", SIGIR 2009). A hit that is in both is shown as its words matched; those
// that are near only come in when add says so. Words that may have been misheard
// gain nothing by being near, so that they stay behind all that were said. Some of
// the words put nothing before what is near: by the judged set that would be worse.
func fuse(said, near []Hit, add bool) []Hit {
	worth, doubted := map[string]float64{}, map[string]bool{}
	var out []Hit
	for _, ranking := range [][]Hit{said, near} {
		for rank, h := range ranking {
			if _, seen := worth[h.Passage]; !seen && (add || h.Matched != InMeaning) {
				out = append(out, h)
				doubted[h.Passage] = h.Matched == Misheard
			} else if doubted[h.Passage] {
				continue
			}
			gain := 1 / (fusion + float64(rank) + 1)
			if h.Matched == SomeWords {
				gain *= nearlyNone
			}
			worth[h.Passage] += gain
		}
	}
	for i := range out {
		out[i].Score = worth[out[i].Passage]
	}
	slices.SortStableFunc(out, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// cut leaves the page of hits that begins at a place.
func (r *Results) cut(at, size int) {
	at = min(at, len(r.Hits))
	end := min(at+size, len(r.Hits))
	switch {
	case end < len(r.Hits):
		r.Next = fusedAt + strconv.Itoa(end)
	case r.Next != "":
		r.Next = wordsOn + r.Next
	}
	r.Hits = r.Hits[at:end]
}

func fusedPlace(after string) (int, error) {
	if after == "" {
		return 0, nil
	}
	at, err := strconv.Atoi(strings.TrimPrefix(after, fusedAt))
	if err != nil || at < 1 || at > MaxPage+mostNear || !strings.HasPrefix(after, fusedAt) {
		return 0, archive.Invalid("after", "That link to the next page is not complete. Please search again.")
	}
	return at, nil
}
