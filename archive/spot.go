package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// SpotCheck is a passage that someone who looks after interviews is asked to listen
// to, though nobody complained: a few of each interview, and a few of what each
// newcomer wrote. What they hear is kept as a vote.
type SpotCheck struct {
	Interview   *Interview
	May         Permissions
	Version     int
	Line        LineID
	Speaker     string
	First, Last WordID
	Span        Span
	Text        string
	Newcomer    *Author // whose work it is; nil when it stands for the interview
}

// Spot checks are few, so that they are done.
const (
	spotsEach      = 5  // for each newcomer and each interview
	spotsLooked    = 20 // interviews that are looked at, the newest
	changesLooked  = 300
	newcomerWrites = 20 // changes after which someone is no newcomer any more
)

// SpotChecks returns up to limit passages for v to check, newcomers' first. Which
// ones they are depends on their ids alone, so they stay the same until they are
// checked: nobody can pick the ones they like.
func (a *Archive) SpotChecks(ctx context.Context, v Viewer, limit int) (list []SpotCheck, err error) {
	if !v.Role().AtLeast(ReporterRole) {
		return nil, ErrSignIn
	}
	err = a.store.View(ctx, func(tx Tx) error {
		s := &spotting{a: a, tx: tx, v: v, grounds: map[string]*spotGround{}}
		if err := s.newcomers(limit); err != nil {
			return err
		}
		if err := s.ofInterviews(limit); err != nil {
			return err
		}
		list = s.list[:min(len(s.list), limit)]
		return nil
	})
	return list, err
}

type spotting struct {
	a       *Archive
	tx      Tx
	v       Viewer
	grounds map[string]*spotGround
	list    []SpotCheck
}

// spotGround is an interview as spots are drawn from it; now is nil when it
// is not v's to check.
type spotGround struct {
	iv      *Interview
	may     Permissions
	now     *Transcript
	said    []*Vote
	who     trusted
	stand   *standing
	offered map[LineID]bool
}

func (s *spotting) ground(id string) (*spotGround, error) {
	if g := s.grounds[id]; g != nil {
		return g, nil
	}
	g := &spotGround{offered: map[LineID]bool{}}
	s.grounds[id] = g
	iv, p, err := s.a.visible(s.tx, s.v, id)
	if unseen(err) {
		return g, nil
	}
	if err != nil || !p.Manage || !p.Listen || iv.State != Published || !iv.HasWords() {
		return g, err
	}
	if g.said, err = s.tx.Votes(id); err != nil {
		return g, err
	}
	if g.who, err = s.a.trustedAmong(s.tx, votersOf(g.said)); err != nil {
		return g, err
	}
	now, err := s.a.fold(s.tx, iv, iv.Version)
	if err != nil {
		return g, err
	}
	g.iv, g.may, g.now, g.stand = iv, p, now, newStanding(now)
	return g, nil
}

// checked tells whether somebody trusted, other than by, said something of the
// words of a line that still counts.
func (g *spotGround) checked(l Line, by Author) bool {
	return slices.ContainsFunc(g.said, func(v *Vote) bool {
		return v.Verdict != Unsure && g.who.holds(v.By) && !v.By.Same(by) && g.stand.holds(v) && slices.Contains(v.Words, l.Words[0].ID) && slices.Contains(v.Words, l.Words[len(l.Words)-1].ID)
	})
}

func (s *spotting) offer(g *spotGround, l Line, newcomer *Author) {
	by := Author{}
	if newcomer != nil {
		by = *newcomer
	}
	withheld := slices.ContainsFunc(l.Words, func(w Word) bool { return w.Text == RemovedText || w.within(g.iv.Withheld()) })
	if len(l.Words) == 0 || len(l.Words) > MaxVoteWords || withheld || g.offered[l.ID] || g.checked(l, by) {
		return
	}
	g.offered[l.ID] = true
	s.list = append(s.list, SpotCheck{Interview: g.iv, May: g.may, Version: g.iv.Version, Line: l.ID, Speaker: l.Speaker, First: l.Words[0].ID, Last: l.Words[len(l.Words)-1].ID,
		Span: l.Span(), Text: l.Text(), Newcomer: newcomer})
}

// newcomers offers lines that people wrote who have not written much.
func (s *spotting) newcomers(limit int) error {
	latest, err := s.tx.LatestChanges(changesLooked)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, c := range latest {
		if c.By.Account == s.v.Author().Account && c.By.Account != "" || seen[c.By.marks()[0]] || len(s.list) >= limit {
			continue
		}
		seen[c.By.marks()[0]] = true
		theirs, err := s.tx.ChangesBy(c.By.Account, c.By.Visitor, newcomerWrites+1)
		if err != nil {
			return err
		}
		if len(theirs) > newcomerWrites {
			continue
		}
		theirs = slices.DeleteFunc(theirs, func(c *Change) bool { return c.Kind != MisHearing || len(c.written()) == 0 || c.Reverts > 0 })
		for _, c := range drawSpots(theirs, func(c *Change) string { return fmt.Sprint("change ", c.Interview, " ", c.Version) }) {
			g, err := s.ground(c.Interview)
			if err != nil {
				return err
			}
			if g.now == nil {
				continue
			}
			if at, ok := g.now.find(c.written()[0].ID); ok {
				s.offer(g, g.now.Lines[at.line], &c.By)
			}
		}
	}
	return nil
}

// ofInterviews offers lines of the newest interviews.
func (s *spotting) ofInterviews(limit int) error {
	q := InterviewQuery{States: []State{Published}, Limit: spotsLooked}
	if !s.v.Role().AtLeast(Custodian) {
		q.Reporter = s.v.Account.ID
	}
	newest, err := s.tx.Interviews(q)
	if err != nil {
		return err
	}
	for _, iv := range newest {
		if len(s.list) >= limit {
			return nil
		}
		g, err := s.ground(iv.ID)
		if err != nil {
			return err
		}
		if g.now == nil {
			continue
		}
		lines := slices.DeleteFunc(slices.Clone(g.now.Lines), func(l Line) bool { return len(l.Words) == 0 })
		for _, l := range drawSpots(lines, func(l Line) string { return fmt.Sprint("line ", iv.ID, " ", l.ID) }) {
			s.offer(g, l, nil)
		}
	}
	return nil
}

// drawSpots are spotsEach of a list: those whose names have the smallest hashes.
func drawSpots[T any](list []T, name func(T) string) []T {
	lot := func(x T) uint64 {
		sum := sha256.Sum256([]byte(name(x)))
		return binary.BigEndian.Uint64(sum[:8])
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(x, y T) int { return cmp.Compare(lot(x), lot(y)) })
	return list[:min(len(list), spotsEach)]
}
