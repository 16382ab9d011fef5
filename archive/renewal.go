package archive

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// renewal is how a journal goes on, on a newer recognition.
type renewal struct {
	same    []SameWords
	carried []*Change // by their authors, in the order of what they carry
	doubts  []doubt
}

// doubt is a place where people wrote one thing and a newer recognition heard
// another.
type doubt struct {
	edit        *Edit
	span        Span
	heard, kept string
}

func (d doubt) ids() []WordID { return wordIDs(d.edit.Words) }

// stretch is a stretch where people changed the old recognition: its words a..b
// became words. x..y are the words of the new recognition at that place.
type stretch struct {
	a, b, x, y int
	words      []Word
	by         *Change   // the newest of the changes that made it
	all        []*Change // every one of them
	removal    bool
	doubt      bool
}

// planRenewal aligns three texts: what the old recognition heard, what people
// made of it, and what the new one hears.
func planRenewal(old, now, fresh *Transcript, journal []*Change) renewal {
	was, hears := bare(old.flat()), bare(fresh.flat())
	match := alignWords(was, hears)
	var plan renewal
	for i, j := range match {
		if j >= 0 {
			plan.same = addSame(plan.same, was[i].ID, hears[j].ID)
		}
	}
	groups := map[int]*Change{}
	reach := 0
	list := joinTouching(placeWritten(findWritten(was, bare(now.flat()), journal), was, hears, match))
	for i := range list {
		w := &list[i]
		w.x, w.y = max(w.x, reach), max(w.x, w.y, reach)
		reach = w.y
		edits := fresh.carry(w, hears)
		if len(edits) == 0 {
			continue
		}
		c := groups[w.by.Version]
		if c == nil {
			c = &Change{Kind: w.by.Kind, Op: OpWords, By: w.by.By, Agreed: w.by.Agreed, Reason: w.by.Reason, Note: w.by.Note, Key: fmt.Sprintf("carried-%s-%d", fresh.Recognition, w.by.Version)}
			groups[w.by.Version] = c
			plan.carried = append(plan.carried, c)
		}
		for _, from := range w.all {
			if !slices.Contains(c.Carries, from.Version) {
				c.Carries = append(c.Carries, from.Version)
			}
		}
		c.Edits = append(c.Edits, edits...)
		if w.doubt && !w.removal {
			plan.doubts = append(plan.doubts, doubt{&edits[0], spanOf(append(slices.Clone(edits[0].Before), edits[0].Words...)), JoinWords(hears[w.x:w.y]), JoinWords(w.words)})
		}
	}
	slices.SortFunc(plan.carried, func(a, b *Change) int { return a.Carries[0] - b.Carries[0] })
	plan.carried = append(plan.carried, carryNames(now, fresh, journal)...)
	return plan
}

func addSame(runs []SameWords, from, to WordID) []SameWords {
	if n := len(runs) - 1; n >= 0 && runs[n].From+WordID(runs[n].Count) == from && runs[n].To+WordID(runs[n].Count) == to {
		runs[n].Count++
		return runs
	}
	return append(runs, SameWords{from, to, 1})
}

// findWritten compares the old recognition with what stands now, by ids.
func findWritten(was, now []Word, journal []*Change) []stretch {
	wrote, took := map[WordID]*Change{}, map[WordID]*Change{}
	for _, c := range journal {
		for _, e := range c.Edits {
			for _, w := range e.Words {
				wrote[w.ID] = c
			}
			for _, w := range e.Before {
				took[w.ID] = c
			}
		}
	}
	index := map[WordID]int{}
	for i, w := range was {
		index[w.ID] = i
	}
	var list []stretch
	var open stretch
	at := 0
	end := func(to int) {
		open.a, open.b = at, to
		for _, w := range was[at:to] {
			open.made(took[w.ID])
		}
		for _, w := range open.words {
			open.made(wrote[w.ID])
		}
		if open.by != nil {
			list = append(list, open)
		}
		open = stretch{}
	}
	for _, w := range now {
		if i, ok := index[w.ID]; ok {
			end(i)
			at = i + 1
		} else {
			open.words = append(open.words, w)
		}
	}
	end(len(was))
	return list
}

