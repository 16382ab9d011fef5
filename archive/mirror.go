package archive

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// MirrorInterview writes what cannot be recomputed of an interview to the
// bucket, beside its recording, as plain files:
//
//	interviews/ID/recognition-RID.json   what the engine heard; written once
//	interviews/ID/journal.jsonl          one change a line, in order
//	interviews/ID/reports.jsonl          one report a line, with its votes and who joined
//	interviews/ID/votes.jsonl            who listened to which words, in order
//	interviews/ID/samples.jsonl          what people heard in clips drawn by lot, if anyone was asked
//	interviews/ID/acts.jsonl             what was decided about it, one a line, if anything
//	interviews/ID/interview.json         the facts, as in the API
//
// "themes/ID" in the place of an interview's id writes themes/ID.jsonl: a theme
// and its passages; "searches/ACCOUNT" the searches that someone keeps.
//
// It reads one moment of the store, so the files agree with each other.
func (a *Archive) MirrorInterview(ctx context.Context, interview string) error {
	return a.putRecords(ctx, interview, false)
}

// MirrorPeople writes who the people are and what they set for the whole site:
//
//	people/accounts.jsonl   one account a line, without its password
//	people/settings.json    lists that people edit
//	people/vocabulary.jsonl one term a line, with the fixes that taught it
//	people/acts.jsonl       what was decided about the whole site, one a line
func (a *Archive) MirrorPeople(ctx context.Context) error { return a.putRecords(ctx, "", false) }

// Mend writes all records of an interview again, or those of the people when
// interview is "": also the ones that never change, because they may be damaged.
func (a *Archive) Mend(ctx context.Context, interview string) error {
	return a.putRecords(ctx, interview, true)
}

// putRecords renders the files in one moment of the store and puts them then: no
// transaction may wait for the network.
func (a *Archive) putRecords(ctx context.Context, interview string, anew bool) error {
	if gone, err := a.forgetAside(ctx, interview); gone || err != nil {
		return err
	}
	there, err := a.writtenOnce(ctx, interview)
	if err != nil {
		return err
	}
	type rendered struct {
		record
		key  string
		body bytes.Buffer
	}
	var files []*rendered
	err = a.store.View(ctx, func(tx Tx) error {
		files = nil
		folder, iv, all, err := recordsOf(tx, interview)
		if err != nil {
			return err
		}
		for _, r := range all {
			f := &rendered{record: r, key: folder + r.name}
			if !anew && there[f.key] {
				continue
			}
			if err := r.write(tx, iv, &f.body); err != nil {
				return fmt.Errorf("%s: %w", f.key, err)
			}
			files = append(files, f)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("records of %q: %w", interview, err)
	}
	for _, f := range files {
		if _, err := a.blobs.Put(ctx, f.key, f.mediaType(), &f.body); err != nil {
			return fmt.Errorf("%s: %w", f.key, err)
		}
	}
	return nil
}

// writtenOnce names the files that are in the bucket and never change.
func (a *Archive) writtenOnce(ctx context.Context, interview string) (map[string]bool, error) {
	var keys []string
	err := a.store.View(ctx, func(tx Tx) error {
		keys = nil
		folder, _, all, err := recordsOf(tx, interview)
		for _, r := range all {
			if r.once {
				keys = append(keys, folder+r.name)
			}
		}
		return err
	})
	there := map[string]bool{}
	for _, key := range keys {
		_, missing := a.blobs.Stat(ctx, key)
		there[key] = missing == nil
	}
	return there, err
}

// keepPeople has the records of the people written after a change to them.
func keepPeople(tx Tx) error { return tx.Enqueue(Job{Kind: JobMirror}) }

// mirrorTime is how long a request waits for the bucket at the most.
const mirrorTime = 5 * time.Second

// mirrorNow writes the records of an interview, or of the people with "", before
// someone is told that something was taken from the public: a database that is lost
// a moment later must not bring it back. When the bucket does not answer, the job
// that was queued with the change does it later.
func (a *Archive) mirrorNow(ctx context.Context, interview string) {
	if a.blobs == nil {
		return // an archive without sound, as those who only read its records open it
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), mirrorTime)
	defer stop()
	if err := a.putRecords(ctx, interview, false); err != nil {
		a.opt.Log.Warn("records could not be written at once; a job will", "interview", interview, "error", err)
	}
}

// takeAway is manage for what takes an interview or words of it from the public.
func (a *Archive) takeAway(ctx context.Context, v Viewer, id string, fn func(Tx, *Interview) error) error {
	err := a.manage(ctx, v, id, fn)
	if err == nil {
		a.mirrorNow(ctx, id)
	}
	return err
}
