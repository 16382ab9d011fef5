package indextest

import (
	"context"
	"errors"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// Archive is a real archive on a SQLite file, into which made interviews are put
// as if they had been recognised.
type Archive struct {
	*archive.Archive
	store archive.Store
}

// Custodian may do anything in the archive.
var Custodian = archive.Viewer{Account: &archive.Account{ID: "acc-cust", Display: "Cust", Role: archive.Custodian}}

// NewArchive opens an archive that holds the given interviews, published.
func NewArchive(t testing.TB, recognitions ...*archive.Recognition) *Archive {
	t.Helper()
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, sqlstore.Options{Path: t.TempDir() + "/archive.db"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	a, err := archive.New(ctx, store, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := &Archive{a, store}
	for _, r := range recognitions {
		out.Add(t, r)
	}
	return out
}

// Add publishes one more interview.
func (a *Archive) Add(t testing.TB, r *archive.Recognition) {
	t.Helper()
	err := a.store.Update(context.Background(), func(tx archive.Tx) error {
		_, err := tx.AddEvent(r.Interview, 0, time.Now())
		return errors.Join(tx.PutInterview(Interview(r)), tx.AddRecognition(r), err)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Touch adds an event to the feed that says nothing new.
func (a *Archive) Touch(t testing.TB, interview string) {
	t.Helper()
	err := a.store.Update(context.Background(), func(tx archive.Tx) error {
		_, err := tx.AddEvent(interview, 0, time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Say fixes a line so that it says text, as a custodian.
func (a *Archive) Say(t testing.TB, interview string, line archive.LineID, text, key string) {
	t.Helper()
	ctx := context.Background()
	iv, _, err := a.Interview(ctx, Custodian, interview)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Fix(ctx, Custodian, archive.Fix{Interview: interview, Against: iv.Version, Line: line, Text: text, Reason: archive.WrongWord, Key: key}); err != nil {
		t.Fatal(err)
	}
}
