package bleveindex_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

// BenchmarkFixToFindable times a fix from the call that makes it until a search
// finds it, in one process: transaction, feed, follower, both parts of the index.
// The interview lasts two hours.
func BenchmarkFixToFindable(b *testing.B) {
	long := indextest.Talk("long000000000001", talk(rand.New(rand.NewPCG(1, 1)), 1200)...)
	a := indextest.NewArchive(b, long, indextest.Kitchen())
	s := start(b, a, filepath.Join(b.TempDir(), "index"))
	s.reached(b)
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		word := fmt.Sprintf("findable%dx", n)
		began := time.Now()
		s.Say(b, "long000000000001", 600, "We said "+word+" and meant it.", word)
		for s.total(b, word) == 0 {
			<-s.followed
		}
		took = append(took, time.Since(began))
	}
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	ms := func(q int) float64 { return float64(took[len(took)*q/100].Microseconds()) / 1000 }
	b.ReportMetric(ms(50), "p50-ms")
	b.ReportMetric(ms(95), "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// talk makes n lines of about 16 words, drawn as words are in speech: the k-th
// most common one in proportion to 1/k.
func talk(r *rand.Rand, n int) []string {
	zipf := rand.NewZipf(r, 1.05, 2, 40_000)
	lines := make([]string, n)
	for i := range lines {
		line := []byte{}
		for range 16 {
			line = fmt.Appendf(line, "%s ", word(zipf.Uint64()))
		}
		lines[i] = string(line[:len(line)-1]) + "."
	}
	return lines
}

// word spells a number in syllables, so that words look like words.
func word(n uint64) string {
	const consonants, vowels = "bdfgklmnprstv", "aeiou"
	out := []byte{}
	for n += 70; n > 0; n /= 65 {
		k := n % 65
		out = append(out, consonants[k/5], vowels[k%5])
	}
	return string(out)
}

// BenchmarkSearch asks an index of EARSHOT_BENCH_PASSAGES passages (20,000 if not
// said) of a hundred words. Each sub-benchmark reports its own percentiles.
func BenchmarkSearch(b *testing.B) {
	want := 20_000
	fmt.Sscan(os.Getenv("EARSHOT_BENCH_PASSAGES"), &want)
	dir := filepath.Join(b.TempDir(), "index")
	ix, err := bleveindex.Create(dir, "bench")
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	r := rand.New(rand.NewPCG(7, 7))
	began, passages, text := time.Now(), 0, 0
	for n := int64(1); passages < want; n++ {
		rec := indextest.Talk(fmt.Sprintf("bench%011d", n), talk(r, 600)...)
		iv := indextest.Interview(rec)
		iv.RecordedOn, iv.Themes = fmt.Sprintf("20%02d-01-02", n%20), []string{fmt.Sprint("theme ", n%9)}
		doc := search.InterviewDoc{Facts: search.FactsOf(iv), Passages: search.Passages(iv, archive.Base(rec), archive.Base(rec))}
		for _, p := range doc.Passages {
			text += len(p.Corrected.Body)
		}
		passages += len(doc.Passages)
		if err := ix.Apply(context.Background(), search.Batch{Position: n, Interviews: []search.InterviewDoc{doc}}); err != nil {
			b.Fatal(err)
		}
	}
	fmt.Printf("%d passages, %d MB of text, indexed in %v, %d MB on disk\n", passages, text>>20, time.Since(began).Round(time.Millisecond), size(b, dir)>>20)
	rare := []int{300, 900, 2000, 5000, 9000}
	for _, test := range []struct {
		name   string
		raw    func(n int) string
		facets bool
	}{
		{"term", func(n int) string { return word(uint64(rare[n%5] + n%97)) }, false},
		{"common", func(n int) string { return word(uint64(n % 10)) }, false},
		{"three", func(n int) string {
			return word(uint64(n%40)) + " " + word(uint64(20+n%50)) + " " + word(uint64(100+n%30))
		}, false},
		{"phrase", func(n int) string { return `"` + word(uint64(n%30)) + " " + word(uint64(n%17)) + `"` }, false},
		{"prefix", func(n int) string { return word(uint64(n * 3))[:4] + "*" }, false},
		{"filtered", func(n int) string { return word(uint64(n%40)) + ` theme:"theme 3" from:2005 to:2012` }, false},
		{"facets", func(n int) string { return word(uint64(50 + n%100)) }, true},
	} {
		b.Run(test.name, func(b *testing.B) {
			var took []time.Duration
			for n := 0; b.Loop(); n++ {
				q, err := search.Parse(test.raw(n))
				if err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				_, err = ix.Search(context.Background(), q, search.Page{Facets: test.facets})
				if _, told := indextest.Told(err); err != nil && !told {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			report(b, took)
		})
	}
}

func size(b *testing.B, dir string) (n int64) {
	b.Helper()
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
