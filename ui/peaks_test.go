package ui

import (
	"testing"

	"earshot/archive"
)

func TestPeaksShown(t *testing.T) {
	r := readingRig(t)
	path := "/interviews/" + r.short.ID + "/peaks"
	visitor := r.program(archive.Viewer{})
	got := as[apiPeaks](t, visitor.call(get, path+"?start=4000&end=12000", nil), 200)
	if got.Start != 4000 || got.Every != 20 || len(got.Peaks) != 2*8*archive.PeaksPerSecond {
		t.Errorf("from %d ms every %d ms: %d values", got.Start, got.Every, len(got.Peaks))
	}
	if want := "Sound from 0:04 to 0:11, with 1 pause."; got.Summary != want {
		t.Errorf("%q, want %q", got.Summary, want)
	}
	if all := as[apiPeaks](t, visitor.call(get, path+"?points=100", nil), 200); len(all.Peaks) != 200 || all.Every != 2400 {
		t.Errorf("the whole in 100 pairs: %d values every %d ms", len(all.Peaks), all.Every)
	}
	for name, query := range map[string]string{"past the end": "?start=900000", "back to front": "?start=9000&end=4000"} {
		if got := as[apiPeaks](t, visitor.call(get, path+query, nil), 200); len(got.Peaks) != 0 || got.Summary != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	// Words were removed, and no copy without them is ready: nobody may see their shape.
	_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: r.short.ID, Line: 2, First: 9, Last: 11, Kind: archive.Removal, Note: "asked to"})
	r.must(err)
	for _, who := range []*program{visitor, r.program(r.ada)} {
		if a := who.call(get, path, nil); a.StatusCode != 403 {
			t.Errorf("after a removal: status %d: %s", a.StatusCode, a.text)
		}
	}
}
