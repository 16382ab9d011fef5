package archive

import (
	"cmp"
	"slices"
)

// carryNames names who speaks on the lines whose words stood on lines that people
// named. A line of which no word stood there before is named by its time.
func (r *renewal) carryNames() error {
	named := workOnLines(r.journal).named
	of := map[WordID]int{} // a word of the newer text: its line now
	for _, w := range r.now.flat() {
		if to, ok := r.to[w.ID]; ok {
			of[to] = w.line
		}
	}
	type naming struct {
		version int
		name    string
	}
	groups := map[naming]*Change{}
	var made []*Change
	for _, l := range r.next.Lines {
		n := r.lineNow(l, of)
		if n < 0 {
			continue
		}
		was := r.now.Lines[n]
		by := named[was.ID]
		if by == nil || was.Speaker == l.Speaker {
			continue
		}
		k := naming{by.Version, was.Speaker}
		if groups[k] == nil {
			groups[k] = &Change{Kind: MisHearing, Op: OpSpeaker, Speaker: was.Speaker, By: by.By, Carries: []int{by.Version}, Key: r.key("named", by.Version, len(groups))}
			made = append(made, groups[k])
		}
		groups[k].Lines = append(groups[k].Lines, l.ID)
	}
	for _, c := range made {
		if err := r.keep(c); err != nil {
			return err
		}
	}
	return nil
}

// lineNow finds the line that most words of a line of the newer text stand on
// now; -1 for none.
func (r *renewal) lineNow(l Line, of map[WordID]int) int {
	count := map[int]int{}
	best := -1
	for _, w := range l.Words {
		if n, ok := of[w.ID]; ok {
			if count[n]++; best < 0 || count[n] > count[best] {
				best = n
			}
		}
	}
	if best >= 0 || len(l.Words) == 0 {
		return best
	}
	at := middle(Word{Start: l.Span().Start, End: l.Span().End})
	return slices.IndexFunc(r.now.Lines, func(was Line) bool {
		s := was.Span()
		return len(was.Words) > 0 && s.Start-slack <= at && at <= s.End+slack
	})
}

// carryTimes gives words the times that people set, if the words around them
// leave that room; otherwise someone is asked.
func (r *renewal) carryTimes() error {
	groups := r.movedWords()
	for {
		tried := r.next.Clone()
		for _, c := range groups {
			if err := tried.move(c); err != nil {
				return err
			}
		}
		crossed := tried.crossed()
		n := len(groups)
		groups = slices.DeleteFunc(groups, func(c *Change) bool {
			if !slices.ContainsFunc(c.Times, func(t WordTime) bool { return crossed[t.Word] }) {
				return false
			}
			r.doubtTime(c)
			return true
		})
		if len(groups) == n {
			break
		}
	}
	for _, c := range groups {
		if err := r.keep(c); err != nil {
			return err
		}
	}
	return nil
}

// movedWords gathers the words that stand now at a time that someone set, by who
// did and by the line they are on in the newer text.
func (r *renewal) movedWords() (groups []*Change) {
	set := map[WordID]*Change{}
	for _, c := range r.journal {
		for _, t := range c.Times {
			set[t.Word] = c
		}
	}
	heard := map[WordID]WordTime{}
	for _, w := range r.old.flat() {
		heard[w.ID] = timeOf(w.Word)
	}
	next := newStanding(r.next)
	for _, w := range r.now.flat() {
		c, to := set[w.ID], next.at(r.to[w.ID])
		if c == nil || to < 0 || heard[w.ID] == timeOf(w.Word) {
			continue
		}
		line := r.next.Lines[next.line[to]].ID
		at := timeOf(w.Word)
		if at.Word = r.to[w.ID]; at == timeOf(next.words[to]) {
			continue
		}
		i := slices.IndexFunc(groups, func(g *Change) bool { return g.Line == line && g.Carries[0] == c.Version })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &Change{Kind: MisHearing, Op: OpTime, Line: line, By: c.By, Note: c.Note, Carries: []int{c.Version}, Key: r.key("moved", c.Version, int(line))})
		}
		groups[i].Times = append(groups[i].Times, at)
	}
	return groups
}

// crossed names the words that do not begin between those around them.
func (t *Transcript) crossed() map[WordID]bool {
	words := t.flat()
	found := map[WordID]bool{}
	for i := 1; i < len(words); i++ {
		if words[i].Start < words[i-1].Start {
			found[words[i].ID], found[words[i-1].ID] = true, true
		}
	}
	return found
}

func (r *renewal) doubtTime(c *Change) {
	ids := make([]WordID, len(c.Times))
	for i, t := range c.Times {
		ids[i] = t.Word
	}
	words, err := r.next.Words(ids[0], ids[len(ids)-1])
	if err != nil {
		return
	}
	r.doubts = append(r.doubts, doubt{reason: WrongTime, words: ids, span: spanOf(words), quote: JoinWords(words),
		note: "People moved these words to another time. A newer recognition hears the words around them there, so please listen when they are said."})
}

// carryVotes says of the words of the newer text what people said of the same
// words, in the same order, and of lines where nothing is said. What was said of
// words that are others now is not carried over: someone has to listen to them.
func (r *renewal) carryVotes(said []*Vote) []*Vote {
	now, next := newStanding(r.now), newStanding(r.next)
	var votes []*Vote
	for _, v := range said {
		if !now.holds(v) {
			continue
		}
		if v.Silent {
			votes = append(votes, r.silences(v)...)
			continue
		}
		ids := make([]WordID, len(v.Words))
		for i, id := range v.Words {
			ids[i] = r.to[id]
		}
		w := *v
		w.Number, w.Key, w.Version, w.Words = 0, "", r.next.Version, ids
		w.Carries = cmp.Or(v.Carries, v.Number)
		if !next.holds(&w) {
			continue
		}
		from := next.at(ids[0])
		w.Line, w.Span = r.next.Lines[next.line[from]].ID, spanOf(next.words[from:from+len(ids)])
		votes = append(votes, &w)
	}
	return votes
}
