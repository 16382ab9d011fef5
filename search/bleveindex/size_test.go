package bleveindex_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

// TestBytesPerPassage holds what the index keeps of a passage of twelve words. The
// words are few, as the dictionary of a large archive is small beside its passages;
// what the files of a small one cost besides is a tenth.
func TestBytesPerPassage(t *testing.T) {
	const most, interviews, passages = 400, 40, 200
	dir := filepath.Join(t.TempDir(), "index")
	ix, err := bleveindex.Create(dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	zipf := rand.NewZipf(r, 1.05, 2, 1000)
	b := search.Batch{Position: 1}
	for n := range interviews {
		lines := make([]string, passages)
		for i := range lines {
			for range 12 {
				lines[i] += word(zipf.Uint64()) + " "
			}
			lines[i] = fmt.Sprintf("Speaker %d: %s", i%2, lines[i])
		}
		rec := indextest.Talk(fmt.Sprintf("bytes%011d", n), lines...)
		for i := range rec.Lines { // a breath so long that each line is a passage
			for k := range rec.Lines[i].Words {
				rec.Lines[i].Words[k].Start += float64(i) * 60
				rec.Lines[i].Words[k].End += float64(i) * 60
			}
		}
		iv := indextest.Interview(rec)
		b.Interviews = append(b.Interviews, search.InterviewDoc{Facts: search.FactsOf(iv), Passages: search.Passages(iv, archive.Base(rec), archive.Base(rec))})
	}
	if got := len(b.Interviews[0].Passages); got != passages {
		t.Fatalf("%d passages", got)
	}
	if err := ix.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	var bytes int64
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(d.Name()) == ".zap" {
			info, e := d.Info()
			if err = e; err == nil {
				bytes += info.Size()
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	each := bytes / (interviews * passages)
	t.Logf("%d bytes a passage", each)
	if each > most {
		t.Errorf("%d bytes a passage, more than %d", each, most)
	}
}
