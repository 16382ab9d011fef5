package indextest

import (
	"context"
	"fmt"
	"testing"

	"earshot/search"
)

// many makes n interviews that each say "soup".
func many(t testing.TB, n int) []search.InterviewDoc {
	docs := make([]search.InterviewDoc, n)
	for i := range docs {
		docs[i] = Doc(t, Talk(fmt.Sprintf("many%012d", i), fmt.Sprintf("We ate soup number %d that day.", i)))
		docs[i].Facts.RecordedOn = fmt.Sprintf("20%02d-03-04", i%7)
	}
	return docs
}

// paging: page after page gives every hit once, in one order.
func paging(t *testing.T, r *rig) {
	const n = 45 // all of one rank
	r.apply(t, many(t, n))
	for _, sort := range []search.Sort{search.ByRank, search.ByDate} {
		seen := map[string]bool{}
		after, last := "", ""
		for pages := 0; ; pages++ {
			res := r.ask(t, "soup", search.Page{Size: 10, Sort: sort, After: after})
			check(t, "total", res.Total, n)
			for _, h := range res.Hits {
				if seen[h.Passage] {
					t.Fatalf("%s: %s comes twice", sort, h.Passage)
				}
				seen[h.Passage] = true
				if sort == search.ByDate && last != "" && h.RecordedOn > last {
					t.Errorf("%s after %s", h.RecordedOn, last)
				}
				last = h.RecordedOn
			}
			if after = res.Next; after == "" || pages > n {
				break
			}
		}
		check(t, "hits by "+string(sort), len(seen), n)
	}
}

// facets: interviews are counted once each, however many passages match.
func facets(t *testing.T, r *rig) {
	r.both(t)
	res := r.ask(t, "the", search.Page{Facets: true, Size: 1})
	check(t, "interviews", res.Interviews, 2)
	got := map[search.Field][]search.Count{}
	for _, f := range res.Facets {
		got[f.Field] = f.Values
	}
	check(t, "themes", got[search.Theme], []search.Count{{Value: "food", Interviews: 2}, {Value: "trust and power", Interviews: 1}, {Value: "work", Interviews: 1}})
	check(t, "years", got[search.Year], []search.Count{{Value: "2020", Interviews: 1}, {Value: "2021", Interviews: 1}})
	check(t, "speakers", len(got[search.Speaker]), 4)
	q, err := search.Parse("the")
	if err != nil {
		t.Fatal(err)
	}
	for field, values := range got {
		for _, v := range values {
			if field == search.Year {
				continue
			}
			narrowed := r.ask(t, q.With(field, v.Value).String(), search.Page{Facets: true})
			check(t, fmt.Sprintf("following %s %q", field, v.Value), narrowed.Interviews, v.Interviews)
		}
	}
	check(t, "none match", r.ask(t, "nowhere", search.Page{Facets: true}).Interviews, 0)
	check(t, "not asked for", len(r.ask(t, "the", search.Page{}).Facets), 0)
}

// removal: what is gone is found no more, and neither is what a step replaced.
func removal(t *testing.T, r *rig) {
	r.both(t)
	r.apply(t, nil, "harbour0000000b2", "never00000000000")
	check(t, "gone", ids(r.ask(t, "soup", search.Page{})), []string{spaces})
	check(t, "facets", r.ask(t, "soup", search.Page{Facets: true}).Interviews, 1)

	short := Talk("kitchen0000000a1", "Asha: How did the community kitchen begin?", "Rosa: By accident.")
	r.apply(t, []search.InterviewDoc{Doc(t, short)})
	check(t, "passages that are no more", ids(r.ask(t, "soup", search.Page{})), []string{})
	check(t, "what is there now", ids(r.ask(t, "accident", search.Page{})), []string{spaces})

	r.apply(t, []search.InterviewDoc{{Facts: search.Facts{Interview: "kitchen0000000a1"}}})
	check(t, "an interview without words", ids(r.ask(t, "accident", search.Page{})), []string{})
}

// replay: applying again changes nothing.
func replay(t *testing.T, r *rig) {
	r.both(t)
	want := r.ask(t, "soup", search.Page{Facets: true})
	r.at--
	r.both(t)
	got := r.ask(t, "soup", search.Page{Facets: true})
	want.Took, got.Took = 0, 0
	check(t, "answers", got, want)

	doc := Doc(t, Kitchen(), Fix{2, "lifting", "listening"})
	doc.Facts.Themes = []string{"weather"}
	r.apply(t, []search.InterviewDoc{doc})
	check(t, "facts that changed alone", ids(r.ask(t, "theme:weather soup", search.Page{})), []string{spaces})
	check(t, "facts as they were", ids(r.ask(t, "theme:trust soup", search.Page{})), []string{})
}

// position: it comes with the words, and stays.
func position(t *testing.T, r *rig) {
	at := func() int64 {
		n, err := r.Position(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	check(t, "new", at(), int64(0))
	r.at = 41
	r.both(t)
	check(t, "applied", at(), int64(42))
	check(t, "answers", r.ask(t, "soup", search.Page{}).Position, int64(42))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.Index = r.open(t, r.dir)
	check(t, "opened again", at(), int64(42))
	check(t, "answers opened again", ids(r.ask(t, "soup", search.Page{Sort: search.ByDate})), []string{museum, spaces})
}

// holdings: in id order, with the digest of what was applied.
func holdings(t *testing.T, r *rig) {
	docs := many(t, 7)
	r.apply(t, docs)
	r.apply(t, nil, docs[3].Facts.Interview)
	var want []search.Holding
	for i, d := range docs {
		if i != 3 {
			want = append(want, search.Holding{Interview: d.Facts.Interview, Version: d.Version, Passages: 1, Digest: d.Digest()})
		}
	}
	check(t, "holdings", Holdings(t, r), want)
}

// Holdings lists what an index holds.
func Holdings(t testing.TB, ix search.Holder) []search.Holding {
	t.Helper()
	var out []search.Holding
	if err := ix.Holdings(context.Background(), func(h search.Holding) error { out = append(out, h); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// askingWhileApplying: every answer is of one moment.
func askingWhileApplying(t *testing.T, r *rig) {
	soup, stew := Doc(t, Talk("turn000000000001", "Today there is soup.")), Doc(t, Talk("turn000000000001", "Today there is stew."))
	r.apply(t, []search.InterviewDoc{soup})
	q, _ := search.Parse("today")
	done := make(chan error, 1)
	go func() {
		var err error
		for i := int64(0); i < 20 && err == nil; i++ {
			doc := soup
			if i%2 == 0 {
				doc = stew
			}
			err = r.Apply(context.Background(), search.Batch{Position: i + 2, Interviews: []search.InterviewDoc{doc}})
		}
		done <- err
	}()
	for n := 0; ; n++ {
		res, err := r.Search(context.Background(), q, search.Page{})
		if err != nil || res.Total != 1 || len(res.Hits) != 1 {
			t.Fatalf("%d hits, %v", res.Total, err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}
