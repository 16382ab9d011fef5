package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"earshot/search"
	"earshot/ui/client"
)

// searchCmd asks the running site, or an index started for the question. Its
// switches are those of the search page.
type searchCmd struct {
	Query []string `arg:"" optional:"" help:"Words, \"phrases\", -without, prefix*, pat*rn, (any OR of), \"words near\"~5, speaker:name, role:storyteller, theme:name, language:en, checked:yes, from:2020 to:2021-05."`
	Like  string   `placeholder:"PASSAGE" help:"More like a passage, named as each hit names it. The query, if any, only narrows."`
	Limit int      `default:"20" help:"Hits to print, 1 to 100."`
	After string   `help:"Cursor of the page before, from --json."`
	Sort  string   `enum:"rank,date" default:"rank" help:"Best first, or newest recording first."`
	JSON  bool     `name:"json" help:"Print the answer as one JSON object; “matched” says which way each hit was found: corrected, heard, misheard, meaning or some."`

	AsWritten bool `help:"Do not look for other ways to say the same."`
	NoGuess   bool `help:"Leave out what may have been misheard."`
	WordsOnly bool `help:"Do not look for what is close in meaning, in other words."`
}

// Validate is called by the reader of the command line.
func (cmd *searchCmd) Validate() error {
	if len(cmd.Query) == 0 && cmd.Like == "" {
		return fmt.Errorf("what to look for is missing: write words, or --like PASSAGE")
	}
	return nil
}

// Run prints the hits, best first.
func (cmd *searchCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error {
		res, err := cmd.find(ctx, cl)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return json.NewEncoder(os.Stdout).Encode(res)
		}
		cmd.print(os.Stdout, res)
		return nil
	})
}

// modelStarts is how long a model of meaning may take to start. A site that was
// started for one question has none that is ready.
const modelStarts = 20 * time.Second

func (cmd *searchCmd) find(ctx context.Context, cl *client.Client) (res client.Results, err error) {
	ask := client.Ask{Query: strings.Join(cmd.Query, " "), Limit: cmd.Limit, Cursor: cmd.After, Sort: cmd.Sort, Like: cmd.Like,
		AsWritten: cmd.AsWritten, NoGuess: cmd.NoGuess, Meaning: !cmd.WordsOnly, Some: true}
	for until := time.Now().Add(modelStarts); ; {
		res, err = cl.Find(ctx, ask)
		if err != nil || cmd.Like != "" || res.Meaning != string(search.ModelMissing) || time.Now().After(until) {
			return res, err
		}
		select {
		case <-ctx.Done():
			return res, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (cmd *searchCmd) print(w io.Writer, res client.Results) {
	if cmd.Like != "" {
		fmt.Fprintf(w, "%d passages are like %s\n", res.Total+res.Close, cmd.Like)
	} else {
		fmt.Fprintf(w, "%d passages match %s\n", res.Total, res.Query)
	}
	if res.Close > 0 && cmd.Like == "" {
		fmt.Fprintf(w, "%d more say it in other words\n", res.Close)
	}
	if res.Some > 0 {
		fmt.Fprintf(w, "%d have some of the words\n", res.Some)
	}
	for _, a := range res.Also {
		fmt.Fprintf(w, "For %s, also searched: %s\n", a.Written, strings.Join(a.Ways, ", "))
	}
	if how := search.Meant(res.Meaning); how != search.NoModel && how.Sentence() != "" {
		fmt.Fprintln(w, how.Sentence())
	}
	if len(res.Suggest) > 0 {
		fmt.Fprintf(w, "Did you mean %s?\n", strings.Join(res.Suggest, " or "))
	}
	for _, h := range res.Hits {
		speaker := h.Speaker
		if speaker != "" {
			speaker += ": "
		}
		fmt.Fprintf(w, "\n%s  %s  %s\n", h.Passage, clock(h.Start), h.Title)
		if h.Question != nil {
			fmt.Fprintf(w, "  (asked at %s: %s)\n", clock(h.Question.Start), h.Question.Text)
		}
		fmt.Fprintf(w, "  %s%s\n", speaker, h.Text)
		switch search.Matched(h.Matched) {
		case search.AsHeard:
			fmt.Fprintf(w, "  (as the machine heard it; now: %s)\n", h.Instead)
		case search.Misheard:
			fmt.Fprintln(w, "  (may have been misheard)")
		case search.InMeaning:
			fmt.Fprintln(w, "  (close in meaning: it says so in other words)")
		case search.SomeWords:
			fmt.Fprintln(w, "  (some of the words)")
		}
	}
}

// clock writes seconds as 1:02:03.
func clock(seconds float64) string {
	s := int(seconds)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
