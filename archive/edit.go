package archive

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Caps on what a person may type at once.
const (
	MaxFix       = 2000 // characters in one fix
	MaxWord      = 100  // characters in one word
	MaxMarks     = 4    // combining marks on one letter
	MaxNote      = 2000 // characters in a note or reason
	MaxName      = 100  // characters in a name
	maxDiffCells = 4_000_000
)

// CleanText makes text from a person fit to keep: one line, single spaces, no
// control characters. It refuses what cannot be a sentence. Bidirectional
// controls are dropped: pages isolate each line instead.
func CleanText(field, s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", Invalid(field, "The text has bytes that are not letters. Please type it again.")
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return "", Invalid(field, "This is %d characters long; at most %d fit.", n, limit)
	}
	var b strings.Builder
	marks := 0
	for _, r := range s {
		if unicode.Is(unicode.M, r) {
			if marks++; marks > MaxMarks {
				return "", Invalid(field, "There are too many marks on one letter.")
			}
		} else {
			marks = 0
		}
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), bidiControl(r), r == '\ufeff':
		default:
			b.WriteRune(r)
		}
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	if strings.IndexFunc(text, func(r rune) bool { return r != ' ' && !unicode.Is(unicode.Cf, r) }) < 0 {
		return "", nil // nothing that anyone could see
	}
	return text, nil
}

func bidiControl(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

// SplitWords cuts cleaned text at its spaces and refuses words of absurd length.
func SplitWords(field, s string) ([]string, error) {
	words := strings.Fields(s)
	for _, w := range words {
		if utf8.RuneCountInString(w) > MaxWord {
			return nil, Invalid(field, "One word is over %d characters long. Please put spaces between words.", MaxWord)
		}
	}
	return words, nil
}

// run is a stretch of differing words: old[a:b] becomes new[c:d].
type run struct{ a, b, c, d int }

// diffWords returns the runs in which old and new differ, by the longest common
// subsequence. Beyond maxDiffCells it returns the middle as one run.
func diffWords(old, new []string) []run {
	p := 0
	for p < len(old) && p < len(new) && old[p] == new[p] {
		p++
	}
	s := 0
	for s < len(old)-p && s < len(new)-p && old[len(old)-1-s] == new[len(new)-1-s] {
		s++
	}
	a, b := old[p:len(old)-s], new[p:len(new)-s]
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxDiffCells {
		return []run{{p, p + len(a), p, p + len(b)}}
	}
	w := len(b) + 1
	lcs := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lcs[i*w+j] = lcs[(i+1)*w+j+1] + 1
			} else {
				lcs[i*w+j] = max(lcs[(i+1)*w+j], lcs[i*w+j+1])
			}
		}
	}
	var runs []run
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if i < len(a) && j < len(b) && a[i] == b[j] {
			i, j = i+1, j+1
			continue
		}
		r := run{p + i, p + i, p + j, p + j}
		for i < len(a) || j < len(b) {
			if i < len(a) && j < len(b) && a[i] == b[j] {
				break
			}
			if j >= len(b) || (i < len(a) && lcs[(i+1)*w+j] >= lcs[i*w+j+1]) {
				i++
			} else {
				j++
			}
		}
		r.b, r.d = p+i, p+j
		runs = append(runs, r)
	}
	return runs
}

// EditsFor compares the words first..last of this version with what a person
// typed for them and returns the smallest edits that make the difference. Words
// that stay keep their ids and times, and their letters: what differs only in its
// canonical form, which form gives, is the same word. With first and last 0 the
// text goes in at the start of line.
func (t *Transcript) EditsFor(line LineID, first, last WordID, text []string, form func(string) string) ([]Edit, error) {
	if first == 0 && last == 0 {
		i := t.LineIndex(line)
		if i < 0 {
			return nil, ErrNotFound
		}
		if len(t.Lines[i].Words) > 0 {
			first, last = t.Lines[i].Words[0].ID, t.Lines[i].Words[len(t.Lines[i].Words)-1].ID
		} else if len(text) > 0 {
			gap := t.gapBefore(place{i, 0})
			return []Edit{{Words: timed(nil, text, gap), Line: line}}, nil
		} else {
			return nil, nil
		}
	}
	words, err := t.Words(first, last)
	if err != nil {
		return nil, err
	}
	old, typed := wordTexts(words), slices.Clone(text)
	for _, texts := range [][]string{old, typed} {
		for i, s := range texts {
			texts[i] = form(s)
		}
	}
	var edits []Edit
	for _, r := range diffWords(old, typed) {
		edits = append(edits, t.editsOf(words[r.a:r.b], text[r.c:r.d], words, r.a)...)
	}
	return edits, nil
}

// editsOf turns one differing run into edits of one line each: the new words go
// to the first line, the words on later lines are taken away.
func (t *Transcript) editsOf(gone []Word, text []string, all []Word, at int) []Edit {
	if len(gone) == 0 {
		return []Edit{t.insertion(text, all, at)}
	}
	var edits []Edit
	for len(gone) > 0 {
		p, _ := t.find(gone[0].ID)
		l := t.Lines[p.line]
		n := min(len(gone), len(l.Words)-p.word)
		e := Edit{Before: slices.Clone(gone[:n]), Line: l.ID}
		if p.word > 0 {
			e.After = l.Words[p.word-1].ID
		}
		if len(edits) == 0 {
			e.Words = timed(gone[:n], text, t.gap(p, place{p.line, p.word + n}))
		}
		edits = append(edits, e)
		gone = gone[n:]
	}
	return edits
}

