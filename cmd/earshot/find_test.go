package main

import (
	"log/slog"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// TestVariantsOfTheVocabulary: who searches for a term finds it where it is still
// misheard, and a custodian's change counts at once.
func TestVariantsOfTheVocabulary(t *testing.T) {
	store, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a, err := archive.New(t.Context(), store, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	variants := variantsOf(a, slog.New(slog.DiscardHandler))
	if got := variants(t.Context()).String(); strings.Contains(got, "snack") {
		t.Fatalf("at first: %s", got)
	}
	if _, err := a.KeepTerm(t.Context(), archive.System, "", "", "co-production", []string{"snack production"}); err != nil {
		t.Fatal(err)
	}
	if err := a.SetSetting(t.Context(), archive.System, "synonyms", "gp = family doctor"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"snack production", "family doctor"} {
		if got := variants(t.Context()).String(); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}
