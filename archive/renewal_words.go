package archive

import (
	"cmp"
	"slices"
)

// stretch is a stretch where people changed the old recognition: its words a..b
// became words. x..y are the words of the new recognition at that place.
type stretch struct {
	a, b, x, y int
	words      []Word
	by         *Change   // the newest of the changes that made it
	all        []*Change // every one of them
	removal    bool
	doubt      bool
	front      bool // words begins a line on which others stand
}

// carryWords writes people's words where the newer recognition heard others.
func (r *renewal) carryWords(was, hears []Word, match []int) error {
	groups := map[int]*Change{}
	var made []*Change
	reach := 0
	begins := map[WordID]bool{}
	for _, l := range r.fresh.Lines {
		begins[l.Words[0].ID] = true
	}
	starts := func(i int) bool { return i > 0 && i < len(hears) && begins[hears[i].ID] }
	list := joinTouching(placeWritten(findWritten(r.old, r.now, r.journal), was, hears, match), starts)
	for i := range list {
		w := &list[i]
		w.x, w.y = max(w.x, reach), max(w.x, w.y, reach)
		reach = w.y
		edits := r.fresh.carry(w, hears, starts(w.x))
		if len(edits) == 0 {
			continue
		}
		c := groups[w.by.Version]
		if c == nil {
			c = &Change{Kind: w.by.Kind, Op: OpWords, By: w.by.By, Agreed: w.by.Agreed, Reason: w.by.Reason, Note: w.by.Note, Key: r.key("carried", w.by.Version)}
			groups[w.by.Version] = c
			made = append(made, c)
		}
		for _, from := range w.all {
			if !slices.Contains(c.Carries, from.Version) {
				c.Carries = append(c.Carries, from.Version)
			}
		}
		c.Edits = append(c.Edits, edits...)
		if w.doubt && !w.removal {
			heard, kept := JoinWords(hears[w.x:w.y]), JoinWords(w.words)
			r.doubts = append(r.doubts, doubt{reason: Else, edit: &edits[0], span: spanOf(append(slices.Clone(edits[0].Before), edits[0].Words...)), quote: kept,
				note: "A newer recognition hears “" + heard + "” here. People wrote “" + kept + "”, and that stays unless you change it."})
		}
	}
	slices.SortFunc(made, func(a, b *Change) int { return cmp.Compare(a.Carries[0], b.Carries[0]) })
	for _, c := range made {
		if err := r.fit(c); err != nil {
			return err
		}
		if err := r.keep(c); err != nil {
			return err
		}
	}
	r.compare(was, hears, match, list)
	r.follow(was, hears, match)
	return nil
}

// fit gives words that go in where the newer recognition heard nothing times
// between those around them, as they stand once the change comes to them.
func (r *renewal) fit(c *Change) error {
	work := r.next.Clone()
	for i := range c.Edits {
		e := &c.Edits[i]
		if len(e.Before) == 0 {
			at, err := work.locate(e)
			if err != nil {
				return err
			}
			e.Words = work.refit(e.Words, at, at)
		}
		if err := work.edit(e, 0); err != nil {
			return err
		}
	}
	return nil
}

// findWritten compares the old recognition with what stands now, by ids. What was
// changed on one line makes a stretch apart from what was changed on the next.
func findWritten(old, now *Transcript, journal []*Change) []stretch {
	was, words := old.flat(), now.flat()
	f := writtenFinder{was: was, wrote: map[WordID]*Change{}, took: map[WordID]*Change{}}
	for _, c := range journal {
		for _, e := range c.Edits {
			for _, w := range e.Words {
				f.wrote[w.ID] = c
			}
			for _, w := range e.Before {
				f.took[w.ID] = c
			}
		}
	}
	index, begins, ends := map[WordID]int{}, map[LineID]int{}, map[LineID]int{}
	for i, w := range slices.Backward(was) {
		id := old.Lines[w.line].ID
		if index[w.ID], begins[id] = i, i; ends[id] == 0 {
			ends[id] = i + 1
		}
	}
	behind := make([]int, len(words)+1) // where the next word that stands was
	behind[len(words)] = len(was)
	for i, w := range slices.Backward(words) {
		behind[i] = behind[i+1]
		if k, ok := index[w.ID]; ok {
			behind[i] = k
		}
	}
	for i, w := range words {
		k, stands := index[w.ID]
		starts := i == 0 || words[i-1].line != w.line
		if len(f.open.words) > 0 && (stands || starts) {
			f.open.front = f.open.front && !starts
			f.endLine(ends, now.Lines[words[i-1].line].ID, behind[i])
		}
		if stands {
			f.end(k)
			f.at = k + 1
			continue
		}
		if starts {
			f.endLine(begins, now.Lines[w.line].ID, behind[i])
			f.open.front = true
		}
		f.open.words = append(f.open.words, w.Word)
	}
	if len(f.open.words) > 0 {
		f.open.front = false
		f.endLine(ends, now.Lines[words[len(words)-1].line].ID, len(was))
	}
	f.end(len(was))
	return f.list
}

type writtenFinder struct {
	was         []flatWord
	wrote, took map[WordID]*Change
	list        []stretch
	open        stretch
	at          int // where the open stretch begins in was
}

