package archive

import (
	"context"
	"errors"
	"slices"
)

// moveLessons takes what was learned from an interview along from the collection
// that it was in: what its people say counts where the interview is, and nowhere
// else. A spelling that a custodian chose there is taken along too; what a
// custodian keeps or took out stays as they left it, in both collections.
func (a *Archive) moveLessons(tx Tx, iv *Interview, from string) error {
	if from == iv.Collection {
		return nil
	}
	terms, err := tx.Terms(from)
	if err != nil {
		return err
	}
	moved := false
	for _, t := range terms {
		var lessons []TaughtBy
		left := slices.DeleteFunc(slices.Clone(t.Learned), func(s TaughtBy) bool {
			if s.Interview == iv.ID {
				lessons = append(lessons, s)
			}
			return s.Interview == iv.ID
		})
		if len(lessons) == 0 {
			continue
		}
		moved = true
		if err := a.keepLeft(tx, t, left); err != nil {
			return err
		}
		if err := a.addLessons(tx, iv.Collection, t.Text, lessons); err != nil {
			return err
		}
	}
	if !moved {
		return nil
	}
	return keepPeople(tx)
}

// stray is an interview whose lessons stand in another collection than it does.
type stray struct{ interview, from string }

// settleLessons takes along what was learned from interviews that were moved to
// another collection before lessons moved with them.
func (a *Archive) settleLessons(ctx context.Context) error {
	var strays []stray
	err := a.store.View(ctx, func(tx Tx) (err error) {
		strays, err = strayLessons(tx)
		return err
	})
	if err != nil || len(strays) == 0 {
		return err
	}
	return a.store.Update(ctx, func(tx Tx) error {
		for _, s := range strays {
			iv, err := tx.Interview(s.interview)
			if err != nil {
				return err
			}
			if err := a.moveLessons(tx, iv, s.from); err != nil {
				return err
			}
		}
		return nil
	})
}

func strayLessons(tx Tx) (strays []stray, err error) {
	terms, err := tx.Terms()
	if err != nil {
		return nil, err
	}
	in := map[string]string{} // collections of interviews
	for _, t := range terms {
		for _, l := range t.Learned {
			now, known := in[l.Interview]
			if !known {
				iv, err := tx.Interview(l.Interview)
				if errors.Is(err, ErrNotFound) {
					continue // its records were lost: nobody knows where it belongs
				}
				if err != nil {
					return nil, err
				}
				now, in[l.Interview] = iv.Collection, iv.Collection
			}
			if s := (stray{l.Interview, t.Collection}); now != t.Collection && !slices.Contains(strays, s) {
				strays = append(strays, s)
			}
		}
	}
	return strays, nil
}

// addLessons adds to a collection's term what fixes taught, unless a custodian took
// the term out.
func (a *Archive) addLessons(tx Tx, collection, text string, lessons []TaughtBy) error {
	t, err := tx.Term(collection, termKey(text))
	if errors.Is(err, ErrNotFound) {
		t, err = &Term{Collection: collection, Text: text}, nil
	}
	if err != nil || t.Hidden {
		return err
	}
	room := max(sourcesKept-len(t.Learned), 0)
	if room == 0 {
		return nil
	}
	t.Learned, t.Changed = append(t.Learned, lessons[:min(len(lessons), room)]...), a.now()
	return tx.PutTerm(t)
}

// keepLeft keeps a term with the lessons that are left, or drops it when nothing
// else holds it.
func (a *Archive) keepLeft(tx Tx, t *Term, left []TaughtBy) error {
	if t.Learned, t.Changed = left, a.now(); len(left) == 0 && !t.Kept && !t.Hidden {
		return tx.DeleteTerm(t.Collection, t.Key())
	}
	return tx.PutTerm(t)
}
