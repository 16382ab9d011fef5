package ui

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/archive/export"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// hitsTaken is how many passages one file of search hits has at most.
const hitsTaken = 1000

var hitColumns = []string{"Title", "Storyteller", "Speaker", "Minute", "Passage", "Matching words", "Found by", "View", "Says now", "Place", "Recorded", "Collection",
	"Interview", "Version", "Start (seconds)", "End (seconds)", "Link", "Sound", "Quote"}

// searchTake answers GET /search.csv and /search.xlsx: the passages that a search
// finds, to be worked with elsewhere.
func (s *Server) searchTake(format string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		l := lookOf(c.Request.URL.Query())
		return s.sendHits(c, l.Q, l.page(), format)
	}
}

// sendHits leaves out what may have been misheard: nobody said that it was said.
func (s *Server) sendHits(c *gin.Context, raw string, page search.Page, format string) error {
	if strings.TrimSpace(raw) == "" {
		return archive.Invalid("q", "Please write what to look for.")
	}
	hits, first, err := s.allHits(c, raw, page, hitsTaken)
	if err != nil {
		return err
	}
	total, found := first.Total+first.Close, plural(first.Total, "passage", "passages")
	if first.Close > 0 {
		found += ", and " + plural(first.Close, "more that is close in meaning, in other words", "more that are close in meaning, in other words")
	}
	t := &export.Table{Name: "search-" + s.Now().UTC().Format("2006-01-02"), Columns: hitColumns, About: []string{
		"Passages found in " + s.Name, "Asked: " + raw, "Found: " + found, "Written: " + s.Now().UTC().Format("2006-01-02 15:04 MST"),
		"The words may be corrected later: please follow the link before you quote."}}
	if how := first.Meaning.Sentence(); how != "" && s.Search.KnowsMeaning("") {
		t.About = append(t.About, how)
	}
	if total > hitsTaken {
		t.Short = "These are the first " + thousands(hitsTaken) + " of " + thousands(total) + " passages. Narrow the search to take the rest."
		t.About = append(t.About, t.Short)
	}
	if t.Rows, err = s.hitRows(c, hits); err != nil {
		return err
	}
	return sendTable(c, t, format)
}

// allHits reads pages of an answer up to limit hits. first is the first of them.
func (s *Server) allHits(c *gin.Context, raw string, page search.Page, limit int) (hits []search.Hit, first search.Answer, err error) {
	page = search.Page{Size: search.MaxPage, Sort: page.Sort, AsWritten: page.AsWritten, Meaning: page.Meaning}
	for {
		ans, err := s.Search.Search(c.Request.Context(), s.viewer(c), raw, page)
		if err != nil {
			return nil, first, err
		}
		if page.After == "" {
			first = ans
		}
		hits = append(hits, ans.Hits...)
		if page.After = ans.Next; page.After == "" || len(hits) >= limit {
			return hits[:min(len(hits), limit)], first, nil
		}
	}
}

// hitRows writes hits of interviews that the viewer may take words of.
func (s *Server) hitRows(c *gin.Context, hits []search.Hit) (rows [][]string, err error) {
	type known struct {
		version string
		take    bool
		named   bool
	}
	interviews := map[string]known{}
	for _, h := range hits {
		k, asked := interviews[h.Interview]
		if !asked {
			iv, may, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), h.Interview)
			if err != nil && !errors.Is(err, archive.ErrNotFound) && !errors.Is(err, archive.ErrWithdrawn) {
				return nil, err
			}
			if err == nil { // otherwise it went away since it was found
				k = known{strconv.Itoa(iv.Version), may.Download, may.CiteByName}
			}
			interviews[h.Interview] = k
		}
		if !k.take {
			continue
		}
		storyteller := h.Storyteller
		if !k.named {
			storyteller = export.Nameless
		}
		var marked []string
		for _, m := range h.Highlights {
			marked = append(marked, h.Text[m.From:m.To])
		}
		view := export.Corrected
		at := url.Values{"t": {seconds(h.PlayFrom())}}
		if h.Matched == search.AsHeard {
			view = export.Heard
		} else if n := len(h.Highlights); n > 0 {
			at.Set("w", strconv.Itoa(int(h.Highlights[0].First)))
		}
		address, quoted := s.base(c)+"/interviews/"+h.Interview, ""
		if h.Quote != nil {
			quoted = address + "/quotes/" + h.Quote.String()
		}
		rows = append(rows, []string{h.Title, storyteller, h.Speaker, clock(h.Start), h.Text, strings.Join(marked, " … "), foundBy(&h), view.Words(), h.Instead, h.Place, h.RecordedOn, h.Collection,
			h.Interview, k.version, seconds(h.Start), seconds(h.End), address + "?" + at.Encode(), address + "/sound#t=" + seconds(h.PlayFrom()) + "," + seconds(h.End), quoted})
	}
	return rows, nil
}

// foundBy says in a table why a passage stands there.
func foundBy(h *search.Hit) string {
	if h.Matched == search.InMeaning {
		return "meaning"
	}
	return "words"
}

// DatedAddress leads to a dated link to the same question.
func (l look) DatedAddress() string {
	l.View = viewPassages
	return strings.Replace(l.Asking(l.Q).Address(), "/search", "/searches/new", 1)
}

// WordsAddress leads to the words that stand out in the answer.
func (l look) WordsAddress() string {
	l.View = viewPassages
	return strings.Replace(l.Asking(l.Q).Address(), "/search", "/themes/words", 1)
}

// TakeAddress is where the passages of an answer can be taken away as a table.
func (l look) TakeAddress(format string) string {
	l.View = viewPassages
	return strings.Replace(l.Asking(l.Q).Address(), "/search", "/search."+format, 1)
}
