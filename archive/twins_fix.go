package archive

import (
	"context"
	"fmt"
)

// TwinFix puts chosen twins of a change right.
type TwinFix struct {
	Interview string // of the change that the twins follow
	Version   int
	Chosen    []TwinChoice
	Key       string
}

// TwinChoice is a twin that someone listened to and ticked.
type TwinChoice struct {
	Interview   string
	Against     int // the version its words were read from
	First, Last WordID
}

// TwinOutcome is what became of one choice.
type TwinOutcome struct {
	TwinChoice
	Outcome
	Said string
	Err  error // this one could not be put right; the others could
}

// FixTwins makes one fix of each chosen twin, which applies at once or waits for
// someone else, as any fix of v does. A choice whose words are not the misheard
// ones any more fails alone. The same key makes each of them once.
func (a *Archive) FixTwins(ctx context.Context, v Viewer, f TwinFix) ([]TwinOutcome, error) {
	switch {
	case len(f.Chosen) == 0:
		return nil, Invalid("twin", "Please listen, then tick the places that are wrong in the same way.")
	case len(f.Chosen) > TwinsAtOnce:
		return nil, Invalid("twin", "Please tick at most %d places at once.", TwinsAtOnce)
	}
	key, err := requestKey(f.Key)
	if err != nil {
		return nil, err
	}
	s := &twinSearch{}
	if err := a.store.View(ctx, func(tx Tx) error {
		_, err := a.lessons(tx, v, f.Interview, f.Version, s)
		return err
	}); err != nil {
		return nil, err
	}
	out := make([]TwinOutcome, len(f.Chosen))
	for i, choice := range f.Chosen {
		out[i].TwinChoice = choice
		out[i].Said, out[i].Outcome, out[i].Err = a.fixTwin(ctx, v, s, choice, key)
	}
	return out, nil
}

func (a *Archive) fixTwin(ctx context.Context, v Viewer, s *twinSearch, t TwinChoice, key string) (said string, out Outcome, err error) {
	if said, err = a.saidAt(ctx, v, s, t); err != nil {
		return said, out, err
	}
	fix := Fix{Interview: t.Interview, Against: t.Against, First: t.First, Last: t.Last, Text: said, Kind: MisHearing, Reason: WrongWord, Note: s.follows(t),
		Key: "twin-" + HashSecret(fmt.Sprintf("%s %s %d", key, t.Interview, t.First))[:40]}
	if said == "" {
		fix.Reason = NeverSaid
	}
	out, err = a.Fix(ctx, v, fix)
	return said, out, err
}

// saidAt is what the fix makes of the words that were ticked, as their reader saw
// them: whoever sends the form may not put other words anywhere with it.
func (a *Archive) saidAt(ctx context.Context, v Viewer, s *twinSearch, t TwinChoice) (said string, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, p, err := a.visible(tx, v, t.Interview)
		if err != nil {
			return err
		}
		if !p.Suggest {
			return ErrForbidden
		}
		saw, err := a.fold(tx, iv, t.Against)
		if err != nil {
			return err
		}
		words, err := iv.ForPublic(saw).Words(t.First, t.Last)
		if err != nil {
			return err
		}
		for _, l := range s.Lessons {
			if l.Refused == "" && l.isSaidBy(words) {
				said = l.fit(JoinWords(words))
				return nil
			}
		}
		return Invalid("twin", "The words of this place are not the ones that were misheard.")
	})
	return said, err
}

// follows says in the history which fix a twin follows. An interview's title may
// be withdrawn one day, so its id stands here; one that is not public is not named.
func (s *twinSearch) follows(t TwinChoice) string {
	switch {
	case t.Interview == s.Interview.ID:
		return fmt.Sprintf("Heard the same way as in version %d.", s.Change.Version)
	case Policy(Viewer{}, s.Interview).Read:
		return fmt.Sprintf("Heard the same way as in version %d of interview %s.", s.Change.Version, s.Interview.ID)
	}
	return "Heard the same way as in another interview."
}
