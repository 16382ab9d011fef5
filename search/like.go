package search

import (
	"cmp"
	"context"
	"errors"

	"earshot/archive"
)

// Like answers "more like this passage" for one viewer: the passages closest to it
// in meaning, or, where that is not known, those that share its most telling words.
// A passage the viewer may not find is archive.ErrNotFound, like one that is not
// there. The query only narrows; its spoken words are not asked for.
func (s *Searcher) Like(ctx context.Context, v archive.Viewer, passage string, raw string, p Page) (Answer, error) {
	q, err := filtersOf(raw)
	if err != nil {
		return Answer{}, err
	}
	interview, first, ok := SplitPassageID(passage)
	if !ok {
		return Answer{}, notThere
	}
	self := Results{}
	if self.Position, err = s.position(ctx); err != nil {
		return Answer{}, err
	}
	if self.Hits, err = s.pick(ctx, Query{}, []string{passage}); err == nil {
		err = s.mayStand(ctx, v, &self)
	}
	if err != nil {
		return Answer{}, err
	}
	if len(self.Hits) == 0 {
		return Answer{}, notThere
	}
	at, err := fusedPlace(p.After)
	if err != nil {
		return Answer{}, err
	}
	ans := Answer{Query: q, Like: &self.Hits[0]}
	ans.Position = self.Position
	if ans.Meaning = s.meantLike(ans.Like, p); ans.Meaning == ByMeaning {
		ans.Hits, ans.Meaning, err = s.nearby(ctx, q, interview, first)
	}
	if err == nil && ans.Meaning != ByMeaning {
		ans.Hits, err = s.alike(ctx, q, passage)
	}
	if err == nil {
		err = s.mayStand(ctx, v, &ans.Results)
	}
	if err != nil {
		return Answer{}, err
	}
	ans.Total, ans.Close = 0, 0
	for _, h := range ans.Hits {
		if h.Matched != InMeaning {
			ans.Total++
		}
	}
	ans.Close = len(ans.Hits) - ans.Total
	ans.cut(at, cmp.Or(p.Size, DefaultPage))
	return ans, nil
}

// mayStand takes out hits that the viewer may not find, or not as they are indexed.
func (s *Searcher) mayStand(ctx context.Context, v archive.Viewer, r *Results) error {
	if _, err := s.refresh(ctx, r); err != nil {
		return err
	}
	return s.recheck(ctx, v, r)
}

// notThere is one sentence for every passage that cannot be shown, so that it does
// not tell which there are.
var notThere = &archive.Problem{Kind: archive.ErrNotFound, Field: "like", Sentence: "That passage is not here. It may have been changed or taken away."}

// filtersOf reads a query that may be empty.
func filtersOf(raw string) (Query, error) {
	if len(Tokens(raw)) == 0 {
		return Query{}, nil
	}
	return Parse(raw)
}

// meantLike tells whether the passage's meaning is to be looked at, as ByMeaning.
func (s *Searcher) meantLike(h *Hit, p Page) Meant {
	switch {
	case !p.Meaning:
		return ""
	case s.Meaning == nil:
		return NoModel
	case !s.Meaning.Understands(h.Language) || !latin(h.Text):
		return OtherTongue
	}
	return ByMeaning
}

// nearby finds by meaning, unless the passage is not known to the model, or not yet.
func (s *Searcher) nearby(ctx context.Context, q Query, interview string, first archive.LineID) ([]Hit, Meant, error) {
	near, err := s.Meaning.Like(ctx, interview, first, mostNear)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
		return nil, ModelMissing, nil
	}
	if err != nil {
		return nil, "", err
	}
	hits, err := s.pick(ctx, q, closeOnes(near))
	return hits, ByMeaning, err
}

// alike finds by the telling words that a passage shares.
func (s *Searcher) alike(ctx context.Context, q Query, passage string) (hits []Hit, err error) {
	err = s.within(ctx, func(ctx context.Context, ix Picker) error {
		hits, err = ix.Alike(ctx, q, passage, MaxPage)
		return err
	})
	return hits, err
}
