package ui

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// searchGroup is the passages of one interview.
type searchGroup struct {
	holder
	*searchHit // the first of them, for what is told of the interview
	Hits       []*searchHit
	Rest       []*searchHit // behind a press: the first ones tell what there is
	Strip      *strip
}

const hitsShown = 3 // of an interview, before the others are behind a press

// searchHit is a passage with all that its card shows.
type searchHit struct {
	*search.Hit
	ID       string // of the card on the page
	Turns    []hitTurn
	From     float64 // where playing starts, in seconds
	Sound    string  // address of the sound; "" where it may not be heard
	Context  string  // address of the words on the reading page
	Fix      string  // address of the form for the words; "" where there is none
	Cite     string  // address of the passage as a quote; "" when its words are not known
	Gathered []archive.Gathered
	Add      string // address to add it to a theme; "" for who is not signed in
}

// hitTurn is what one speaker says in a passage.
type hitTurn struct {
	Speaker string
	Pieces  []search.Piece
}

// Clip is the address of just the passage, for where no script runs.
func (h *searchHit) Clip() string {
	return h.Sound + "#t=" + seconds(h.From) + "," + seconds(h.End)
}

// Checking says how far people have checked the passage.
func (h *searchHit) Checking() string {
	switch h.Level {
	case archive.Checked:
		return "Checked by two people or more"
	case archive.CheckedOnce:
		return "Checked by a person"
	case archive.BeingChecked:
		return "Being checked by people"
	}
	return "Not yet checked by people"
}

// Good tells whether all of it was checked.
func (h *searchHit) Good() bool { return h.Level >= archive.CheckedOnce }

// Misheard tells whether the words that were found only sound like those asked
// for.
func (h *searchHit) Misheard() bool { return h.Matched == search.Misheard }

// InMeaning tells whether it was found by what it means, not by its words.
func (h *searchHit) InMeaning() bool { return h.Matched == search.InMeaning }

// doubtful tells whether some of its marks stand where words may have been
// misheard.
func (h *searchHit) doubtful() bool {
	return h.Misheard() || slices.ContainsFunc(h.Highlights, func(m search.Highlight) bool { return m.Misheard })
}

// HeardOnly tells whether the words stand only in what the machine heard.
func (h *searchHit) HeardOnly() bool { return h.Matched == search.AsHeard }

// hits makes the cards of an answer, or its groups.
func (s *Server) hits(c *gin.Context, p *searchPage) error {
	groups := map[string]int{}
	for i := range p.Answer.Hits {
		h := newHit(&p.Answer.Hits[i], fmt.Sprintf("hit-%d", i+1))
		at, known := groups[h.Interview]
		if !known {
			of, err := s.holder(c, h.Interview)
			if err != nil {
				return fmt.Errorf("tell of a passage of %s: %w", h.Interview, err)
			}
			at = len(p.Groups)
			groups[h.Interview] = at
			p.Groups = append(p.Groups, searchGroup{holder: of, searchHit: h})
			p.May.Suggest = p.May.Suggest || of.may.Suggest
		}
		p.Groups[at].add(h, p.Address())
		if s.viewer(c).Account != nil {
			h.Add = addToTheme(h.Hit, p.Address()+"#"+h.ID)
		}
		p.Doubt = p.Doubt || h.doubtful()
		if h.Misheard() && p.View == viewPassages {
			p.Unsure = append(p.Unsure, h)
		} else {
			p.Hits = append(p.Hits, h)
		}
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		g.Strip = stripOf(g.length, slices.Concat(g.Hits, g.Rest))
	}
	return nil
}

// holder is an interview with passages on the page.
type holder struct {
	may    archive.Permissions
	length float64 // of the recording, in seconds; 0 when unknown
}

// holder looks up an interview. One that went away since it was found may not be
// heard, read or fixed any more.
func (s *Server) holder(c *gin.Context, id string) (h holder, err error) {
	iv, may, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), id)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrWithdrawn) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	return holder{may, iv.Recording.Duration}, nil
}

func newHit(found *search.Hit, place string) *searchHit {
	return &searchHit{Hit: found, ID: place, From: archive.Milliseconds(found.PlayFrom()), Turns: turnsOf(found), Context: contextOf(found)}
}

// add puts a passage into the group, with what may be done with it.
func (g *searchGroup) add(h *searchHit, page string) {
	if len(g.Hits) < hitsShown {
		g.Hits = append(g.Hits, h)
	} else {
		g.Rest = append(g.Rest, h)
	}
	if g.may.Listen {
		h.Sound = "/interviews/" + h.Interview + "/sound"
	}
	if g.may.Suggest && len(h.Highlights) > 0 && h.Matched != search.AsHeard {
		h.Fix = fixOf(h.Hit, page+"#"+h.ID)
	}
	if !g.may.Read {
		h.Question = nil
	} else if h.Quote != nil {
		h.Cite = "/interviews/" + h.Interview + "/quotes/" + h.Quote.String()
	}
}

// contextOf is the place of a hit on the reading page.
func contextOf(h *search.Hit) string {
	q := url.Values{"t": {seconds(h.PlayFrom())}}
	if len(h.Highlights) > 0 && h.Matched != search.AsHeard {
		q.Set("w", strconv.Itoa(int(h.Highlights[0].First)))
	}
	return "/interviews/" + h.Interview + "?" + q.Encode()
}

// fixOf is the form for the words of a hit, which leads back to where it was
// opened.
func fixOf(h *search.Hit, back string) string {
	m := h.Highlights[0]
	q := url.Values{"first": {strconv.Itoa(int(m.First))}, "last": {strconv.Itoa(int(m.Last))}, "back": {back}}
	return fmt.Sprintf("/interviews/%s/lines/%d/fix?%s", h.Interview, m.Line, q.Encode())
}

// turnsOf cuts a passage where another person speaks.
func turnsOf(h *search.Hit) []hitTurn {
	var out []hitTurn
	for _, p := range h.Pieces() {
		if len(out) == 0 || p.Speaker != "" && p.Speaker != out[len(out)-1].Speaker {
			out = append(out, hitTurn{Speaker: p.Speaker})
		}
		out[len(out)-1].Pieces = append(out[len(out)-1].Pieces, p)
	}
	return out
}
