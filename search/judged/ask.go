package judged

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"earshot/search"
)

// Way is one way to ask: it returns the ids of the passages found, best first.
type Way struct {
	Name string
	Ask  func(ctx context.Context, text string) ([]string, error)
}

// Ask asks an index for a page of answers to a query that change may widen.
func Ask(ix search.Finder, p search.Page, change func(search.Query) search.Query) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, text string) ([]string, error) {
		q, err := search.Parse(text)
		if err != nil {
			return nil, err
		}
		p.Size = Cut
		res, err := ix.Search(ctx, change(q), p)
		return Ranking(res), err
	}
}

// Ranking lists the passages of a page of results.
func Ranking(res search.Results) []string {
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Passage)
	}
	return out
}

// Judge asks every question in one way. The key "" is all of them together, the
// others are kinds.
func Judge(ctx context.Context, w Way, questions []Question, docs []search.InterviewDoc) (map[string]Score, error) {
	out := map[string]Score{}
	for _, q := range questions {
		relevant, err := q.Relevant(docs)
		if err != nil {
			return nil, err
		}
		ranking, err := w.Ask(ctx, q.Ask)
		if err != nil {
			return nil, fmt.Errorf("%s: ask %q: %w", w.Name, q.Ask, err)
		}
		for _, key := range []string{"", q.Kind} {
			out[key] = out[key].plus(Recall(ranking, relevant), NDCG(ranking, relevant))
		}
	}
	return out, nil
}

// Row is one line of the table.
type Row struct {
	Way    string
	Scores map[string]Score
}

// Print writes the table: recall and nDCG of the first Cut passages, for all
// questions and by kind.
func Print(out io.Writer, rows []Row) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "recall@%d / nDCG@%d\t", Cut, Cut)
	for _, k := range append([]string{""}, Kinds...) {
		name := k
		if k == "" {
			name = "all"
		}
		fmt.Fprintf(w, "%s (%d)\t", name, rows[0].Scores[k].Questions)
	}
	fmt.Fprintln(w)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t", r.Way)
		for _, k := range append([]string{""}, Kinds...) {
			fmt.Fprintf(w, "%.2f / %.2f\t", r.Scores[k].Recall, r.Scores[k].NDCG)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
