package search_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/search"
	"earshot/search/indextest"
)

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(*feed, *memory)
		want []search.Difference
	}{
		"in step":   {func(*feed, *memory) {}, nil},
		"one fewer": {func(_ *feed, m *memory) { delete(m.docs, kitchen) }, []search.Difference{{kitchen, "It is published and cannot be found."}}},
		"one more": {func(f *feed, _ *memory) { delete(f.talks, harbour) },
			[]search.Difference{{harbour, "It can be found, and may not be."}}},
		"one that never was": {func(_ *feed, m *memory) { m.docs["stranger"] = search.InterviewDoc{} },
			[]search.Difference{{"stranger", "It can be found, and the archive does not know it."}}},
		"an older version": {func(f *feed, _ *memory) {
			f.fixes[kitchen] = append(f.fixes[kitchen], indextest.Fix{Line: 2, Was: "lifting", Now: "listening"})
		}, []search.Difference{{kitchen, "The index has version 0, the archive 1."}}},
		"other words": {func(_ *feed, m *memory) {
			d := m.docs[kitchen]
			d.Passages[0].Corrected.Body = strings.Replace(d.Passages[0].Corrected.Body, "lifting", "listing", 1)
			m.docs[kitchen] = d
		}, []search.Difference{{kitchen, "The index has other words, times or facts than the archive."}}},
		"other facts": {func(_ *feed, m *memory) {
			d := m.docs[harbour]
			d.Facts.Place = "Hull"
			m.docs[harbour] = d
		}, []search.Difference{{harbour, "The index has other words, times or facts than the archive."}}},
		"behind, as it may be":     {func(f *feed, _ *memory) { f.fix(kitchen, indextest.Fix{Line: 2, Was: "lifting", Now: "listening"}) }, nil},
		"not yet taken, as may be": {func(f *feed, _ *memory) { f.take(harbour) }, nil},
		"two at once": {func(f *feed, m *memory) { delete(m.docs, kitchen); delete(m.docs, harbour) },
			[]search.Difference{{harbour, "It is published and cannot be found."}, {kitchen, "It is published and cannot be found."}}},
	} {
		f, m := newFeed(t, indextest.Kitchen(), indextest.Harbour()), newMemory()
		if err := search.NewFollower(f, m).CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.harm(f, m)
		got, err := search.Compare(t.Context(), f, m, nil)
		if d := cmp.Diff(c.want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	f, m := newFeed(t, indextest.Kitchen()), newMemory()
	if err := search.NewFollower(f, m).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := search.Compare(t.Context(), f, m, func(context.Context, string) string { return "Mina" }); err != nil || len(got) != 1 {
		t.Errorf("a reporter's new name makes %v, %v", got, err)
	}
}

// TestCompareWhileTheArchiveChanges: what is fixed, taken away or published while
// it reads is left out, as the index may be about to follow.
func TestCompareWhileTheArchiveChanges(t *testing.T) {
	for name, change := range map[string]func(*feed){
		"fixed":      func(f *feed) { f.fix(harbour, indextest.Fix{Line: 2, Was: "Cold,", Now: "Gold,"}) },
		"taken away": func(f *feed) { f.take(harbour) },
		"published":  func(f *feed) { f.put(indextest.Talk("talk000000000001", "Asha: Hello there.")) },
	} {
		f, m := newFeed(t, indextest.Kitchen(), indextest.Harbour()), newMemory()
		if err := search.NewFollower(f, m).CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.fails(func(what string) error {
			if what == "spoken "+kitchen { // the first that is read
				f.fails(nil)
				change(f)
			}
			return nil
		})
		if got, err := search.Compare(t.Context(), f, m, nil); err != nil || len(got) != 0 {
			t.Errorf("%s meanwhile: %v, %v", name, got, err)
		}
	}
}

func TestCompareTellsWhatGoesWrong(t *testing.T) {
	for _, asked := range []string{"last", "events", "spoken " + kitchen} {
		f, m := newFeed(t, indextest.Kitchen()), newMemory()
		m.at = 1
		f.fails(func(what string) error {
			if what == asked {
				return errWeather
			}
			return nil
		})
		if got, err := search.Compare(t.Context(), f, m, nil); !errors.Is(err, errWeather) || got != nil {
			t.Errorf("%s: %v, %v", asked, got, err)
		}
	}
	m := newMemory()
	m.breaks(errWeather)
	if _, err := search.Compare(t.Context(), newFeed(t), m, nil); !errors.Is(err, errWeather) {
		t.Errorf("the index: %v", err)
	}
}
