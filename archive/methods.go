package archive

import (
	"cmp"
	"context"
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

// Methods is how the words of all interviews that are open to everyone came about.
type Methods struct {
	Interviews int
	Seconds    float64 // of sound
	Checked    float64 // seconds of it whose words a person checked
	Languages  []LanguageCount
	Rules      []CollectionRule // the one for everything else first
	Measured   *Accuracies
}

// Methods is the same for every viewer: it counts what is open to everyone.
func (a *Archive) Methods(ctx context.Context) (*Methods, error) {
	m, in := &Methods{}, map[string]int{}
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
	m.Measured, err = a.Accuracies(ctx)
	return m, err
}
