package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// How right the words are is measured on clips drawn by lot: two people who do not
// see each other's answer write what they hear, and where they agree, the machine's
// words are compared with theirs. Only such clips count. Those that people choose,
// or that look doubtful, would say nothing of the others.
const (
	sampleShare   = 20 // one clip of an interview in so many is drawn,
	sampleLeast   = 8  // at least so many
	sampleMost    = 60 // and at most so many
	sampleAnswers = 4  // people asked of one clip, before it is left as one on which nobody agrees
	sampleSeed    = "earshot sample 1"
)

// Unclear is what a person writes who cannot tell what is said: the clip then has
// no words to compare with.
const Unclear = "[unclear]"

// Sample is a clip drawn by lot of what a recognition heard.
type Sample struct {
	Clip               // its words are those of the recognition
	Recognition string // whose words they are
	Lot         uint64 // clips are served from the smallest up: those that were answered are a draw by lot too
	Weight      float64
}

// SampleAnswer is what one person heard in a sample. Others never see it.
type SampleAnswer struct {
	Number      int64         `json:"number"` // of this interview, from 1
	Interview   string        `json:"interview"`
	Recognition string        `json:"recognition"`
	First       WordID        `json:"first"`
	Last        WordID        `json:"last"`
	Span        Span          `json:"span"`
	Version     int           `json:"version"` // of the text that the person was shown
	Text        string        `json:"text"`    // "" is that nothing is said
	By          Author        `json:"by"`
	Key         string        `json:"key"` // idempotency key
	Made        time.Time     `json:"made"`
	Result      *SampleResult `json:"result,omitempty"` // on the answer that agrees with an earlier one
}

// SampleResult compares what two people heard with what was written.
type SampleResult struct {
	With     int64     `json:"with"`   // the number of the answer it agrees with
	Weight   float64   `json:"weight"` // clips of the interview for each one drawn
	Heard    WordScore `json:"heard"`  // what the machine heard
	Stood    WordScore `json:"stood"`  // the text as it stood before the first of the two answered
	Engine   string    `json:"engine"`
	Language string    `json:"language,omitempty"`
	Speaker  string    `json:"speaker,omitempty"` // RoleStoryteller, RoleInterviewer, or "" where nobody knows
}

// SampleRows keeps what people heard in samples. There is no way to edit or
// delete an answer.
type SampleRows interface {
	// AddSampleAnswer numbers an answer within its interview, from 1. ErrExists
	// when its key was used there.
	AddSampleAnswer(*SampleAnswer) error
	SampleAnswerByKey(interview, key string) (*SampleAnswer, error)
	// SampleAnswers returns an interview's answers in the order they were made.
	SampleAnswers(interview string) ([]*SampleAnswer, error)
	// SampleResults returns up to limit answers with a result of the whole
	// archive, by interview and number, behind the given ones.
	SampleResults(interview string, number int64, limit int) ([]*SampleAnswer, error)
}

// draw chooses the samples of a recognition. It is the same each time, whatever
// became of the words since.
func draw(base *Transcript) []Sample {
	clips := base.clips(Checks{}, nil)
	all := make([]Sample, len(clips))
	for i, words := range clips {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d", sampleSeed, base.Recognition, words[0].ID))
		all[i] = Sample{Recognition: base.Recognition, Lot: binary.BigEndian.Uint64(sum[:]),
			Clip: Clip{Interview: base.Interview, First: words[0].ID, Last: words[len(words)-1].ID, Span: spanOf(words)}}
	}
	slices.SortFunc(all, func(x, y Sample) int { return cmp.Or(cmp.Compare(x.Lot, y.Lot), cmp.Compare(x.First, y.First)) })
	n := min(len(all), max(sampleLeast, min((len(all)+sampleShare-1)/sampleShare, sampleMost)))
	for i := range all[:n] {
		all[i].Weight = float64(len(all)) / float64(n)
	}
	return all[:n]
}

