package bleveindex

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

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

// passageDocument is what is kept of one passage.
func passageDocument(f search.Facts, p *search.Passage) *document.Document {
	d := document.NewDocument(p.ID)
	read := readerOf(f.Language)
	read.then = p.Corrected.Then
	d.AddField(document.NewTextFieldCustom(fieldText, nil, []byte(p.Corrected.Body), words, read))
	d.AddField(keyword(fieldKind, kindPassage, plain))
	if p.Differs() {
		read.then = p.Heard.Then
		d.AddField(document.NewTextFieldCustom(fieldHeard, nil, []byte(p.Heard.Body), words, read))
		d.AddField(keyword(fieldKind, kindDiffers, plain))
	}
	if p.Level >= archive.CheckedOnce {
		d.AddField(keyword(fieldKind, kindChecked, plain))
	}
	for _, r := range search.Roles {
		if slices.Contains(p.Roles, r) {
			d.AddField(keyword(fieldKind, kindRole+string(r), plain))
		}
	}
	d.AddField(keyword(fieldInterview, f.Interview, counted))
	for field, values := range filters(f, p.Speakers) {
		addNames(d, string(field), values)
	}
	date := noDate
	if day, err := time.Parse(time.DateOnly, f.RecordedOn); err == nil {
		date = f.RecordedOn
		d.AddField(keyword(fieldPeriod, day.Format(yearly), plain))
		d.AddField(keyword(fieldPeriod, day.Format(monthly), plain))
	}
	d.AddField(keyword(fieldDate, date, counted))
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, p.Encode(), bindex.StoreField, nil))
	return d
}

// filters are the values that each filter field looks at.
func filters(f search.Facts, speakers []string) map[search.Field][]string {
	return map[search.Field][]string{
		search.Speaker: speakers, search.Theme: f.Themes, search.Collection: {f.Collection},
		search.Place: {f.Place}, search.Reporter: {f.ReporterName, f.Reporter}, search.Language: languageNames(f.Language),
	}
}

// addNames keeps each name whole and by its words, so that speaker:maria finds
// "Maria Lopez" and speaker:"maria lopez" finds her alone. Whole names start with
// a sign that no word holds.
func addNames(d *document.Document, field string, values []string) {
	seen := map[string]bool{}
	for _, v := range values {
		for _, term := range append(nameWords(v), wholeName(v)) {
			if term != "" && !seen[term] {
				seen[term] = true
				d.AddField(keyword(field, term, plain))
			}
		}
	}
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

// facetFields are the fields of an interview's document that are counted, with
// the values they take.
func facetFields(doc *search.InterviewDoc) map[search.Field][]string {
	speakers := map[string]bool{}
	out := map[search.Field][]string{
		search.Theme: doc.Facts.Themes, search.Collection: {doc.Facts.Collection}, search.Place: {doc.Facts.Place},
		search.Reporter: {cmp.Or(doc.Facts.ReporterName, doc.Facts.Reporter)}, search.Language: {doc.Facts.Language},
	}
	for i := range doc.Passages {
		for _, s := range doc.Passages[i].Speakers {
			if !speakers[s] {
				speakers[s] = true
				out[search.Speaker] = append(out[search.Speaker], s)
			}
		}
	}
	if doc.Facts.Year > 0 {
		out[search.Year] = []string{strconv.Itoa(doc.Facts.Year)}
	}
	return out
}

// interviewDocument is what is kept of one interview: its facts, counted.
func interviewDocument(doc *search.InterviewDoc, words []string) (*document.Document, error) {
	d := document.NewDocument(doc.Facts.Interview)
	for field, values := range facetFields(doc) {
		for _, v := range values {
			if v != "" {
				d.AddField(keyword(string(field), v, counted))
			}
		}
	}
	d.AddField(document.NewTextFieldCustom(fieldWord, nil, nil, plain, wordList(words)))
	body, err := json.Marshal(doc.Facts)
	if err != nil {
		return nil, err
	}
	d.AddField(document.NewTextFieldCustom(fieldBody, nil, body, bindex.StoreField, nil))
	return d, nil
}
