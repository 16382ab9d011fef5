package archive

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Verdict is what a person says of words after listening to them.
type Verdict string

const (
	Right  Verdict = "right"  // this is what is said there
	Wrong  Verdict = "wrong"  // something else is said there
	Unsure Verdict = "unsure" // cannot tell: counts for nothing, and takes back what they said before
)

// MaxVoteWords is how many words one vote may speak of: about two minutes of
// talk. Nobody has listened to an hour by pressing one button.
const MaxVoteWords = 300

// Vote is what one person said of words after listening. It names the words and
// holds no text, so that it never has to be cleaned of words that were removed.
// It counts as long as its words stand side by side as they were heard.
type Vote struct {
	Number    int64     `json:"number"` // of this interview, from 1
	Interview string    `json:"interview"`
	Version   int       `json:"version"` // the one that was heard
	Line      LineID    `json:"line"`    // where the words begin
	Words     []WordID  `json:"words,omitempty"`
	Silent    bool      `json:"silent,omitempty"` // no words: nothing is said on Line
	Span      Span      `json:"span"`
	Verdict   Verdict   `json:"verdict"`
	By        Author    `json:"by"`
	Carries   int64     `json:"carries,omitempty"` // the vote on an older recognition that it carries over
	Key       string    `json:"key,omitempty"`     // idempotency key; none when it came with a fix or report
	Made      time.Time `json:"made"`
}

// Ballot is what someone asks to be counted of words First..Last of a version;
// with First and Last 0, of the whole of Line.
type Ballot struct {
	Interview   string
	Version     int
	Line        LineID
	First, Last WordID
	Verdict     Verdict
	Key         string
}

var errMoved = &Problem{Kind: ErrConflict, Sentence: "These words changed while you listened. Please listen to them once more."}

// Vote counts what v heard. The same person saying the same of the same words
// again is one vote; saying something else replaces it.
func (a *Archive) Vote(ctx context.Context, v Viewer, b Ballot) (vote *Vote, err error) {
	if b.Verdict != Right && b.Verdict != Wrong && b.Verdict != Unsure {
		return nil, Invalid("verdict", "Please say what you heard.")
	}
	if b.Key, err = requestKey(b.Key); err != nil {
		return nil, err
	}
	err = a.update(ctx, func(tx Tx) error {
		vote, err = a.voteIn(tx, v, b)
		return err
	})
	return vote, err
}

func (a *Archive) voteIn(tx Tx, v Viewer, b Ballot) (*Vote, error) {
	iv, p, err := a.visible(tx, v, b.Interview)
	if err != nil {
		return nil, err
	}
	if !p.Suggest {
		return nil, ErrForbidden
	}
	by := v.Author()
	have, err := tx.VoteByKey(iv.ID, b.Key)
	switch {
	case err == nil && !have.By.Same(by):
		return nil, errKeyTaken
	case err == nil || !errors.Is(err, ErrNotFound):
		return have, err
	}
	saw, err := a.fold(tx, iv, b.Version)
	if err != nil {
		return nil, err
	}
	vote, err := iv.ForPublic(saw).ballot(b)
	if err != nil {
		return nil, err
	}
	if !p.Remove && slices.ContainsFunc(iv.hidden(), vote.Span.Overlaps) {
		return nil, errHidden
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, err
	}
	if !newStanding(now).holds(vote) {
		return nil, errMoved
	}
	said, err := tx.Votes(iv.ID)
	if err != nil {
		return nil, err
	}
	if last := lastOf(said, by, vote); last != nil && last.Verdict == b.Verdict {
		return last, nil
	}
	vote.Interview, vote.By, vote.Key, vote.Made = iv.ID, by, b.Key, a.now()
	if err := tx.AddVote(vote); err != nil {
		return nil, err
	}
	if vote.Verdict == Unsure && lastOf(said, by, vote) == nil {
		return vote, nil // changes nothing that anyone sees
	}
	if err := a.recount(tx, iv, now); err != nil {
		return nil, err
	}
	return vote, a.touch(tx, iv)
}

// ballot finds the words that a ballot speaks of.
func (t *Transcript) ballot(b Ballot) (*Vote, error) {
	vote := &Vote{Version: b.Version, Line: b.Line, Verdict: b.Verdict}
	if b.First == 0 {
		i := t.LineIndex(b.Line)
		if i < 0 {
			return nil, ErrNotFound
		}
		words := t.Lines[i].Words
		if len(words) == 0 {
			vote.Silent = true
			at := t.gapBefore(place{i, 0})
			vote.Span = at
			return vote, nil
		}
		b.First, b.Last = words[0].ID, words[len(words)-1].ID
	}
	words, err := t.Words(b.First, b.Last)
	if err != nil {
		return nil, err
	}
	if len(words) > MaxVoteWords {
		return nil, Invalid("words", "Please listen to at most %d words at a time.", MaxVoteWords)
	}
	at, _ := t.find(b.First)
	vote.Line, vote.Words, vote.Span = t.Lines[at.line].ID, wordIDs(words), spanOf(words)
	return vote, nil
}

