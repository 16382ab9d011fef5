package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"earshot/ui/client"
)

// searchCmd asks the running site, or an index started for the question.
type searchCmd struct {
	Query []string `arg:"" help:"Words, \"phrases\", -without, prefix*, pat*rn, (any OR of), \"words near\"~5, speaker:name, role:storyteller, theme:name, language:en, checked:yes, from:2020 to:2021-05."`
	Limit int      `default:"20" help:"Hits to print, 1 to 100."`
	After string   `help:"Cursor of the page before, from --json."`
	Sort  string   `enum:"rank,date" default:"rank" help:"Best first, or newest recording first."`
	JSON  bool     `name:"json" help:"Print the answer as one JSON object."`

	AsWritten bool `help:"Do not look for other ways to say the same."`
	NoGuess   bool `help:"Leave out what may have been misheard."`
}

// Run prints the hits, best first.
func (cmd *searchCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error {
		res, err := cl.Find(ctx, client.Ask{Query: strings.Join(cmd.Query, " "), Limit: cmd.Limit, Cursor: cmd.After, Sort: cmd.Sort,
			AsWritten: cmd.AsWritten, NoGuess: cmd.NoGuess})
		if err != nil {
			return err
		}
		if cmd.JSON {
			return json.NewEncoder(os.Stdout).Encode(res)
		}
		fmt.Printf("%d passages match %s\n", res.Total, res.Query)
		for _, a := range res.Also {
			fmt.Printf("For %s, also searched: %s\n", a.Written, strings.Join(a.Ways, ", "))
		}
		if len(res.Suggest) > 0 {
			fmt.Printf("Did you mean %s?\n", strings.Join(res.Suggest, " or "))
		}
		for _, h := range res.Hits {
			speaker := h.Speaker
			if speaker != "" {
				speaker += ": "
			}
			fmt.Printf("\n%s  %s  %s\n  %s%s\n", h.Interview, clock(h.Start), h.Title, speaker, h.Text)
			switch h.Matched {
			case "heard":
				fmt.Printf("  (as the machine heard it; now: %s)\n", h.Instead)
			case "misheard":
				fmt.Println("  (may have been misheard)")
			}
		}
		return nil
	})
}

// clock writes seconds as 1:02:03.
func clock(seconds float64) string {
	s := int(seconds)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
