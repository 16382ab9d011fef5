package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// proposals is a search.Meaning that proposes what it is told to.
type proposals struct {
	near  []string
	fail  error
	asked []string
}

func (m *proposals) Near(_ context.Context, text string, n int) ([]search.Near, error) {
	m.asked = append(m.asked, text)
	var out []search.Near
	for i, p := range m.near {
		out = append(out, search.Near{Passage: p, Closeness: 0.9 - float64(i)/1000})
	}
	return out[:min(n, len(out))], m.fail
}

func (m *proposals) Like(ctx context.Context, interview string, first archive.LineID, n int) ([]search.Near, error) {
	return m.Near(ctx, search.PassageID(interview, first), n)
}

func (m *proposals) Understands(language string) bool { return language == "" || language == "en" }

// understanding is a searcher over the two interviews that has proposals.
func understanding(t *testing.T) (*indextest.Archive, *search.Searcher, *proposals) {
	a, s := searcher(t)
	s.Deadline = time.Minute
	m := &proposals{}
	s.Meaning = m
	return a, s, m
}

func passages(hits []search.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.Passage)
	}
	return out
}

const (
	spaces  = kitchen + ":000001"
	council = kitchen + ":000005"
	diary   = kitchen + ":000009"
	ropes   = harbour + ":000001"
	museum  = harbour + ":000003"
)

// withMeaning is what a page asks for.
var withMeaning = search.Page{Meaning: true}

func TestMeaningJoinsWords(t *testing.T) {
	_, s, m := understanding(t)
	m.near = []string{diary, museum, "nowhere0000000c3:000001"}
	ans, err := s.Search(t.Context(), archive.Viewer{}, "soup", withMeaning)
	if err != nil {
		t.Fatal(err)
	}
	// museum is in both rankings, and so first; spaces only says soup.
	if got := passages(ans.Hits); len(got) != 3 || got[0] != museum || !slices.Contains(got, diary) || !slices.Contains(got, spaces) {
		t.Errorf("found %v", got)
	}
	if ans.Total != 2 || ans.Close != 1 || ans.Next != "" {
		t.Errorf("%d say it, %d are close, next %q", ans.Total, ans.Close, ans.Next)
	}
	for _, h := range ans.Hits {
		if h.Passage == diary && (h.Matched != search.InMeaning || len(h.Highlights) != 0 || h.Text == "" || h.Title == "" || h.Speaker == "") {
			t.Errorf("a hit by meaning: %+v", h)
		}
		if h.Passage == museum && (h.Matched != search.AsCorrected || len(h.Highlights) == 0) {
			t.Errorf("a hit by both: %+v", h)
		}
	}
}

func TestWhenWordsAreMeant(t *testing.T) {
	_, s, m := understanding(t)
	m.near = []string{diary}
	for _, test := range []struct {
		raw, gist string // gist "": meaning is not asked
		page      search.Page
		how       search.Meant
	}{
		{"soup", "", search.Page{}, ""},
		{"soup", "", search.Page{Meaning: true, Sort: search.ByDate}, search.OrderMeant},
		{`"soup kitchen"`, "", withMeaning, search.WordsMeant},
		{"sou*", "", withMeaning, search.WordsMeant},
		{"heard:soup", "", withMeaning, search.WordsMeant},
		{"speaker:rosa", "", withMeaning, search.WordsMeant},
		{"soup speaker:rosa", "soup", withMeaning, search.ByMeaning},
		{"co production", "co production", withMeaning, search.ByMeaning},
		{"warm soup -winter", "warm soup", withMeaning, search.ByMeaning},
		{"(soup OR meal) budget", "soup meal budget", withMeaning, search.ByMeaning},
		{"soup language:en", "soup", withMeaning, search.ByMeaning},
		{"soup language:cy", "", withMeaning, search.OtherTongue},
		{"soup language:cy language:en", "soup", withMeaning, search.ByMeaning},
		{"soup -language:en", "soup", withMeaning, search.ByMeaning},
		{"суп зимой", "", withMeaning, search.OtherTongue},
	} {
		m.asked = nil
		ans, err := s.Search(t.Context(), archive.Viewer{}, test.raw, test.page)
		if err != nil || strings.Join(m.asked, ";") != test.gist {
			t.Errorf("%s: asked for the meaning of %q, not %q (%v)", test.raw, m.asked, test.gist, err)
		}
		if test.gist == "" && ans.Close != 0 {
			t.Errorf("%s: %d hits by meaning", test.raw, ans.Close)
		}
		if ans.Meaning != test.how || (ans.Meaning == "" || ans.Meaning == search.ByMeaning) != (ans.Meaning.Sentence() == "") {
			t.Errorf("%s: meaning is %q, want %q: %s", test.raw, ans.Meaning, test.how, ans.Meaning.Sentence())
		}
	}
	m.fail = errors.New("the model is gone")
	ans, err := s.Search(t.Context(), archive.Viewer{}, "soup", withMeaning)
	if err != nil || ans.Total != 2 || ans.Close != 0 || ans.Meaning != search.ModelMissing {
		t.Errorf("without the model: %+v, %v", ans.Results, err)
	}
}