// insertion places new words behind the word before them, or at the start of
// the line of the first word.
func (t *Transcript) insertion(text []string, all []Word, at int) Edit {
	anchor := all[max(at-1, 0)]
	p, _ := t.find(anchor.ID)
	l := t.Lines[p.line]
	e := Edit{Line: l.ID}
	where := p
	if at > 0 {
		e.After = anchor.ID
		where.word++
	}
	if where.word < len(l.Words) {
		e.Next = l.Words[where.word].ID
	}
	if where.word > 0 && e.After == 0 {
		e.After = l.Words[where.word-1].ID
	}
	e.Words = timed(nil, text, t.gapBefore(where))
	return e
}

// Inverse returns the change that takes c back in this version, with the old
// words under new ids, or a *Conflict when its words changed again since.
func (t *Transcript) Inverse(c *Change) (*Change, error) {
	inv := &Change{Interview: c.Interview, Against: t.Version, Kind: c.Kind, Op: c.Op, Reverts: c.Version}
	switch c.Op {
	case OpWords:
		// Each edit is taken back on the result of the ones behind it, so ids
		// and neighbours are looked up in a copy that moves along.
		work := t.Clone()
		for i := len(c.Edits) - 1; i >= 0; i-- {
			e := work.inverseEdit(c.Edits[i])
			if err := work.edit(&e, 0); err != nil {
				return nil, err
			}
			inv.Edits = append(inv.Edits, e)
		}
	case OpSplit:
		inv.Op, inv.Line = OpMerge, c.NewLine
		if i := t.LineIndex(c.NewLine); i < 1 || t.Lines[i-1].ID != c.Line {
			return nil, &Conflict{Now: t.Version} // another line came in between
		}
	case OpMerge:
		inv.Op, inv.At, inv.Line, inv.NewLine, inv.Names = OpSplit, c.At, c.NewLine, 0, c.Were
	case OpSpeaker:
		return t.inverseNames(c, inv)
	case OpAdd:
		return t.inverseAdd(c, inv)
	case OpDelete:
		return t.inverseDelete(c, inv)
	case OpTime:
		return t.inverseTime(c, inv)
	case OpBase:
		return nil, &Problem{Kind: ErrForbidden, Sentence: "A newer recognition cannot be taken back. Every older version can still be read."}
	}
	return inv, nil
}

// inverseEdit puts the old words back. They are new words with old text and
// times: an id is never given twice.
func (t *Transcript) inverseEdit(e Edit) Edit {
	back := Edit{Before: e.Words, Line: e.Line, Words: slices.Clone(e.Before)}
	for i := range back.Words {
		back.Words[i].ID = 0
	}
	if len(e.Words) > 0 {
		if at, ok := t.find(e.Words[0].ID); ok {
			t.putBack(&back, at, e)
		}
		return back
	}
	// The words were only taken away: they go back behind the word they stood
	// behind or, if that one is gone too, where they stood by time.
	i := t.LineIndex(e.Line)
	if p, ok := t.find(e.After); ok {
		i = p.line
	}
	if i < 0 {
		return back
	}
	words := t.Lines[i].Words
	at := slices.IndexFunc(words, func(w Word) bool { return w.ID == e.After }) + 1
	if at == 0 && e.After != 0 {
		at = slices.IndexFunc(words, func(w Word) bool { return w.Start >= e.Before[0].Start })
		if at < 0 {
			at = len(words)
		}
	}
	back.After = 0
	if at > 0 {
		back.After = words[at-1].ID
	}
	if at < len(words) {
		back.Next = words[at].ID
	}
	back.Line = t.Lines[i].ID
	back.Words = t.refit(back.Words, place{i, at}, place{i, at})
	return back
}

// putBack completes an edit that puts words back in place of others: with their
// old times, unless those others were moved since.
func (t *Transcript) putBack(back *Edit, at place, e Edit) {
	words := t.Lines[at.line].Words
	if at.word > 0 {
		back.After = words[at.word-1].ID
	}
	end := at.word + len(e.Words)
	if len(e.Before) == 0 || end > len(words) {
		return
	}
	now := words[at.word:end]
	if spanOf(now) == spanOf(e.Words) {
		back.Words = t.refit(back.Words, at, place{at.line, end})
		return
	}
	retimeOver(back.Words, now, t.gap(at, place{at.line, end}))
}

func (t *Transcript) inverseNames(c, inv *Change) (*Change, error) {
	for i, id := range c.Lines {
		gave := c.Speaker
		if len(c.Names) > 0 {
			gave = c.Names[i]
		}
		k := t.LineIndex(id)
		if k < 0 || t.Lines[k].Speaker != gave {
			return nil, &Conflict{Now: t.Version, Yours: c.Were[i], Before: gave}
		}
	}
	inv.Lines, inv.Names = c.Lines, c.Were
	return inv, nil
}
