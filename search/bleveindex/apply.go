package bleveindex

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"

	"earshot/search"
)

// Apply implements search.Index. Both parts are written side by side; when the
// process dies before both are kept, Position still says the earlier number, and
// the same batch is applied again.
func (ix *Index) Apply(ctx context.Context, b search.Batch) (err error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	defer notice(&err)
	defer ix.forget(b)
	if err := ctx.Err(); err != nil {
		return err
	}
	var taken map[string]bool
	var passages, interviews error
	var both sync.WaitGroup
	both.Go(func() { taken, passages = ix.applyPassages(b) })
	both.Go(func() { interviews = ix.applyInterviews(b) })
	both.Wait()
	if passages != nil {
		return fmt.Errorf("search index, passages: %w", passages)
	}
	if interviews != nil {
		return fmt.Errorf("search index, interviews: %w", interviews)
	}
	if err := ix.unlearn(context.WithoutCancel(ctx), taken); err != nil { // the batch is kept by now
		return fmt.Errorf("search index, words that are gone: %w", err)
	}
	return nil
}

// applyPassages returns the words of the passages that were taken away or written
// over.
func (ix *Index) applyPassages(b search.Batch) (taken map[string]bool, err error) {
	defer notice(&err)
	s, err := newStep(ix.passages, b.Position)
	if err != nil {
		return nil, err
	}
	for i := range b.Interviews {
		if err := s.passages(&b.Interviews[i]); err != nil {
			return nil, err
		}
	}
	for _, id := range b.Gone {
		old, err := s.record(id)
		if err != nil {
			return nil, err
		}
		for part := range old.parts {
			if err := s.take(part); err != nil {
				return nil, err
			}
			s.delete(part)
		}
		if old.Interview != "" {
			s.delete(recordID(id))
		}
	}
	return s.taken, s.write()
}

func (ix *Index) applyInterviews(b search.Batch) (err error) {
	defer notice(&err)
	s, err := newStep(ix.interviews, b.Position)
	if err != nil {
		return err
	}
	for i := range b.Interviews {
		fresh, err := s.interview(&b.Interviews[i])
		if err != nil {
			return err
		}
		ix.known.learn(b.Interviews[i].Facts.Language, fresh)
	}
	for _, id := range b.Gone {
		if err := s.forget(id); err != nil {
			return err
		}
	}
	return s.write()
}

// step is one batch for one of the two parts. It counts documents as it goes, so
// that the count kept beside them says how many there should be.
type step struct {
	index bleve.Index
	batch *bleve.Batch
	count int64
	taken map[string]bool // words of passages that are taken away or written over
}

func newStep(b bleve.Index, position int64) (*step, error) {
	count, err := number(b, keyCount)
	if err != nil {
		return nil, err
	}
	s := &step{index: b, batch: b.NewBatch(), count: count, taken: map[string]bool{}}
	s.batch.SetInternal(keyPosition, []byte(strconv.FormatInt(position, 10)))
	return s, nil
}

// put writes a document; was tells whether it replaces one.
func (s *step) put(d *document.Document, was bool) error {
	if !was {
		s.count++
	}
	return s.batch.IndexAdvanced(d)
}

func (s *step) delete(id string) {
	s.batch.Delete(id)
	s.count--
}

func (s *step) write() error {
	s.batch.SetInternal(keyCount, []byte(strconv.FormatInt(s.count, 10)))
	return s.index.Batch(s.batch)
}

func (s *step) record(interview string) (record, error) {
	body, err := stored(s.index, recordID(interview))
	if err != nil || body == nil {
		return record{}, err
	}
	return readRecord(body)
}

// passages writes the passages of one interview that changed and deletes those
// that are no longer there.
func (s *step) passages(doc *search.InterviewDoc) error {
	id := doc.Facts.Interview
	old, err := s.record(id)
	if err != nil {
		return err
	}
	whole, each := doc.Digests()
	now := record{
		Holding: search.Holding{Interview: id, Version: doc.Version, Passages: len(doc.Passages), Digest: whole},
		parts:   make(map[string]string, len(doc.Passages)),
	}
	w := newWriter(doc.Facts)
	for i := range doc.Passages {
		p := &doc.Passages[i]
		now.parts[p.ID] = each[i]
		was, kept := old.parts[p.ID]
		if kept && was == each[i] {
			continue
		}
		if kept {
			if err := s.take(p.ID); err != nil {
				return err
			}
		}
		if err := s.put(w.document(p), kept); err != nil {
			return err
		}
	}
	for part := range old.parts {
		if _, stays := now.parts[part]; !stays {
			if err := s.take(part); err != nil {
				return err
			}
			s.delete(part)
		}
	}
	return s.keep(now, old.Interview != "")
}

func (s *step) keep(r record, was bool) error {
	body, err := r.write()
	if err != nil {
		return err
	}
	d := document.NewDocument(recordID(r.Interview))
	d.AddField(keyword(fieldKind, kindRecord, plain))
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, body, bindex.StoreField, nil))
	return s.put(d, was)
}