// TestMeaningObeys: filters, what is left out, the archive's policy.
func TestMeaningObeys(t *testing.T) {
	a, s, m := understanding(t)
	m.near = []string{diary, ropes, museum, spaces}
	for _, test := range []struct {
		raw  string
		want []string
	}{
		{"quay", []string{ropes, diary, museum, spaces}},
		{"quay speaker:rosa", []string{diary, spaces}},
		{"quay -soup", []string{ropes, diary}},
		{"quay from:2021", []string{ropes, museum}},
		{"quay theme:work -speaker:tom", nil},
	} {
		ans, err := s.Search(t.Context(), archive.Viewer{}, test.raw, withMeaning)
		if got := passages(ans.Hits); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, %v; want %v", test.raw, got, err, test.want)
		}
	}
	// Withdrawn, and neither the index nor the vectors have followed yet.
	if err := a.Withdraw(t.Context(), indextest.Custodian, harbour, "Yusuf asked for it."); err != nil {
		t.Fatal(err)
	}
	ans, err := s.Search(t.Context(), archive.Viewer{}, "diary", withMeaning)
	if got := passages(ans.Hits); err != nil || !slices.Equal(got, []string{diary, spaces}) || ans.Close != 1 {
		t.Errorf("%v, close %d, %v", got, ans.Close, err)
	}
	if _, err := s.Like(t.Context(), archive.Viewer{}, ropes, "", withMeaning); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("more like a passage that was withdrawn: %v", err)
	}
	like, err := s.Like(t.Context(), archive.Viewer{}, diary, "", withMeaning)
	if got := passages(like.Hits); err != nil || !slices.Equal(got, []string{diary, spaces}) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestMeaningPageByPage: each hit once, in every page the same totals.
