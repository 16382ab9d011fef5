package archive

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// AccuracyClips is how many clips have to be measured before a figure is given:
// fewer say next to nothing.
const AccuracyClips = 10

// AccuracyScope says of what words accuracy is asked. "" is any.
type AccuracyScope struct {
	Interview, Collection, Engine, Language, Speaker string
}

// Accuracy is how right the words of a scope are, as measured on clips drawn by
// lot on which two people agree.
type Accuracy struct {
	AccuracyScope
	Title string // of the interview
	Clips int    // measured
	Heard ErrorRate
	Stood ErrorRate // the text as it stood when the first person was asked
}

// Enough tells whether there are clips enough to give figures.
func (x Accuracy) Enough() bool { return x.Clips >= AccuracyClips }

// ErrorRate is the share of words that are wrong: substituted, dropped and added
// words for each word said, which may be over 1. With a chance of 95 percent the
// true one lies between Low and High. Each clip counts by how many clips of its
// interview were drawn, so Rate is not quite Errors over Words.
type ErrorRate struct {
	WordScore
	Rate, Low, High float64
}

// Right is the share of the words said that are written as they were said: the
// word accuracy, not under 0.
func (e ErrorRate) Right() float64 { return max(0, 1-e.Rate) }

// Accuracies is all that was measured, for the whole archive and by what can be
// told apart. Parts without a measured clip are not listed.
type Accuracies struct {
	All                                                   Accuracy
	Collections, Engines, Languages, Speakers, Interviews []Accuracy
}

// Accuracy returns how right the words of one scope are. An interview that v may
// not see is ErrNotFound. Only interviews that are open to everyone are counted,
// and no clip that touches withheld words, for every viewer alike.
func (a *Archive) Accuracy(ctx context.Context, v Viewer, scope AccuracyScope) (out Accuracy, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if scope.Interview != "" {
			if _, p, err := a.visible(tx, v, scope.Interview); err != nil || !p.Read {
				return cmp.Or(err, ErrForbidden)
			}
		}
		all, err := measuredClips(tx, scope.Interview)
		out = measure(scope, all)
		return err
	})
	return out, err
}

// Accuracies returns everything that was measured. It reads all measured clips:
// about 300 bytes each.
func (a *Archive) Accuracies(ctx context.Context) (out *Accuracies, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		all, err := measuredClips(tx, "")
		if err != nil {
			return err
		}
		out = &Accuracies{All: measure(AccuracyScope{}, all),
			Collections: measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Collection: m.Collection} }),
			Engines:     measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Engine: m.Engine} }),
			Languages:   measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Language: m.Language} }),
			Speakers:    measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Speaker: m.Speaker} }),
			Interviews:  measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Interview: m.Interview} })}
		return nil
	})
	return out, err
}

// measuredClip is one measured clip and all that it can be counted under.
type measuredClip struct {
	AccuracyScope
	title        string
	weight       float64
	heard, stood WordScore
}

const resultsRead = 1000

// measuredClips reads the measured clips of one interview, or of all for "".
func measuredClips(tx Tx, only string) (all []measuredClip, err error) {
	open := map[string]*Interview{}
	after, number := "", int64(0)
	for {
		var page []*SampleAnswer
		if only != "" {
			page, err = tx.SampleAnswers(only)
		} else {
			page, err = tx.SampleResults(after, number, resultsRead)
		}
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			after, number = r.Interview, r.Number
			iv, seen := open[r.Interview]
			if !seen {
				if iv, err = tx.Interview(r.Interview); err != nil && !errors.Is(err, ErrNotFound) {
					return nil, err
				}
				if iv != nil && !Policy(Viewer{}, iv).Read {
					iv = nil
				}
				open[r.Interview] = iv
			}
			if m := r.Result; m != nil && iv != nil && !slices.ContainsFunc(iv.Withheld(), r.Span.Overlaps) {
				all = append(all, measuredClip{AccuracyScope{iv.ID, iv.Collection, m.Engine, m.Language, m.Speaker}, iv.Title, m.Weight, m.Heard, m.Stood})
			}
		}
		if only != "" || len(page) < resultsRead {
			return all, nil
		}
	}
}

// holds tells whether a clip belongs to a scope.
func (s AccuracyScope) holds(c AccuracyScope) bool {
	in := func(want, have string) bool { return want == "" || want == have }
	return in(s.Interview, c.Interview) && in(s.Collection, c.Collection) && in(s.Engine, c.Engine) && in(s.Language, c.Language) && in(s.Speaker, c.Speaker)
}

