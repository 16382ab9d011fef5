package bleveindex_test

import (
	"slices"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
)

// TestSomeWords: where no passage has all the words, those with some of them are
// told apart from hits, and come only when they are asked for.
func TestSomeWords(t *testing.T) {
	_, s := searcher(t)
	s.Deadline = time.Minute
	for _, c := range []struct {
		q     string
		total int
		some  []string // passages that have to be among them; nil: there are none
	}{
		{"when did the frozen ropes meet the diary", 0, []string{ropes, diary}},
		{"ropes froze", 1, nil},
		{"ropes diary", 0, []string{ropes, diary}},
		{"ropes diary -tuesday", 0, []string{ropes}},
		{"ropes diary speaker:rosa", 0, []string{diary}},
		{`"ropes diary"`, 0, nil},
		{`ropes "tuesday lifting"`, 0, nil},
		{"ropes diar*x", 0, nil},
		{"ropes unheardof", 0, []string{ropes}},
		{"unheardof", 0, nil},
		{"unheardof nonsense", 0, nil},
	} {
		ans, err := s.Search(t.Context(), archive.Viewer{}, c.q, search.Page{Some: true})
		if err != nil {
			t.Fatalf("%s: %v", c.q, err)
		}
		found := passages(ans.Hits)
		for _, p := range c.some {
			if !slices.Contains(found, p) {
				t.Errorf("%s: %s is not among %v", c.q, p, found)
			}
		}
		if ans.Total != c.total || (ans.Some > 0) != (c.some != nil) || ans.Total+ans.Some != len(ans.Hits) {
			t.Errorf("%s: %d passages and %d with some of the words, %d shown", c.q, ans.Total, ans.Some, len(ans.Hits))
		}
		for _, h := range ans.Hits {
			if (h.Matched == search.SomeWords) != (c.total == 0) || len(h.Highlights) == 0 {
				t.Errorf("%s: %s matched as %s, marked %v", c.q, h.Passage, h.Matched, h.Highlights)
			}
		}
		plain, err := s.Search(t.Context(), archive.Viewer{}, c.q, search.Page{})
		if err != nil || plain.Some != 0 || len(plain.Hits) != c.total {
			t.Errorf("%s: without asking for it, %d passages, %v", c.q, len(plain.Hits), err)
		}
	}
}

// TestSomeWordsPageByPage: each passage comes once, with those close in meaning
// among them, also when the model falls silent between two pages.
func TestSomeWordsPageByPage(t *testing.T) {
	_, s, m := understanding(t)
	m.near = []string{council, ropes}
	for _, meaning := range []bool{false, true} {
		var found []string
		for p := (search.Page{Some: true, Meaning: meaning, Size: 1}); ; {
			ans, err := s.Search(t.Context(), archive.Viewer{}, "the frozen ropes and the diary", p)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, passages(ans.Hits)...)
			if p.After = ans.Next; p.After == "" {
				break
			}
		}
		all := slices.Sorted(slices.Values(found))
		if len(found) < 2 || len(slices.Compact(all)) != len(found) || slices.Contains(found, council) != meaning {
			t.Errorf("meaning %t: %v", meaning, found)
		}
	}
}
