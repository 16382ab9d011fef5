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
	Passages int
	Telling  []tellingWord
	Beside   []tellingWord
	More     bool // there are more passages than were looked at
}

type tellingWord struct {
	search.Telling
	Address string
}

// tellingShown is how many words are suggested, of at most tellingHits hits.
const (
	tellingShown = 30
	tellingHits  = 300
)

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
		return nil, &archive.Problem{Kind: archive.ErrState, Sentence: "This archive's search cannot count words."}
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
	ctx := c.Request.Context()
	page := tellingPage{Query: c.Query("q")}
	if page.Query == "" {
		return archive.Invalid("q", "Please search for something first.")
	}
	hits, more, err := s.manyHits(ctx, s.viewer(c), page.Query)
	if err != nil {
		return err
	}
	page.More, page.Passages = more, len(hits)
	texts := make([]string, 0, len(hits))
	for _, h := range hits {
		texts = append(texts, h.Text)
	}
	if page.Telling, err = s.tellingOf(ctx, texts, page.Query); err != nil {
		return err
	}
	beside, err := search.Beside(ctx, s.Search.(search.WordCounter), hits, page.Query, tellingShown)
	if err != nil {
		return err
	}
	page.Beside = tellingWords(beside, page.Query)
	s.render(c, http.StatusOK, "telling", "Telling words", page)
	return nil
}

// manyHits reads the best hits of a query, page by page.
func (s *Server) manyHits(ctx context.Context, v archive.Viewer, query string) (hits []search.Hit, more bool, err error) {
	for p := (search.Page{Size: search.MaxPage}); len(hits) < tellingHits; {
		ans, err := s.Search.Search(ctx, v, query, p)
		if err != nil {
			return nil, false, err
		}
		hits = append(hits, ans.Hits...)
		if p.After = ans.Next; p.After == "" {
			return hits, false, nil
		}
	}
	return hits, true, nil
}
