package ui

import (
	"testing"

	"earshot/archive"
)

func TestAPISearchLines(t *testing.T) {
	r := newRig(t)
	r.shelf()
	anyone := r.program(archive.Viewer{})
	seen := map[string]bool{}
	for next, pages := "", 0; ; pages++ {
		got := as[apiSearchLines](t, anyone.call(get, "/search/lines?q=garden&limit=7&sort=right&cursor="+next, nil), 200)
		for i, l := range got.Lines {
			if l.Words != "garden?" || l.Before != "So how did you first come to the" || l.Speaker != "Ada" || l.Start-l.PlayFrom > 2.001 {
				t.Fatalf("a line is %+v", l)
			}
			if i > 0 && got.Lines[i-1].After > l.After {
				t.Errorf("%q comes before %q", got.Lines[i-1].After, l.After)
			}
			seen[l.Page] = true
		}
		if got.Total != 17 {
			t.Errorf("%d passages in all", got.Total)
		}
		if next = got.Next; next == "" || pages > 5 {
			break
		}
	}
	if len(seen) != 17 {
		t.Errorf("%d places on all pages, of 17", len(seen))
	}
	as[map[string]any](t, anyone.call(get, "/search/lines?q=garden&sort=price", nil), 422)
}

func TestAPISearchOverview(t *testing.T) {
	r := newRig(t)
	r.shelf()
	got := as[apiOverview](t, r.program(archive.Viewer{}).call(get, "/search/overview?q=kettle+theme:neighbours", nil), 200)
	years := 0
	for _, y := range got.Years {
		years += y.Found
	}
	if got.Interviews != 3 || got.Undated != 0 || years != 3 || len(got.Most) != 3 {
		t.Errorf("interviews %d, undated %d, of a year %d, most %v", got.Interviews, got.Undated, years, got.Most)
	}
	met := map[[2]string]int{}
	for _, m := range got.Themes {
		met[[2]string{m.Theme, m.Other}] = m.Interviews
	}
	for pair, want := range map[[2]string]int{{"neighbours", "neighbours"}: 3, {"gardens", "neighbours"}: 2, {"neighbours", "loneliness"}: 1, {"gardens", "loneliness"}: 0} {
		if n, known := met[pair]; !known || n != want {
			t.Errorf("%v meet in %d interviews, want %d", pair, n, want)
		}
	}
}
