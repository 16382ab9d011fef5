package archive

import (
	"cmp"
	"slices"
)

// stake is how much an answer to a report matters.
type stake struct {
	effect int     // on what people read, and on how many wait for it
	doubt  float64 // of the engine about the words, from 0 to 1
}

// What makes the answer to a report matter: that anyone can read the words, how
// many people say so, that the sense may be another, and that one press settles it.
const (
	effectPublic = 4
	effectSense  = 3
	effectPerson = 2 // for each, up to effectPeople
	effectPeople = 5
	effectReady  = 1
)

// order puts urgent reports first, then those whose answer has the most effect,
// then the most doubtful words, then the oldest. It also finds which reports
// speak of the same words, so that they can be answered together.
func (a *Archive) order(tx Tx, out *Tasks) error {
	stakes := map[int64]stake{}
	of := map[string][]*Report{}
	for _, r := range out.Reports {
		of[r.Interview] = append(of[r.Interview], r)
	}
	out.People, out.Alike = map[int64]int{}, map[int64][]*Report{}
	for id, reports := range of {
		iv := out.Interviews[id]
		var now *standing
		if iv.HasWords() {
			t, err := a.fold(tx, iv, iv.Version)
			if err != nil {
				return err
			}
			now = newStanding(t)
		}
		for _, r := range reports {
			people, err := peopleOf(tx, r)
			if err != nil {
				return err
			}
			out.People[r.ID] = people
			stakes[r.ID] = stake{r.effect(iv, people), now.doubt(r.First, r.Last)}
			for _, o := range reports {
				if o.ID != r.ID && !o.Urgent() && !r.Urgent() && o.Span.Overlaps(r.Span) {
					out.Alike[r.ID] = append(out.Alike[r.ID], o)
				}
			}
		}
	}
	first := func(r *Report) int {
		if r.Urgent() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out.Reports, func(x, y *Report) int {
		a, b := stakes[x.ID], stakes[y.ID]
		return cmp.Or(cmp.Compare(first(x), first(y)), cmp.Compare(b.effect, a.effect), cmp.Compare(b.doubt, a.doubt), cmp.Compare(x.ID, y.ID))
	})
	return nil
}

func (r *Report) effect(iv *Interview, people int) int {
	e := effectPerson * min(people, effectPeople)
	if iv.State == Published {
		e += effectPublic
	}
	if r.HasFix {
		e += effectReady
		if Careful(r.Quote, r.Fix) != "" {
			e += effectSense
		}
	}
	return e
}

// peopleOf counts who says what a report says: its author, who joined, and who
// confirmed its fix.
func peopleOf(tx Tx, r *Report) (int, error) {
	one, err := alike(tx, Author{}, r)
	if err != nil || !r.HasFix {
		return one.People, err
	}
	votes, err := tx.Confirmations(r.ID)
	agree := map[string]bool{}
	for _, c := range votes {
		agree[c.By.marks()[0]] = c.Agree
	}
	for _, yes := range agree {
		if yes {
			one.People++
		}
	}
	return one.People, err
}

// doubt is how little the engine was sure of the least certain of some words.
func (s *standing) doubt(first, last WordID) float64 {
	if s == nil {
		return 0
	}
	from, to := s.at(first), s.at(last)
	if from < 0 || to < from {
		return 0
	}
	most := 0.0
	for _, w := range s.words[from : to+1] {
		if w.Probability > 0 {
			most = max(most, 1-w.Probability)
		}
	}
	return most
}

// answerAlso gives other reports about the same words the answer that one got.
// Those that were settled with it, as they proposed the same, are left alone.
func (a *Archive) answerAlso(tx Tx, r *Report, ans Answer, reason string, by Author) error {
	for _, id := range ans.Also {
		o, err := tx.Report(id)
		if err != nil {
			return err
		}
		if o.Interview != r.Interview || o.Urgent() || r.Urgent() || !o.Span.Overlaps(r.Span) {
			return Invalid("also", "Report number %d is about other words. Please answer it by itself.", id)
		}
		if !o.State.MayBecome(ans.State) {
			continue
		}
		if err := a.moveReport(tx, o, ans.State, func(o *Report) { o.Answer, o.Answered, o.Fixed = reason, &by, r.Fixed }); err != nil {
			return err
		}
	}
	return nil
}
