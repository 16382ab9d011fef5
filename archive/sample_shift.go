package archive

import (
	"context"
	"errors"
)

// Between the doubtful clips of a shift a person may be given one drawn by lot.
// Two answers are asked for in this way: a third person, where two did not agree,
// comes to it by the page of the measure alone.
const shiftSampleAnswers = 2

// SampleShifts returns the first n of the samples that suit v and still need one
// of the two answers, or as many as there are.
func (a *Archive) SampleShifts(ctx context.Context, v Viewer, samples []Sample, n int) (out []*Shift, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		out = nil
		desk := shiftDesk{a: a, tx: tx, by: v.Author(), open: map[string]*openInterview{}}
		for _, s := range samples {
			if len(out) == n {
				break
			}
			shift, err := desk.sample(s, shiftSampleAnswers)
			if err == nil {
				out = append(out, shift)
			} else if !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return out, err
}

// SkipSample notes that v passes over a sample, which is then not served to them
// for a while: they are not asked whether its words are right either.
func (a *Archive) SkipSample(ctx context.Context, v Viewer, ask SampleAsk) error {
	key, err := requestKey(ask.Key)
	if err != nil {
		return err
	}
	return a.update(ctx, func(tx Tx) error {
		iv, p, err := a.visible(tx, v, ask.Interview)
		if err != nil {
			return err
		}
		if !p.Suggest {
			return ErrForbidden
		}
		words, err := a.sampleWords(tx, iv, Sample{Clip: Clip{First: ask.First, Last: ask.Last}}, iv.Version)
		if err != nil || len(words) == 0 {
			return err
		}
		_, err = a.voteIn(tx, v, Ballot{Interview: iv.ID, Version: iv.Version, First: words[0].ID, Last: words[len(words)-1].ID, Verdict: Unsure, Key: key})
		return err
	})
}