// endLine closes the open stretch where a line begins or ends, if that is known
// and lies in front of the next word that stands.
func (f *writtenFinder) endLine(at map[LineID]int, line LineID, next int) {
	if k, ok := at[line]; ok && f.at <= k && k <= next {
		f.end(k)
	}
}

// end closes the open stretch in front of a word of the old recognition.
func (f *writtenFinder) end(to int) {
	f.open.a, f.open.b = f.at, to
	for _, w := range f.was[f.at:to] {
		f.open.made(f.took[w.ID])
	}
	for _, w := range f.open.words {
		f.open.made(f.wrote[w.ID])
	}
	if f.open.by != nil {
		f.list = append(f.list, f.open)
	}
	f.open, f.at = stretch{}, to
}

// made notes one of the changes that made the stretch. A removal stays one
// whatever was written beside it later: as another kind of change it would show
// what it took away.
func (w *stretch) made(c *Change) {
	if c == nil || slices.Contains(w.all, c) {
		return
	}
	w.all = append(w.all, c)
	removal := c.Kind == Removal
	if w.by == nil || removal && !w.removal || removal == w.removal && c.Version > w.by.Version {
		w.by = c
	}
	w.removal = w.removal || removal
}

// slack is how far the times of two recognitions of one word may be apart.
const slack = 0.25 // seconds

// placeWritten finds where each stretch is in the new recognition: between the
// nearest words around it that both heard and, where the engine heard something
// else around it, by time.
func placeWritten(list []stretch, was, hears []Word, match []int) []stretch {
	for n := range list {
		w := &list[n]
		lo, hi, near := 0, len(hears), true
		for p := w.a - 1; p >= 0; p-- {
			if match[p] >= 0 {
				lo, near = match[p]+1, p == w.a-1
				break
			}
		}
		for q := w.b; q < len(was); q++ {
			if match[q] >= 0 {
				hi, near = match[q], near && q == w.b
				break
			}
		}
		span := spanOf(append(slices.Clone(was[w.a:w.b]), w.words...))
		w.x, w.y = lo, hi
		if !near {
			for w.x < hi && middle(hears[w.x]) < span.Start-slack {
				w.x++
			}
			w.y = w.x
			for w.y < hi && middle(hears[w.y]) <= span.End+slack {
				w.y++
			}
		}
		if w.removal { // what must not be public goes even where the times differ a little
			for i, h := range hears {
				if h.Start < span.End+slack && span.Start-slack < h.End {
					w.x, w.y = min(w.x, i), max(w.y, i+1)
				}
			}
		}
		heard := bareText(hears[w.x:w.y])
		w.doubt = heard != bareText(was[w.a:w.b]) && heard != bareText(w.words)
	}
	return list
}

func middle(w Word) float64 { return (w.Start + w.End) / 2 }

// joinTouching makes one of two stretches that meet where one of them has no
// words of the new recognition: they would be edits of one place, unless one goes
// in behind a line and the other is on the next.
func joinTouching(list []stretch, starts func(int) bool) []stretch {
	var out []stretch
	for _, w := range list {
		n := len(out) - 1
		if n < 0 || w.x > out[n].y || w.apart(out[n], starts) {
			out = append(out, w)
			continue
		}
		last := &out[n]
		last.y, last.b = max(last.y, w.y), w.b
		last.words = append(last.words, w.words...)
		last.doubt = last.doubt || w.doubt
		for _, c := range w.all {
			last.made(c)
		}
	}
	return out
}

// apart tells whether a stretch can stay beside the one in front that it touches.
func (w stretch) apart(last stretch, starts func(int) bool) bool {
	if w.x != last.y {
		return false
	}
	hereEmpty, lastEmpty := w.x == w.y, last.x == last.y
	switch {
	case !hereEmpty && !lastEmpty:
		return w.removal == last.removal
	case !starts(w.x):
		return false
	case hereEmpty && lastEmpty:
		return w.front && !last.front
	case hereEmpty:
		return w.front
	}
	return !last.front
}

// carry makes the edits that write people's words on a new recognition.
func (t *Transcript) carry(w *stretch, hears []Word, starts bool) []Edit {
	text := make([]string, len(w.words))
	for i, word := range w.words {
		text[i] = word.Text
	}
	if w.removal && len(text) == 0 {
		text = []string{RemovedText}
	}
	if w.x == w.y && len(w.words) == 0 {
		return nil
	}
	var edits []Edit
	if w.x == w.y && len(w.words) > 0 {
		e := t.insertion(text, hears, w.x)
		e.Words = slices.Clone(w.words) // at the times they have, if there is room
		for i := range e.Words {
			e.Words[i].ID = 0
		}
		if w.front && starts {
			p, _ := t.find(hears[w.x].ID)
			e.Line, e.After, e.Next = t.Lines[p.line].ID, 0, hears[w.x].ID
		}
		edits = []Edit{e}
	} else {
		edits = t.editsOf(hears[w.x:w.y], text, hears, w.x)
	}
	edits[0].From = wordIDs(w.words)
	return edits
}
