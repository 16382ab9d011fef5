package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// SampleAsk is what someone heard in a sample: the words First..Last of what the
// machine heard, shown as they stood at Version.
type SampleAsk struct {
	Interview   string
	First, Last WordID
	Version     int
	Text        string // "" is that nothing is said; Unclear that it cannot be told
	Key         string
}

var errSampled = &Problem{Kind: ErrState, Sentence: "This clip was measured meanwhile. Thank you all the same: here is the next one."}

// AnswerSample keeps what v heard. When someone else heard the same words, the
// clip is measured; and where the text says something else, their words become a
// proposal that both stand for.
func (a *Archive) AnswerSample(ctx context.Context, v Viewer, ask SampleAsk) (kept *SampleAnswer, err error) {
	if ask.Text, err = a.say("text", ask.Text, MaxFix); err != nil {
		return nil, err
	}
	if _, err := SplitWords("text", ask.Text); err != nil {
		return nil, err
	}
	if ask.Key, err = requestKey(ask.Key); err != nil {
		return nil, err
	}
	err = a.update(ctx, func(tx Tx) error {
		kept, err = a.answerSample(tx, v, ask)
		return err
	})
	return kept, err
}

func (a *Archive) answerSample(tx Tx, v Viewer, ask SampleAsk) (*SampleAnswer, error) {
	iv, p, err := a.visible(tx, v, ask.Interview)
	if err != nil {
		return nil, err
	}
	if open := Policy(Viewer{}, iv); !p.Suggest || !open.Read || !open.Listen {
		return nil, ErrForbidden
	}
	by := v.Author()
	have, err := tx.SampleAnswerByKey(iv.ID, ask.Key)
	switch {
	case err == nil && !have.By.Same(by):
		return nil, errKeyTaken
	case err == nil || !errors.Is(err, ErrNotFound):
		return have, err
	}
	base, err := a.heard(tx, iv)
	if err != nil {
		return nil, err
	}
	s, said, err := a.openSample(tx, iv, base, ask, by)
	if err != nil {
		return nil, err
	}
	r := &SampleAnswer{Interview: iv.ID, Recognition: iv.Recognition, First: ask.First, Last: ask.Last, Span: s.Span, Version: ask.Version,
		Text: ask.Text, By: by, Key: ask.Key, Made: a.now()}
	with, err := a.agreeing(tx, r, said)
	if err != nil {
		return nil, err
	}
	if with != nil {
		if err := a.measureSample(tx, iv, base, s, r, with, said[0].Version); err != nil {
			return nil, err
		}
	}
	if err := tx.AddSampleAnswer(r); err != nil {
		return nil, err
	}
	if with != nil {
		if err := a.useSample(tx, v, iv, s, r, with); err != nil {
			return nil, err
		}
		if iv, err = tx.Interview(iv.ID); err != nil {
			return nil, err
		}
	}
	return r, a.touch(tx, iv)
}

// openSample finds the sample that an answer speaks of, and what others answered.
func (a *Archive) openSample(tx Tx, iv *Interview, base *Transcript, ask SampleAsk, by Author) (s Sample, said []*SampleAnswer, err error) {
	drawn := draw(base)
	i := slices.IndexFunc(drawn, func(s Sample) bool { return s.First == ask.First && s.Last == ask.Last })
	if i < 0 || slices.ContainsFunc(iv.Withheld(), drawn[i].Span.Overlaps) || ask.Version < iv.Begins || ask.Version > iv.Version {
		return s, nil, errMoved
	}
	all, err := tx.SampleAnswers(iv.ID)
	if err != nil {
		return s, nil, err
	}
	s = drawn[i]
	said = s.of(all)
	if slices.ContainsFunc(said, func(r *SampleAnswer) bool { return r.By.Same(by) }) {
		return s, nil, &Problem{Kind: ErrUnchanged, Sentence: "You have said what you heard there already. Thank you."}
	}
	if s.over(all) {
		return s, nil, errSampled
	}
	return s, said, nil
}

