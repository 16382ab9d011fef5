package bleveindex

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bsearcher "github.com/blevesearch/bleve/v2/search/searcher"
	bindex "github.com/blevesearch/bleve_index_api"
	zap "github.com/blevesearch/zapx/v17"

	"earshot/archive"
)

// Schema names what the folder holds. It is raised whenever fields or the way
// words are read change, and a folder of another schema is made again.
const Schema = "v9"

// maxDisjunction stops a query that would grow past any that compile makes. Two
// wildcard lines of 1 kB took bleve 3.7 GB without it and 30 ms with it.
const maxDisjunction = 1024

// lockWait is how long to wait for another process to let go of the folder.
// bleve's own default is for ever.
const lockWait = "1s"

// tuning is how bleve keeps the files. Each fix makes a segment of one document;
// with bleve's own floor of 2,000 documents the small interviews of a whole site
// would be written again with every tenth fix, which took two thirds of the time
// until a fix could be found.
func tuning() map[string]any {
	return map[string]any{
		"bolt_timeout": lockWait,
		"scorchMergePlanOptions": map[string]any{
			"maxSegmentsPerTier": 10, "maxSegmentSize": 5_000_000, "tierGrowth": 10.0, "segmentsPerMergeTask": 10,
			"floorSegmentSize": 20, "reclaimDeletesWeight": 2.0,
		},
	}
}

// ErrInUse is returned when another process has the folder open.
var ErrInUse = errors.New("the search index is in use by another process")

// Index is a search.Index in a folder.
type Index struct {
	passages   bleve.Index
	interviews bleve.Index

	known     *known
	catalogue *catalogue
	columns   *columns

	writing sync.Mutex // one Apply at a time: it reads before it writes
}

// internal keys of both parts
var (
	keyAbout    = []byte("about")    // schema and archive
	keyPosition = []byte("position") // feed number
	keyCount    = []byte("count")    // documents there should be
)

var setOnce sync.Once

// settings are what bleve keeps for the whole process.
func settings() {
	bsearcher.DisjunctionMaxClauseCount = maxDisjunction
	// zap sizes the buffer of a new segment by what a document of the last one took,
	// whichever index that was of. After an interview with all its words, a batch
	// of passages was given a gigabyte and a fix 40 MB, to be cleared each time: most
	// of the time of both. Buffers that grow cost less.
	zap.NewSegmentBufferNumResultsFactor = 0
}

// Create makes an empty index of one archive in a folder that does not exist.
func Create(dir, archiveID string) (*Index, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	return join(dir, func(path string) (bleve.Index, error) {
		b, err := bleve.NewUsing(path, model(), scorch.Name, scorch.Name, tuning())
		if err != nil {
			return nil, err
		}
		return b, b.SetInternal(keyAbout, []byte(about(archiveID)))
	})
}

// Open opens an index that Create made for the same archive. It reads every file
// once and compares counts: anything amiss is an error of kind
// archive.ErrDamaged, and the index has to be made again. No folder is
// archive.ErrNotFound; a folder that another process holds is ErrInUse.
func Open(dir, archiveID string) (*Index, error) {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("search index %s: %w", dir, archive.ErrNotFound)
	}
	ix, err := join(dir, func(path string) (b bleve.Index, err error) {
		defer notice(&err)
		if err := verifyFiles(path); err != nil {
			return nil, err
		}
		return bleve.OpenUsing(path, tuning())
	})
	switch {
	case err != nil && strings.Contains(err.Error(), "timeout"):
		return nil, ErrInUse
	case err != nil:
		return nil, fmt.Errorf("open the search index: %w: %w", archive.ErrDamaged, err)
	}
	if err := ix.verify(archiveID); err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return ix, nil
}

func join(dir string, open func(path string) (bleve.Index, error)) (*Index, error) {
	setOnce.Do(settings)
	passages, err := open(filepath.Join(dir, "passages"))
	if err != nil {
		return nil, err
	}
	interviews, err := open(filepath.Join(dir, "interviews"))
	if err != nil {
		return nil, errors.Join(err, passages.Close())
	}
	all := newCatalogue()
	ix := &Index{passages: passages, interviews: interviews, known: &known{}, catalogue: all, columns: newColumns(all)}
	if err := ix.recall(); err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return ix, nil
}

// model says only how matches are scored: fields are made by hand in document.go,
// so that words are read by search.Tokens and offsets are those of the text.
func model() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.ScoringModel = bindex.BM25Scoring
	return m
}

func about(archiveID string) string { return Schema + " " + archiveID }

// notice turns a panic inside bleve, which damaged files can cause, into an error.
func notice(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("bleve gave up (%v): %w", p, archive.ErrDamaged)
	}
}

// Position implements search.Index: the part that is further behind counts.
func (ix *Index) Position(context.Context) (int64, error) {
	a, err := number(ix.passages, keyPosition)
	if err != nil {
		return 0, err
	}
	b, err := number(ix.interviews, keyPosition)
	return min(a, b), err
}

func number(b bleve.Index, key []byte) (int64, error) {
	v, err := b.GetInternal(key)
	if err != nil {
		return 0, fmt.Errorf("search index: %w", err)
	}
	if v == nil {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("search index, %s: %w", key, archive.ErrDamaged)
	}
	return n, nil
}

// Close implements search.Index.
func (ix *Index) Close() error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	return errors.Join(ix.passages.Close(), ix.interviews.Close())
}

// stored reads a document's own record; nil when there is none.
func stored(b bleve.Index, id string) (data []byte, err error) {
	defer notice(&err)
	doc, err := b.Document(id)
	if err != nil || doc == nil {
		return nil, err
	}
	doc.VisitFields(func(f bindex.Field) {
		if f.Name() == fieldBody {
			data = append([]byte(nil), f.Value()...)
		}
	})
	return data, nil
}

func storedJSON(b bleve.Index, id string, into any) (bool, error) {
	data, err := stored(b, id)
	if err != nil || data == nil {
		return false, err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return false, fmt.Errorf("record %s in the search index: %w", id, archive.ErrDamaged)
	}
	return true, nil
}
