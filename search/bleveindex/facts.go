package bleveindex

import (
	"cmp"
	"slices"
	"strconv"

	"earshot/search"
)

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

// eachName calls fn for the names that filters find an interview by.
func (f *interviewFacts) eachName(fn func(search.Field, string)) {
	for field, values := range map[search.Field][]string{
		search.Theme: f.Themes, search.Collection: {f.Collection}, search.Place: {f.Place},
		search.Reporter: {f.ReporterName, f.Reporter}, search.Language: languageNames(f.Language),
	} {
		for _, name := range namesOf(values) {
			fn(field, name)
		}
	}
}

// factsOf are an interview's facts with everyone who speaks in it.
func factsOf(doc *search.InterviewDoc) interviewFacts {
	f := interviewFacts{Facts: doc.Facts}
	for i := range doc.Passages {
		for _, s := range doc.Passages[i].Speakers {
			if !slices.Contains(f.Spoke, s) {
				f.Spoke = append(f.Spoke, s)
			}
		}
	}
	return f
}
