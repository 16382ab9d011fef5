package bleveindex

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
)

// Cursors come back from strangers: what is read is written the same, and what is
// not is refused with a sentence.
func FuzzReadCursor(f *testing.F) {
	f.Add(place{first: "1.5", id: "a:000001"}.String(), true)
	f.Add(place{first: "2020-05-12", id: "a:000001"}.String(), false)
	f.Add(place{first: "NaN", id: "x", shown: []string{"a", "b"}}.String(), true)
	f.Add("MQpi\n", true)
	f.Fuzz(func(t *testing.T, text string, byRank bool) {
		order := search.ByDate
		if byRank {
			order = search.ByRank
		}
		p, err := readCursor(order, text)
		if err != nil {
			if !errors.Is(err, archive.ErrInvalid) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if text == "" {
			return
		}
		again, err := readCursor(order, p.String())
		if d := cmp.Diff(p, again, cmp.AllowUnexported(place{})); err != nil || d != "" {
			t.Fatalf("%q: %v %s", text, err, d)
		}
		if r := (page{Size: search.MaxPage, After: text, Sort: order}).request(p); len(r.SearchAfter) != 2 {
			t.Fatalf("%q asks for what comes after %q", text, r.SearchAfter)
		}
	})
}