func wordIDs(words []Word) []WordID {
	ids := make([]WordID, len(words))
	for i, w := range words {
		ids[i] = w.ID
	}
	return ids
}

// lastOf is what a person said last of exactly these words, or nil.
func lastOf(said []*Vote, by Author, of *Vote) *Vote {
	for _, v := range slices.Backward(said) {
		if v.By.Same(by) && v.Silent == of.Silent && (!v.Silent || v.Line == of.Line) && slices.Equal(v.Words, of.Words) {
			return v
		}
	}
	return nil
}

// hearing is who listened to the words that a change writes: the words it was
// made of, before it.
type hearing struct {
	by    []Author
	line  LineID
	words []WordID
}

// keepHeard counts the people behind a change as having said that the words it
// leaves are right. next is the version it made.
func (a *Archive) keepHeard(tx Tx, iv *Interview, next *Transcript, c *Change, h *hearing) error {
	if h == nil || c.Kind != MisHearing {
		return nil
	}
	vote := next.leftBy(c, h)
	if vote == nil || len(vote.Words) > MaxVoteWords {
		return nil
	}
	for _, by := range h.by {
		v := *vote
		v.Interview, v.By, v.Made = iv.ID, by, c.Made
		if err := tx.AddVote(&v); err != nil {
			return err
		}
	}
	return nil
}

// leftBy is the vote for the words that stand where a change was made, or nil
// when it took away a part of a line and left nothing to listen to.
func (t *Transcript) leftBy(c *Change, h *hearing) *Vote {
	ids, _ := carryIDs(h.words, []*Change{c})
	for _, e := range c.Edits {
		ids = append(ids, wordIDs(e.Words)...) // words put in at the ends of what was heard
	}
	s := newStanding(t)
	from, to := -1, -1
	for _, id := range ids {
		if at := s.at(id); at >= 0 {
			if from < 0 || at < from {
				from = at
			}
			to = max(to, at)
		}
	}
	if from >= 0 {
		words := s.words[from : to+1]
		at, _ := t.find(words[0].ID)
		return &Vote{Version: t.Version, Line: t.Lines[at.line].ID, Words: wordIDs(words), Span: spanOf(words), Verdict: Right}
	}
	if i := t.LineIndex(h.line); i >= 0 && len(t.Lines[i].Words) == 0 {
		return &Vote{Version: t.Version, Line: h.line, Silent: true, Span: goneSpan(c), Verdict: Right}
	}
	return nil
}

// goneSpan is the sound of the words that a change took away.
func goneSpan(c *Change) Span {
	gone := c.gone()
	if len(gone) == 0 {
		return Span{}
	}
	return spanOf(gone)
}

// voteOnReport is voteOn for an interview that is only read for it.
func (a *Archive) voteOnReport(tx Tx, r *Report, by Author, verdict Verdict) error {
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	if err := a.voteOn(tx, iv, r, by, verdict); err != nil {
		return err
	}
	return tx.PutInterview(iv)
}

// voteOn counts what someone said of the words of a report by making, answering
// or withdrawing it. Words that are not there any more need no vote, and what is
// private must not show as doubt.
func (a *Archive) voteOn(tx Tx, iv *Interview, r *Report, by Author, verdict Verdict) error {
	if r.Urgent() || r.Reason == WrongSpeaker || r.Reason == WrongTime {
		return nil
	}
	saw, err := a.fold(tx, iv, r.Version)
	if err != nil {
		return err
	}
	vote, err := saw.ballot(Ballot{Version: r.Version, Line: r.Line, First: r.First, Last: r.Last, Verdict: verdict})
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	vote.Interview, vote.By, vote.Made = iv.ID, by, a.now()
	if err := tx.AddVote(vote); err != nil {
		return err
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return err
	}
	return a.recount(tx, iv, now)
}

// recount notes on the interview how much of it was checked.
func (a *Archive) recount(tx Tx, iv *Interview, now *Transcript) error {
	said, err := tx.Votes(iv.ID)
	if err != nil {
		return err
	}
	iv.Checked = 0
	if len(said) == 0 {
		return nil
	}
	rule, err := ruleOf(tx, iv.Collection)
	if err != nil {
		return err
	}
	who, err := a.trustedAmong(tx, votersOf(said))
	if err != nil {
		return err
	}
	iv.Checked = newStanding(now).checks(said, rule, who).Seconds
	return nil
}
