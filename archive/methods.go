package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// Method is how the words of one interview came about, for who quotes them.
type Method struct {
	*Reading
	Credits  string // who corrected the words; "" for nobody
	Changes  int    // made by people since the machine was done
	Checks   Checks
	Rule     Rule
	Accuracy Accuracy // of this interview
	Whole    Accuracy // of all that are open to everyone
}

// Method returns how the newest words of an interview came about, as v may know
// it. ErrState when there are no words yet.
func (a *Archive) Method(ctx context.Context, v Viewer, id string) (*Method, error) {
	r, err := a.Read(ctx, v, id, -1)
	if err != nil {
		return nil, err
	}
	if r.Transcript == nil {
		return nil, &Problem{Kind: ErrState, Sentence: "There are no words yet."}
	}
	m := &Method{Reading: r}
	_, _, changes, err := a.History(ctx, v, id)
	if err != nil {
		return nil, err
	}
	changes = changes[:min(r.Transcript.Version, len(changes))]
	m.Changes, m.Credits = len(changes), Credits(changes).String()
	if m.Checks, err = a.Checks(ctx, v, id); err != nil {
		return nil, err
	}
	if m.Accuracy, err = a.Accuracy(ctx, v, AccuracyScope{Interview: id}); err != nil {
		return nil, err
	}
	if m.Whole, err = a.Accuracy(ctx, v, AccuracyScope{}); err != nil {
		return nil, err
	}
	err = a.store.View(ctx, func(tx Tx) error {
		m.Rule, err = ruleOf(tx, r.Interview.Collection)
		return err
	})
	return m, err
}

// LanguageCount counts the interviews in a language; "" is one that was not named.
type LanguageCount struct {
	Language   string
	Interviews int
}

// EngineCount counts the interviews whose words an engine and its model heard.
type EngineCount struct {
	Engine     string // with its model, as Accuracies name it
	Interviews int
	Accuracy   Accuracy // of what it wrote; without clips when none was measured
}

// Methods is how the words of all interviews that are open to everyone came about.
type Methods struct {
	Interviews int
	Seconds    float64 // of sound
	Checked    float64 // seconds of it whose words a person checked
	Languages  []LanguageCount
	Engines    []EngineCount
	Rules      []CollectionRule // the one for everything else first
	Measured   *Accuracies
}

// Methods is the same for every viewer: it counts what is open to everyone.
func (a *Archive) Methods(ctx context.Context) (*Methods, error) {
	m, in, by := &Methods{}, map[string]int{}, map[string]int{}
	for before := ""; ; {
		page, err := a.Explore(ctx, Viewer{}, InterviewQuery{States: []State{Published}, Before: before, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, iv := range page {
			if before = iv.ID; !iv.HasWords() || !Policy(Viewer{}, iv).Read {
				continue
			}
			m.Interviews++
			m.Seconds, m.Checked = m.Seconds+iv.Recording.Duration, m.Checked+iv.Checked
			in[iv.Language]++
			engine, err := a.engineOf(ctx, iv.Recognition)
			if err != nil {
				return nil, err
			}
			by[engine]++
		}
		if len(page) < 200 {
			break
		}
	}
	for l, n := range in {
		m.Languages = append(m.Languages, LanguageCount{l, n})
	}
	slices.SortFunc(m.Languages, func(x, y LanguageCount) int {
		return cmp.Or(cmp.Compare(y.Interviews, x.Interviews), strings.Compare(x.Language, y.Language))
	})
	rules, err := a.Rules(ctx)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{"": true} // a rule may name a collection that nobody else may know of
	for _, r := range rules {
		if r.Collection != "" {
			page, err := a.Explore(ctx, Viewer{}, InterviewQuery{States: []State{Published}, Collection: r.Collection, Limit: 1})
			if err != nil {
				return nil, err
			}
			named[r.Collection] = len(page) > 0
		}
	}
	m.Rules = slices.DeleteFunc(rules, func(r CollectionRule) bool { return !named[r.Collection] })
	if m.Measured, err = a.Accuracies(ctx); err != nil {
		return nil, err
	}
	m.Engines = enginesOf(by, m.Measured.Engines)
	return m, nil
}

// enginesOf puts together who heard what and how right it was; most interviews
// first. An engine that was measured and whose words nobody reads any more is told
// of too.
func enginesOf(heard map[string]int, measured []Accuracy) (out []EngineCount) {
	of := map[string]Accuracy{}
	for _, x := range measured {
		of[x.Engine] = x
		heard[x.Engine] += 0
	}
	for engine, n := range heard {
		if engine != "" {
			out = append(out, EngineCount{engine, n, of[engine]})
		}
	}
	slices.SortFunc(out, func(x, y EngineCount) int {
		return cmp.Or(cmp.Compare(y.Interviews, x.Interviews), strings.Compare(x.Engine, y.Engine))
	})
	return out
}

// engineOf is who heard the words of a recognition. It never changes, so it is read
// once. "" when the recognition is gone: whoever looks after it withdrew it just now.
func (a *Archive) engineOf(ctx context.Context, recognition string) (string, error) {
	if known, ok := a.engines.Load(recognition); ok {
		return known.(string), nil
	}
	var r *Recognition
	err := a.store.View(ctx, func(tx Tx) (err error) {
		r, err = tx.RecognitionHead(recognition)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name := r.engineName()
	a.engines.Store(recognition, name)
	return name, nil
}
