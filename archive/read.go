package archive

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
)

// Interview returns an interview and what v may do with it. Whoever may not
// list it gets ErrNotFound, or ErrWithdrawn if it was public once.
func (a *Archive) Interview(ctx context.Context, v Viewer, id string) (iv *Interview, p Permissions, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, p, err = a.visible(tx, v, id)
		return err
	})
	return iv, p, err
}

// Searchable returns those of the interviews, by id, that v may find by searching.
// The others are left out, whatever the reason.
func (a *Archive) Searchable(ctx context.Context, v Viewer, ids []string) (found map[string]*Interview, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		found = make(map[string]*Interview, len(ids))
		for some := range slices.Chunk(ids, interviewsAtOnce) {
			page, err := tx.Interviews(InterviewQuery{IDs: some, Limit: len(some)})
			if err != nil {
				return err
			}
			for _, iv := range page {
				if p := Policy(v, iv); p.List && p.Search {
					found[iv.ID] = iv
				}
			}
		}
		return nil
	})
	return found, err
}

// interviewsAtOnce is how many are asked for by name in one look-up.
const interviewsAtOnce = 100

func (a *Archive) visible(tx Tx, v Viewer, id string) (*Interview, Permissions, error) {
	iv, err := tx.Interview(id)
	if err != nil {
		return nil, Permissions{}, err
	}
	if v, err = a.knowTrust(tx, v); err != nil {
		return nil, Permissions{}, err
	}
	p := Policy(v, iv)
	if p.List {
		p, err = a.restrain(tx, v, p)
		return iv, p, err
	}
	if iv.State == Withdrawn && !iv.Published.IsZero() {
		return nil, p, ErrWithdrawn
	}
	return nil, p, ErrNotFound
}

// openToRead is visible for those who may read the words; ErrForbidden for others.
func (a *Archive) openToRead(tx Tx, v Viewer, id string) (*Interview, Permissions, error) {
	iv, p, err := a.visible(tx, v, id)
	if err == nil && !p.Read {
		err = ErrForbidden
	}
	return iv, p, err
}

// unseen tells whether an error says that an interview is not there for someone.
func unseen(err error) bool { return errors.Is(err, ErrNotFound) || errors.Is(err, ErrWithdrawn) }

// readableChange returns a change as v may read it, and its interview; nil when v
// may not read that.
func (a *Archive) readableChange(tx Tx, v Viewer, c *Change) (*Interview, *Change, error) {
	iv, p, err := a.openToRead(tx, v, c.Interview)
	if unseen(err) || errors.Is(err, ErrForbidden) {
		return nil, nil, nil
	}
	if err == nil && !p.Remove {
		c = iv.forPublic(c)
	}
	return iv, c, err
}

// openToHelp returns an interview that everyone may read, hear and correct;
// ErrNotFound, or ErrWithdrawn, when it is none.
func (a *Archive) openToHelp(tx Tx, id string) (*Interview, error) {
	iv, p, err := a.visible(tx, Viewer{}, id)
	if err == nil && (!p.Read || !p.Listen || !p.Suggest || !iv.HasWords()) {
		err = ErrNotFound
	}
	return iv, err
}

// Explore returns a page of the interviews that v may list.
func (a *Archive) Explore(ctx context.Context, v Viewer, q InterviewQuery) (page []*Interview, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		page = nil
		if q.Limit <= 0 {
			q.Limit = 50
		}
		for ask := q; ; {
			found, err := tx.Interviews(ask)
			if err != nil || len(found) == 0 {
				return err
			}
			for _, iv := range found {
				if Policy(v, iv).List && len(page) < q.Limit {
					page = append(page, iv)
				}
			}
			if len(page) >= q.Limit || len(found) < q.Limit {
				return nil
			}
			ask.Before = found[len(found)-1].ID
		}
	})
	return page, err
}

// Reading is one version of an interview as its viewer may read it.
type Reading struct {
	Interview   *Interview
	May         Permissions
	Recognition *Recognition // facts of the base; its Lines are nil
	Transcript  *Transcript
}

// Read returns a version of the transcript; version < 0 is the newest. Removed
// and hidden words are in no version that the public can read.
func (a *Archive) Read(ctx context.Context, v Viewer, id string, version int) (*Reading, error) {
	var out *Reading
	err := a.store.View(ctx, func(tx Tx) error {
		iv, p, err := a.visible(tx, v, id)
		if err != nil {
			return err
		}
		out = &Reading{Interview: iv, May: p}
		if !p.Read {
			return ErrForbidden
		}
		if !iv.HasWords() {
			return nil
		}
		switch {
		case version == AsHeard:
			version = iv.Begins
		case version < 0:
			version = iv.Version
		}
		if out.Transcript, err = a.fold(tx, iv, version); err != nil {
			return err
		}
		recognition, _ := iv.baseAt(version)
		if f := a.folds.get(recognition); f != nil {
			facts := *f.base
			facts.Lines = nil
			out.Recognition = &facts
		}
		if !p.Remove {
			out.Transcript = iv.ForPublic(out.Transcript)
		}
		return nil
	})
	return out, err
}

