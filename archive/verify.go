package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Verify re-reads the recording and listening copy of every interview and
// compares them with the hashes that were kept. It calls report for each with
// nil or what is wrong.
func (a *Archive) Verify(ctx context.Context, report func(iv *Interview, key string, err error)) error {
	return a.eachInterview(ctx, func(iv *Interview) error {
		for _, m := range iv.sounds() {
			report(iv, m.key, a.verifyBlob(ctx, m))
		}
		return ctx.Err()
	})
}

// kept is what an object of the bucket has to be.
type kept struct {
	key, hash string
	size      int64
}

// sounds are the objects of an interview's sound.
func (iv *Interview) sounds() []kept {
	all := []kept{{iv.Recording.Key, iv.Recording.SHA256, iv.Recording.Size}}
	for _, c := range []Media{iv.ListeningCopy, iv.Whole} {
		if c.Key != "" {
			all = append(all, kept{c.Key, c.SHA256, c.Size})
		}
	}
	return all
}

// eachInterview calls fn with every interview, outside of transactions.
func (a *Archive) eachInterview(ctx context.Context, fn func(*Interview) error) error {
	q := InterviewQuery{Limit: 200}
	for {
		var page []*Interview
		err := a.store.View(ctx, func(tx Tx) (err error) {
			page, err = tx.Interviews(q)
			return err
		})
		if err != nil {
			return err
		}
		for _, iv := range page {
			if err := fn(iv); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.Before = page[len(page)-1].ID
	}
}

// verifyBlob reads an object whole and compares it with what was kept of it.
func (a *Archive) verifyBlob(ctx context.Context, want kept) error {
	return a.verifyPaced(ctx, want, func() error { return nil })
}

// pace is how many bytes are read between two rests.
const pace = 4 << 20

// verifyPaced is verifyBlob with a rest now and then.
func (a *Archive) verifyPaced(ctx context.Context, want kept, rest func() error) error {
	r, _, err := a.blobs.Open(ctx, want.key, 0, -1)
	if err != nil {
		return err
	}
	defer r.Close()
	h, size := sha256.New(), int64(0)
	for {
		n, err := io.CopyN(h, r, pace)
		size += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err := errors.Join(err, rest()); err != nil {
			return err
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); size != want.size || got != want.hash {
		return fmt.Errorf("%s has %d bytes with hash %.12s, kept were %d with %.12s: %w", want.key, size, got, want.size, want.hash, ErrDamaged)
	}
	return nil
}

// CheckStore reads the whole store once and says what is wrong with it.
func (a *Archive) CheckStore(ctx context.Context) error { return a.store.Check(ctx) }

// VerifyRecords compares the records in the bucket with what the store would
// write, and calls report for each with nil or what is wrong; interview is "" for
// those of the people, "themes/ID" for a theme and "searches/ACCOUNT" for someone's
// searches. A record that a job is about to write is not wrong. No
// record is in memory whole.
func (a *Archive) VerifyRecords(ctx context.Context, report func(interview, key string, err error)) error {
	if err := a.verifyShared(ctx, report); err != nil {
		return err
	}
	return a.eachInterview(ctx, func(iv *Interview) error { return a.verifyRecords(ctx, iv.ID, report) })
}

// verifyShared is VerifyRecords of the people and the themes.
func (a *Archive) verifyShared(ctx context.Context, report func(string, string, error)) error {
	if err := a.verifyRecords(ctx, "", report); err != nil {
		return err
	}
	var aside []string
	err := a.store.View(ctx, func(tx Tx) (err error) {
		aside, err = recordsAside(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, of := range aside {
		if err := a.verifyRecords(ctx, of, report); err != nil {
			return err
		}
	}
	return nil
}

// recordLooks is how often records are compared that differ: a change may have
// come between the look at the store and the look at the bucket.
const recordLooks = 3

func (a *Archive) verifyRecords(ctx context.Context, interview string, report func(string, string, error)) error {
	for look := 1; ; look++ {
		want, underWay, err := a.recordSums(ctx, interview, look > 1)
		if err != nil {
			return err
		}
		wrong := make([]error, len(want))
		for i, w := range want {
			wrong[i] = a.verifyRecord(ctx, w)
		}
		differ := slices.ContainsFunc(wrong, func(err error) bool { return err != nil })
		if differ && !underWay && look < recordLooks {
			continue
		}
		for i, w := range want {
			if underWay {
				wrong[i] = nil
			}
			report(interview, w.key, wrong[i])
		}
		return ctx.Err()
	}
}

// recordSums tells what an interview's records have to be and, if asked, whether
// a job is about to write them.
func (a *Archive) recordSums(ctx context.Context, interview string, askJobs bool) (all []kept, underWay bool, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		all, underWay = nil, false
		folder, iv, records, err := recordsOf(tx, interview)
		if err != nil {
			return err
		}
		for _, r := range records {
			h := sha256.New()
			n := &countWriter{w: h}
			if err := r.write(tx, iv, n); err != nil {
				return fmt.Errorf("%s: %w", folder+r.name, err)
			}
			all = append(all, kept{folder + r.name, hex.EncodeToString(h.Sum(nil)), n.n})
		}
		if !askJobs {
			return nil
		}
		jobs, err := tx.Jobs()
		underWay = slices.ContainsFunc(jobs, func(j Job) bool { return j.Kind == JobMirror && j.Interview == interview })
		return err
	})
	return all, underWay, err
}

// verifyRecord compares one record. One that has nothing to say may be missing.
func (a *Archive) verifyRecord(ctx context.Context, want kept) error {
	err := a.verifyBlob(ctx, want)
	if want.size == 0 && errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// countWriter counts what goes by.
type countWriter struct {
	w io.Writer
	n int64
}

func (c *countWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