func TestMeaningPageByPage(t *testing.T) {
	for _, test := range []struct{ said, near, total, close int }{
		{30, 10, 30, 10}, {0, 45, 0, 45}, {7, 0, 7, 0},
		{130, 20, 130, 0}, // so many say it that none is added
	} {
		a := indextest.NewArchive(t)
		m := &proposals{}
		var docs []search.InterviewDoc
		for i := range test.said + test.near {
			text := "They talked about boats."
			if i >= test.said {
				text = "They talked about ships."
			}
			r := indextest.Talk(fmt.Sprintf("talk%012d", i), text)
			a.Add(t, r)
			docs = append(docs, indextest.Doc(t, r))
			if i >= test.said || i%2 == 0 && len(m.near) < 20 {
				m.near = append(m.near, search.PassageID(r.Interview, 1))
			}
		}
		ix := open(t, t.TempDir()+"/index")
		t.Cleanup(func() { ix.Close() })
		if err := ix.Apply(t.Context(), search.Batch{Position: 1, Interviews: docs}); err != nil {
			t.Fatal(err)
		}
		s := search.NewSearcher(ix, a)
		s.Meaning, s.Deadline = m, time.Minute
		seen := map[string]int{}
		page := search.Page{Size: 7, Meaning: true}
		for pages := 0; ; pages++ {
			ans, err := s.Search(t.Context(), archive.Viewer{}, "boats", page)
			if err != nil {
				t.Fatal(err)
			}
			if ans.Total != test.total || ans.Close != min(test.close, 50) && pages < 14 {
				t.Errorf("page %d: %d and %d, not %d and %d", pages, ans.Total, ans.Close, test.total, test.close)
			}
			for _, h := range ans.Hits {
				seen[h.Passage]++
			}
			if page.After = ans.Next; page.After == "" || pages > 100 {
				break
			}
		}
		if want := test.total + test.close; len(seen) != want {
			t.Errorf("%d say it, %d are close: %d hits on all pages", test.said, test.near, len(seen))
		}
		for p, n := range seen {
			if n > 1 {
				t.Errorf("%s comes %d times", p, n)
			}
		}
	}
}

func TestBadPlaces(t *testing.T) {
	_, s, m := understanding(t)
	m.near = []string{diary}
	for _, after := range []string{".", ".x", ".-1", ".999999", "..", "..x", ".1 ", "x.1"} {
		_, err := s.Search(t.Context(), archive.Viewer{}, "soup", search.Page{Meaning: true, After: after})
		if after != ".." && !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("after=%s: %v", after, err)
		}
	}
}

// TestLikeByWords: where meaning is not known, the most telling words stand for it.
func TestLikeByWords(t *testing.T) {
	a, s := searcher(t)
	s.Deadline = time.Minute
	one := indextest.Talk("one0000000000001", "We baked bread in the brick oven behind the mosque every Saturday morning.")
	two := indextest.Talk("two0000000000002", "The brick oven and the bread were my uncle's, and Saturday was for baking.")
	other := indextest.Talk("other00000000003", "It rained a lot that year, and Saturday was the worst.")
	docs := []search.InterviewDoc{indextest.Doc(t, indextest.Kitchen()), indextest.Doc(t, indextest.Harbour())}
	for _, r := range []*archive.Recognition{one, two, other} {
		a.Add(t, r)
		docs = append(docs, indextest.Doc(t, r))
	}
	if err := s.Index.(search.Index).Apply(t.Context(), search.Batch{Position: 99, Interviews: docs}); err != nil {
		t.Fatal(err)
	}
	for _, s.Meaning = range []search.Meaning{nil, &proposals{fail: archive.ErrNotFound}} {
		ans, err := s.Like(t.Context(), archive.Viewer{}, "one0000000000001:000001", "", withMeaning)
		if got := passages(ans.Hits); err != nil || !slices.Equal(got, []string{"two0000000000002:000001"}) || ans.Total != 1 || ans.Close != 0 {
			t.Fatalf("%v, %d, %d, %v", got, ans.Total, ans.Close, err)
		}
		if h := ans.Hits[0]; h.Matched != search.AsCorrected || len(h.Highlights) < 3 || ans.Like == nil || ans.Like.Passage != "one0000000000001:000001" {
			t.Errorf("%+v", h)
		}
	}
	if ans, err := s.Like(t.Context(), archive.Viewer{}, "one0000000000001:000001", "speaker:rosa", withMeaning); err != nil || len(ans.Hits) != 0 {
		t.Errorf("narrowed to Rosa: %v, %v", passages(ans.Hits), err)
	}
	for _, id := range []string{"", "one0000000000001", "one0000000000001:7", "one0000000000001:000009", ":000001", "=" + kitchen} {
		_, err := s.Like(t.Context(), archive.Viewer{}, id, "", withMeaning)
		if p, ok := indextest.Told(err); !ok || !errors.Is(err, archive.ErrNotFound) || p.Sentence == "" {
			t.Errorf("more like %q: %v", id, err)
		}
	}
}