// Spoken returns what search needs of an interview: the text as heard and as
// corrected, without words that are withheld. ErrNotFound when there are no words yet.
func (a *Archive) Spoken(ctx context.Context, id string) (iv *Interview, heard, corrected *Transcript, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if iv, err = tx.Interview(id); err != nil {
			return err
		}
		if corrected, err = a.fold(tx, iv, iv.Version); err != nil {
			return err
		}
		heard, err = a.heard(tx, iv)
		return err
	})
	if err != nil {
		return iv, nil, nil, err
	}
	return iv, iv.open(heard), iv.open(corrected), nil
}

// Events reads the numbered change feed.
func (a *Archive) Events(ctx context.Context, after int64, limit int) (events []Event, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		events, err = tx.Events(after, limit)
		return err
	})
	return events, err
}

// LastEvent is the highest number in the feed.
func (a *Archive) LastEvent(ctx context.Context) (seq int64, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		seq, err = tx.LastEvent()
		return err
	})
	return seq, err
}

// History returns the journal of an interview, oldest first. For those who may
// not remove words, the entries that touched removed or hidden sound show no words.
func (a *Archive) History(ctx context.Context, v Viewer, id string) (iv *Interview, p Permissions, changes []*Change, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if iv, p, err = a.visible(tx, v, id); err != nil {
			return err
		}
		if !p.Read {
			return ErrForbidden
		}
		if changes, err = tx.Changes(id, 0, -1); err != nil {
			return err
		}
		if !p.Remove {
			for i, c := range changes {
				changes[i] = iv.forPublic(c)
			}
		}
		return nil
	})
	return iv, p, changes, err
}

// Latest returns the newest changes of published interviews, with the interview
// of each, for the home page and for people who look after the archive.
func (a *Archive) Latest(ctx context.Context, v Viewer, limit int) (changes []*Change, of map[string]*Interview, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		changes, of = nil, map[string]*Interview{}
		all, err := tx.LatestChanges(4 * limit)
		if err != nil {
			return err
		}
		for _, c := range all {
			iv, c, err := a.readableChange(tx, v, c)
			if err != nil {
				return err
			}
			if iv == nil {
				continue
			}
			of[iv.ID] = iv
			if changes = append(changes, c); len(changes) == limit {
				break
			}
		}
		return nil
	})
	return changes, of, err
}

// Listen opens the listening copy from offset; length < 0 is to its end.
func (a *Archive) Listen(ctx context.Context, v Viewer, id string, offset, length int64) (io.ReadCloser, Media, error) {
	iv, p, err := a.Interview(ctx, v, id)
	if err != nil {
		return nil, Media{}, err
	}
	if !p.Listen {
		return nil, Media{}, ErrForbidden
	}
	m := iv.copyFor(p)
	if length == 0 {
		return nil, m, nil
	}
	r, _, err := a.blobs.Open(ctx, m.Key, offset, length)
	return r, m, err
}

// Standing is an interview's place among those that wait for the engine.
type Standing struct {
	Ahead   int     // interviews before it
	Seconds float64 // estimate until it is done; 0 when nothing is known yet
}

// Standing tells how long an interview has to wait.
func (a *Archive) Standing(ctx context.Context, id string) (s Standing, err error) {
	a.mu.Lock()
	speed := a.speed
	a.mu.Unlock()
	err = a.store.View(ctx, func(tx Tx) error {
		s = Standing{}
		waiting, err := tx.Interviews(InterviewQuery{States: []State{Queued, Transcribing}, Limit: 200})
		if err != nil {
			return err
		}
		var sound float64
		for i := len(waiting) - 1; i >= 0; i-- {
			w := waiting[i]
			left := w.Recording.Duration - w.Progress.Heard
			if !w.Progress.Decoded {
				left = float64(w.Recording.Size) / bytesPerSecond
			}
			sound += max(left, 0)
			if w.ID == id {
				break
			}
			s.Ahead++
		}
		if speed > 0 {
			s.Seconds = sound / speed
		}
		return nil
	})
	return s, err
}

// bytesPerSecond guesses the length of a recording not yet decoded: 64 kbit/s is
// what phones and voice recorders commonly write.
const bytesPerSecond = 8000

// Setting returns a named value of the archive, "" when it was never set.
func (a *Archive) Setting(ctx context.Context, name string) (value string, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		value, err = tx.Setting(siteSettings + name)
		if errors.Is(err, ErrNotFound) {
			value, err = "", nil
		}
		return err
	})
	return value, err
}

// SetSetting stores a named value; custodians only.
func (a *Archive) SetSetting(ctx context.Context, v Viewer, name, value string) error {
	if !v.Role().AtLeast(Custodian) {
		return ErrForbidden
	}
	if len(value) > 100_000 {
		return &Problem{Kind: ErrTooLarge, Field: name, Sentence: "This list is over " + strconv.Itoa(100_000) + " characters long."}
	}
	return a.store.Update(ctx, func(tx Tx) error {
		if err := tx.PutSetting(siteSettings+name, value); err != nil {
			return err
		}
		return keepPeople(tx)
	})
}
