package archive

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
)

// A clip is as long as people like to listen to at a time.
const (
	clipLength = 10.0 // seconds at most, unless one word is longer
	clipEnough = 8.0  // seconds after which the end of a line ends a clip
	clipsKept  = 40   // of one interview, the most suspicious
)

// Clip is a stretch of an interview that someone should listen to. It holds no
// text: what it says is read, for its viewer, when it is served.
type Clip struct {
	Interview   string
	Version     int
	First, Last WordID
	Span        Span
	Suspicion   float64
	Report      int64 // the proposal it is about; 0 for none
}

// What makes words suspicious, and how much. Reports by people count most; then
// what engines are known to invent: text where nobody speaks, and repeats.
const (
	suspectReport  = 4.0
	suspectWrong   = 3.0
	suspectNoVoice = 3.0
	suspectRepeat  = 2.0
	suspectRate    = 1.5
	suspectUnknown = 0.3 // for each word that no other interview knows, up to 5
	suspectDoubt   = 2.0 // for each word, times how far its probability is under certain
	certain        = 0.7
	slowest        = 0.6 // words a second, of clips with some words
	fastest        = 5.5
)

// Clips returns the clips of a published interview that most need a person, the
// worst first, without withheld words and without those that are settled. known
// tells whether other interviews have a word, as Vocabulary lists them.
func (a *Archive) Clips(ctx context.Context, id string, known func(string) bool) (clips []Clip, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		clips = nil
		iv, err := a.openToHelp(tx, id)
		if err != nil {
			return err
		}
		clips, err = a.clipsOf(tx, iv, known)
		return err
	})
	return clips, err
}

func (a *Archive) clipsOf(tx Tx, iv *Interview, known func(string) bool) ([]Clip, error) {
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, err
	}
	checks, err := a.checks(tx, iv, Permissions{})
	if err != nil {
		return nil, err
	}
	said, err := tx.Votes(iv.ID)
	if err != nil {
		return nil, err
	}
	var clips []Clip
	var reported []Span
	err = eachReport(tx, ReportQuery{Interview: iv.ID, States: openStates}, func(r *Report) error {
		switch {
		case r.Urgent() || r.Held || iv.Withholds(r):
		case r.HasFix && r.First != 0:
			clips = append(clips, Clip{Interview: iv.ID, Version: r.Version, First: r.First, Last: r.Last, Span: r.Span, Suspicion: suspectReport + suspectWrong, Report: r.ID})
		default:
			reported = append(reported, r.Span)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := newStanding(now)
	var wrong []Span
	for _, v := range said {
		if v.Verdict == Wrong && s.holds(v) {
			wrong = append(wrong, v.Span)
		}
	}
	for _, words := range now.clips(checks, iv.Withheld()) {
		c := Clip{Interview: iv.ID, Version: now.Version, First: words[0].ID, Last: words[len(words)-1].ID, Span: spanOf(words), Suspicion: suspicion(words, known)}
		if slices.ContainsFunc(reported, c.Span.Overlaps) {
			c.Suspicion += suspectReport
		}
		if slices.ContainsFunc(wrong, c.Span.Overlaps) {
			c.Suspicion += suspectWrong
		}
		if c.Suspicion > 0 {
			clips = append(clips, c)
		}
	}
	slices.SortStableFunc(clips, func(x, y Clip) int { return cmp.Compare(y.Suspicion, x.Suspicion) })
	return clips[:min(len(clips), clipsKept)], nil
}

// clips cuts a transcript into stretches of about ten seconds, at the ends of
// lines where it can. Lines that are settled or touch withheld sound are left out.
func (t *Transcript) clips(checks Checks, withheld []Span) [][]Word {
	var all [][]Word
	var open []Word
	end := func() {
		if len(open) > 0 {
			all = append(all, open)
		}
		open = nil
	}
	for _, l := range t.Lines {
		hidden := slices.ContainsFunc(l.Words, func(w Word) bool { return w.Text == RemovedText || w.within(withheld) })
		if len(l.Words) == 0 || hidden || checks.Lines[l.ID].Settled {
			end()
			continue
		}
		if len(open) > 0 && l.Span().End-open[0].Start > clipLength {
			end()
		}
		for _, w := range l.Words {
			if len(open) > 0 && w.End-open[0].Start > clipLength {
				end()
			}
			open = append(open, w)
		}
		if s := spanOf(open); s.End-s.Start >= clipEnough {
			end()
		}
	}
	end()
	return all
}

// suspicion tells how much words look like something that was not said.
func suspicion(words []Word, known func(string) bool) float64 {
	sum, unknown := 0.0, 0
	noVoice := false
	for _, w := range words {
		if w.Probability > 0 {
			sum += suspectDoubt * max(0, certain-w.Probability)
		}
		noVoice = noVoice || w.NoVoice
		if form := vocabularyForm(w.Text); w.Probability > 0 && form != "" && !known(form) {
			unknown++
		}
	}
	sum += suspectUnknown * float64(min(unknown, 5))
	if noVoice {
		sum += suspectNoVoice
	}
	if repeats(words) {
		sum += suspectRepeat
	}
	if s := spanOf(words); len(words) >= 3 && s.End > s.Start {
		if rate := float64(len(words)) / (s.End - s.Start); rate < slowest || rate > fastest {
			sum += suspectRate
		}
	}
	return sum
}

// repeats tells whether one to four words come three times in a row.
func repeats(words []Word) bool {
	forms := make([]string, len(words))
	for i, w := range words {
		forms[i] = vocabularyForm(w.Text)
	}
	for n := 1; n <= 4; n++ {
		for i := 0; i+3*n <= len(forms); i++ {
			if slices.Equal(forms[i:i+n], forms[i+n:i+2*n]) && slices.Equal(forms[i:i+n], forms[i+2*n:i+3*n]) {
				return true
			}
		}
	}
	return false
}

// Vocabulary lists the forms of the words of a transcript, each once.
func (t *Transcript) Vocabulary() []string {
	seen := map[string]bool{}
	for _, l := range t.Lines {
		for _, w := range l.Words {
			if form := vocabularyForm(w.Text); form != "" {
				seen[form] = true
			}
		}
	}
	forms := make([]string, 0, len(seen))
	for form := range seen {
		forms = append(forms, form)
	}
	return forms
}

// vocabularyForm is a word without its case and the signs around it.
func vocabularyForm(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }))
}
