package ui

import (
	"bytes"
	"net/url"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// gather tells of the cards of a page in which themes they are gathered, and
// which the viewer can gather them in.
func (s *Server) gather(c *gin.Context, p *searchPage) (err error) {
	if p.View != viewPassages && p.View != viewInterviews {
		return nil // what has no cards
	}
	ctx, v := c.Request.Context(), s.viewer(c)
	cards := make([]*searchHit, 0, len(p.Hits)+len(p.Unsure))
	cards = append(append(cards, p.Hits...), p.Unsure...)
	if len(cards) == 0 {
		return nil
	}
	places := make([]archive.Stretch, len(cards))
	for i, h := range cards {
		places[i] = stretchOf(h.Hit)
	}
	in, err := s.Archive.GatheredIn(ctx, v, places)
	if err != nil {
		return err
	}
	for i, h := range cards {
		h.Gathered = in[i]
	}
	if v.Account != nil {
		p.Gather, err = s.Archive.ThemesToCode(ctx, v)
	}
	return err
}

func stretchOf(h *search.Hit) archive.Stretch {
	return archive.Stretch{Interview: h.Interview, Span: archive.Span{Start: h.Start, End: h.End}}
}

// tellGathered answers a script that put a passage into a theme or took it out:
// what was done, and the themes that the card tells of now.
func (s *Server) tellGathered(c *gin.Context, in url.Values, told, theme string, number int) error {
	out := gin.H{"message": told, "theme": theme, "number": number}
	if pick, err := pickFrom(in); err == nil && pick.First == 0 {
		now, err := s.Archive.GatheredIn(c.Request.Context(), s.viewer(c), []archive.Stretch{{Interview: pick.Interview, Span: pick.Span}})
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := s.templates["search"].ExecuteTemplate(&b, "gathered", now[0]); err != nil {
			return err
		}
		out["gathered"] = b.String()
	}
	c.JSON(200, out)
	return nil
}

// apiGathered is a theme that a passage is gathered in.
type apiGathered struct {
	Theme  string `json:"theme" doc:"Its id."`
	Name   string `json:"name"`
	Colour string `json:"colour"`
	Public bool   `json:"public" doc:"Anyone may read it."`
	Number int    `json:"number" doc:"Of the passage in the theme."`
	Page   string `json:"page" doc:"Path of the theme's page."`
}

// tellThemes says of hits in which themes they are gathered.
func (s *Server) tellThemes(c *gin.Context, hits []search.Hit, shown []apiHit) error {
	places := make([]archive.Stretch, len(hits))
	for i := range hits {
		places[i] = stretchOf(&hits[i])
	}
	in, err := s.Archive.GatheredIn(c.Request.Context(), s.viewer(c), places)
	for i, themes := range in {
		for _, t := range themes {
			shown[i].Gathered = append(shown[i].Gathered, apiGathered{t.ID, t.Name, t.Colour, t.Public, t.Number, "/themes/" + t.ID})
		}
	}
	return err
}
