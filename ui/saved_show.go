package ui

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// savedPage is a saved search and what is new since.
type savedPage struct {
	savedSearch
	ID, Ask, Address string
	When             time.Time
	Now              int // passages found now
	New              []newPassage
	Cut              bool                // more were found than were looked at
	Kept             *archive.KeptSearch // the same question in the viewer's own list
	Form             form                // that keeps it there
}

// savedCreate answers GET /searches/new?q= with the address of a dated link to
// the question as it is answered now. Nothing is stored, so asking is reading.
func (s *Server) savedCreate(c *gin.Context) error {
	id, err := s.dated(c, lookOf(c.Request.URL.Query()))
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/searches/"+id)
	return nil
}

// dated asks a question and returns the id of a dated link to it.
func (s *Server) dated(c *gin.Context, l look) (string, error) {
	if strings.TrimSpace(l.Q) == "" {
		return "", archive.Invalid("q", "Please write what to look for.")
	}
	v := savedSearch{Q: l.Q, Variant: l.IsOff(offVariants), At: s.Now().UnixMilli()}
	if l.Sort == string(search.ByDate) {
		v.Sort = l.Sort
	}
	p := v.page()
	p.Size, p.Facets = 1, true
	ans, err := s.Search.Search(c.Request.Context(), s.viewer(c), v.Q, p)
	if err != nil {
		return "", err
	}
	v.Found, v.Within, v.Seq = ans.Total, ans.Interviews, ans.Position
	return s.savedID(v)
}

// savedShow answers GET /searches/:search.
func (s *Server) savedShow(c *gin.Context) error {
	page, err := s.saved(c, c.Param("search"))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "saved", "A saved search", page)
	return nil
}

// saved asks a saved question again.
func (s *Server) saved(c *gin.Context, id string) (*savedPage, error) {
	v, err := s.readSaved(id)
	if err != nil {
		return nil, err
	}
	page := &savedPage{savedSearch: v, ID: id, When: v.when(), Address: s.base(c) + "/searches/" + id}
	page.Ask, page.Form = v.look().Address(), newForm()
	if s.viewer(c).Account != nil {
		mine, err := s.Archive.KeptSearches(c.Request.Context(), s.viewer(c))
		if err != nil {
			return nil, err
		}
		for _, k := range mine {
			if q := savedOf(k.Asked); q.Q == v.Q && q.Sort == v.Sort && q.Variant == v.Variant {
				page.Kept = k
			}
		}
	}
	hits, first, err := s.allHits(c, v.Q, v.page(), hitsTaken)
	if err != nil {
		return nil, err
	}
	page.Now, page.Cut = first.Total, first.Total > hitsTaken
	page.New, err = s.fresh(c.Request.Context(), s.viewer(c), hits, v.when())
	return page, err
}

const feedLength = 50 // entries

// savedFeed answers GET /searches/:search/feed.atom: the passages that are new.
func (s *Server) savedFeed(c *gin.Context) error {
	page, err := s.saved(c, c.Param("search"))
	if err != nil {
		return err
	}
	root := "urn:earshot:" + s.Archive.ID()
	feed := atomFeed{ID: root + ":search:" + archive.HashSecret(page.ID)[:16], Title: "New for: " + page.Q, Author: s.Name, Updated: page.When}
	for _, h := range page.New[:min(len(page.New), feedLength)] {
		if h.Since.After(feed.Updated) {
			feed.Updated = h.Since.UTC().Truncate(time.Second)
		}
		title := h.Title + ", " + clock(h.Start)
		if h.Speaker != "" {
			title += ", " + h.Speaker
		}
		feed.Entries = append(feed.Entries, atomEntry{ID: root + ":passage:" + h.Interview + ":" + strconv.Itoa(int(h.Start*1000)), Title: title, Updated: h.Since.UTC().Truncate(time.Second),
			Link: atomLink{s.base(c) + "/interviews/" + h.Interview + "?t=" + seconds(h.PlayFrom())}, Summary: h.Text})
	}
	body, err := xml.Marshal(feed)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
	return nil
}

type datedAsk struct {
	Q    string `query:"q" doc:"As for the search."`
	Sort string `query:"sort" enum:"rank,date" default:"rank"`

	Variants bool `query:"variants" default:"true" doc:"Also look for other ways to say the same."`
}

// apiSaved is a saved search.
type apiSaved struct {
	ID         string    `json:"id"`
	Page       string    `json:"page"`
	Feed       string    `json:"feed" doc:"Path of an Atom feed of what is new."`
	Q          string    `json:"q"`
	Saved      time.Time `json:"saved"`
	Found      int       `json:"found" doc:"Passages, when it was saved."`
	Interviews int       `json:"interviews" doc:"That had a match then."`
	Position   int64     `json:"position" doc:"Feed number that the answer was true for."`
	Sure       bool      `json:"sure" doc:"The numbers were written by this archive."`
	Now        int       `json:"now" doc:"Passages found now."`
	New        []apiHit  `json:"new" doc:"Passages that are new since."`
}

// apiSavedMake answers GET /searches.
func (s *Server) apiSavedMake(c *gin.Context, in *datedAsk) (*apiSaved, error) {
	asked := look{Q: in.Q, Sort: in.Sort}
	if !in.Variants {
		asked.Off = []string{offVariants}
	}
	id, err := s.dated(c, asked)
	if err != nil {
		return nil, err
	}
	v, err := s.readSaved(id)
	return shapeSaved(&savedPage{savedSearch: v, ID: id, When: v.when(), Now: v.Found}), err
}

type savedAsk struct {
	Search string `path:"search" doc:"Its id."`
}

// apiSavedShow answers GET /searches/:search.
func (s *Server) apiSavedShow(c *gin.Context, _ *savedAsk) (*apiSaved, error) {
	page, err := s.saved(c, c.Param("search"))
	if err != nil {
		return nil, err
	}
	return shapeSaved(page), nil
}

func shapeSaved(p *savedPage) *apiSaved {
	at := "/searches/" + p.ID
	out := &apiSaved{ID: p.ID, Page: at, Feed: at + "/feed.atom", Q: p.Q, Saved: p.When, Found: p.Found, Interviews: p.Within, Position: p.Seq, Sure: p.Sure, Now: p.Now, New: []apiHit{}}
	for _, h := range p.New {
		out.New = append(out.New, shapeHit(h.Hit))
	}
	return out
}
