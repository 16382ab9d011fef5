package ui

import (
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

var hitColumns = []string{"Title", "Storyteller", "Speaker", "Minute", "Passage", "Matching words", "View", "Says now", "Place", "Recorded", "Collection",
	"Interview", "Version", "Start (seconds)", "End (seconds)", "Link", "Sound"}

// searchTake answers GET /search.csv and /search.xlsx: the passages that a search
// finds, to be worked with elsewhere.
func (s *Server) searchTake(format string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		sort := search.ByRank
		if c.Query("sort") == string(search.ByDate) {
			sort = search.ByDate
		}
		return s.sendHits(c, c.Query("q"), sort, format)
	}
}

func (s *Server) sendHits(c *gin.Context, raw string, sort search.Sort, format string) error {
	if strings.TrimSpace(raw) == "" {
		return archive.Invalid("q", "Please write what to look for.")
	}
	hits, total, err := s.allHits(c, raw, sort, hitsTaken)
	if err != nil {
		return err
	}
	t := &export.Table{Name: "search-" + s.Now().UTC().Format("2006-01-02"), Columns: hitColumns, About: []string{
		"Passages found in " + s.Name, "Asked: " + raw, "Found: " + plural(total, "passage", "passages"), "Written: " + s.Now().UTC().Format("2006-01-02 15:04 MST"),
		"The words may be corrected later: please follow the link before you quote."}}
	if total > hitsTaken {
		t.Short = "These are the first " + thousands(hitsTaken) + " of " + thousands(total) + " passages. Narrow the search to take the rest."
		t.About = append(t.About, t.Short)
	}
	if t.Rows, err = s.hitRows(c, hits); err != nil {
		return err
	}
	return sendTable(c, t, format)
}

// allHits reads pages of an answer up to limit hits.
func (s *Server) allHits(c *gin.Context, raw string, sort search.Sort, limit int) (hits []search.Hit, total int, err error) {
	page := search.Page{Size: search.MaxPage, Sort: sort}
	for {
		ans, err := s.Search.Search(c.Request.Context(), s.viewer(c), raw, page)
		if err != nil {
			return nil, 0, err
		}
		if page.After == "" {
			total = ans.Total
		}
		hits = append(hits, ans.Hits...)
		if page.After = ans.Next; page.After == "" || len(hits) >= limit {
			return hits[:min(len(hits), limit)], total, nil
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
			if err != nil {
				return nil, err
			}
			k = known{strconv.Itoa(iv.Version), may.Download, may.CiteByName}
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
		view, one := export.Corrected, hitOf(h)
		if one.HeardOnly {
			view = export.Heard
		}
		rows = append(rows, []string{h.Title, storyteller, h.Speaker, clock(h.Start), h.Text, strings.Join(marked, " … "), view.Words(), h.Instead, h.Place, h.RecordedOn, h.Collection,
			h.Interview, k.version, seconds(h.Start), seconds(h.End), s.base(c) + one.Play, s.base(c) + one.Sound + "#t=" + seconds(one.From) + "," + seconds(h.End)})
	}
	return rows, nil
}

// TakeAddress is where the passages of a search can be taken from, without the
// format.
func (p searchPage) TakeAddress(format string) string {
	v := url.Values{"q": {p.Form.Get("q")}}
	if p.Sort == search.ByDate {
		v.Set("sort", string(search.ByDate))
	}
	return "/search." + format + "?" + v.Encode()
}
