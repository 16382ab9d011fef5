package bleveindex

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"

	"earshot/search"
)

// Apply implements search.Index. Both parts are written side by side; when the
// process dies before both are kept, Position still says the earlier number, and
// the same batch is applied again.
func (ix *Index) Apply(ctx context.Context, b search.Batch) (err error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	defer notice(&err)
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range b.Interviews { // before their passages are found
		f := factsOf(&b.Interviews[i])
		ix.catalogue.put(&f)
	}
	var passages, interviews error
	var both sync.WaitGroup
	both.Go(func() { passages = ix.applyPassages(b) })
	both.Go(func() { interviews = ix.applyInterviews(b) })
	both.Wait()
	if passages != nil {
		return fmt.Errorf("search index, passages: %w", passages)
	}
	if interviews != nil {
		return fmt.Errorf("search index, interviews: %w", interviews)
	}
	for _, id := range b.Gone {
		ix.catalogue.drop(id)
	}
	return nil
}

func (ix *Index) applyPassages(b search.Batch) (err error) {
	defer notice(&err)
	s, err := newStep(ix.passages, b.Position)
	if err != nil {
		return err
	}
	for i := range b.Interviews {
		if err := s.passages(&b.Interviews[i]); err != nil {
			return err
		}
	}
	for _, id := range b.Gone {
		old, err := s.record(id)
		if err != nil {
			return err
		}
		for part := range old.parts {
			s.delete(part)
		}
		if old.Interview != "" {
			s.delete(recordID(id))
		}
	}
	return s.write()
}

func (ix *Index) applyInterviews(b search.Batch) (err error) {
	defer notice(&err)
	s, err := newStep(ix.interviews, b.Position)
	if err != nil {
		return err
	}
	for i := range b.Interviews {
		if err := s.interview(&b.Interviews[i]); err != nil {
			return err
		}
	}
	for _, id := range b.Gone {
		if err := s.forget(id); err != nil {
			return err
		}
	}
	if err := s.write(); err != nil {
		return err
	}
	ix.known.change(s.given, s.taken)
	return nil
}

// step is one batch for one of the two parts. It counts documents as it goes, so
// that the count kept beside them says how many there should be.
type step struct {
	index bleve.Index
	batch *bleve.Batch
	count int64

	given, taken []string // words that lists of interviews hold now, and held before
}

func newStep(b bleve.Index, position int64) (*step, error) {
	count, err := number(b, keyCount)
	if err != nil {
		return nil, err
	}
	s := &step{index: b, batch: b.NewBatch(), count: count}
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
	w := newWriter(&doc.Facts)
	for i := range doc.Passages {
		p := &doc.Passages[i]
		now.parts[p.ID] = each[i]
		was, kept := old.parts[p.ID]
		if kept && was == each[i] {
			continue
		}
		if err := s.put(w.document(p), kept); err != nil {
			return err
		}
	}
	for part := range old.parts {
		if _, stays := now.parts[part]; !stays {
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
	d := storedDocument(recordID(r.Interview), body)
	d.AddField(keyword(fieldKind, kindRecord, plain))
	return s.put(d, was)
}
