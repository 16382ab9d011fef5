package judged

import (
	"math"
	"strings"
	"testing"

	"earshot/search"
)

func TestMeasures(t *testing.T) {
	set := func(ids ...string) map[string]bool {
		out := map[string]bool{}
		for _, id := range ids {
			out[id] = true
		}
		return out
	}
	late := strings.Split("x x x x x x x x x x a", " ")
	for _, test := range []struct {
		name         string
		ranking      []string
		relevant     map[string]bool
		recall, ndcg float64
	}{
		{"best first", []string{"a", "b", "x"}, set("a", "b"), 1, 1},
		{"second place", []string{"x", "a"}, set("a"), 1, 1 / math.Log2(3)},
		{"one of two", []string{"a", "x"}, set("a", "b"), 0.5, 1 / (1 + 1/math.Log2(3))},
		{"on the second page", late, set("a"), 0, 0},
		{"nothing found", nil, set("a"), 0, 0},
		{"nothing to find", []string{"x"}, nil, 0, 0},
	} {
		if got := Recall(test.ranking, test.relevant); math.Abs(got-test.recall) > 1e-9 {
			t.Errorf("%s: recall %v, want %v", test.name, got, test.recall)
		}
		if got := NDCG(test.ranking, test.relevant); math.Abs(got-test.ndcg) > 1e-9 {
			t.Errorf("%s: nDCG %v, want %v", test.name, got, test.ndcg)
		}
	}
}

func TestQuestions(t *testing.T) {
	got, err := Questions(strings.NewReader("# said\n\n[words] tea pot\n  the tea pot\n  a pot of tea\n[meaning] x\n  y\n"))
	if err != nil || len(got) != 2 || got[0].Ask != "tea pot" || len(got[0].Answers) != 2 || got[1].Kind != "meaning" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"  an answer first", "[taste] sweet", "[words]"} {
		if _, err := Questions(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	doc := document("one", paced([]caption{{text: "First we put the kettle on."}}))
	if _, err := (Question{Ask: "tea", Answers: []string{"the pot"}}).Relevant([]search.InterviewDoc{doc}); err == nil {
		t.Error("a quote that is nowhere was taken")
	}
	rel, err := (Question{Ask: "tea", Answers: []string{"The KETTLE on"}}).Relevant([]search.InterviewDoc{doc})
	if err != nil || !rel["one:000001"] || len(rel) != 1 {
		t.Errorf("%v, %v", rel, err)
	}
}
