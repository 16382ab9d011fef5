package archive

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Archive holds every rule. Its methods are safe for concurrent use.
type Archive struct {
	store Store
	blobs Blobs
	opt   Options
	key   []byte // of this archive, for receipts and network hashes
	folds foldCache
	// engines are the names of who heard each recognition that was asked for, by its id.
	engines sync.Map
	pause   pauseState

	mu       sync.Mutex
	watchers []func()
	speed    float64 // seconds of sound recognised per second of engine time
}

// Options are what an archive is told at its start.
type Options struct {
	Passwords Passwords           // required to sign in by password
	Normalise func(string) string // Unicode NFC; nil leaves text as typed
	Now       func() time.Time    // nil: time.Now
	Log       *slog.Logger        // nil: slog.Default
	Terms     string              // version of the terms shown at upload
	Surge     int                 // fixes and reports of visitors at once that pull the brake; 0: 1000
}

// Passwords hashes and verifies passwords.
type Passwords interface {
	Hash(password string) (encoded string, err error)
	// Verify takes as long for an unknown account (encoded "") as for a known one.
	Verify(encoded, password string) bool
}

const settingKey = "site-key"

// New opens an archive on a store and a bucket. It makes the archive's own key
// on first use.
func New(ctx context.Context, store Store, blobs Blobs, opt Options) (*Archive, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.Surge == 0 {
		opt.Surge = surgeBurst
	}
	if opt.Normalise == nil {
		opt.Normalise = func(s string) string { return s }
	}
	a := &Archive{store: store, blobs: blobs, opt: opt, folds: newFoldCache()}
	err := store.Update(ctx, func(tx Tx) error {
		key, err := tx.Setting(settingKey)
		if errors.Is(err, ErrNotFound) {
			key = newSecret()
			err = tx.PutSetting(settingKey, key)
		}
		a.key = []byte(key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	return a, nil
}

// Blobs is the bucket.
func (a *Archive) Blobs() Blobs { return a.blobs }

// OnChange calls fn after every transaction that added to the feed. fn must
// return at once. Not to be called while requests are served.
func (a *Archive) OnChange(fn func()) { a.watchers = append(a.watchers, fn) }

// update runs a transaction that adds to the feed and tells the watchers.
func (a *Archive) update(ctx context.Context, fn func(Tx) error) error {
	if err := a.store.Update(ctx, fn); err != nil {
		return err
	}
	for _, w := range a.watchers {
		w()
	}
	return nil
}

// touch stores an interview that changed, numbers the change in the feed, and
// has its records written to the bucket.
func (a *Archive) touch(tx Tx, iv *Interview) error {
	if now := a.now(); now.After(iv.Changed) {
		iv.Changed = now
	} else {
		iv.Changed = iv.Changed.Add(time.Millisecond) // rises each time: pages are cached by it
	}
	if err := tx.PutInterview(iv); err != nil {
		return err
	}
	if _, err := tx.AddEvent(iv.ID, iv.Version, iv.Changed); err != nil {
		return err
	}
	return tx.Enqueue(Job{Kind: JobMirror, Interview: iv.ID})
}

func (a *Archive) now() time.Time { return a.opt.Now().UTC().Truncate(time.Millisecond) }

var letters = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// newSecret returns 160 random bits as letters and digits that are hard to confuse.
func newSecret() string {
	b := make([]byte, 20)
	rand.Read(b)
	return letters.EncodeToString(b)
}

// NewKey returns a random id for one request, interview or visitor.
func NewKey() string { return newSecret()[:16] }

// HashSecret is what a store keeps of a secret.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// derive makes a secret that only this archive can make again: a retried
// request gets the same receipt though the store keeps its hash alone.
func (a *Archive) derive(parts ...string) string {
	m := hmac.New(sha256.New, a.key)
	for _, p := range parts {
		fmt.Fprintf(m, "%d:%s", len(p), p)
	}
	return letters.EncodeToString(m.Sum(nil)[:20])
}

// Network turns a network prefix into the keyed hash that is kept instead of it.
func (a *Archive) Network(prefix string) string {
	if prefix == "" {
		return ""
	}
	return a.derive("network", prefix)[:16]
}

// say checks and cleans one text field from a person.
func (a *Archive) say(field, s string, limit int) (string, error) {
	s, err := CleanText(field, s, limit)
	return a.opt.Normalise(s), err
}

// requestKey returns the idempotency key of a request, or a fresh one.
func requestKey(key string) (string, error) {
	key = strings.TrimSpace(key)
	if len(key) > 64 {
		return "", Invalid("key", "The request key is over 64 characters long.")
	}
	if key == "" {
		return NewKey(), nil
	}
	return key, nil
}

// ID names this archive: it differs between archives and tells nothing of the
// archive's key.
func (a *Archive) ID() string { return a.derive("archive")[:16] }

// Counts is how much an archive holds and has to do.
type Counts struct {
	Interviews map[State]int
	Jobs       map[JobKind]map[JobState]int
}

// Counts counts interviews by state and jobs by kind and state.
func (a *Archive) Counts(ctx context.Context) (c Counts, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if c.Interviews, err = tx.CountInterviews(InterviewQuery{}); err != nil {
			return err
		}
		c.Jobs, err = tx.CountJobs()
		return err
	})
	return c, err
}
