package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// NightShare is in how many nights every interview's sound and records are read
// again: a month has room for some that the site sleeps through.
const NightShare = 27

const (
	// leastShare is read every night, so that small archives are read more often.
	leastShare = 20
	// mostFindings is how many findings are kept; NightCheck.More counts the rest.
	mostFindings = 200
	// settingNight is none of the site settings: what it holds can be found out again.
	settingNight = "night"
)

// NightCheck is what the last nightly check found. A finding stays until the
// same thing was found to be right again.
type NightCheck struct {
	Began      time.Time `json:"began,omitzero"`
	Ended      time.Time `json:"ended,omitzero"`     // zero when there was no check yet
	Interviews int       `json:"interviews"`         // whose sound and records were read
	Objects    int       `json:"objects"`            // of sound and records that were read
	Differed   int       `json:"differed"`           // interviews that the search index had otherwise; it was made again
	Findings   []Finding `json:"findings,omitempty"` // what is wrong
	More       int       `json:"more,omitempty"`     // findings that are not listed
	Next       string    `json:"next,omitempty"`     // the interview after which the next night goes on
	Whole      time.Time `json:"whole,omitzero"`     // when the last walk over all interviews ended
}

// Wrong counts all findings.
func (n NightCheck) Wrong() int { return len(n.Findings) + n.More }

// Finding is one thing that is not as it was kept.
type Finding struct {
	Interview string    `json:"interview,omitempty"` // "" when it is of no interview
	What      string    `json:"what"`                // a sentence
	Since     time.Time `json:"since"`               // the night it was found
}

// Night is what a nightly check needs from outside of the archive.
type Night struct {
	// Rest is called after every piece of work with the time it took, and may
	// wait. An error, like that of its context, ends the check.
	Rest func(ctx context.Context, worked time.Duration) error
	// Index holds the whole search index against the store. It tells how many
	// interviews differed, after having had it made again, and returns an error
	// when that did not help.
	Index func(ctx context.Context) (differed int, err error)
}

// NightCheck tells what the last nightly check found; custodians only.
func (a *Archive) NightCheck(ctx context.Context, v Viewer) (n NightCheck, err error) {
	if !v.Role().AtLeast(Custodian) {
		return n, ErrForbidden
	}
	err = a.store.View(ctx, func(tx Tx) error {
		s, err := tx.Setting(settingNight)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		n = NightCheck{}
		return json.Unmarshal([]byte(s), &n)
	})
	return n, err
}

// CheckNight reads the store, a share of the interviews' sound and records, all
// interviews that something was wrong with, and the search index, and keeps what
// it finds. What is wrong goes to the log too. Nothing is kept of a check that
// ended early: it is due again.
func (a *Archive) CheckNight(ctx context.Context, how Night) (NightCheck, error) {
	last, err := a.NightCheck(ctx, System)
	if err != nil {
		return last, err
	}
	w := &watch{a: a, ctx: ctx, how: how, last: last, now: NightCheck{Began: a.now(), Whole: last.Whole}}
	if err := w.all(); err != nil {
		return w.now, err
	}
	w.now.Ended = a.now()
	b, err := json.Marshal(w.now)
	if err != nil {
		return w.now, err
	}
	return w.now, a.store.Update(ctx, func(tx Tx) error { return tx.PutSetting(settingNight, string(b)) })
}

// watch is one check under way.
type watch struct {
	a         *Archive
	ctx       context.Context
	how       Night
	last, now NightCheck
	began     time.Time // of the present piece of work
	wrong     int       // things found so far
}

func (w *watch) all() error {
	w.began = time.Now()
	if err := w.a.CheckStore(w.ctx); err != nil {
		w.found("", "The database is damaged.", err)
	}
	if err := w.rest(); err != nil {
		return err
	}
	share, err := w.share()
	if err != nil {
		return err
	}
	for _, iv := range share {
		if err := w.interview(iv); err != nil {
			return err
		}
	}
	if err := w.a.verifyShared(w.ctx, w.record); err != nil {
		return err
	}
	if err := w.a.settleLessons(w.ctx); err != nil {
		return err
	}
	if w.how.Index == nil {
		return w.ctx.Err()
	}
	w.now.Differed, err = w.how.Index(w.ctx)
	if err != nil && w.ctx.Err() == nil {
		w.found("", "The search index differs from the database, and making it again did not help.", err)
	}
	return w.ctx.Err()
}

