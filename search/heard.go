package search

import (
	"context"
	"strings"

	"earshot/archive"
)

// HeardAs implements archive.HeardFinder. An index knows words by their stems and
// by their other spellings, so each place is read again for the very words.
func (s *Searcher) HeardAs(ctx context.Context, phrase string, limit int) (places []archive.HeardPlace, more bool, err error) {
	phrase = strings.Join(strings.Fields(strings.Map(plainQuote, phrase)), " ")
	if len(Tokens(phrase)) == 0 {
		return nil, false, nil
	}
	q := Query{Clauses: []Clause{{Field: Heard, Text: phrase, Phrase: true}}}
	res, err := s.ask(ctx, q, Page{Size: MaxPage})
	if err != nil {
		return nil, false, err
	}
	for _, h := range res.Hits {
		for _, m := range h.Highlights {
			places = append(places, h.heardAs(m, phrase)...)
		}
	}
	if len(places) > limit {
		return places[:limit], true, nil
	}
	return places, res.Total > len(res.Hits), nil
}

// heardAs finds the phrase in one highlight. Its words are an engine's, one after
// the other, so their ids rise by one.
func (h Hit) heardAs(m Highlight, phrase string) []archive.HeardPlace {
	words := strings.Fields(h.Text[m.From:m.To])
	if len(words) == 0 || int(m.Last-m.First)+1 != len(words) {
		return nil
	}
	var out []archive.HeardPlace
	for _, at := range archive.Occurrences(words, phrase) {
		out = append(out, archive.HeardPlace{Interview: h.Interview, First: m.First + archive.WordID(at[0]), Last: m.First + archive.WordID(at[1]-1),
			Span: archive.Span{Start: m.Start, End: m.End}})
	}
	return out
}
