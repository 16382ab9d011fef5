package main

import (
	"log/slog"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
	"earshot/search"
)

// TestVariantsOfTheVocabulary: who searches for a term finds it where it is still
// misheard, and a custodian's change counts at once.
func TestVariantsOfTheVocabulary(t *testing.T) {
	store := sqltest.Open(t, sqlstore.Options{})
	a, err := archive.New(t.Context(), store, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	variants := variantsOf(a, slog.New(slog.DiscardHandler))
	if got := variants(t.Context(), search.Query{}).String(); strings.Contains(got, "snack") {
		t.Fatalf("at first: %s", got)
	}
	if _, err := a.KeepTerm(t.Context(), archive.System, "", "", "co-production", []string{"snack production"}); err != nil {
		t.Fatal(err)
	}
	if err := a.SetSetting(t.Context(), archive.System, "synonyms", "gp = family doctor"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"snack production", "family doctor"} {
		if got := variants(t.Context(), search.Query{}).String(); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if _, err := a.KeepTerm(t.Context(), archive.System, "Harbour voices", "", "lighter", []string{"litre"}); err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]bool{"litre": true, "litre collection:harbour": true, "litre collection:kitchens": false} {
		q, err := search.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		got := variants(t.Context(), q).String()
		if strings.Contains(got, "lighter") != want || !strings.Contains(got, "snack production") {
			t.Errorf("%s: %s", raw, got)
		}
	}
}
