package bleveindex

import (
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// passageFact matches what is known of single passages.
func passageFact(f search.Field, value string) query.Query {
	switch {
	case f == search.RoleIs:
		return term(fieldKind, kindRole+value)
	case value == "yes":
		return term(fieldKind, kindChecked)
	}
	return query.NewBooleanQuery([]query.Query{term(fieldKind, kindPassage)}, nil, []query.Query{term(fieldKind, kindChecked)})
}

// name matches a filter's value: whole when it was quoted, else by its words.
func (c *compiler) name(cl search.Clause) (query.Query, error) {
	if cl.Field == search.RoleIs || cl.Field == search.Checked {
		return passageFact(cl.Field, cl.Text), nil
	}
	field := string(cl.Field)
	all := nameWords(cl.Text)
	if cl.Phrase {
		all = []string{wholeName(cl.Text)}
	}
	parts := make([]query.Query, len(all))
	for i, w := range all {
		parts[i] = term(field, w)
		if !cl.Prefix || i < len(all)-1 {
			continue
		}
		found, err := c.dictionary(w, field)
		if err != nil {
			return nil, err
		}
		ways := make([]query.Query, len(found))
		for k, f := range found {
			ways[k] = term(field, f)
		}
		parts[i] = best{ways: ways}
	}
	return query.NewConjunctionQuery(parts), nil
}

func (c *compiler) filters() ([]query.Query, error) {
	var out []query.Query
	for _, f := range search.Fields {
		if ways := c.any[f]; len(ways) > 0 {
			out = append(out, best{ways: ways})
		}
	}
	if c.from.IsZero() && c.to.IsZero() {
		return out, nil
	}
	days, err := c.days()
	return append(out, days), err
}