// Samples returns the samples of a published interview that still need answers,
// in the order in which they are to be served.
func (a *Archive) Samples(ctx context.Context, id string) (open []Sample, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		open = nil
		iv, err := a.openToHelp(tx, id)
		if err != nil {
			return err
		}
		base, err := a.heard(tx, iv)
		if err != nil {
			return err
		}
		said, err := tx.SampleAnswers(id)
		for _, s := range draw(base) {
			if !slices.ContainsFunc(iv.Withheld(), s.Span.Overlaps) && !s.over(said) {
				open = append(open, s)
			}
		}
		return err
	})
	return open, err
}

// of lists the answers about a sample.
func (s Sample) of(said []*SampleAnswer) (answers []*SampleAnswer) {
	for _, r := range said {
		if r.Recognition == s.Recognition && r.First == s.First && r.Last == s.Last {
			answers = append(answers, r)
		}
	}
	return answers
}

// over tells whether nobody has to be asked any more.
func (s Sample) over(said []*SampleAnswer) bool {
	answers := s.of(said)
	return len(answers) >= sampleAnswers || slices.ContainsFunc(answers, func(r *SampleAnswer) bool { return r.Result != nil })
}

// SampleShift is a sample for one person.
type SampleShift struct {
	*Shift
	Lot uint64 // who skips it asks for those behind
}

// NextSample returns the first of the samples that suits v, with the text as it
// stands: not a word of what anyone else answered. Who wrote these words, or said
// something of them, is not asked. ErrNotFound when none suits.
func (a *Archive) NextSample(ctx context.Context, v Viewer, samples []Sample) (out *SampleShift, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		desk := shiftDesk{a: a, tx: tx, by: v.Author(), open: map[string]*openInterview{}}
		for _, s := range samples {
			shift, err := desk.sample(s, sampleAnswers)
			if err == nil {
				out = &SampleShift{shift, s.Lot}
			}
			if err == nil || !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return ErrNotFound
	})
	return out, err
}

// sample makes a shift of a sample that fewer people than asked have answered.
func (d *shiftDesk) sample(s Sample, asked int) (*Shift, error) {
	o, err := d.interview(s.Interview)
	if err != nil {
		return nil, err
	}
	if o == nil || o.iv.Recognition != s.Recognition || slices.ContainsFunc(o.iv.Withheld(), s.Span.Overlaps) {
		return nil, ErrNotFound
	}
	said, err := d.tx.SampleAnswers(s.Interview)
	if err != nil {
		return nil, err
	}
	who, err := d.a.trustedAmong(d.tx, []Author{d.by})
	if err != nil {
		return nil, err
	}
	notNow := func(r *SampleAnswer) bool {
		return r.By.Same(d.by) || (!who.holds(d.by) && d.a.now().Sub(r.Made) < LeastApart)
	}
	if s.over(said) || len(s.of(said)) >= asked || slices.ContainsFunc(s.of(said), notNow) {
		return nil, ErrNotFound
	}
	words, err := d.a.sampleWords(d.tx, o.iv, s, o.iv.Version)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(o.said, func(v *Vote) bool { return d.spoken(v, words) }) {
		return nil, ErrNotFound
	}
	out := &Shift{Clip: s.Clip, Task: Measure, Of: o.iv, Text: JoinWords(words)}
	out.Version = o.iv.Version
	return out, nil
}

// sampleWords reads what stands at a sample in a version; nothing when all of its
// words are gone.
func (a *Archive) sampleWords(tx Tx, iv *Interview, s Sample, version int) ([]Word, error) {
	to, _, _, err := a.carried(tx, iv, Anchor{iv.Begins, s.First, s.Last}, version)
	if err != nil || to.First == 0 {
		return nil, err
	}
	t, err := a.fold(tx, iv, version)
	if err != nil {
		return nil, err
	}
	return t.Words(to.First, to.Last)
}
