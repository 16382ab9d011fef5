package archive

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"time"
)

// ThemeVisit is what one person had seen of a theme when they were there last.
type ThemeVisit struct {
	Theme   string    `json:"theme"`
	Account string    `json:"account"`
	Last    time.Time `json:"last"`             // looked at it last
	Before  time.Time `json:"before,omitzero"`  // the visit before this one ended; zero: this is the first
	Seen    []uint32  `json:"seen,omitempty"`   // marks of hits that were shown
	Earlier []uint32  `json:"earlier,omitzero"` // those before this visit
}

// visitGap is how long someone is away until coming back is another visit: long
// enough for a cup of tea and for a page that is loaded again.
const visitGap = time.Hour

// visitSeen is how many hits of one theme's query are remembered for one person.
const visitSeen = 5000

// VisitTheme notes that v looks at a theme and is shown these hits of its query,
// each named by something that stays while its words stay. It returns when the
// visit before this one ended, zero at the first, and which hits were not there
// then; at a first visit none is new. Visitors without an account leave no trace.
func (a *Archive) VisitTheme(ctx context.Context, v Viewer, id string, hits []string) (before time.Time, fresh map[string]bool, err error) {
	fresh = map[string]bool{}
	if v.Role() == Visitor {
		return before, fresh, nil
	}
	var visit *ThemeVisit
	wrong := a.store.View(ctx, func(tx Tx) error {
		if _, _, err := visibleTheme(tx, v, id); err != nil {
			return err
		}
		visit, err = tx.ThemeVisit(id, v.Account.ID)
		return err
	})
	if wrong != nil && !errors.Is(wrong, ErrNotFound) {
		return before, nil, wrong
	}
	if visit == nil {
		visit = &ThemeVisit{Theme: id, Account: v.Account.ID}
	}
	if !visit.look(a.now(), hits) {
		return visit.Before, visit.fresh(hits), nil
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		if _, _, err := visibleTheme(tx, v, id); err != nil {
			return err
		}
		return tx.PutThemeVisit(visit)
	})
	return visit.Before, visit.fresh(hits), err
}

// look notes a look at the theme, and tells whether there is anything to keep.
func (s *ThemeVisit) look(now time.Time, hits []string) bool {
	away := now.Sub(s.Last)
	if !s.Last.IsZero() && away > visitGap {
		s.Before, s.Earlier = s.Last, slices.Clone(s.Seen)
	}
	n := len(s.Seen)
	for _, h := range hits {
		if m := markOf(h); !slices.Contains(s.Seen, m) {
			s.Seen = append(s.Seen, m)
		}
	}
	changed := len(s.Seen) != n || away > time.Minute
	s.Seen = s.Seen[max(0, len(s.Seen)-visitSeen):]
	s.Last = now
	return changed
}

func (s *ThemeVisit) fresh(hits []string) map[string]bool {
	fresh := map[string]bool{}
	for _, h := range hits {
		if !s.Before.IsZero() && !slices.Contains(s.Earlier, markOf(h)) {
			fresh[h] = true
		}
	}
	return fresh
}

// markOf is what is remembered of a hit: few enough bits that thousands fit.
func markOf(hit string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(hit))
	return h.Sum32()
}
