package archive

import (
	"cmp"
	"slices"
)

// lineWork is what people did to the lines that stand now.
type lineWork struct {
	began  map[LineID]*Change   // who made a line begin where it does
	joined map[LineID][]*Change // who joined lines to it, oldest first
	named  map[LineID]*Change   // who said who speaks on it
	gone   map[LineID]*Change   // who took a line away, or joined it to another
	wrote  map[WordID]*Change
}

func workOnLines(journal []*Change) *lineWork {
	w := &lineWork{began: map[LineID]*Change{}, joined: map[LineID][]*Change{}, named: map[LineID]*Change{}, gone: map[LineID]*Change{}, wrote: map[WordID]*Change{}}
	for _, c := range journal {
		for _, to := range c.written() {
			w.wrote[to.ID] = c
		}
		switch c.Op {
		case OpSplit:
			w.began[c.NewLine] = c
			w.joined[c.NewLine] = slices.Clone(w.joined[c.Line])
			if w.named[c.NewLine] = w.named[c.Line]; len(c.Names) > 0 {
				w.named[c.NewLine] = c
			}
		case OpAdd:
			w.began[c.NewLine] = c
			if c.Speaker != "" {
				w.named[c.NewLine] = c
			}
		case OpMerge:
			w.joined[c.NewLine] = append(append(w.joined[c.NewLine], w.joined[c.Line]...), c)
			w.gone[c.Line] = c
		case OpDelete:
			w.gone[c.Line] = c
		case OpSpeaker:
			for _, id := range c.Lines {
				w.named[id] = c
			}
		}
	}
	return w
}