// rest pauses after a piece of work and begins the next.
func (w *watch) rest() error {
	if w.how.Rest != nil {
		if err := w.how.Rest(w.ctx, time.Since(w.began)); err != nil {
			return err
		}
	}
	w.began = time.Now()
	return w.ctx.Err()
}

// share takes what is read tonight: first what was wrong, then where the night
// before ended, from the newest interview to the oldest and again.
func (w *watch) share() (all []*Interview, err error) {
	err = w.a.store.View(w.ctx, func(tx Tx) error {
		all = nil
		if ids := w.doubtful(); len(ids) > 0 {
			if all, err = tx.Interviews(InterviewQuery{IDs: ids, Limit: mostFindings}); err != nil {
				return err
			}
		}
		counts, err := tx.CountInterviews(InterviewQuery{})
		if err != nil {
			return err
		}
		total := 0
		for _, n := range counts {
			total += n
		}
		return w.walk(tx, max(leastShare, (total+NightShare-1)/NightShare), &all)
	})
	return all, err
}

// walk adds the next n interviews to all.
func (w *watch) walk(tx Tx, n int, all *[]*Interview) error {
	next := w.last.Next
	for n > 0 {
		q := InterviewQuery{Before: next, Limit: min(n, 200)}
		page, err := tx.Interviews(q)
		if err != nil {
			return err
		}
		for _, iv := range page {
			if !slices.ContainsFunc(*all, func(have *Interview) bool { return have.ID == iv.ID }) {
				*all = append(*all, iv)
			}
		}
		if len(page) < q.Limit {
			w.now.Next, w.now.Whole = "", w.now.Began
			return nil
		}
		next, n = page[len(page)-1].ID, n-len(page)
	}
	w.now.Next = next
	return nil
}

// doubtful are the interviews that something was wrong with.
func (w *watch) doubtful() (ids []string) {
	for _, f := range w.last.Findings {
		if f.Interview != "" && !slices.Contains(ids, f.Interview) {
			ids = append(ids, f.Interview)
		}
	}
	return ids
}

// interview reads one interview's sound and records.
func (w *watch) interview(iv *Interview) error {
	w.now.Interviews++
	before := w.wrong
	for _, m := range iv.sounds() {
		w.now.Objects++
		err := w.a.verifyPaced(w.ctx, m, w.rest)
		if ended := w.ctx.Err(); ended != nil {
			return ended
		}
		w.blame(iv.ID, m.key, err)
	}
	if err := w.a.verifyRecords(w.ctx, iv.ID, w.record); err != nil {
		return err
	}
	if w.wrong == before {
		if err := w.a.store.Update(w.ctx, func(tx Tx) error { return tx.NoteReadBack(iv.ID, w.a.now()) }); err != nil {
			return err
		}
	}
	return w.rest()
}

func (w *watch) record(interview, key string, err error) {
	w.now.Objects++
	if w.ctx.Err() != nil {
		return // the check ends: nothing is wrong with the record
	}
	if strings.HasPrefix(interview, themeFolder) {
		interview = ""
	}
	w.blame(interview, key, err)
}

// blame finds words for what is wrong with an object of the bucket.
func (w *watch) blame(interview, key string, err error) {
	switch {
	case err == nil:
	case errors.Is(err, ErrNotFound):
		w.found(interview, fmt.Sprintf("%s is missing from the bucket.", key), err)
	case errors.Is(err, ErrDamaged):
		w.found(interview, fmt.Sprintf("%s is not what was kept.", key), err)
	default:
		w.found(interview, fmt.Sprintf("%s could not be read.", key), err)
	}
}

func (w *watch) found(interview, what string, err error) {
	w.wrong++
	w.a.opt.Log.Error("The nightly check found something wrong", "interview", interview, "what", what, "error", err)
	f := Finding{Interview: interview, What: what, Since: w.now.Began}
	for _, old := range w.last.Findings {
		if old.Interview == f.Interview && old.What == f.What {
			f.Since = old.Since
		}
	}
	if len(w.now.Findings) == mostFindings {
		w.now.More++
		return
	}
	w.now.Findings = append(w.now.Findings, f)
}
