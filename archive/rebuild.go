package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Rebuilt counts what Rebuild put back.
type Rebuilt struct {
	Interviews, Changes, Reports, People int
	Damaged                              int // interviews that could not be put back
}

// Rebuild fills an empty store with what the bucket's records say: people,
// interviews with every version of their words, reports whose receipts open as
// before. It calls report for each interview with nil or why it was left out.
// Nothing of an interview that is left out is stored.
//
// What is not in the bucket is lost: passwords and sessions, so people need new
// sign-in links; and the archive's own key, so a request that was answered before
// and is sent again counts as a new one. Work that was under way begins anew.
func (a *Archive) Rebuild(ctx context.Context, report func(interview string, err error)) (done Rebuilt, err error) {
	if err := a.mustBeEmpty(ctx); err != nil {
		return done, err
	}
	kept, names, err := a.keptInterviews(ctx, report)
	if err != nil {
		return done, err
	}
	done.Damaged = len(names) - len(kept)
	if done.People, err = a.restorePeople(ctx); err != nil {
		return done, err
	}
	for _, iv := range kept {
		switch err := a.restore(ctx, iv, names[iv.ID], &done); {
		case ctx.Err() != nil:
			return done, ctx.Err()
		case errors.Is(err, ErrDamaged), errors.Is(err, ErrNotFound), errors.Is(err, ErrExists), errors.Is(err, ErrConflict):
			done.Damaged++
			report(iv.ID, err)
		case err != nil:
			return done, fmt.Errorf("restore %s: %w", iv.ID, err)
		default:
			report(iv.ID, nil)
		}
	}
	if err := a.restoreThemes(ctx, report); err != nil {
		return done, err
	}
	if err := a.restoreSearches(ctx, report); err != nil {
		return done, err
	}
	return done, a.forgetLeavers(ctx)
}

// mustBeEmpty refuses a store that holds anything.
func (a *Archive) mustBeEmpty(ctx context.Context) error {
	return a.store.View(ctx, func(tx Tx) error {
		states, err := tx.CountInterviews(InterviewQuery{})
		if err != nil {
			return err
		}
		interviews := 0
		for _, n := range states {
			interviews += n
		}
		people, err := tx.Accounts()
		if err != nil {
			return err
		}
		if interviews > 0 || len(people) > 0 {
			return Invalid("", "The database is not empty: it holds %d interviews and %d accounts. Stop the site, move the database away and run this again.", interviews, len(people))
		}
		return nil
	})
}

// Lost tells whether the store is empty though the bucket holds an archive: its
// file is gone, or another one is named. Whoever went on would show an empty archive
// as the real one and write its records over those in the bucket.
func (a *Archive) Lost(ctx context.Context) (bool, error) {
	if err := a.mustBeEmpty(ctx); errors.Is(err, ErrInvalid) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	err := a.blobs.List(ctx, interviewFolder, func(Blob) error { return errFound })
	if errors.Is(err, errFound) {
		return true, nil
	}
	return false, err
}

// errFound ends a list at its first entry.
var errFound = errors.New("found")

// keptInterviews reads the facts of every interview in the bucket, the one that
// changed last at the end, so that lists of what changed begin with it again.
// names are the files beside each; an interview whose facts cannot be read is
// there and not in kept.
func (a *Archive) keptInterviews(ctx context.Context, report func(string, error)) (kept []*Interview, names map[string][]string, err error) {
	names = map[string][]string{}
	err = a.blobs.List(ctx, interviewFolder, func(b Blob) error {
		id, name, ok := strings.Cut(strings.TrimPrefix(b.Key, interviewFolder), "/")
		if ok {
			names[id] = append(names[id], name)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return nil, nil, &Problem{Kind: ErrNotFound, Sentence: "The bucket holds no records of interviews."}
	}
	for id := range names {
		iv := &Interview{}
		body, err := a.readRecord(ctx, interviewFolder+id+"/"+factsName)
		if err == nil {
			err = json.Unmarshal(body, iv)
		}
		if err == nil && iv.ID != id {
			err = fmt.Errorf("the facts are of interview %q", iv.ID)
		}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			report(id, fmt.Errorf("%s: %v: %w", factsName, err, ErrDamaged))
			continue
		}
		kept = append(kept, iv)
	}
	slices.SortFunc(kept, func(x, y *Interview) int {
		if d := x.Changed.Compare(y.Changed); d != 0 {
			return d
		}
		return strings.Compare(x.ID, y.ID)
	})
	return kept, names, nil
}

func (a *Archive) readRecord(ctx context.Context, key string) ([]byte, error) {
	r, _, err := a.blobs.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// restorePeople puts the people back. An archive that never kept them has none:
// its interviews are looked after by custodians then.
func (a *Archive) restorePeople(ctx context.Context) (people int, err error) {
	bodies := map[string][]byte{}
	for _, r := range peopleRecords {
		body, err := a.readRecord(ctx, peopleFolder+r.name)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return 0, err
		}
		bodies[r.name] = body
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		for _, r := range peopleRecords {
			if err := r.restore(tx, nil, json.NewDecoder(bytes.NewReader(bodies[r.name]))); err != nil {
				return fmt.Errorf("%s%s: %w", peopleFolder, r.name, err)
			}
		}
		return keepPeople(tx)
	})
	return bytes.Count(bodies[accountsName], newline), err
}

