package ui

import (
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// twinsPage shows the places that were heard the same way as a fix put right.
type twinsPage struct {
	*archive.Twins
	Places  []shownTwin
	Change  string // its name, as twinsAddress writes it
	More    string // address of the next places
	Key     string
	Name    string // how a visitor wants to be thanked
	KnownBy string
	Correct bool // every one of them applies at once
	Problem *archive.Problem
}

// shownTwin is one place on the page.
type shownTwin struct {
	archive.Twin
	Value   string // of its tick
	Ticked  bool
	Pieces  []piece
	Clip    string
	Foreign string
}

// leadIn is how long before its words a twin is played, in seconds: whether it
// says the same can only be told from the sentence it stands in.
const leadIn = 2.0

// twinsShow answers GET /twins?change=INTERVIEW-VERSION.
func (s *Server) twinsShow(c *gin.Context) error {
	page, err := s.twinsPage(c, c.Query("change"), c.Query("skip"))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "twins", "Heard the same way", page)
	return nil
}

func (s *Server) twinsPage(c *gin.Context, change, from string) (*twinsPage, error) {
	interview, version, err := readChangeName(change)
	if err != nil {
		return nil, err
	}
	skip, err := strconv.Atoi(from)
	if from != "" && (err != nil || skip < 0) {
		return nil, archive.ErrNotFound
	}
	v := s.viewer(c)
	tw, err := s.Archive.Twins(c.Request.Context(), v, s.Search, interview, version, skip)
	if err != nil {
		return nil, err
	}
	page := &twinsPage{Twins: tw, Change: change, Key: archive.NewKey(), Correct: true}
	if v.Account != nil {
		page.KnownBy = v.Account.Display
	}
	if tw.Next > 0 {
		page.More = twinsAddress(interview, version, tw.Next)
	}
	for _, t := range tw.Shown {
		shown := shownTwin{Twin: t, Value: twinName(t), Pieces: wordDiff(t.Heard, t.Said), Foreign: foreign(t.Interview, &archive.Transcript{})}
		if t.May.Listen {
			shown.Clip = "#t=" + seconds(max(t.Span.Start-leadIn, 0)) + "," + seconds(t.Span.End+1)
		}
		page.Correct = page.Correct && t.May.Correct
		page.Places = append(page.Places, shown)
	}
	return page, nil
}
