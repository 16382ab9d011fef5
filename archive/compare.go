package archive

import "context"

// Difference is one stretch in which two versions of a transcript say different
// words, or one line on which they name different speakers.
type Difference struct {
	Line          LineID // in the later version; in the earlier one when it is gone since
	Start         float64
	Before, After []Word
	Lead, Tail    []Word // of the later version, the words around it on its line
	Speaker       *[2]string
}

// wordsAround is how many words a difference shows on each side.
const wordsAround = 5

// flatWord is a word and where its line stands.
type flatWord struct {
	Word
	line int
}

func (t *Transcript) flat() []flatWord {
	all := make([]flatWord, 0, t.AllWords())
	for i, l := range t.Lines {
		for _, w := range l.Words {
			all = append(all, flatWord{w, i})
		}
	}
	return all
}

// Compare lists what a later version of a transcript says otherwise, in the order
// of the text. Words are told apart by their ids, so it costs as much as reading
// both; lines that were only cut or joined do not differ.
func Compare(before, after *Transcript) []Difference {
	c := comparison{before: before, after: after, a: before.flat(), b: after.flat()}
	at := make(map[WordID]int, len(c.b))
	for j, w := range c.b {
		at[w.ID] = j
	}
	i, j := 0, 0
	for k, w := range c.a {
		if p, there := at[w.ID]; there && p >= j && c.b[p].Text == w.Text {
			c.gap(i, k, j, p)
			i, j = k+1, p+1
		}
	}
	c.gap(i, len(c.a), j, len(c.b))
	return c.withSpeakers()
}

type comparison struct {
	before, after *Transcript
	a, b          []flatWord
	found         []Difference
}

// gap notes that words i..k of the earlier version became words j..p: one
// difference for each line that both have, so that a text written anew is not one
// difference from its beginning to its end.
func (c *comparison) gap(i, k, j, p int) {
	begins := map[LineID]int{}
	for n := j + 1; n < p; n++ {
		if c.b[n].line != c.b[n-1].line {
			begins[c.after.Lines[c.b[n].line].ID] = n
		}
	}
	for n := i + 1; n < k; n++ {
		if c.a[n].line == c.a[n-1].line {
			continue
		}
		if at, both := begins[c.before.Lines[c.a[n].line].ID]; both && at > j {
			c.stretch(i, n, j, at)
			i, j = n, at
		}
	}
	c.stretch(i, k, j, p)
}

// stretch notes one difference, without the words at its ends that say the same:
// words that were taken away and put back have new ids.
func (c *comparison) stretch(i, k, j, p int) {
	for i < k && j < p && c.a[i].Text == c.b[j].Text {
		i, j = i+1, j+1
	}
	for i < k && j < p && c.a[k-1].Text == c.b[p-1].Text {
		k, p = k-1, p-1
	}
	if i == k && j == p {
		return
	}
	d := Difference{Before: bare(c.a[i:k]), After: bare(c.b[j:p])}
	line := -1
	if p > j {
		line, d.Start = c.b[j].line, c.b[j].Start
	} else {
		d.Line, d.Start = c.before.Lines[c.a[i].line].ID, c.a[i].Start
		line = c.after.LineIndex(d.Line)
		if line < 0 && j > 0 {
			line = c.b[j-1].line // it was joined to that one
		}
	}
	if line >= 0 {
		d.Line = c.after.Lines[line].ID
	}
	for n := max(0, j-wordsAround); n < j; n++ {
		if c.b[n].line == line {
			d.Lead = append(d.Lead, c.b[n].Word)
		}
	}
	for n := p; n < min(len(c.b), p+wordsAround); n++ {
		if c.b[n].line == line {
			d.Tail = append(d.Tail, c.b[n].Word)
		}
	}
	c.found = append(c.found, d)
}

func bare(words []flatWord) []Word {
	var out []Word
	for _, w := range words {
		out = append(out, w.Word)
	}
	return out
}

// withSpeakers puts the lines on which another speaker is named among the words
// that differ, each before what differs on it. A line that was cut or joined has
// the speaker of the words it begins with.
func (c *comparison) withSpeakers() []Difference {
	was := make(map[WordID]string, len(c.a))
	for _, w := range c.a {
		was[w.ID] = c.before.Lines[w.line].Speaker
	}
	out := make([]Difference, 0, len(c.found))
	n := 0
	for _, l := range c.after.Lines {
		for _, w := range l.Words {
			if name, there := was[w.ID]; there {
				if name != l.Speaker {
					out = append(out, Difference{Line: l.ID, Start: l.Words[0].Start, Tail: l.Words[:min(len(l.Words), wordsAround)], Speaker: &[2]string{name, l.Speaker}})
				}
				break
			}
		}
		for n < len(c.found) && c.found[n].Line == l.ID {
			out = append(out, c.found[n])
			n++
		}
	}
	return append(out, c.found[n:]...)
}

// Differences compares two versions of an interview as v may read them.
func (a *Archive) Differences(ctx context.Context, v Viewer, id string, before, after int) (*Reading, []Difference, error) {
	if before < 0 || after < 0 {
		return nil, nil, ErrNotFound
	}
	was, err := a.Read(ctx, v, id, before)
	if err != nil {
		return nil, nil, err
	}
	is, err := a.Read(ctx, v, id, after)
	if err != nil {
		return nil, nil, err
	}
	if was.Transcript == nil || is.Transcript == nil {
		return nil, nil, ErrNotFound
	}
	return is, Compare(was.Transcript, is.Transcript), nil
}
