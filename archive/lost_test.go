package archive_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// withoutLog is the archive on what the database's file alone holds.
func (h *house) withoutLog() *house {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "cut.db")
	from, err := os.Open(h.path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(path)
	if err == nil {
		_, err = io.Copy(to, from)
		err = errors.Join(err, to.Close())
	}
	if err != nil {
		h.t.Fatal(err)
	}
	store, err := sqlstore.Open(h.ctx, sqlstore.Options{Path: path})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { store.Close() })
	now := *h
	now.store, now.path = store, path
	now.Archive = must(archive.New(h.ctx, store, bucket, archive.Options{Terms: "t1"}))(h.t)
	return &now
}

// B03: the database's log is deleted, and with it what was not moved into its file
// yet. An empty archive is not taken for the real one, and a part that is missing is
// found by comparing with the bucket.
func TestADatabaseWithoutItsLog(t *testing.T) {
	h := ownHouse(t)
	if lost := must(h.Lost(h.ctx))(t); lost {
		t.Error("a new archive is taken for a lost one")
	}
	iv := h.told("we did lifting spaces")
	h.mirrored(iv)
	if lost := must(h.Lost(h.ctx))(t); lost {
		t.Error("an archive is taken for a lost one")
	}
	if lost := must(h.afterTheFire().Lost(h.ctx))(t); !lost {
		t.Error("an empty database beside a full bucket is taken for an archive")
	}

	if err := h.store.Checkpoint(h.ctx); err != nil {
		t.Fatal(err)
	}
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	h.mirrored(iv)
	n := h.withoutLog()
	n.noJobs()
	wrong := map[string]error{}
	if err := n.VerifyRecords(n.ctx, func(_, key string, err error) { wrong[key] = err }); err != nil {
		t.Fatal(err)
	}
	if err := wrong["interviews/"+iv.ID+"/journal.jsonl"]; !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("a fix that is in the bucket alone: %v", err)
	}
	if err := n.CheckStore(n.ctx); err != nil {
		t.Errorf("what is left of the database: %v", err)
	}
}

// lagging is a bucket that goes on listing what was deleted.
type lagging struct {
	archive.Blobs
	gone []string
}

func (l lagging) List(ctx context.Context, prefix string, fn func(archive.Blob) error) error {
	for _, key := range l.gone {
		if len(key) > len(prefix) && key[:len(prefix)] == prefix {
			if err := fn(archive.Blob{Key: key}); err != nil {
				return err
			}
		}
	}
	return l.Blobs.List(ctx, prefix, fn)
}

// S16: what a bucket lists though it was deleted stops neither the sweeper nor a
// rebuild.
func TestAListThatIsOld(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we walked along the canal")
	h.mirrored(iv)
	old := lagging{bucket, []string{"work/" + iv.ID + "/1/00000.pcm", "themes/gone.jsonl", "searches/gone.jsonl"}}
	h.Archive = must(archive.New(h.ctx, h.store, old, archive.Options{Terms: "t1"}))(t)
	if _, err := h.SweepWork(h.ctx); err != nil {
		t.Errorf("the sweeper: %v", err)
	}
	n := h.afterTheFire()
	n.Archive = must(archive.New(n.ctx, n.store, old, archive.Options{Terms: "t1"}))(t)
	if done, wrong := n.rebuild(); done.Interviews != 1 || wrong[iv.ID] != nil {
		t.Errorf("rebuilt %+v, %v", done, wrong)
	}
}

// X01: the clock jumps a year and a day. Nothing is lost, versions go on, pages are
// made anew, and no session lasts for ever.
func TestAClockThatJumps(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces")
	const year = 366 * 24 * time.Hour
	changed := time.Time{}
	for n, jump := range []time.Duration{0, 24 * time.Hour, -24 * time.Hour, year, -year - 24*time.Hour} {
		c.pass(jump)
		text := []string{"one", "two", "three", "four", "five"}[n]
		out := must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: n, Line: 1, Text: text + " lifting spaces"}))(t)
		now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		if out.Change == nil || out.Change.Version != n+1 || !now.Changed.After(changed) {
			t.Errorf("after a jump of %v: version %+v, changed %v after %v", jump, out.Change, now.Changed, changed)
		}
		changed = now.Changed
	}
	if s := h.reads(h.ann, iv.ID, 3); s != "three lifting spaces\n" {
		t.Errorf("version 3 says %q", s)
	}

	early, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "")
	c.pass(year)
	late, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "")
	if _, err := h.Who(h.ctx, archive.Session, early); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a session after a year: %v", err)
	}
	must(h.Who(h.ctx, archive.Session, late))(t)
	c.pass(-year)
	if _, err := h.Who(h.ctx, archive.Session, late); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a session from a year ahead would last a year: %v", err)
	}
}
