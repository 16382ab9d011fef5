package ui

import (
	"context"
	"net/http"
	"net/url"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// tellingPage lists the words that a theme, or an answer of the search, says more
// often than the archive does.
type tellingPage struct {
	Theme    *archive.ThemeView // nil for an answer of the search
	Query    string
	Back     string // to the answer
	Passages int    // that were looked at
	All      int    // that match; 0 for a theme, of which all are looked at
	Telling  []tellingWord
	Beside   []tellingWord
}

type tellingWord struct {
	search.Telling
	Address string
}

// tellingShown is how many words are suggested.
const tellingShown = 30

// wholeSearcher is an extra of a Searcher: it looks at answers as a whole.
type wholeSearcher interface {
	search.WordCounter
	// Whole answers with up to search.MostLined passages at once.
	Whole(ctx context.Context, v archive.Viewer, raw string, p search.Page) (search.Answer, error)
}

var errNoCounts = &archive.Problem{Kind: archive.ErrState, Sentence: "This archive's search cannot count words."}

// themeWords answers GET /themes/:theme/words.
func (s *Server) themeWords(c *gin.Context) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	view, err := s.Archive.Theme(ctx, v, c.Param("theme"))
	if err != nil {
		return err
	}
	page := tellingPage{Theme: view, Query: view.Query}
	texts, err := s.themeTexts(ctx, v, view.ID)
	if err != nil {
		return err
	}
	page.Passages = len(texts)
	if page.Telling, err = s.tellingOf(ctx, texts, view.Query); err != nil {
		return err
	}
	s.render(c, http.StatusOK, "telling", "Telling words: "+view.Name, page)
	return nil
}

// themeTexts are the words of a theme's passages that anyone may search: others
// are in no index, so they cannot be compared with it.
func (s *Server) themeTexts(ctx context.Context, v archive.Viewer, theme string) ([]string, error) {
	r, err := s.Archive.ThemePassages(ctx, v, theme, archive.PassageQuery{})
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, p := range r.Passages {
		if p.May.Search {
			texts = append(texts, p.Text)
		}
	}
	return texts, nil
}

func (s *Server) tellingOf(ctx context.Context, texts []string, known string) ([]tellingWord, error) {
	counter, can := s.Search.(search.WordCounter)
	if !can {
		return nil, errNoCounts
	}
	found, err := search.TellingWords(ctx, counter, texts, known, tellingShown)
	return tellingWords(found, ""), err
}

func tellingWords(found []search.Telling, with string) (out []tellingWord) {
	for _, t := range found {
		q := t.Word
		if with != "" {
			q = with + " " + q
		}
		out = append(out, tellingWord{t, "/search?" + url.Values{"q": {q}}.Encode()})
	}
	return out
}

// tellingShow answers GET /themes/words: what the hits of a query say unusually
// often, and what stands beside the words that were looked for.
func (s *Server) tellingShow(c *gin.Context) error {
	l := lookOf(c.Request.URL.Query())
	l.View, l.Like = viewPassages, ""
	told, err := s.tellingAnswer(c, l.Q, l.IsOff(offVariants))
	if err != nil {
		return err
	}
	page := tellingPage{Query: l.Q, Back: l.Address(), Passages: told.looked, All: told.all}
	page.Telling, page.Beside = tellingWords(told.telling, ""), tellingWords(told.beside, l.Q)
	s.render(c, http.StatusOK, "telling", "Telling words", page)
	return nil
}

// toldOf is what the passages of an answer say unusually often.
type toldOf struct {
	looked, all     int // passages looked at, the best ones; and those that match
	telling, beside []search.Telling
}

// tellingAnswer looks at as many passages of an answer as one search may give.
func (s *Server) tellingAnswer(c *gin.Context, query string, asWritten bool) (out toldOf, err error) {
	ctx := c.Request.Context()
	whole, can := s.Search.(wholeSearcher)
	if !can {
		return out, errNoCounts
	}
	if query == "" {
		return out, archive.Invalid("q", "Please search for something first.")
	}
	ans, err := whole.Whole(ctx, s.viewer(c), query, search.Page{AsWritten: asWritten})
	if err != nil {
		return out, err
	}
	out.looked, out.all = len(ans.Hits), ans.Total
	texts := make([]string, 0, len(ans.Hits))
	for _, h := range ans.Hits {
		texts = append(texts, h.Text)
	}
	if out.telling, err = search.TellingWords(ctx, whole, texts, query, tellingShown); err != nil {
		return out, err
	}
	out.beside, err = search.Beside(ctx, whole, ans.Hits, query, tellingShown)
	return out, err
}
