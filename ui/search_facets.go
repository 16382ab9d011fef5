package ui

import (
	"slices"
	"strings"

	"earshot/search"

	"github.com/gin-gonic/gin"
)

// narrowing is one fact that an answer can be narrowed by.
type narrowing struct {
	Name   string
	Values []narrowValue // the chosen ones first
	More   int           // interviews under values that are not listed
}

type narrowValue struct {
	Value, Address string
	Interviews     int
	Chosen         bool // the address takes it away again
}

type chosenFact struct{ Text, Address string }

// facetNames says what a facet counts; one without a name is not shown.
var facetNames = map[search.Field]string{search.Theme: "Theme", search.Collection: "Collection", search.Place: "Place", search.Speaker: "Speaker", search.Year: "Year",
	search.RoleIs: "Speaking as", search.Reporter: "Looked after by", search.Language: "Language", search.Checked: "Checked by people"}

// valueWords says what stands for a fact that is kept as a code.
func valueWords(f search.Field, value string) string {
	if f == search.Language {
		if name := languageNames[value]; name != "" {
			return name
		}
	}
	return value
}

// languageNames are the languages of the most people, and those at home where
// this archive began; others are shown by their code.
var languageNames = map[string]string{"ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French",
	"ga": "Irish", "gd": "Scottish Gaelic", "gu": "Gujarati", "hi": "Hindi", "it": "Italian", "ku": "Kurdish", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish",
	"ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "so": "Somali", "ti": "Tigrinya", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "yue": "Cantonese", "zh": "Chinese"}

// facts lists the filters that are set.
func (p *searchPage) facts() {
	for i, cl := range p.Answer.Query.Clauses {
		if !cl.Field.Filter() {
			continue
		}
		name := facetNames[cl.Field]
		if name == "" {
			name = strings.ToUpper(string(cl.Field[:1])) + string(cl.Field[1:])
		}
		text := name + ": " + valueWords(cl.Field, cl.Text)
		if cl.Without {
			text = "Not " + strings.ToLower(name[:1]) + text[1:]
		}
		p.Facts = append(p.Facts, chosenFact{text, p.Asking(without(p.Answer.Query, i).String()).Address()})
	}
}

// without is a query that lacks some clauses, by their place.
func without(q search.Query, places ...int) search.Query {
	var rest search.Query
	for i, cl := range q.Clauses {
		if !slices.Contains(places, i) {
			rest.Clauses = append(rest.Clauses, cl)
		}
	}
	return rest
}

// mostWidened is how many facets with a choice are counted anew without it: each
// is one more search.
const mostWidened = 2

// narrow lists what the answer can be narrowed by, with counts. Several values of
// one fact widen each other, so the values beside a chosen one are counted as if
// nothing were chosen there.
func (s *Server) narrow(c *gin.Context, p *searchPage) error {
	if !p.First {
		return nil
	}
	facets, widened := p.Answer.Facets, 0
	for _, f := range chosenFields(p.Answer.Query) {
		if widened++; widened > mostWidened {
			break
		}
		q := without(p.Answer.Query, chosenOf(p.Answer.Query, f)...)
		if len(q.Clauses) == 0 {
			continue // only this was asked: beside it stands the whole archive
		}
		ask := p.page()
		ask.Size, ask.Sort, ask.Meaning = 1, search.ByRank, false // only the facts are counted
		wide, err := s.Search.Search(c.Request.Context(), s.viewer(c), q.String(), ask)
		if err != nil {
			return err
		}
		facets = replaced(facets, wide.Facets, f)
	}
	for _, f := range facets {
		n := narrowing{Name: facetNames[f.Field], More: f.More}
		if n.Name == "" {
			continue
		}
		for _, v := range f.Values {
			n.Values = append(n.Values, p.value(f.Field, v))
		}
		slices.SortStableFunc(n.Values, func(a, b narrowValue) int { return chosenFirst(a) - chosenFirst(b) })
		if len(n.Values) > 1 || len(n.Values) == 1 && n.Values[0].Chosen {
			p.Narrow = append(p.Narrow, n)
		}
	}
	return nil
}

func chosenFirst(v narrowValue) int {
	if v.Chosen {
		return 0
	}
	return 1
}

// value is one value of a facet; choosing it again takes it away.
func (p *searchPage) value(f search.Field, v search.Count) narrowValue {
	q := p.Answer.Query
	out := narrowValue{Value: valueWords(f, v.Value), Interviews: v.Interviews}
	if at := placesOf(q, f, v.Value); len(at) > 0 {
		out.Chosen, out.Address = true, p.Asking(without(q, at...).String()).Address()
		return out
	}
	if f == search.Year { // a year is asked as its first and last day
		q = dated(without(q, chosenOf(q, search.Year)...), v.Value, v.Value)
	} else {
		q = q.With(f, v.Value)
	}
	out.Address = p.Asking(q.String()).Address()
	return out
}

// dated narrows a query to what was recorded from one date to another.
func dated(q search.Query, from, to string) search.Query {
	q.Clauses = append(slices.Clone(q.Clauses), search.Clause{Field: search.From, Text: from}, search.Clause{Field: search.To, Text: to})
	return q
}

// chosenFields are the facets that the query chooses values of.
func chosenFields(q search.Query) []search.Field {
	var out []search.Field
	for _, cl := range q.Clauses {
		f := cl.Field
		if f == search.From || f == search.To {
			f = search.Year
		}
		if f.Filter() && !cl.Without && facetNames[f] != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// chosenOf are the places of the clauses that choose values of a facet.
func chosenOf(q search.Query, f search.Field) []int {
	var at []int
	for i, cl := range q.Clauses {
		if !cl.Without && (cl.Field == f || f == search.Year && (cl.Field == search.From || cl.Field == search.To)) {
			at = append(at, i)
		}
	}
	return at
}

// placesOf are the places of the clauses that choose one value of a facet.
func placesOf(q search.Query, f search.Field, value string) []int {
	at := chosenOf(q, f)
	if f == search.Year {
		if len(at) == 2 && !slices.ContainsFunc(at, func(i int) bool { return q.Clauses[i].Text != value }) {
			return at
		}
		return nil
	}
	return slices.DeleteFunc(at, func(i int) bool { return !sameName(q.Clauses[i].Text, value) })
}

// sameName compares names as the index does: by their words, whatever their case
// and accents.
func sameName(a, b string) bool {
	return slices.EqualFunc(search.Tokens(a), search.Tokens(b), func(x, y search.Token) bool { return x.Term == y.Term })
}

// replaced puts the facet of one field in the place of the old one.
func replaced(facets, from []search.Facet, f search.Field) []search.Facet {
	of := func(in []search.Facet) int {
		return slices.IndexFunc(in, func(x search.Facet) bool { return x.Field == f })
	}
	to, wide := of(facets), of(from)
	switch {
	case wide < 0:
		return facets
	case to < 0:
		return append(facets, from[wide])
	}
	facets[to] = from[wide]
	return facets
}
