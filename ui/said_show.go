package ui

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const saidLength = 30 // reports on one page

// saidPage tells what people said and what was done.
type saidPage struct {
	Of    *archive.Interview // nil: the whole archive
	Said  []saidEntry
	Older int64 // report to go on behind; 0 at the end
}

// saidEntry is one answered report.
type saidEntry struct {
	archive.Said
	Pieces []piece
}

// saidShow answers GET /said and GET /interviews/:id/said.
func (s *Server) saidShow(c *gin.Context) error {
	page := saidPage{}
	title := "You said, we did"
	id := c.Param("id")
	if id != "" {
		iv, may, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), id)
		if err != nil {
			return err
		}
		if !may.Read {
			return archive.ErrWithdrawn
		}
		page.Of, title = iv, title+": "+iv.Title
	}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // anything else is the first page
	said, err := s.Archive.Said(c.Request.Context(), id, max(before, 0), saidLength)
	if err != nil {
		return err
	}
	for _, one := range said {
		e := saidEntry{Said: one}
		if one.Report.Fixed > 0 {
			e.Pieces = wordDiff(one.Before, one.Now)
		}
		page.Said = append(page.Said, e)
	}
	if len(said) == saidLength {
		page.Older = said[len(said)-1].Report.ID
	}
	s.render(c, http.StatusOK, "said", title, page)
	return nil
}

// atomFeed is as much of RFC 4287 as a list of news needs.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated time.Time   `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated time.Time `xml:"updated"`
	Link    atomLink  `xml:"link"`
	Summary string    `xml:"summary"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

// saidFeed answers GET /said.atom.
func (s *Server) saidFeed(c *gin.Context) error {
	said, err := s.Archive.Said(c.Request.Context(), "", 0, saidLength)
	if err != nil {
		return err
	}
	root := "urn:earshot:" + s.Archive.ID()
	feed := atomFeed{ID: root + ":said", Title: "You said, we did", Author: s.Name, Updated: s.Now().UTC().Truncate(time.Second)}
	for i, one := range said {
		r := one.Report
		if i == 0 || r.Changed.After(feed.Updated) {
			feed.Updated = r.Changed
		}
		e := atomEntry{ID: root + ":report:" + strconv.FormatInt(r.ID, 10), Title: reportWords(r.State) + ": " + one.Interview.Title, Updated: r.Changed,
			Link: atomLink{"/interviews/" + one.Interview.ID + "/said"}, Summary: reasonWords(r.Reason) + ": “" + one.Before + "”."}
		if r.Fixed > 0 {
			e.Summary += " Now: “" + one.Now + "”."
		}
		if r.Answer != "" {
			e.Summary += " " + r.Answer
		}
		feed.Entries = append(feed.Entries, e)
	}
	body, err := xml.Marshal(feed)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
	return nil
}
