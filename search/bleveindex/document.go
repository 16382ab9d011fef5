package bleveindex

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

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
	fieldPeriod    = "period"    // year and month it was recorded in
	fieldDate      = "date"      // day it was recorded on
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

// listed is one field of several terms: it costs bleve less than a field for each.
func listed(name string, all names) document.Field {
	return document.NewTextFieldCustom(name, nil, nil, plain, all)
}

// writer makes the documents of one interview's passages. What all of them share
// is read once.
type writer struct {
	facts search.Facts
	read  reader
	names map[search.Field]names // of every filter but the speaker
}

func newWriter(f search.Facts) *writer {
	w := &writer{facts: f, read: readerOf(f.Language), names: map[search.Field]names{}}
	for field, values := range filters(f) {
		w.names[field] = namesOf(values)
	}
	return w
}

// document is what is kept of one passage.
func (w *writer) document(p *search.Passage) *document.Document {
	f, read := w.facts, w.read
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
	d.AddField(listed(fieldKind, kinds))
	d.AddField(keyword(fieldInterview, f.Interview, plain))
	w.names[search.Speaker] = namesOf(p.Speakers)
	for field, all := range w.names {
		if len(all) > 0 {
			d.AddField(listed(string(field), all))
		}
	}
	date := noDate
	if day, err := time.Parse(time.DateOnly, f.RecordedOn); err == nil {
		date = f.RecordedOn
		d.AddField(listed(fieldPeriod, names{day.Format(yearly), day.Format(monthly)}))
	}
	d.AddField(keyword(fieldDate, date, counted))
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, p.Encode(), bindex.StoreField, nil))
	return d
}

// filters are the values that each filter about an interview looks at.
func filters(f search.Facts) map[search.Field][]string {
	return map[search.Field][]string{
		search.Theme: f.Themes, search.Collection: {f.Collection}, search.Place: {f.Place},
		search.Reporter: {f.ReporterName, f.Reporter}, search.Language: languageNames(f.Language),
	}
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

// interviewFacts are what is kept of one interview.
type interviewFacts struct {
	search.Facts
	Spoke []string `json:"spoke,omitempty"` // speakers, each once

	counts []countedBy
}

// countedBy is a value that an interview is counted by.
type countedBy struct {
	field search.Field
	value string
}

// countedBy lists what an interview is counted by.
func (f *interviewFacts) countedBy() (out []countedBy) {
	add := func(field search.Field, values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, countedBy{field, v})
			}
		}
	}
	add(search.Theme, f.Themes...)
	add(search.Collection, f.Collection)
	add(search.Place, f.Place)
	add(search.Speaker, f.Spoke...)
	add(search.Reporter, cmp.Or(f.ReporterName, f.Reporter))
	add(search.Language, f.Language)
	if f.Year > 0 {
		add(search.Year, strconv.Itoa(f.Year))
	}
	return out
}
