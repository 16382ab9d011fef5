package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"strings"
)

// question is one search, in the words of each system.
type question struct {
	q      string // of ours
	fts    string // FTS5's MATCH
	pg     string // to_tsquery
	years  *[2]int
	facets bool
}

// class is questions of one kind.
type class struct {
	name   string
	make   func(n int) question
	sense  sense
	target float64 // how many times faster than FTS5 at the middle
}

func words(n ...int) []string {
	out := make([]string, len(n))
	for i, k := range n {
		out[i] = spell(uint64(k))
	}
	return out
}

// The words are chosen by how common they are: of a million passages some 50,000
// hold a common one, some 10,000 one of three, some hundreds a term.
var classes = []class{
	{name: "term", make: func(n int) question {
		w := spell(uint64(300 + n*97%9000))
		return question{q: w, fts: w, pg: w}
	}},
	{name: "common word", make: func(n int) question {
		w := spell(uint64(15 + n%12))
		return question{q: w, fts: w, pg: w}
	}},
	{name: "two words", make: func(n int) question {
		w := words(n%60, 60+n*7%400)
		return question{q: strings.Join(w, " "), fts: strings.Join(w, " "), pg: strings.Join(w, " & ")}
	}},
	{name: "three words, any of them", sense: atLeast, target: 5, make: func(n int) question {
		w := words(100+n*7%200, 250+n*11%300, 500+n*13%400)
		return question{q: "(" + strings.Join(w, " OR ") + ")", fts: strings.Join(w, " OR "), pg: strings.Join(w, " | ")}
	}},
	{name: "phrase of two", make: func(n int) question {
		k := 3 + n*13%1900
		w := words(k, k*31%2000)
		return question{q: `"` + strings.Join(w, " ") + `"`, fts: `"` + strings.Join(w, " ") + `"`, pg: strings.Join(w, " <-> ")}
	}},
	{name: "near, within 5", make: func(n int) question {
		w := words(n%60, 60+n*7%400)
		return question{q: `"` + strings.Join(w, " ") + `"~5`, fts: "NEAR(" + strings.Join(w, " ") + ", 4)", pg: nearTS(w[0], w[1])}
	}},
	{name: "beginning of four letters", make: func(n int) question {
		w := spell(uint64(1 + n*31%4000))[:4]
		return question{q: w + "*", fts: w + "*", pg: w + ":*"}
	}},
	{name: "filtered, counted, marked", make: func(n int) question {
		w := words(100+n*7%200, 300+n*11%500)
		from := 1995 + n%15
		return question{q: fmt.Sprintf("(%s) from:%d to:%d", strings.Join(w, " OR "), from, from+8), fts: strings.Join(w, " OR "), pg: strings.Join(w, " | "),
			years: &[2]int{from, from + 8}, facets: true}
	}},
}

// nearTS is "a and b within five words" for PostgreSQL, which knows exact
// distances only.
func nearTS(a, b string) string {
	var all []string
	for d := 1; d <= 5; d++ {
		all = append(all, fmt.Sprintf("(%s <%d> %s)", a, d, b), fmt.Sprintf("(%s <%d> %s)", b, d, a))
	}
	return strings.Join(all, " | ")
}

// askAll asks every question of every class of all in turn.
func (s *searching) askAll(ctx context.Context) error {
	for _, c := range classes {
		say("  asking: %s", c.name)
		var ours, fts, pg times
		totals, same := 0, 0
		for n := range s.questions {
			q := c.make(n)
			took, total, err := s.ask(ctx, q.q, q.facets)
			if err != nil {
				return err
			}
			theirs, err := s.fts.do(order{Do: "ask", Match: q.fts, Years: q.years, Facets: q.facets})
			if err != nil {
				return fmt.Errorf("FTS5, %s: %w", q.fts, err)
			}
			ours.add(took)
			fts = append(fts, theirs.Seconds)
			totals++
			if diff := float64(total - theirs.Total); diff <= 0.02*float64(theirs.Total)+2 && -diff <= 0.02*float64(theirs.Total)+2 {
				same++
			}
			if s.pg != nil {
				p, err := s.pg.ask(q)
				if err != nil {
					return err
				}
				pg = append(pg, p.Seconds)
			}
		}
		s.rows = append(s.rows, c.row(ours, fts, pg, fmt.Sprintf("%d of %d totals as FTS5 counts", same, totals)))
		if c.name == "three words, any of them" {
			s.rows = append(s.rows, row{what: "search, three words, p99", value: ours.at(99) * 1000, unit: " ms", target: 30, sense: atMost, measured: "over HTTP, with marks"})
		}
		if strings.HasPrefix(c.name, "filtered") {
			s.rows = append(s.rows, row{what: "search, filtered and counted, p50", value: ours.at(50) * 1000, unit: " ms", target: 6, sense: atMost, measured: "over HTTP, with marks and counts"})
		}
	}
	return nil
}

// row compares the middle with the faster of the peers, or with FTS5 where a
// class has a target of its own.
func (c class) row(ours, fts, pg times, note string) row {
	all := func(name string, t times) string {
		if len(t) == 0 {
			return name + " not installed"
		}
		return fmt.Sprintf("%s %s / %s / %s", name, ms(t.at(50)), ms(t.at(95)), ms(t.at(99)))
	}
	peer, target, against := fts.at(50), cmp.Or(c.target, 1), "FTS5"
	if c.target == 0 && len(pg) > 0 && pg.at(50) < peer {
		peer, against = pg.at(50), "PostgreSQL"
	}
	return row{what: "search, " + c.name, value: peer / ours.at(50), unit: " x " + against, target: target, sense: atLeast,
		measured: all("p50 / p95 / p99 ours", ours) + "; " + all("FTS5", fts) + "; " + all("PostgreSQL", pg), notes: []string{note}}
}
