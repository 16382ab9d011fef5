package search

import (
	"slices"
	"strings"
)

// item is what one written thing stands for: a clause, or the clauses of a group
// in which no OR stands.
type item []Clause

// clauses reads to the end. OR, or |, joins what stands beside it.
func (p *parser) clauses() ([]Clause, error) {
	var items []item
	joined := false
	for p.skipSpace() {
		switch {
		case p.rest[0] == ')':
			p.rest = p.rest[1:]
			continue
		case p.or():
			joined = len(items) > 0
			continue
		}
		it, err := p.item()
		if err != nil {
			return nil, err
		}
		if len(it) == 0 {
			continue
		}
		if joined {
			last := len(items) - 1
			if it, err = either(items[last], it); err != nil {
				return nil, err
			}
			items = items[:last]
		}
		items, joined = append(items, it), false
	}
	var out []Clause
	for _, it := range items {
		for _, c := range it {
			ways, err := c.settled()
			if err != nil {
				return nil, err
			}
			out = append(out, ways...)
		}
	}
	return out, nil
}

// or reads a sign that joins.
func (p *parser) or() bool {
	if p.rest[0] == '|' {
		p.rest = p.rest[1:]
		return true
	}
	after, found := strings.CutPrefix(p.rest, "OR")
	if !found || after != "" && strings.IndexByte(delimiters, after[0]) < 0 {
		return false
	}
	p.rest = after
	return true
}

// sign reads the dashes and pluses before a clause.
func (p *parser) sign() (without bool) {
	for p.rest != "" && (p.rest[0] == '-' || p.rest[0] == '+') {
		without = p.rest[0] == '-'
		p.rest = p.rest[1:]
	}
	return without
}

// item reads one clause or group; none when nothing in it can be looked for.
func (p *parser) item() (item, error) {
	before := p.rest
	without := p.sign()
	if strings.HasPrefix(p.rest, "(") {
		return p.group(without)
	}
	p.rest = before
	c, keep, err := p.clause()
	if err != nil || !keep {
		return nil, err
	}
	return item{c}, nil
}

// group reads to the closing bracket. Brackets within brackets mean nothing.
func (p *parser) group(without bool) (item, error) {
	ways, ors := []item{nil}, false
	for p.skipSpace() && p.rest[0] != ')' {
		switch {
		case p.rest[0] == '(':
			p.rest = p.rest[1:]
			continue
		case p.or():
			ways, ors = append(ways, nil), true
			continue
		}
		c, keep, err := p.clause()
		if err != nil {
			return nil, err
		}
		if last := len(ways) - 1; keep {
			ways[last] = append(ways[last], c)
		}
	}
	p.rest = strings.TrimPrefix(p.rest, ")")
	if !ors && !without {
		return ways[0], nil
	}
	var out item
	var err error
	for _, w := range ways {
		switch {
		case len(w) == 0:
		case out == nil:
			out = w
		default:
			if out, err = either(out, w); err != nil {
				return nil, err
			}
		}
	}
	if !without || len(out) == 0 {
		return out, nil
	}
	one, err := out.one()
	if err == nil && one.Without {
		err = errMinusOr
	}
	one.Without = true
	return item{one}, err
}

var errMinusOr = problem("A minus cannot stand inside brackets or beside OR. Please write it before the bracket, as in -(garden OR allotment).")

// either joins two items by OR.
func either(a, b item) (item, error) {
	x, err := a.one()
	if err != nil {
		return nil, err
	}
	y, err := b.one()
	if err != nil {
		return nil, err
	}
	if x.Without || y.Without {
		return nil, errMinusOr
	}
	return item{Clause{Any: slices.Concat(x.ways(), y.ways())}}, nil
}

func (c Clause) ways() []Clause {
	if len(c.Any) > 0 {
		return c.Any
	}
	return []Clause{c}
}

// one makes a single clause of an item: loose words side by side are a phrase.
func (it item) one() (Clause, error) {
	if len(it) == 1 {
		return it[0], nil
	}
	words := make([]string, len(it))
	for i, c := range it {
		if c.Field != Words || c.Phrase || c.Wild || c.Without || len(c.Any) > 0 || c.Prefix && i < len(it)-1 {
			return Clause{}, problem("Please write OR between the things of which any will do, as in (garden OR \"blank sheet\" OR allot*).")
		}
		words[i] = c.Text
	}
	return Clause{Text: strings.Join(words, " "), Phrase: true, Prefix: it[len(it)-1].Prefix}, nil
}

// settled checks what stands together in an any-of group. Values of one filter
// become clauses of their own, which mean any of them anyhow.
func (c Clause) settled() ([]Clause, error) {
	if len(c.Any) == 0 {
		return []Clause{c}, nil
	}
	filters := 0
	for _, way := range c.Any {
		if way.Field.Filter() && way.Field == c.Any[0].Field && way.Field != From && way.Field != To {
			filters++
		} else if way.Field.Filter() {
			filters = len(c.Any) + 1
			break
		}
	}
	switch {
	case filters == 0:
		return []Clause{c}, nil
	case filters != len(c.Any):
		return nil, problem("OR can stand between words and phrases, or between values of one field, as in speaker:maria OR speaker:rosa.")
	}
	for i := range c.Any {
		c.Any[i].Without = c.Without
	}
	return c.Any, nil
}
