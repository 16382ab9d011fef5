package archive

import (
	"errors"
	"slices"
	"strings"
)

// opinions is all that is known of a proposed fix.
type opinions struct {
	said   []opinion
	equal  []*Report // other proposals that say the same, oldest first
	newest *Report   // of them all: its words are applied
	agree  []Author  // everyone who heard the proposed words and says so still, in the order they did
	folds  map[int]*Transcript
}

// opinionsOf gathers what people said of a proposal: its author, those who
// confirmed it or one like it, those who propose something else for the same
// words, and those who listened and said that the words are right as they stand.
func (a *Archive) opinionsOf(tx Tx, iv *Interview, r *Report) (o opinions, err error) {
	o.folds = map[int]*Transcript{}
	saw, err := o.version(a, tx, iv, r.Version)
	if err != nil {
		return o, err
	}
	edits, err := a.editsOf(r, saw)
	if err != nil {
		return o, err
	}
	if err := o.standing(tx, iv, edits); err != nil {
		return o, err
	}
	o.said = append(o.said, opinion{by: r.By, agree: true, made: r.Made})
	if err := o.confirmations(tx, r); err != nil {
		return o, err
	}
	err = eachReport(tx, ReportQuery{Interview: iv.ID, States: openStates}, func(q *Report) error {
		if q.ID == r.ID || !q.HasFix || q.Urgent() || !(q.Span.Overlaps(r.Span) || q.Span == r.Span) {
			return nil
		}
		return a.hearProposal(tx, iv, &o, edits, q)
	})
	o.sort(r)
	return o, err
}

// sort puts opinions in the order they were made, and finds the words that would
// be applied and who agrees with them now.
func (o *opinions) sort(r *Report) {
	o.newest = r
	for _, q := range o.equal {
		if q.Made.After(o.newest.Made) {
			o.newest = q
		}
	}
	slices.SortStableFunc(o.said, func(x, y opinion) int { return x.made.Compare(y.made) })
	for _, s := range o.said {
		o.agree = slices.DeleteFunc(o.agree, func(a Author) bool { return !s.agree && a.marks()[0] == s.by.marks()[0] })
		if s.agree {
			o.agree = append(o.agree, s.by)
		}
	}
}

// hearProposal adds what another proposal for the same sound says of the edits.
func (a *Archive) hearProposal(tx Tx, iv *Interview, o *opinions, edits []Edit, q *Report) error {
	saw, err := o.version(a, tx, iv, q.Version)
	if err != nil {
		return err
	}
	theirs, err := a.editsOf(q, saw)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case a.sameEdits(edits, theirs):
		o.equal = append(o.equal, q)
		o.said = append(o.said, opinion{by: q.By, agree: true, made: q.Made})
		return o.confirmations(tx, q)
	case a.holdsEdits(theirs, edits): // proposes the same, and more beside it
		o.said = append(o.said, opinion{by: q.By, agree: true, made: q.Made})
	case q.speaksOf(saw, edits):
		o.said = append(o.said, opinion{by: q.By, made: q.Made})
	}
	return nil
}

// people are all who said something.
func (o *opinions) people() (all []Author) {
	for _, s := range o.said {
		all = append(all, s.by)
	}
	return all
}

func (o *opinions) confirmations(tx Tx, r *Report) error {
	votes, err := tx.Confirmations(r.ID)
	for _, c := range votes {
		o.said = append(o.said, opinion{by: c.By, agree: c.Agree, mute: c.Unsure, made: c.Made})
	}
	return err
}

// standing adds those who said last that words which the edits would change are
// right.
func (o *opinions) standing(tx Tx, iv *Interview, edits []Edit) error {
	votes, err := tx.Votes(iv.ID)
	newest := map[string]*Vote{}
	for _, v := range votes {
		if slices.ContainsFunc(edits, func(e Edit) bool { return e.within(v.Words) }) {
			newest[v.By.marks()[0]] = v
		}
	}
	for _, v := range votes {
		if v.Verdict == Right && newest[v.By.marks()[0]] == v {
			o.said = append(o.said, opinion{by: v.By, made: v.Made})
		}
	}
	return err
}

// within tells whether an edit changes something among the given words.
func (e Edit) within(ids []WordID) bool {
	if len(e.Before) == 0 {
		return slices.Contains(ids, e.After) && slices.Contains(ids, e.Next)
	}
	return slices.ContainsFunc(e.Before, func(w Word) bool { return slices.Contains(ids, w.ID) })
}

// editsOf are the changes of words that a proposal asks for.
func (a *Archive) editsOf(r *Report, saw *Transcript) ([]Edit, error) {
	return saw.EditsFor(r.Line, r.First, r.Last, strings.Fields(r.Fix), a.opt.Normalise)
}

// speaksOf tells whether a proposal covers words that the edits change.
func (r *Report) speaksOf(saw *Transcript, edits []Edit) bool {
	words, err := saw.Words(r.First, r.Last)
	ids := wordIDs(words)
	return err == nil && slices.ContainsFunc(edits, func(e Edit) bool { return e.within(ids) })
}

// version is a fold that is made once: in a flood many proposals for the same
// words were made on the same few versions.
func (o *opinions) version(a *Archive, tx Tx, iv *Interview, version int) (*Transcript, error) {
	if t := o.folds[version]; t != nil {
		return t, nil
	}
	t, err := a.fold(tx, iv, version)
	if err == nil {
		o.folds[version] = t
	}
	return t, err
}

func (a *Archive) sameEdits(x, y []Edit) bool { return a.holdsEdits(x, y) && a.holdsEdits(y, x) }

// holdsEdits tells whether all holds each of some, in wording.
func (a *Archive) holdsEdits(all, some []Edit) bool {
	for _, e := range some {
		same := func(f Edit) bool {
			return slices.EqualFunc(e.Before, f.Before, sameWord) && (len(e.Before) > 0 || (e.Line == f.Line && e.After == f.After && e.Next == f.Next)) &&
				a.SameWording(JoinWords(e.Words), JoinWords(f.Words))
		}
		if !slices.ContainsFunc(all, same) {
			return false
		}
	}
	return true
}
