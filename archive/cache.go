package archive

import (
	"container/list"
	"sync"
)

// foldCache remembers the newest transcript of a few interviews, because a fold
// of 20,000 words costs tens of milliseconds and a page or fix needs it each
// time. Entries are never changed: Apply works on a clone.
type foldCache struct {
	mu    *sync.Mutex
	order *list.List // of *fold, newest use first
	byID  map[string]*list.Element
}

type fold struct {
	base *Recognition
	at   *Transcript
}

const foldsKept = 16

func newFoldCache() foldCache {
	return foldCache{mu: new(sync.Mutex), order: list.New(), byID: map[string]*list.Element{}}
}

func (c foldCache) get(recognition string) *fold {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byID[recognition]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*fold)
}

func (c foldCache) put(f *fold) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byID[f.base.ID]; e != nil {
		if old := e.Value.(*fold); old.at.Version <= f.at.Version {
			e.Value = f
		}
		return
	}
	c.byID[f.base.ID] = c.order.PushFront(f)
	if c.order.Len() > foldsKept {
		last := c.order.Back()
		delete(c.byID, last.Value.(*fold).base.ID)
		c.order.Remove(last)
	}
}

// sawAndNow returns the version that a person saw and the newest one.
func (a *Archive) sawAndNow(tx Tx, iv *Interview, against int) (saw, now *Transcript, err error) {
	if saw, err = a.fold(tx, iv, against); err != nil {
		return nil, nil, err
	}
	now, err = a.fold(tx, iv, iv.Version)
	return saw, now, err
}

// fold returns one version of an interview's transcript, read in tx. It must be
// called before tx appends to the journal.
func (a *Archive) fold(tx Tx, iv *Interview, version int) (*Transcript, error) {
	if !iv.HasWords() {
		return nil, ErrNotFound
	}
	if version < 0 || version > iv.Version {
		return nil, ErrNotFound
	}
	recognition, begins := iv.baseAt(version)
	f := a.folds.get(recognition)
	if f == nil || f.at.Version > version {
		var base *Recognition
		if f != nil {
			base = f.base
		} else {
			r, err := tx.Recognition(recognition)
			if err != nil {
				return nil, err
			}
			base = r
		}
		f = &fold{base: base, at: Base(base)}
		f.at.Version = begins
	}
	if f.at.Version < version {
		later, err := tx.Changes(iv.ID, f.at.Version, version)
		if err != nil {
			return nil, err
		}
		t, err := f.at.Then(later)
		if err != nil {
			return nil, err
		}
		f = &fold{base: f.base, at: t}
	}
	if version == iv.Version {
		a.folds.put(f)
	}
	return f.at, nil
}

// heard returns the base of the current transcript as version 0.
func (a *Archive) heard(tx Tx, iv *Interview) (*Transcript, error) {
	if f := a.folds.get(iv.Recognition); f != nil {
		return Base(f.base), nil
	}
	r, err := tx.Recognition(iv.Recognition)
	if err != nil {
		return nil, err
	}
	return Base(r), nil
}