var newline = []byte("\n")

// restore puts one interview back, whole or not at all, and counts it.
func (a *Archive) restore(ctx context.Context, facts *Interview, names []string, done *Rebuilt) error {
	folder := interviewFolder + facts.ID + "/"
	bodies := map[string][]byte{}
	for _, name := range names {
		body, err := a.readRecord(ctx, folder+name)
		if err != nil {
			return err
		}
		bodies[name] = body
	}
	for _, c := range []*Media{&facts.ListeningCopy, &facts.Whole} {
		if c.Key == "" {
			continue
		}
		if _, err := a.blobs.Stat(ctx, c.Key); errors.Is(err, ErrNotFound) {
			*c = Media{}
		} else if err != nil {
			return err
		}
	}
	err := a.store.Update(ctx, func(tx Tx) error {
		iv := *facts
		iv.Removed = slices.Clone(facts.Removed)
		if err := restoreHeard(tx, &iv, bodies); err != nil {
			return err
		}
		for _, r := range interviewRecords {
			if r.restore == nil {
				continue
			}
			if err := r.restore(tx, &iv, json.NewDecoder(bytes.NewReader(bodies[r.name]))); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
		}
		return a.goOn(tx, &iv)
	})
	if err == nil {
		done.Interviews++
		done.Changes += bytes.Count(bodies[journalName], newline)
		done.Reports += bytes.Count(bodies[reportsName], newline)
	}
	return err
}

// restoreHeard puts back every recognition of an interview.
func restoreHeard(tx Tx, iv *Interview, bodies map[string][]byte) error {
	for name, body := range bodies {
		if !strings.HasPrefix(name, heardPrefix) {
			continue
		}
		r := &Recognition{}
		if err := json.Unmarshal(body, r); err != nil || r.Interview != iv.ID {
			return fmt.Errorf("%s cannot be read (%v): %w", name, err, ErrDamaged)
		}
		if err := tx.AddRecognition(r); err != nil {
			return err
		}
	}
	return nil
}

// goOn stores an interview that was put back, tells the feed of it, and queues
// the work that was under way or that it lacks. Its fold may outlive in memory a
// transaction that is not kept; ids are random, so nobody will ask for it.
func (a *Archive) goOn(tx Tx, iv *Interview) error {
	if iv.HasWords() { // every version can be read
		if _, err := a.fold(tx, iv, iv.Version); err != nil {
			return err
		}
	}
	if err := tx.PutInterview(iv); err != nil {
		return err
	}
	if _, err := tx.AddEvent(iv.ID, iv.Version, iv.Changed); err != nil {
		return err
	}
	if err := tx.Enqueue(Job{Kind: JobMirror, Interview: iv.ID}); err != nil {
		return err
	}
	if iv.State != Withdrawn && !iv.silences(iv.ListeningCopy, iv.Hidden) {
		if err := tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run, Chunk: len(iv.Removed)}); err != nil {
			return err
		}
	}
	switch iv.State {
	case Received, Queued, Transcribing:
		iv.State = Received // the pieces of sound of a run are not kept
		iv.Run++
		return a.queue(tx, iv)
	}
	return nil
}
