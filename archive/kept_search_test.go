package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

func (h *house) searches(v archive.Viewer) (names []string) {
	h.t.Helper()
	for _, k := range must(h.KeptSearches(h.ctx, v))(h.t) {
		names = append(names, k.Name+": "+k.Asked.Query)
	}
	return names
}

func TestPeopleKeepSearchesOfTheirOwn(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := newHouse(t, func(o *archive.Options) { o.Now = func() time.Time { now = now.Add(time.Second); return now } })
	keep := func(v archive.Viewer, name, query, key string) (*archive.KeptSearch, error) {
		return h.KeepSearch(h.ctx, v, name, archive.Asked{Query: query, At: now}, key)
	}
	first := must(keep(h.reporter, " Being  heard ", "kettle", "k"))(t)
	if again := must(keep(h.reporter, "Other", "teapot", "k"))(t); again.ID != first.ID {
		t.Error("sent twice, kept twice")
	}
	must(keep(h.reporter, "", "teapot", ""))(t)
	must(keep(h.other, "Theirs", "kettle", "k"))(t)
	equal(t, "newest first, without a name as typed", h.searches(h.reporter), "teapot: teapot", "Being heard: kettle")
	if _, err := keep(h.reporter, "Again", "kettle", ""); !errors.Is(err, archive.ErrExists) || !strings.Contains(err.Error(), "Being heard") {
		t.Errorf("the same question again: %v", err)
	}
	if _, err := keep(h.ann, "x", "x", ""); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor keeps one: %v", err)
	}
	if _, err := h.KeptSearches(h.ctx, h.ann); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor lists: %v", err)
	}
	for name, err := range map[string]error{
		"read":   func() error { _, err := h.KeptSearch(h.ctx, h.adm, first.ID); return err }(),
		"rename": func() error { _, err := h.RenameSearch(h.ctx, h.adm, first.ID, "Mine"); return err }(),
		"look":   h.LookAtSearch(h.ctx, h.adm, first.ID, 0),
	} {
		if !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("someone else, even an administrator, may %s it: %v", name, err)
		}
	}
	if err := h.ForgetSearch(h.ctx, h.other, first.ID); err != nil || len(h.searches(h.reporter)) != 2 {
		t.Errorf("someone else forgets it: %v", err)
	}
	for _, bad := range []string{" ", strings.Repeat("x", archive.MaxName+1), "a\xff"} {
		if _, err := h.RenameSearch(h.ctx, h.reporter, first.ID, bad); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("named %q: %v", bad, err)
		}
	}
	must(h.RenameSearch(h.ctx, h.reporter, first.ID, "Tea"))(t)
	equal(t, "renamed", h.searches(h.reporter), "teapot: teapot", "Tea: kettle")
	for range 2 {
		if err := h.ForgetSearch(h.ctx, h.reporter, first.ID); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "forgotten", h.searches(h.reporter), "teapot: teapot")
	for i := range archive.MaxKeptSearches {
		if _, err := keep(h.reporter, "", fmt.Sprint("q", i), ""); err != nil {
			if i != archive.MaxKeptSearches-1 || !errors.Is(err, archive.ErrInvalid) {
				t.Errorf("search %d: %v", i, err)
			}
		}
	}
}

func TestVisitsToAKeptSearch(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := start
	h := newHouse(t, func(o *archive.Options) { o.Now = func() time.Time { return now } })
	id := must(h.KeepSearch(h.ctx, h.reporter, "x", archive.Asked{Query: "x", At: now}, ""))(t).ID
	since := func(when string, want time.Time) {
		t.Helper()
		if got := must(h.KeptSearch(h.ctx, h.reporter, id))(t).Since(now); !got.Equal(want) {
			t.Errorf("%s: new is what came after %v, want %v", when, got, want)
		}
	}
	look := func() {
		t.Helper()
		last := must(h.LastEvent(h.ctx))(t)
		if err := h.LookAtSearch(h.ctx, h.reporter, id, last); err != nil {
			t.Fatal(err)
		}
	}
	since("just kept", start)
	now = start.Add(2 * time.Hour)
	since("before the first visit", start)
	look()
	since("a page that is loaded again", start)
	first := now
	now = now.Add(3 * time.Hour)
	since("before the second visit", first)
	look()
	now = now.Add(30 * time.Minute)
	look()
	since("during the second visit", first)
	last := now
	now = now.Add(2 * time.Hour)
	since("before the third visit", last)

	behind := must(h.LastEvent(h.ctx))(t)
	h.told("words that the index does not have yet")
	told := now
	now = now.Add(time.Minute)
	if err := h.LookAtSearch(h.ctx, h.reporter, id, behind); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Hour)
	if got := must(h.KeptSearch(h.ctx, h.reporter, id))(t).Since(now); !got.Before(told) {
		t.Errorf("what the index had not seen at the visit is not new: since %v, it came at %v", got, told)
	}
}

func TestKeptSearchesOutliveTheirDatabase(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces")
	one := must(h.KeepSearch(h.ctx, h.reporter, "Spaces", archive.Asked{Query: "spaces", At: time.Now(), Found: 1, Position: 3}, "k"))(t)
	two := must(h.KeepSearch(h.ctx, h.other, "Gone", archive.Asked{Query: "gone", At: time.Now()}, ""))(t)
	h.mirrored(iv)
	mirror := func() {
		for _, v := range []archive.Viewer{h.reporter, h.other} {
			if err := h.MirrorInterview(h.ctx, "searches/"+v.Account.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	mirror()
	if err := errors.Join(h.LookAtSearch(h.ctx, h.reporter, one.ID, 1), h.ForgetSearch(h.ctx, h.other, two.ID)); err != nil {
		t.Fatal(err)
	}
	mirror()
	compared := 0
	err := h.VerifyRecords(h.ctx, func(of, key string, err error) {
		if strings.HasPrefix(of, "searches/") {
			compared++
		}
		if err != nil {
			t.Errorf("%s of %s: %v", key, of, err)
		}
	})
	if err != nil || compared != 1 || h.object("searches/"+h.other.Account.ID+".jsonl") != "" {
		t.Errorf("compared %d records: %v", compared, err)
	}
	if err := put(h.ctx, "searches/broken.jsonl", `{"id":"x","owner":"someone else"}`); err != nil {
		t.Fatal(err)
	}
	n := h.afterTheFire()
	_, wrong := n.rebuild()
	if !errors.Is(wrong["searches/broken"], archive.ErrDamaged) {
		t.Errorf("a damaged record: %v", wrong)
	}
	back := must(n.KeptSearches(n.ctx, h.reporter))(t)
	if len(back) != 1 || back[0].ID != one.ID || back[0].Name != "Spaces" || back[0].Asked.Found != 1 || back[0].Look.At.IsZero() {
		t.Errorf("put back: %+v", back)
	}
	if before, after := h.rows(), n.rows(); before["kept_search"] != after["kept_search"] {
		t.Errorf("rows %v, were %v", after, before)
	}
}
