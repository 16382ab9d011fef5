package bleveindex_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

// TestBadQueriesAreCheap: Q04-Q10, and the dearest queries that Parse lets
// through, on an index of 200,000 words. What a search costs is counted in bytes
// it asks memory for, the same on a busy machine as on an idle one; TestSearcherDeadline
// holds the time.
func TestBadQueriesAreCheap(t *testing.T) {
	const most = 32 << 20
	ix, err := bleveindex.Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	r := rand.New(rand.NewPCG(3, 3))
	b := search.Batch{Position: 1}
	for n := range 20 {
		rec := indextest.Talk(fmt.Sprintf("cheap%011d", n), talk(r, 625)...)
		iv := indextest.Interview(rec)
		b.Interviews = append(b.Interviews, search.InterviewDoc{Facts: search.FactsOf(iv), Passages: search.Passages(iv, archive.Base(rec), archive.Base(rec))})
	}
	if err := ix.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	many := func(n int, clause func(int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = clause(i)
		}
		return strings.Join(all, " ")
	}
	for name, c := range map[string]struct {
		raw  string
		told bool // refused with a sentence
	}{
		"Q04":                    {strings.Repeat("*a* ", 300), true},
		"Q05":                    {"?????", true},
		"Q06":                    {strings.Repeat("x", 1<<20), true},
		"Q07":                    {strings.Repeat("word ", 250_000), true},
		"Q08":                    {"/", true},
		"Q09":                    {"/.*/", true},
		"Q10":                    {"/(a+)+b/", false},
		"one common word":        {word(0), false},
		"32 common words":        {many(search.MaxClauses, func(i int) string { return word(uint64(i)) }), false},
		"32 beginnings":          {many(search.MaxClauses, func(i int) string { return word(uint64(i))[:2] + "*" }), true},
		"a longer beginning":     {word(500)[:4] + "*", false},
		"a phrase of everything": {`"` + many(60, func(i int) string { return word(uint64(i)) }) + `"`, false},
		"32 phrases":             {many(search.MaxClauses, func(i int) string { return `"` + word(uint64(i)) + " " + word(uint64(i+1)) + `"` }), false},
		"32 left out":            {word(1) + many(search.MaxClauses-1, func(i int) string { return " -" + word(uint64(i+2)) }), false},
		"a group of 32":          {"(" + strings.TrimSuffix(many(search.MaxClauses, func(i int) string { return word(uint64(i)) + " OR" }), " OR") + ")", false},
		"near, 32 times":         {many(search.MaxClauses, func(i int) string { return `"` + word(uint64(i)) + " " + word(uint64(i+1)) + `"~50` }), false},
		"all words near":         {`"` + many(40, func(i int) string { return word(uint64(i)) }) + `"~50`, false},
		"4 wide patterns":        {many(4, func(i int) string { return word(uint64(i))[:2] + "*a*?*" }), true},
		"4 patterns":             {many(4, func(i int) string { return word(uint64(900 + i))[:4] + "*?" }), false},
		"as heard, 32 times":     {many(search.MaxClauses, func(i int) string { return "heard:" + word(uint64(i)) }), false},
	} {
		t.Run(name, func(t *testing.T) {
			cost, err := costOf(func() error {
				q, err := search.Parse(c.raw)
				if err == nil {
					_, err = ix.Search(context.Background(), q, search.Page{Size: search.MaxPage, Facets: true, Misheard: true})
				}
				return err
			})
			if cost > most {
				t.Errorf("it asked for %d MiB", cost>>20)
			}
			if _, told := indextest.Told(err); told != c.told || (err != nil && !told) {
				t.Errorf("%v", err)
			}
		})
	}
}

// costOf counts the bytes that fn asks memory for, kept or not.
func costOf(fn func() error) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, err
}
