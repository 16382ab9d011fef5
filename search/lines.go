package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"earshot/archive"
)

// Orders of Lines besides those of passages.
const (
	ByLeft  Sort = "left"  // by the words before, nearest first
	ByRight Sort = "right" // by the words after
)

// MostLined is how many passages are put in order by the words around a place: so
// many are read for one page of them, in a tenth of a second.
const MostLined = 2000

const (
	mostPlaces  = 8000 // put in order together: what common words have in MostLined passages
	placesShown = 300  // of a page of passages
	placeWords  = 12   // around a place, of its passage
)

// Lister is an extra of an Index: it gives more passages at once than a page has.
type Lister interface {
	// List answers as Search does from the beginning, with up to MostLined hits.
	// The page's Size and After are not looked at.
	List(ctx context.Context, q Query, p Page) (Results, error)
}

// Occurrence is one place where words were found, with the words around it: keyword in
// context.
type Occurrence struct {
	Hit                int // of the answer
	Left, Match, Right string
	Speaker            string
	At                 float64 // when it is said, in seconds
	From               float64 // where playing starts
	Misheard           bool    // the match may have been

	left, right []string
}

// Lines is an answer place by place.
type Lines struct {
	Answer              // Hits are those that the places are in
	Places []Occurrence // of this page
	Sorted int          // passages whose places were put in order together; 0 when they come as passages do
	Cut    bool         // some passages have more places than are shown
}

// Lines answers as Search does, by places. Ordered by ByLeft or ByRight a page has
// Page.Size places, of the best MostLined passages; otherwise it has the places of
// Page.Size passages.
func (s *Searcher) Lines(ctx context.Context, v archive.Viewer, raw string, p Page) (out Lines, err error) {
	p.Meaning, p.Some = false, false // lines show what was asked for
	if p.Sort != ByLeft && p.Sort != ByRight {
		if out.Answer, err = s.Search(ctx, v, raw, p); err == nil {
			out.Places, out.Cut = Occurrences(out.Hits, p.Sort, placesShown)
		}
		return out, err
	}
	at, err := linesPlace(p.After)
	if err != nil {
		return out, err
	}
	q, err := Parse(raw)
	if err != nil {
		return out, err
	}
	full, order := s.full(ctx, q, p), p.Sort
	p.Sort = ByRank
	out.Query, out.Also = q, full.also()
	if out.Results, err = s.list(ctx, full, p); err != nil {
		return out, err
	}
	if err := s.catchUp(ctx, full, &out.Results); err != nil {
		return out, err
	}
	out.Sorted = len(out.Hits)
	out.Places, out.Cut = Occurrences(out.Hits, order, mostPlaces)
	out.page(at, cmp.Or(p.Size, DefaultPage))
	if err := s.recheckLines(ctx, v, &out); err != nil || at > 0 || out.Total+out.Misheard >= fewHits {
		return out, err
	}
	out.Suggest, err = s.suggest(ctx, v, q, out.Total, p)
	return out, err
}

func (s *Searcher) list(ctx context.Context, q Query, p Page) (Results, error) {
	return s.timed(ctx, func(ctx context.Context) (Results, error) { return list(ctx, s.Index, q, p) })
}

// list asks for many passages; an index that can give only a page of them gives that.
func list(ctx context.Context, ix Finder, q Query, p Page) (Results, error) {
	if l, ok := ix.(Lister); ok {
		return l.List(ctx, q, p)
	}
	p.Size, p.After = MaxPage, ""
	return ix.Search(ctx, q, p)
}

// page leaves the places of one page, and the hits they are in.
func (l *Lines) page(at, size int) {
	at = min(at, len(l.Places))
	end := min(at+size, len(l.Places))
	if l.Next = ""; end < len(l.Places) {
		l.Next = linesAt + strconv.Itoa(end)
	}
	l.Places = slices.Clone(l.Places[at:end])
	var hits []Hit
	seen := map[int]int{}
	for i, place := range l.Places {
		n, known := seen[place.Hit]
		if !known {
			n = len(hits)
			seen[place.Hit] = n
			hits = append(hits, l.Hits[place.Hit])
		}
		l.Places[i].Hit = n
	}
	l.Hits = hits
}

// recheckLines drops the places of hits that the viewer may not find.
func (s *Searcher) recheckLines(ctx context.Context, v archive.Viewer, l *Lines) error {
	were := make([]string, len(l.Hits))
	for i, h := range l.Hits {
		were[i] = h.Passage
	}
	if err := s.recheck(ctx, v, &l.Results); err != nil {
		return err
	}
	now := map[string]int{}
	for i, h := range l.Hits {
		now[h.Passage] = i
	}
	l.Places = slices.DeleteFunc(l.Places, func(p Occurrence) bool { _, stays := now[were[p.Hit]]; return !stays })
	for i, p := range l.Places {
		l.Places[i].Hit = now[were[p.Hit]]
	}
	return nil
}

// linesAt begins the cursors of places in order. No other cursor does.
const linesAt = "@"

func linesPlace(after string) (int, error) {
	if after == "" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(after, linesAt)
	at, err := strconv.Atoi(text)
	if !ok || err != nil || at < 1 || at > mostPlaces {
		return 0, archive.Invalid("after", "That link to the next page is not complete. Please search again.")
	}
	return at, nil
}

// Occurrences are the highlights of hits, in an order: at most most of them, and cut
// tells whether there are more. A hit without one, found by its facts alone, has
// none.
func Occurrences(hits []Hit, order Sort, most int) (out []Occurrence, cut bool) {
	for i := range hits {
		for _, m := range hits[i].Highlights {
			if cut = len(out) == most; cut {
				break
			}
			out = append(out, placeOf(i, &hits[i], m))
		}
	}
	switch order {
	case ByLeft:
		slices.SortStableFunc(out, func(a, b Occurrence) int { return slices.Compare(a.left, b.left) })
	case ByRight:
		slices.SortStableFunc(out, func(a, b Occurrence) int { return slices.Compare(a.right, b.right) })
	}
	return out, cut
}

func placeOf(hit int, h *Hit, m Highlight) Occurrence {
	// A highlight may end within a word: its punctuation belongs to it.
	from, to := m.From, m.To
	if i := strings.LastIndexByte(h.Text[:from], ' '); i >= 0 {
		from = i + 1
	} else {
		from = 0
	}
	if i := strings.IndexByte(h.Text[to:], ' '); i >= 0 {
		to += i
	} else {
		to = len(h.Text)
	}
	before, after := strings.Fields(h.Text[:from]), strings.Fields(h.Text[to:])
	before, after = before[max(0, len(before)-placeWords):], after[:min(len(after), placeWords)]
	p := Occurrence{Hit: hit, Left: strings.Join(before, " "), Match: h.Text[from:to], Right: strings.Join(after, " "), Speaker: h.Speaker,
		At: m.Start, From: archive.Milliseconds(max(0, m.Start-LeadIn)), Misheard: m.Misheard || h.Matched == Misheard}
	p.left, p.right = folded(p.Left), folded(p.Right)
	slices.Reverse(p.left)
	for _, t := range h.Turns {
		if t.At <= m.From {
			p.Speaker = t.Speaker
		}
	}
	return p
}

// folded are words as they are compared.
func folded(words string) []string {
	var out []string
	for _, t := range Tokens(words) {
		out = append(out, t.Term)
	}
	return out
}
