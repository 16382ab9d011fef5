package archive_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

// TestRecordsAreCompared: a record that differs from the store is found, one that
// a job is about to write is not taken for wrong, and mending puts it right.
func TestRecordsAreCompared(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	compare := func() []string {
		t.Helper()
		wrong := map[string]error{}
		seen := 0
		err := h.VerifyRecords(h.ctx, func(id, key string, err error) {
			if seen++; err != nil {
				wrong[key[strings.LastIndex(key, "/")+1:]] = err
			}
		})
		if err != nil || seen != 8 {
			t.Fatalf("%d records compared: %v", seen, err)
		}
		return slices.Sorted(maps.Keys(wrong))
	}
	if wrong := compare(); len(wrong) != 0 {
		t.Errorf("jobs are about to write them: %v", wrong)
	}
	h.noJobs()
	heard := "recognition-" + must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Recognition + ".json"
	if wrong := compare(); !slices.Equal(wrong, []string{"accounts.jsonl", "interview.json", "journal.jsonl", heard, "vocabulary.jsonl", "votes.jsonl"}) {
		t.Errorf("nothing was written: %v", wrong)
	}
	h.mirrored(iv)
	if wrong := compare(); len(wrong) != 0 {
		t.Errorf("all was written: %v", wrong)
	}
	folder := "interviews/" + iv.ID + "/"
	for _, name := range []string{"interview.json", "journal.jsonl", "reports.jsonl", "votes.jsonl", heard} {
		body := h.object(folder + name)
		if err := put(h.ctx, folder+name, body+" "); err != nil {
			t.Fatal(err)
		}
		if wrong := compare(); !slices.Equal(wrong, []string{name}) {
			t.Errorf("a byte more in %s: %v", name, wrong)
		}
		if err := h.Mend(h.ctx, iv.ID); err != nil {
			t.Fatal(err)
		}
		if h.object(folder+name) != body || len(compare()) != 0 {
			t.Errorf("%s is not mended", name)
		}
	}
	if err := bucket.Delete(h.ctx, "people/accounts.jsonl"); err != nil {
		t.Fatal(err)
	}
	if wrong := compare(); !slices.Equal(wrong, []string{"accounts.jsonl"}) {
		t.Errorf("accounts that are gone: %v", wrong)
	}
	if err := h.Mend(h.ctx, ""); err != nil || len(compare()) != 0 {
		t.Errorf("accounts are not mended: %v", err)
	}
}

// TestNoSecretsInTheBucket: whoever reads the bucket cannot sign in and cannot
// open receipts.
func TestNoSecretsInTheBucket(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces")
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 1, Last: 1, Text: "They"}))(t)
	link := must(h.SignInLink(h.ctx, h.adm, "rosa"))(t)
	if err := h.SetSetting(h.ctx, h.custodian, "synonyms", "a, b"); err != nil {
		t.Fatal(err)
	}
	h.mirrored(iv)
	secrets := []string{out.Receipt, link, archive.HashSecret(link)}
	err := h.store.View(h.ctx, func(tx archive.Tx) error {
		key, err := tx.Setting("site-key")
		acc, err2 := tx.AccountByName("rosa")
		secrets = append(secrets, key, acc.Password)
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = bucket.List(h.ctx, "", func(b archive.Blob) error {
		n++
		body := h.object(b.Key)
		for _, s := range secrets {
			if strings.Contains(body, s) {
				t.Errorf("%s holds a secret", b.Key)
			}
		}
		return nil
	})
	if err != nil || n < 6 {
		t.Errorf("%d objects: %v", n, err)
	}
	if !strings.Contains(h.object("people/accounts.jsonl"), `"display":"Rosa"`) {
		t.Error("the people are not kept")
	}
}

// noJobs lets a worker take every waiting job and do nothing.
func (h *house) noJobs() {
	h.t.Helper()
	taken := make(chan archive.JobKind)
	w := archive.Work{Worker: "idle", Handlers: map[archive.JobKind]archive.Handler{}, GivenUp: func(context.Context, archive.Job, error) {}}
	for _, kind := range archive.JobKinds {
		w.Handlers[kind] = func(_ context.Context, j archive.Job) error {
			taken <- j.Kind
			return nil
		}
	}
	ctx, stop := context.WithCancel(h.ctx)
	ended := make(chan error)
	left := len(h.waiting())
	go func() { ended <- h.store.Work(ctx, w) }()
	for ; left > 0; left-- {
		<-taken
	}
	stop()
	if err := <-ended; err != nil {
		h.t.Fatal(err)
	}
}
