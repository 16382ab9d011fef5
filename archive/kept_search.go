package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// KeptSearch is a question in someone's own list. It holds no words of any
// interview: what is new for it is worked out whenever it is asked.
type KeptSearch struct {
	ID     string    `json:"id"`
	Owner  string    `json:"owner"` // account; nobody else sees it
	Name   string    `json:"name"`
	Asked  Asked     `json:"asked"`
	Key    string    `json:"key"` // idempotency key of its making
	Made   time.Time `json:"made"`
	Look   Look      `json:"look,omitzero"` // the latest one
	Before time.Time `json:"before,omitzero"`
}

// Asked is a question of the search, when it was asked, and what was found then.
type Asked struct {
	Query     string    `json:"query"`
	Sort      string    `json:"sort,omitempty"`
	AsWritten bool      `json:"as_written,omitempty"`
	At        time.Time `json:"at"`
	Found     int       `json:"found"`      // passages
	Within    int       `json:"interviews"` // that had one
	Position  int64     `json:"position"`   // feed number that the answer was true for
}

// same tells whether it is the same question.
func (q Asked) same(o Asked) bool {
	return q.Query == o.Query && q.Sort == o.Sort && q.AsWritten == o.AsWritten
}

// Look is when an answer was looked at, and up to which feed number it was true.
type Look struct {
	At       time.Time `json:"at"`
	Position int64     `json:"position"`
}

// MaxKeptSearches is how many searches one person may keep.
const MaxKeptSearches = 100

// KeptSearchRows keeps people's own searches.
type KeptSearchRows interface {
	KeptSearch(id string) (*KeptSearch, error)
	// PutKeptSearch inserts or replaces by id.
	PutKeptSearch(*KeptSearch) error
	// DropKeptSearch of an absent id is not an error.
	DropKeptSearch(id string) error
	// KeptSearches returns those of an account by id; of everyone when it is "".
	KeptSearches(owner string) ([]*KeptSearch, error)
}

// Since is from when on what an answer has is new to its owner: since the visit
// before this one ended.
func (k *KeptSearch) Since(now time.Time) time.Time {
	if now.Sub(k.Look.At) > visitGap {
		return k.Look.At
	}
	return k.Before
}

// KeepSearch puts a question into v's list; people who sign in only. Without a
// name it is called as it was typed. The same key keeps it once, and a question
// that is in the list already is ErrExists.
func (a *Archive) KeepSearch(ctx context.Context, v Viewer, name string, q Asked, key string) (k *KeptSearch, err error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	if key, err = requestKey(key); err != nil {
		return nil, err
	}
	if name, err = a.say("name", name, MaxName); err != nil {
		return nil, err
	}
	name = cmp.Or(name, shorten(q.Query, MaxName))
	id := NewKey()
	err = a.store.Update(ctx, func(tx Tx) error {
		mine, err := tx.KeptSearches(v.Account.ID)
		if err != nil {
			return err
		}
		for _, k = range mine {
			if k.Key == key {
				return nil
			}
		}
		for _, o := range mine {
			if o.Asked.same(q) {
				return &Problem{Kind: ErrExists, Field: "name", Sentence: "You have this search in your list already, as “" + o.Name + "”."}
			}
		}
		if len(mine) >= MaxKeptSearches {
			return Invalid("name", "You have %d saved searches, which is the most. Please forget one first.", MaxKeptSearches)
		}
		k = &KeptSearch{ID: id, Owner: v.Account.ID, Name: name, Asked: q, Key: key, Made: a.now(), Look: Look{q.At, q.Position}, Before: q.At}
		return putSearch(tx, k)
	})
	return k, err
}

// putSearch keeps a search and has its owner's record written.
func putSearch(tx Tx, k *KeptSearch) error {
	if err := tx.PutKeptSearch(k); err != nil {
		return err
	}
	return keepSearches(tx, k.Owner)
}

// KeptSearches lists v's own searches, the newest first.
func (a *Archive) KeptSearches(ctx context.Context, v Viewer) (all []*KeptSearch, err error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	err = a.store.View(ctx, func(tx Tx) error {
		all, err = tx.KeptSearches(v.Account.ID)
		return err
	})
	slices.SortFunc(all, func(x, y *KeptSearch) int { return cmp.Or(y.Made.Compare(x.Made), cmp.Compare(x.ID, y.ID)) })
	return all, err
}

// KeptSearch returns one of v's own searches. Those of others are not there.
func (a *Archive) KeptSearch(ctx context.Context, v Viewer, id string) (k *KeptSearch, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		k, err = ownSearch(tx, v, id)
		return err
	})
	return k, err
}

func ownSearch(tx Tx, v Viewer, id string) (*KeptSearch, error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	k, err := tx.KeptSearch(id)
	if err == nil && k.Owner != v.Account.ID {
		err = ErrNotFound
	}
	return k, err
}

// RenameSearch gives one of v's own searches another name.
func (a *Archive) RenameSearch(ctx context.Context, v Viewer, id, name string) (k *KeptSearch, err error) {
	if name, err = a.say("name", name, MaxName); err != nil {
		return nil, err
	}
	if name == "" {
		return nil, Invalid("name", "Please give the search a name.")
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		if k, err = ownSearch(tx, v, id); err != nil {
			return err
		}
		k.Name = name
		return putSearch(tx, k)
	})
	return k, err
}

// ForgetSearch takes a search out of v's list for good. One that is not in it is
// not an error, so that a form may be sent twice.
func (a *Archive) ForgetSearch(ctx context.Context, v Viewer, id string) error {
	return a.store.Update(ctx, func(tx Tx) error {
		k, err := ownSearch(tx, v, id)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.DropKeptSearch(id); err != nil {
			return err
		}
		return keepSearches(tx, k.Owner)
	})
}

// LookAtSearch notes that v looks at what one of their searches finds now, in an
// answer that was true for a feed number.
func (a *Archive) LookAtSearch(ctx context.Context, v Viewer, id string, position int64) error {
	return a.store.Update(ctx, func(tx Tx) error {
		k, err := ownSearch(tx, v, id)
		if err != nil {
			return err
		}
		now := a.now()
		k.Before = k.Since(now)
		k.Look = Look{now, position}
		missed, err := tx.Events(position, 1)
		if err != nil {
			return err
		}
		if len(missed) > 0 && missed[0].At.Before(now) { // the index had not come so far: it is still to be told
			k.Look.At = missed[0].At.Add(-time.Second)
		}
		return tx.PutKeptSearch(k)
	})
}
