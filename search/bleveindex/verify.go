package bleveindex

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// verifyFiles compares each segment with the checksum at its end, which bleve
// writes and does not read: it opens a file with flipped bits without complaint.
func verifyFiles(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := verifyFile(f); err != nil {
			return err
		}
	}
	return nil
}

// A segment ends with its CRC-32 (IEEE), big endian, of all before it. A file that
// is being written when the process dies is longer or shorter than that; bleve
// deletes those it does not know, and so are passed over when root.bolt does not
// name them: Open fails by itself when a named one is missing.
func verifyFile(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	in := bufio.NewReaderSize(f, 1<<20)
	if _, err := io.CopyN(sum, in, info.Size()-4); err != nil && info.Size() >= 4 {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(in, want[:]); err != nil || binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		if unfinished(path) {
			return nil
		}
		return fmt.Errorf("%s differs from its checksum: %w", filepath.Base(path), archive.ErrDamaged)
	}
	return nil
}

// unfinished tells whether bleve's own list of segments leaves this one out. Names
// are stored in it as plain bytes, so a search of the file is enough.
func unfinished(path string) bool {
	bolt, err := os.ReadFile(filepath.Join(filepath.Dir(path), "root.bolt"))
	return err == nil && !bytes.Contains(bolt, []byte(filepath.Base(path)))
}

// verify compares what each part says of itself with what it holds.
func (ix *Index) verify(archiveID string) (err error) {
	defer notice(&err)
	written := map[bool]bool{} // a part that was written, one that never was
	for name, b := range map[string]bleve.Index{"passages": ix.passages, "interviews": ix.interviews} {
		is, err := b.GetInternal(keyAbout)
		if err != nil {
			return err
		}
		if string(is) != about(archiveID) {
			return fmt.Errorf("the search index in this folder is of another archive or schema: %w", archive.ErrDamaged)
		}
		want, err := number(b, keyCount)
		if err != nil {
			return err
		}
		if have, err := b.DocCount(); err != nil || have != uint64(want) {
			return fmt.Errorf("the search index has %d of %d %s (%v): %w", have, want, name, err, archive.ErrDamaged)
		}
		at, err := number(b, keyPosition)
		if err != nil {
			return err
		}
		written[at > 0] = true
	}
	if len(written) > 1 { // bleve takes an older list of files when one of the newest is missing
		return fmt.Errorf("one part of the search index is empty: %w", archive.ErrDamaged)
	}
	return nil
}

// Holdings implements search.Index.
func (ix *Index) Holdings(ctx context.Context, fn func(search.Holding) error) (err error) {
	defer notice(&err)
	all := query.NewTermQuery(kindRecord)
	all.SetField(fieldKind)
	var after []string
	for {
		req := bleve.NewSearchRequestOptions(all, 500, 0, false)
		req.Fields = []string{fieldBody}
		req.SortBy([]string{"_id"})
		req.SearchAfter = after
		res, err := ix.passages.SearchInContext(ctx, req)
		if err != nil {
			return fmt.Errorf("list what the search index holds: %w", err)
		}
		for _, hit := range res.Hits {
			body, _ := hit.Fields[fieldBody].(string)
			r, err := readRecord([]byte(body))
			if err != nil {
				return err
			}
			if err := fn(r.Holding); err != nil {
				return err
			}
			after = []string{hit.ID}
		}
		if len(res.Hits) == 0 {
			return nil
		}
	}
}