// agreeing finds an earlier answer by another person, as far as can be told, that
// says the same words; nil for none. As with proposals, people who could not
// change the words themselves agree only if they are some time apart.
func (a *Archive) agreeing(tx Tx, r *SampleAnswer, earlier []*SampleAnswer) (with *SampleAnswer, err error) {
	if r.vague() {
		return nil, nil
	}
	people := []Author{r.By}
	for _, e := range earlier {
		people = append(people, e.By)
	}
	who, err := a.trustedAmong(tx, people)
	if err != nil {
		return nil, err
	}
	words := a.saidWords(r.Text)
	var said []opinion
	for _, e := range earlier {
		same := !e.vague() && slices.Equal(a.saidWords(e.Text), words)
		same = same && (r.Made.Sub(e.Made) >= LeastApart || (who.holds(r.By) && who.holds(e.By)))
		said = append(said, opinion{by: e.By, agree: same, mute: !same, made: e.Made})
		if same && with == nil {
			with = e
		}
	}
	if tally(append(said, opinion{by: r.By, agree: true, made: r.Made}), who).For < 2 {
		return nil, nil
	}
	return with, nil
}

// vague tells whether an answer leaves open what is said.
func (r *SampleAnswer) vague() bool {
	text := strings.ToLower(r.Text)
	return strings.Contains(text, Unclear) || strings.Contains(text, "[name]")
}

// measureSample compares what two people heard with what the machine heard, and
// with the text as it stood when the first person was asked: what they write puts
// it right, so it says nothing of other text afterwards.
func (a *Archive) measureSample(tx Tx, iv *Interview, base *Transcript, s Sample, r, with *SampleAnswer, version int) error {
	heard, err := base.Words(s.First, s.Last)
	if err != nil {
		return err
	}
	stood, err := a.sampleWords(tx, iv, s, version)
	if err != nil {
		return err
	}
	facts, err := a.recognitionFacts(tx, iv.Recognition)
	if err != nil {
		return err
	}
	said := a.saidWords(r.Text)
	r.Result = &SampleResult{With: with.Number, Weight: s.Weight, Engine: facts.engineName(), Language: cmp.Or(iv.Language, facts.Language),
		Heard: ScoreWords(said, a.saidWords(JoinWords(heard))), Stood: ScoreWords(said, a.saidWords(JoinWords(stood)))}
	if len(stood) > 0 {
		now, err := a.fold(tx, iv, version)
		if err != nil {
			return err
		}
		if at, ok := now.find(stood[0].ID); ok {
			r.Result.Speaker = a.speakerRole(iv, now, at.line)
		}
	}
	return nil
}

// useSample makes use of what two people heard: both say that the text is right,
// or what they heard becomes a proposal that the second makes and the first
// confirms. By itself that settles nothing that the collection's rule does not.
func (a *Archive) useSample(tx Tx, v Viewer, iv *Interview, s Sample, r, with *SampleAnswer) error {
	words, err := a.sampleWords(tx, iv, s, iv.Version)
	if err != nil || len(words) == 0 {
		return err
	}
	if slices.Equal(a.saidWords(JoinWords(words)), a.saidWords(r.Text)) {
		now, err := a.fold(tx, iv, iv.Version)
		if err != nil {
			return err
		}
		vote, err := now.ballot(Ballot{Version: iv.Version, First: words[0].ID, Last: words[len(words)-1].ID, Verdict: Right})
		if err != nil {
			return err
		}
		for _, by := range []Author{with.By, r.By} {
			said := *vote
			said.Interview, said.By, said.Made = iv.ID, by, a.now()
			if err := tx.AddVote(&said); err != nil {
				return err
			}
		}
		if err := a.recount(tx, iv, now); err != nil {
			return err
		}
		return tx.PutInterview(iv)
	}
	f := Fix{Interview: iv.ID, Against: iv.Version, First: words[0].ID, Last: words[len(words)-1].ID, Text: r.Text, Key: "sample-" + r.Key}
	if r.Text == "" {
		f.Reason = NeverSaid
	}
	made, _, err := a.addReport(tx, v, proposal(f))
	if errors.Is(err, ErrInvalid) {
		return nil // a content rule refuses it: the measure stands, the words do not
	}
	if err != nil {
		return err
	}
	if err := tx.AddConfirmation(&Confirmation{Report: made.ID, By: with.By, Agree: true, Made: a.now()}); err != nil {
		return err
	}
	return a.tryProposal(tx, made)
}
