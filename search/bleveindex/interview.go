package bleveindex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"
	"github.com/cespare/xxhash/v2"

	"earshot/archive"
	"earshot/search"
)

// The different words of an interview as it reads now are kept beside its facts,
// for the lexicon. They are dealt to several documents by their hash, so that a fix
// in a two-hour interview writes some hundred words again and not five thousand.
// How many words a document should hold, and how many documents an interview may
// have:
const (
	wordsEach = 256
	mostLists = 16
)

// list is one of those documents.
type list struct {
	words []string
	sum   uint64 // of the words' hashes, in any order; 0 of no words
}

// listsOf deals out the different words of an interview. had is how many lists it
// was dealt to before, which is kept while it is about right.
func listsOf(doc *search.InterviewDoc, had int) []list {
	words := wordsOf(doc)
	n := 1
	for n < mostLists && n*wordsEach < len(words) {
		n *= 2
	}
	if had >= n/2 && had <= n*2 && had > 0 {
		n = had
	}
	lists := make([]list, n)
	for _, w := range words {
		h := xxhash.Sum64String(w)
		l := &lists[h%uint64(n)]
		l.words, l.sum = append(l.words, w), l.sum+h
	}
	return lists
}

// wordsOf lists the different words of an interview as it reads now.
func wordsOf(doc *search.InterviewDoc) (out []string) {
	seen := make(map[string]struct{}, 4*len(doc.Passages))
	var tokens []search.Token
	for i := range doc.Passages {
		tokens = search.AppendTokens(tokens[:0], doc.Passages[i].Corrected.Body)
		for _, t := range tokens {
			if _, has := seen[t.Term]; has {
				continue
			}
			seen[t.Term] = struct{}{}
			if n := utf8.RuneCountInString(t.Term); n >= leastLetters && n <= mostLetters {
				out = append(out, t.Term)
			}
		}
	}
	return out
}

// keptInterview is the stored body of an interview's document.
type keptInterview struct {
	interviewFacts
	Lists []uint64 `json:"lists"` // the sum of each of its lists
}

func listID(interview string, lists, i int) string {
	return fmt.Sprintf("%s/%d/%d", interview, lists, i)
}

// isList tells whether a document is one of those.
func isList(id string) bool { return strings.Contains(id, "/") }

// interview writes what changed of an interview: its facts, and lists of its words.
func (s *step) interview(doc *search.InterviewDoc) error {
	id := doc.Facts.Interview
	was, old, err := s.kept(id)
	if err != nil {
		return err
	}
	lists := listsOf(doc, len(old.Lists))
	if len(lists) != len(old.Lists) {
		if err := s.forgetLists(id, old.Lists); err != nil {
			return err
		}
		old.Lists = make([]uint64, len(lists))
	}
	now := keptInterview{interviewFacts: factsOf(doc)}
	for i, l := range lists {
		now.Lists = append(now.Lists, l.sum)
		if l.sum == old.Lists[i] {
			continue
		}
		if err := s.list(listID(id, len(lists), i), l.words, old.Lists[i] != 0); err != nil {
			return err
		}
	}
	body, err := json.Marshal(now)
	if err != nil || bytes.Equal(body, was) {
		return err
	}
	return s.put(storedDocument(id, body), was != nil)
}

// list writes one list of words anew, or deletes it when there are none.
func (s *step) list(id string, words []string, was bool) error {
	if was {
		before, err := listed(s.index, id)
		if err != nil {
			return err
		}
		s.taken = append(s.taken, before...)
	}
	s.given = append(s.given, words...)
	if len(words) == 0 {
		s.delete(id)
		return nil
	}
	return s.put(storedDocument(id, []byte(strings.Join(words, "\n"))), was)
}

// kept reads the document of an interview; nil when there is none.
func (s *step) kept(id string) (body []byte, k keptInterview, err error) {
	if body, err = stored(s.index, id); err != nil || body == nil {
		return nil, k, err
	}
	if err := json.Unmarshal(body, &k); err != nil {
		return nil, k, fmt.Errorf("record %s in the search index: %w", id, archive.ErrDamaged)
	}
	return body, k, nil
}

// forget deletes all documents of an interview.
func (s *step) forget(id string) error {
	was, old, err := s.kept(id)
	if err != nil || was == nil {
		return err
	}
	s.delete(id)
	return s.forgetLists(id, old.Lists)
}

func (s *step) forgetLists(interview string, sums []uint64) error {
	for i, sum := range sums {
		if sum == 0 {
			continue
		}
		if err := s.list(listID(interview, len(sums), i), nil, true); err != nil {
			return err
		}
	}
	return nil
}

// listed reads the words of a list.
func listed(b bleve.Index, id string) ([]string, error) {
	body, err := stored(b, id)
	if err == nil && body == nil {
		err = fmt.Errorf("words %s of the search index are not there: %w", id, archive.ErrDamaged)
	}
	return strings.Split(string(body), "\n"), err
}

func storedDocument(id string, body []byte) *document.Document {
	d := document.NewDocument(id)
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, body, bindex.StoreField, nil))
	return d
}
