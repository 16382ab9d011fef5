package export

import (
	"encoding/json"
	"fmt"

	"earshot/archive"
)

type object = map[string]any

// DataCite is the metadata of DataCite's schema 4 with all its required fields.
// Earshot gives no DOIs, so the identifier is the address.
func (s *Source) DataCite() object {
	at, form := s.recorded()
	iv := s.Interview
	out := object{
		"schemaVersion":   "http://datacite.org/schema/kernel-4",
		"identifiers":     []object{{"identifier": s.Address, "identifierType": "URL"}, {"identifier": "sha256:" + s.Hash, "identifierType": "SHA-256 of the words"}},
		"url":             s.Address,
		"creators":        []object{{"name": s.storyteller(), "nameType": "Personal"}},
		"titles":          []object{{"title": oneLine(iv.Title)}},
		"publisher":       object{"name": oneLine(s.Site)},
		"publicationYear": at.Format("2006"),
		"types":           object{"resourceTypeGeneral": "Sound", "resourceType": "Interview, recording and transcript"},
		"version":         fmt.Sprint(s.Version),
	}
	if !iv.Published.IsZero() {
		out["publicationYear"] = iv.Published.UTC().Format("2006")
	}
	var people []object
	if name := oneLine(iv.Interviewer); name != "" {
		people = append(people, object{"name": name, "nameType": "Personal", "contributorType": "DataCollector"})
	}
	if s.Correctors != "" {
		people = append(people, object{"name": oneLine(s.Correctors), "contributorType": "Editor"})
	}
	if people != nil {
		out["contributors"] = people
	}
	if iv.RecordedOn != "" {
		out["dates"] = []object{{"date": at.Format(form), "dateType": "Collected"}}
	}
	if s.Language != "" {
		out["language"] = s.Language
	}
	if len(s.Quote) > 0 {
		out["descriptions"] = []object{{"description": s.said(), "descriptionType": "Other"}}
		out["sizes"] = []string{s.place() + " of the recording"}
	}
	return out
}

// JSONLD is the citation as schema.org has it: an AudioObject with its
// transcript's address, or a Clip of one.
func (s *Source) JSONLD() object {
	iv := s.Interview
	whole := object{"@type": "AudioObject", "name": oneLine(iv.Title), "version": s.Version, "creator": object{"@type": "Person", "name": s.storyteller()},
		"publisher": object{"@type": "Organization", "name": oneLine(s.Site)}, "identifier": object{"@type": "PropertyValue", "propertyID": "SHA-256 of the words", "value": s.Hash}}
	set := func(o object, name, value string) {
		if value != "" {
			o[name] = value
		}
	}
	set(whole, "contentUrl", s.Sound)
	set(whole, "inLanguage", s.Language)
	set(whole, "dateCreated", iv.RecordedOn)
	set(whole, "locationCreated", oneLine(iv.Place))
	if name := oneLine(iv.Interviewer); name != "" {
		whole["contributor"] = object{"@type": "Person", "name": name}
	}
	if iv.Recording.Duration > 0 {
		whole["duration"] = "PT" + number(iv.Recording.Duration) + "S"
	}
	if len(s.Quote) == 0 {
		whole["@context"], whole["@id"], whole["url"] = "https://schema.org", s.Address, s.Address
		return whole
	}
	clip := object{"@context": "https://schema.org", "@type": "Clip", "@id": s.Address, "url": s.Address, "name": fmt.Sprintf("%s, %s", oneLine(iv.Title), s.place()),
		"text": s.said(), "startOffset": archive.Milliseconds(s.Span.Start), "endOffset": archive.Milliseconds(s.Span.End), "isPartOf": whole}
	set(clip, "contentUrl", s.Fragment())
	return clip
}

// CiteForms are the files a citation can be taken away as, by name.
var CiteForms = map[string]struct {
	Type, Ending string
	write        func(*Source) string
}{
	"note":         {"text/plain; charset=utf-8", "txt", (*Source).Note},
	"bibliography": {"text/plain; charset=utf-8", "txt", (*Source).Bibliography},
	"bibtex":       {"application/x-bibtex; charset=utf-8", "bib", (*Source).BibTeX},
	"ris":          {"application/x-research-info-systems; charset=utf-8", "ris", (*Source).RIS},
	"datacite":     {"application/vnd.datacite.datacite+json", "json", func(s *Source) string { return indented(s.DataCite()) }},
	"jsonld":       {"application/ld+json", "jsonld", func(s *Source) string { return indented(s.JSONLD()) }},
}

// As writes the citation in one of CiteForms; ok is false for any other.
func (s *Source) As(form string) (text string, ok bool) {
	f, ok := CiteForms[form]
	if !ok {
		return "", false
	}
	return f.write(s), true
}

func indented(o object) string {
	b, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return "{}" // texts and numbers always become JSON
	}
	return string(b) + "\n"
}