func (w *stretch) made(c *Change) {
	if c == nil || slices.Contains(w.all, c) {
		return
	}
	w.all = append(w.all, c)
	if w.by == nil || c.Version > w.by.Version {
		w.by = c
	}
	if c.Kind == Removal {
		w.removal, w.by = true, c
	}
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
// words of the new recognition: they would be edits of one place.
func joinTouching(list []stretch) []stretch {
	var out []stretch
	for _, w := range list {
		n := len(out) - 1
		if n < 0 || w.x > out[n].y || (w.x < w.y && out[n].x < out[n].y && w.x == out[n].y && w.removal == out[n].removal) {
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

// carry makes the edits that write people's words on a new recognition.
func (t *Transcript) carry(w *stretch, hears []Word) []Edit {
	text := make([]string, len(w.words))
	for i, word := range w.words {
		text[i] = word.Text
	}
	if w.removal && len(text) == 0 {
		text = []string{RemovedText}
	}
	if w.x == w.y && len(text) == 0 {
		return nil
	}
	var edits []Edit
	if w.x == w.y {
		edits = []Edit{t.insertion(text, hears, w.x)}
	} else {
		edits = t.editsOf(hears[w.x:w.y], text, hears, w.x)
	}
	edits[0].From = wordIDs(w.words)
	return edits
}

// carryNames gives the new lines the names that people gave to the lines at the
// same time.
func carryNames(now, fresh *Transcript, journal []*Change) []*Change {
	named := map[LineID]*Change{}
	for _, c := range journal {
		for _, id := range c.Lines {
			named[id] = c
		}
		if c.Op == OpSplit && named[c.Line] != nil {
			named[c.NewLine] = named[c.Line]
		}
	}
	groups := map[string]*Change{}
	var out []*Change
	at := 0
	for _, l := range fresh.Lines {
		for at+1 < len(now.Lines) && now.Lines[at].Span().End <= middle(Word{Start: l.Span().Start, End: l.Span().End}) {
			at++
		}
		if at >= len(now.Lines) {
			break
		}
		was := now.Lines[at]
		by := named[was.ID]
		if by == nil || was.Speaker == l.Speaker {
			continue
		}
		key := fmt.Sprintf("named-%s-%d-%s", fresh.Recognition, by.Version, was.Speaker)
		c := groups[key]
		if c == nil {
			c = &Change{Kind: MisHearing, Op: OpSpeaker, Speaker: was.Speaker, By: by.By, Carries: []int{by.Version}, Key: fmt.Sprintf("named-%s-%d-%d", fresh.Recognition, by.Version, len(groups))}
			groups[key] = c
			out = append(out, c)
		}
		c.Lines = append(c.Lines, l.ID)
	}
	return out
}

// soundOf is a word without case and punctuation at its ends: what two
// recognitions may differ in without having heard anything else.
func soundOf(s string) string {
	return strings.TrimFunc(plain(s), unicode.IsPunct)
}

func bareText(words []Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(soundOf(w.Text))
		b.WriteByte(' ')
	}
	return b.String()
}

// Two recognitions of one sound give a word about the same time. Captions with
// estimated times may be a long way off.
const (
	near = 3.0 // seconds
	far  = 60.0
)

// alignWords finds for each old word the new one that is the same, or -1: the
// longest common subsequence among words that are about as late.
func alignWords(old, new []Word) []int {
	band := near
	if slices.ContainsFunc(old, func(w Word) bool { return w.Timing == TimeEstimated && w.Probability == 0 }) {
		band = far
	}
	from := make([]int, len(old)+1)
	width := make([]int, len(old)+1)
	best := make([][]int32, len(old)+1)
	lo, hi := 0, 0
	for i, w := range old {
		for lo < len(new) && new[lo].Start < w.Start-band {
			lo++
		}
		for hi = max(hi, lo); hi < len(new) && new[hi].Start <= w.Start+band; {
			hi++
		}
		from[i], width[i] = lo, hi-lo
	}
	from[len(old)] = len(new)
	score := func(i, j int) int32 {
		if i >= len(old) {
			return 0
		}
		j = max(j, from[i])
		if k := j - from[i]; k < width[i] {
			return best[i][k]
		}
		return 0
	}
	words := make([]string, len(new))
	for j, w := range new {
		words[j] = soundOf(w.Text)
	}
	for i := len(old) - 1; i >= 0; i-- {
		best[i] = make([]int32, width[i])
		text := soundOf(old[i].Text)
		for k := width[i] - 1; k >= 0; k-- {
			j := from[i] + k
			b := max(score(i+1, j), score(i, j+1))
			if text == words[j] {
				b = max(b, score(i+1, j+1)+1)
			}
			best[i][k] = b
		}
	}
	match := make([]int, len(old))
	j := 0
	for i := range old {
		match[i] = -1
		text := soundOf(old[i].Text)
		for j = max(j, from[i]); j < from[i]+width[i]; j++ {
			if text == words[j] && score(i, j) == score(i+1, j+1)+1 {
				match[i] = j
				j++
				break
			}
			if score(i, j) == score(i+1, j) {
				break
			}
		}
	}
	return match
}