// carryLines makes lines begin and end where people said so, and takes away
// those that they took away. Where nobody did anything, the newer recognition
// decides.
func (r *renewal) carryLines() error {
	work := workOnLines(r.journal)
	words := r.now.flat()
	oldLine := map[WordID]int{}
	for _, w := range r.old.flat() {
		oldLine[w.ID] = w.line
	}
	if err := r.dropLines(work, oldLine); err != nil {
		return err
	}
	before, after := nearestHeard(words, oldLine)
	for i := 1; i < len(words); i++ {
		u, v := words[i-1], words[i]
		sameBefore := before[i-1] == after[i] // on one line of the old recognition
		line, prev := r.now.Lines[v.line], r.now.Lines[u.line]
		if u.line == v.line {
			by := cmp.Or(work.joiner(line.ID, v.ID), work.wrote[u.ID], work.wrote[v.ID]) // who wrote on a line saw its words together
			if !sameBefore && by != nil {
				if err := r.join(u.ID, v.ID, by); err != nil {
					return err
				}
			}
			continue
		}
		by := work.began[line.ID]
		by = cmp.Or(by, work.wrote[v.ID], work.wrote[u.ID]) // who wrote at the edge of a line saw it there
		if by == nil && line.Speaker != prev.Speaker {
			by = cmp.Or(work.named[line.ID], work.named[prev.ID])
		}
		if by != nil {
			if err := r.cut(u.Word, v.Word, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// nearestHeard tells for each word the line that the last word in front of it
// (itself included) which the old recognition heard was on, and the same of the
// first word behind; -1 and -2 where there is none.
func nearestHeard(words []flatWord, oldLine map[WordID]int) (before, after []int) {
	before, after = make([]int, len(words)), make([]int, len(words))
	last := -1
	for i, w := range words {
		if l, ok := oldLine[w.ID]; ok {
			last = l
		}
		before[i] = last
	}
	last = -2
	for i, w := range slices.Backward(words) {
		if l, ok := oldLine[w.ID]; ok {
			last = l
		}
		after[i] = last
	}
	return before, after
}

// joiner is who joined the words in front of a word to it.
func (w *lineWork) joiner(line LineID, at WordID) *Change {
	all := w.joined[line]
	for _, c := range slices.Backward(all) {
		if c.At == at {
			return c
		}
	}
	if len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// join joins the lines of two words that stand side by side in the newer text too.
func (r *renewal) join(u, v WordID, by *Change) error {
	at, ok := r.next.find(r.to[v])
	if !ok || at.word > 0 {
		return nil
	}
	if w := r.next.wordBefore(at); w == nil || w.ID != r.to[u] || at.line == 0 || len(r.next.Lines[at.line-1].Words) == 0 {
		return nil
	}
	return r.keep(&Change{Kind: MisHearing, Op: OpMerge, Line: r.next.Lines[at.line].ID, By: by.By, Carries: []int{by.Version}, Key: r.key("joined", by.Version, int(v))})
}

// cut makes a line begin at a word: in front of where it stands in the newer
// text, behind the word in front of it or, if neither does, at its time.
func (r *renewal) cut(u, v Word, by *Change) error {
	at, ok := r.next.find(r.to[v.ID])
	if !ok {
		if at, ok = r.next.find(r.to[u.ID]); ok {
			at.word++
		}
	}
	if !ok {
		at, ok = r.next.wordNear(v.Start)
	}
	if len(r.next.Lines) == 0 {
		return nil // people took every word away
	}
	if !ok {
		words := r.next.around(Anchor{}, r.next.lineAt(v.Start))
		r.doubts = append(r.doubts, doubt{reason: Else, words: r.next.wordsOfLine(v.Start), span: Span{v.Start, v.End}, quote: words,
			note: "People began a new line at “" + v.Text + "”. A newer recognition does not hear these words, so please look where the line should begin."})
		return nil
	}
	line := r.next.Lines[at.line]
	if at.word == 0 || at.word >= len(line.Words) {
		return nil
	}
	return r.keep(&Change{Kind: MisHearing, Op: OpSplit, Line: line.ID, At: line.Words[at.word].ID, By: by.By, Carries: []int{by.Version}, Key: r.key("cut", by.Version, int(v.ID))})
}

// wordNear is the place of the word that begins nearest to a time, if it is near.
func (t *Transcript) wordNear(at float64) (place, bool) {
	var best place
	off := 2 * slack
	found := false
	for i, l := range t.Lines {
		for j, w := range l.Words {
			if d := max(w.Start-at, at-w.Start); d <= off {
				best, off, found = place{i, j}, d, true
			}
		}
	}
	return best, found
}

// lineAt is the line that is heard at a time, or the last one before it.
func (t *Transcript) lineAt(at float64) LineID {
	if i := t.lineBefore(at); i >= 0 {
		return t.Lines[i].ID
	}
	return t.Lines[0].ID
}

func (t *Transcript) wordsOfLine(at float64) []WordID {
	return wordIDs(t.Lines[t.LineIndex(t.lineAt(at))].Words)
}

// dropLines takes away the lines whose words were carried away, if they stand
// empty only because the newer recognition heard them again.
func (r *renewal) dropLines(work *lineWork, oldLine map[WordID]int) error {
	from := map[WordID]WordID{}
	for _, s := range r.same {
		for k := range WordID(s.Count) {
			from[s.To+k] = s.From + k
		}
	}
	for _, l := range r.fresh.Lines {
		i := r.next.LineIndex(l.ID)
		if i < 0 || len(r.next.Lines[i].Words) > 0 {
			continue
		}
		var by *Change
		stays := false
		for _, w := range l.Words {
			n, heard := oldLine[from[w.ID]]
			if !heard {
				continue
			}
			was := r.old.Lines[n].ID
			if k := r.now.LineIndex(was); k >= 0 && len(r.now.Lines[k].Words) == 0 {
				stays = true
			}
			by = cmp.Or(by, work.gone[was])
		}
		if stays || by == nil {
			continue
		}
		if err := r.keep(&Change{Kind: MisHearing, Op: OpDelete, Line: l.ID, Edits: []Edit{{}}, Reason: by.Reason, By: by.By, Carries: []int{by.Version}, Key: r.key("gone", by.Version, int(l.ID))}); err != nil {
			return err
		}
	}
	return nil
}
