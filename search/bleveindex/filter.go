package bleveindex

import (
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// filter notes a clause that is not about spoken words: of what is known of
// passages as a query, of what is known of interviews as those it allows.
func (c *compiler) filter(cl search.Clause) error {
	switch {
	case cl.Field == search.Speaker || cl.Field == search.RoleIs || cl.Field == search.Checked:
		found, err := c.passageFact(cl)
		if err != nil {
			return err
		}
		if cl.Without {
			c.not = append(c.not, found)
		} else {
			c.any[cl.Field] = append(c.any[cl.Field], found)
		}
		return nil
	case cl.Without:
		found, err := c.named(cl)
		c.out.Or(found)
		return err
	}
	found, err := c.named(cl)
	if c.in[cl.Field] == nil {
		c.in[cl.Field] = roaring.New()
	}
	c.in[cl.Field].Or(found)
	return err
}

// passageFact matches what is known of single passages.
func (c *compiler) passageFact(cl search.Clause) (query.Query, error) {
	switch {
	case cl.Field == search.Speaker:
		return c.speaker(cl)
	case cl.Field == search.RoleIs:
		return term(fieldKind, kindRole+cl.Text), nil
	case cl.Text == "yes":
		return term(fieldKind, kindChecked), nil
	}
	return query.NewBooleanQuery([]query.Query{term(fieldKind, kindPassage)}, nil, []query.Query{term(fieldKind, kindChecked)}), nil
}

// asked are the names that a filter asks for: the whole one when it was quoted, else
// each of its words.
func asked(cl search.Clause) []string {
	if cl.Phrase {
		return []string{wholeName(cl.Text)}
	}
	return nameWords(cl.Text)
}

// speaker matches passages where someone of a name speaks.
func (c *compiler) speaker(cl search.Clause) (query.Query, error) {
	all := asked(cl)
	parts := make([]query.Query, len(all))
	for i, w := range all {
		parts[i] = term(fieldSpeaker, w)
		if !cl.Prefix || i < len(all)-1 {
			continue
		}
		found, err := c.dictionary(w, fieldSpeaker)
		if err != nil {
			return nil, err
		}
		ways := make([]query.Query, len(found))
		for k, f := range found {
			ways[k] = term(fieldSpeaker, f)
		}
		parts[i] = best{ways: ways}
	}
	return query.NewConjunctionQuery(parts), nil
}

// named are the interviews that a filter names.
func (c *compiler) named(cl search.Clause) (*roaring.Bitmap, error) {
	out := roaring.New()
	all := asked(cl)
	for i, name := range all {
		found := c.index.catalogue.with(cl.Field, name)
		if cl.Prefix && i == len(all)-1 {
			names := c.index.catalogue.names(cl.Field, name, maxBegin)
			if len(names) > maxBegin {
				return out, tooMany(name)
			}
			for _, n := range names {
				found.Or(c.index.catalogue.with(cl.Field, n))
			}
		}
		if i == 0 {
			out = found
		} else {
			out.And(found)
		}
	}
	return out, nil
}

// allowed tells by their numbers which interviews the filters allow; nil is all.
func (c *compiler) allowed() []bool {
	if len(c.in) == 0 && c.out.IsEmpty() && c.from.IsZero() && c.to.IsZero() {
		return nil
	}
	left := c.index.catalogue.all()
	left.AndNot(c.out)
	for _, some := range c.in {
		left.And(some)
	}
	if !c.from.IsZero() || !c.to.IsZero() {
		left.And(c.index.catalogue.recorded(day(c.from), day(c.to)))
	}
	out := make([]bool, len(c.index.catalogue.met()))
	for n := range roaring.Values(left) {
		out[n] = true
	}
	return out
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// filtered narrows a query by the filters.
func (c *compiler) filtered(q *query.BooleanQuery) query.Query {
	var about []query.Query
	for _, f := range search.Fields {
		if ways := c.any[f]; len(ways) > 0 {
			about = append(about, best{ways: ways})
		}
	}
	if len(about) > 0 {
		q.AddFilter(query.NewConjunctionQuery(about))
	}
	if allowed := c.allowed(); allowed != nil {
		return narrowed{q, allowed, c.index.columns}
	}
	return q
}

func tooMany(prefix string) error {
	return archive.Invalid("q", "Very many words begin with “%s”. Please write more letters before the *.", prefix)
}
