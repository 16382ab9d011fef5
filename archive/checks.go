package archive

import (
	"context"
	"slices"
)

// Level says how far people have checked words, from least to most.
type Level int

const (
	MachineText  Level = iota // nobody has said anything of it
	BeingChecked              // someone has, of a part of it or without agreement
	CheckedOnce               // one person listened and says it is right
	Checked                   // two or more do, and most of those who said anything
)

// Check is how far people have checked one line.
type Check struct {
	Level   Level
	People  int  // who say that it is right
	Settled bool // as many as the collection's rule asks for
}

// Checks is how far people have checked a transcript.
type Checks struct {
	Lines   map[LineID]Check // lines that are not machine text
	Seconds float64          // of sound whose words someone listened to and says are right
}

// Checks returns how far the newest version was checked, as v may see it.
func (a *Archive) Checks(ctx context.Context, v Viewer, id string) (c Checks, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, p, err := a.openToRead(tx, v, id)
		if err != nil {
			return err
		}
		c, err = a.checks(tx, iv, p)
		return err
	})
	return c, err
}

func (a *Archive) checks(tx Tx, iv *Interview, p Permissions) (c Checks, err error) {
	if !iv.HasWords() {
		return c, nil
	}
	said, err := tx.Votes(iv.ID)
	if err != nil || len(said) == 0 {
		return Checks{Lines: map[LineID]Check{}}, err
	}
	rule, err := ruleOf(tx, iv.Collection)
	if err != nil {
		return c, err
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return c, err
	}
	if !p.Remove {
		now = iv.ForPublic(now)
	}
	who, err := a.trustedAmong(tx, votersOf(said))
	if err != nil {
		return c, err
	}
	return newStanding(now).checks(said, rule, who), nil
}

// standing knows where each word of a version stands.
type standing struct {
	t     *Transcript
	words []Word  // of all lines
	line  []int32 // of each of words: the line it is on
	place []int32 // by word id: 1 + its place in words; 0 is gone
}

func newStanding(t *Transcript) *standing {
	s := &standing{t: t, words: make([]Word, 0, t.AllWords()), place: make([]int32, t.nextWord)}
	for i, l := range t.Lines {
		for _, w := range l.Words {
			s.words, s.line = append(s.words, w), append(s.line, int32(i))
			s.place[w.ID] = int32(len(s.words))
		}
	}
	return s
}

// at is the place of a word, or -1.
func (s *standing) at(id WordID) int {
	if id <= 0 || int(id) >= len(s.place) {
		return -1
	}
	return int(s.place[id]) - 1
}

// holds tells whether the words of a vote stand as they were heard. Ids are never
// given twice, so words that a change took away since cannot be there; words that
// came in between and were taken out again do not matter.
func (s *standing) holds(v *Vote) bool {
	if v.Silent {
		i := s.t.LineIndex(v.Line)
		return i >= 0 && len(s.t.Lines[i].Words) == 0
	}
	if len(v.Words) == 0 {
		return false
	}
	from := s.at(v.Words[0])
	for n, id := range v.Words {
		if at := s.at(id); at < 0 || at != from+n {
			return false
		}
	}
	return true
}

// checks counts votes, given in the order they were made.
func (s *standing) checks(said []*Vote, rule Rule, who trusted) Checks {
	c := Checks{Lines: map[LineID]Check{}}
	for i, votes := range s.byLine(said) {
		check := rule.line(s.pieces(i, votes, who))
		if check.Level == MachineText {
			continue
		}
		l := s.t.Lines[i]
		c.Lines[l.ID] = check
		if check.Level >= CheckedOnce {
			span := l.Span()
			if len(l.Words) == 0 {
				span = votes[0].Span
			}
			c.Seconds += max(span.End-span.Start, 0)
		}
	}
	c.Seconds = Milliseconds(c.Seconds)
	return c
}

// byLine sorts the votes that still count under the lines they speak of: each
// person's newest only for the same words, so that changing one's mind all day
// costs nothing.
func (s *standing) byLine(said []*Vote) map[int][]*Vote {
	type about struct {
		mark           string
		line, from, to int
	}
	seen := map[about]bool{}
	of := map[int][]*Vote{}
	for _, v := range slices.Backward(said) {
		if !s.holds(v) {
			continue
		}
		first := s.t.LineIndex(v.Line)
		last := first
		p := about{mark: v.By.marks()[0], from: -1, to: -1}
		if !v.Silent {
			p.from, p.to = s.at(v.Words[0]), s.at(v.Words[len(v.Words)-1])
			first, last = int(s.line[p.from]), int(s.line[p.to])
		}
		for p.line = first; p.line <= last; p.line++ {
			if !seen[p] {
				seen[p] = true
				of[p.line] = append(of[p.line], v)
			}
		}
	}
	for _, votes := range of {
		slices.Reverse(votes)
	}
	return of
}

// pieces cuts a line where votes begin and end and tallies each piece.
func (s *standing) pieces(line int, votes []*Vote, who trusted) []Tally {
	words := s.t.Lines[line].Words
	if len(words) == 0 {
		return []Tally{tally(opinionsOfVotes(votes), who)}
	}
	from := s.at(words[0].ID)
	cuts := []int{from, from + len(words)}
	for _, v := range votes {
		for _, at := range []int{s.at(v.Words[0]), s.at(v.Words[len(v.Words)-1]) + 1} {
			if at > from && at < from+len(words) {
				cuts = append(cuts, at)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []Tally
	for i, at := range cuts[:len(cuts)-1] {
		over := slices.DeleteFunc(slices.Clone(votes), func(v *Vote) bool {
			return s.at(v.Words[0]) > at || s.at(v.Words[len(v.Words)-1]) < cuts[i+1]-1
		})
		out = append(out, tally(opinionsOfVotes(over), who))
	}
	return out
}

func votersOf(votes []*Vote) []Author {
	all := make([]Author, len(votes))
	for i, v := range votes {
		all[i] = v.By
	}
	return all
}

func opinionsOfVotes(votes []*Vote) []opinion {
	said := make([]opinion, len(votes))
	for i, v := range votes {
		said[i] = opinion{by: v.By, agree: v.Verdict == Right, mute: v.Verdict == Unsure, made: v.Made}
	}
	return said
}

// line is how far a line was checked: as far as the least checked of its pieces,
// but being checked as soon as anyone said something of one.
func (r Rule) line(pieces []Tally) Check {
	c := Check{Level: Checked, People: pieces[0].For, Settled: true}
	any := false
	for _, t := range pieces {
		level := MachineText
		switch {
		case r.most(t) && t.For > 1:
			level = Checked
		case r.most(t):
			level = CheckedOnce
		case t.For+t.Against > 0:
			level = BeingChecked
		}
		any = any || level > MachineText
		c.Level, c.People, c.Settled = min(c.Level, level), min(c.People, t.For), c.Settled && r.Settled(t)
	}
	if any {
		c.Level = max(c.Level, BeingChecked)
	}
	return c
}
