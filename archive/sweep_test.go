package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// TestSweepWork: what a run left goes once it is over, and never before.
func TestSweepWork(t *testing.T) {
	h := newHouse(t)
	iv := must(h.upload(archive.Intake{Title: "A talk", Agreed: true, PublishWhenReady: true}, t.Name()))(t)
	put := func(key string) string {
		t.Helper()
		must(bucket.Put(h.ctx, key, "audio/pcm", strings.NewReader("pcm")))(t)
		t.Cleanup(func() { _ = bucket.Delete(t.Context(), key) })
		return key
	}
	there := func(key string) bool {
		t.Helper()
		_, err := bucket.Stat(h.ctx, key)
		if err != nil && !errors.Is(err, archive.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	needed := put("work/" + iv.ID + "/1/00000.pcm")
	odd := put("work/" + iv.ID + "/one/00000.pcm")
	elsewhere := put("work/" + archive.NewKey() + "/1/00000.pcm")
	if n, err := h.SweepWork(h.ctx); n != 0 || err != nil || !there(needed) {
		t.Fatalf("swept %d of a run that waits: %v", n, err)
	}
	h.recognise(iv, "we walked along the canal")
	if n, err := h.SweepWork(h.ctx); n != 1 || err != nil || there(needed) {
		t.Errorf("swept %d of a run that is over: %v", n, err)
	}
	if !there(odd) || !there(elsewhere) {
		t.Error("swept what is not this archive's")
	}
}