func measure(scope AccuracyScope, all []measuredClip) Accuracy {
	out := Accuracy{AccuracyScope: scope}
	var heard, stood []weighed
	for _, c := range all {
		if scope.holds(c.AccuracyScope) {
			if out.Clips++; scope.Interview != "" {
				out.Title = c.title
			}
			heard, stood = append(heard, weighed{c.weight, c.heard}), append(stood, weighed{c.weight, c.stood})
		}
	}
	out.Heard, out.Stood = errorRate(heard), errorRate(stood)
	return out
}

// measureBy measures each part apart. What has no name is no part.
func measureBy(all []measuredClip, part func(measuredClip) AccuracyScope) (out []Accuracy) {
	of := map[AccuracyScope][]measuredClip{}
	for _, c := range all {
		if p := part(c); p != (AccuracyScope{}) {
			of[p] = append(of[p], c)
		}
	}
	for p, clips := range of {
		out = append(out, measure(p, clips))
	}
	slices.SortFunc(out, func(x, y Accuracy) int {
		return cmp.Or(cmp.Compare(y.Clips, x.Clips), strings.Compare(x.Title, y.Title), strings.Compare(x.key(), y.key()))
	})
	return out
}

func (s AccuracyScope) key() string {
	return s.Interview + s.Collection + s.Engine + s.Language + s.Speaker
}

type weighed struct {
	weight float64
	WordScore
}

// errorRate pools clips. Its interval is the wider of two: the bootstrap over
// clips, because words of one clip are wrong together (Bisani and Ney, "Bootstrap
// estimates for confidence intervals in ASR performance evaluation", ICASSP 2004),
// and Wilson's score interval over words (Wilson, "Probable inference, the law of
// succession, and statistical inference", JASA 22, 1927), because the bootstrap
// makes nothing of a few clips without any error.
func errorRate(clips []weighed) (e ErrorRate) {
	for _, c := range clips {
		e.WordScore = e.WordScore.Plus(c.WordScore)
	}
	var ok bool
	if e.Rate, ok = ratio(len(clips), func(i int) weighed { return clips[i] }); !ok {
		return ErrorRate{WordScore: e.WordScore}
	}
	e.Low, e.High = wilson(e.Rate, e.Words)
	low, high := bootstrap(clips)
	e.Low, e.High = min(e.Low, low), max(e.High, high)
	return e
}

// ratio is errors for each word said among n weighed clips; false when nobody
// said a word.
func ratio(n int, clip func(int) weighed) (float64, bool) {
	errs, words := 0.0, 0.0
	for i := range n {
		c := clip(i)
		errs += c.weight * float64(c.Errors())
		words += c.weight * float64(c.Words)
	}
	return errs / words, words > 0
}

// Bounds of the bootstrap: as many draws as steady the second digit, fewer when
// there are so many clips that each draw is long.
const (
	drawsMost  = 2000
	drawsLeast = 200
	drawsWork  = 1_000_000 // clips looked at
)

// bootstrap is the percentile interval of the ratio, of clips drawn with putting
// back. It draws the same each time, so that a page does not flicker.
func bootstrap(clips []weighed) (low, high float64) {
	rng := rand.New(rand.NewPCG(1, uint64(len(clips))))
	draws := min(drawsMost, max(drawsLeast, drawsWork/len(clips)))
	rates := make([]float64, 0, draws)
	for range draws {
		if r, ok := ratio(len(clips), func(int) weighed { return clips[rng.IntN(len(clips))] }); ok {
			rates = append(rates, r)
		}
	}
	slices.Sort(rates)
	return rates[len(rates)*25/1000], rates[(len(rates)*975-1)/1000]
}

// wilson is the 95 percent score interval of a share of n.
func wilson(p float64, n int) (low, high float64) {
	const z = 1.959964
	p, m := min(p, 1), float64(n)
	centre := p + z*z/(2*m)
	wide := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (centre-wide)/(1+z*z/m)), (centre + wide) / (1 + z*z/m)
}

// recognitionFacts is a recognition that was read lately, or is read now.
func (a *Archive) recognitionFacts(tx Tx, id string) (*Recognition, error) {
	if f := a.folds.get(id); f != nil {
		return f.base, nil
	}
	return tx.Recognition(id)
}

// engineName is how an engine and its model are told apart in figures.
func (r *Recognition) engineName() string {
	if r.Source == "captions" {
		return "captions that came with the recording"
	}
	return strings.TrimSpace(r.Engine + " " + r.Model)
}
