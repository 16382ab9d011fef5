package bleveindex

import (
	"cmp"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"

	"earshot/archive"
	"earshot/search"
)

// Fields of a passage's document.
const (
	fieldText      = "text"      // words as corrected
	fieldHeard     = "heard"     // words as heard, only where they differ
	fieldKind      = "kind"      // kindPassage, or kindDiffers beside it
	fieldInterview = "interview" // its id
	fieldSpeaker   = "speaker"   // names of those who speak
	fieldDate      = "date"      // day it was recorded on, to sort by
	fieldBody      = "body"      // the record itself, stored and not searched
)

const (
	kindPassage = "p"
	kindDiffers = "d" // as heard and as corrected differ
	kindChecked = "c" // a person has checked every line
	kindRole    = "=" // and a role: someone who has it speaks
	kindRecord  = "r" // what the passages index holds of an interview
)

const (
	words   = bindex.IndexField | bindex.IncludeTermVectors
	plain   = bindex.IndexField | bindex.SkipFreqNorm
	counted = plain | bindex.DocValues
)

// noDate sorts behind every date when the newest come first.
const noDate = "0000-00-00"

func keyword(name, value string, options bindex.FieldIndexingOptions) document.Field {
	return document.NewTextFieldCustom(name, nil, []byte(value), options, nil)
}

// several is one field of several terms: it costs bleve less than a field for each.
func several(name string, all names) document.Field {
	return document.NewTextFieldCustom(name, nil, nil, plain, all)
}

// writer makes the documents of one interview's passages.
type writer struct {
	facts    *search.Facts
	read     reader
	speakers map[string]names // by who speaks, which is mostly one of a few
}

func newWriter(f *search.Facts) *writer {
	w := &writer{facts: f, read: readerOf(f.Language), speakers: map[string]names{}}
	w.read.known = &stems{of: map[string][]byte{}}
	return w
}

// document is what is kept of one passage. What is known of its interview as a
// whole is not among it, but for the language, whose endings are taken off, and
// the day it is sorted by.
func (w *writer) document(p *search.Passage) *document.Document {
	read := w.read
	d := document.NewDocument(p.ID)
	read.then = p.Corrected.Then
	d.AddField(document.NewTextFieldCustom(fieldText, nil, []byte(p.Corrected.Body), words, read))
	kinds := names{kindPassage}
	if p.Differs() {
		read.then = p.Heard.Then
		d.AddField(document.NewTextFieldCustom(fieldHeard, nil, []byte(p.Heard.Body), words, read))
		kinds = append(kinds, kindDiffers)
	}
	if p.Level >= archive.CheckedOnce {
		kinds = append(kinds, kindChecked)
	}
	for _, r := range search.Roles {
		if slices.Contains(p.Roles, r) {
			kinds = append(kinds, kindRole+string(r))
		}
	}
	d.AddField(several(fieldKind, kinds))
	d.AddField(keyword(fieldInterview, w.facts.Interview, plain))
	if all := w.namesOf(p.Speakers); len(all) > 0 {
		d.AddField(several(fieldSpeaker, all))
	}
	d.AddField(keyword(fieldDate, cmp.Or(w.facts.RecordedOn, noDate), counted))
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, p.Encode(), bindex.StoreField, nil))
	return d
}

func (w *writer) namesOf(speakers []string) names {
	who := strings.Join(speakers, "\n")
	all, known := w.speakers[who]
	if !known {
		all = namesOf(speakers)
		w.speakers[who] = all
	}
	return all
}

// names are the terms of one field, as they are kept. Each name of a filter is kept
// whole and by its words, so that speaker:maria finds "Maria Lopez" and
// speaker:"maria lopez" finds her alone. Whole names start with a sign that no word
// holds.
type names []string

func namesOf(values []string) (all names) {
	for _, v := range values {
		for _, term := range append(nameWords(v), wholeName(v)) {
			if term != "" && !slices.Contains(all, term) {
				all = append(all, term)
			}
		}
	}
	return all
}

// Analyze implements analysis.Analyzer: the names are known already.
func (n names) Analyze([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, len(n))
	for i, term := range n {
		out[i] = &analysis.Token{Term: []byte(term), Position: i + 1, Type: analysis.AlphaNumeric}
	}
	return out
}

func nameWords(v string) []string {
	tokens := search.Tokens(v)
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = clip(t.Term)
	}
	return out
}

func wholeName(v string) string {
	if w := nameWords(v); len(w) > 0 {
		return "=" + strings.Join(w, " ")
	}
	return ""
}
