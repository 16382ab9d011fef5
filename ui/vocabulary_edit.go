package ui

import (
	"net/http"
	"slices"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// vocabularyPage lists the terms that collections' people say.
type vocabularyPage struct {
	Groups []termGroup
	Form   form // to add a term, or the one that could not be saved
}

// termGroup is the vocabulary of one collection; "" is the whole archive.
type termGroup struct {
	Collection string
	Terms      []shownTerm
}

type shownTerm struct {
	*archive.Term
	Number int // on the page: ids of fields need one
	Ways   string
	Latest []archive.TaughtBy // newest first, at most three
}

// vocabularyShow answers GET /vocabulary.
func (s *Server) vocabularyShow(c *gin.Context) error {
	page, err := s.vocabularyPage(c, newForm())
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "vocabulary", "Vocabulary", page)
	return nil
}

func (s *Server) vocabularyPage(c *gin.Context, f form) (*vocabularyPage, error) {
	terms, err := s.Archive.Vocabulary(c.Request.Context(), s.viewer(c), "", true)
	if err != nil {
		return nil, err
	}
	page := &vocabularyPage{Form: f}
	for i, t := range terms {
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Collection != t.Collection {
			page.Groups = append(page.Groups, termGroup{Collection: t.Collection})
		}
		shown := shownTerm{Term: t, Number: i + 1, Ways: strings.Join(t.Misheard(), ", "), Latest: slices.Clone(t.Learned[max(len(t.Learned)-3, 0):])}
		slices.Reverse(shown.Latest)
		g := &page.Groups[len(page.Groups)-1]
		g.Terms = append(g.Terms, shown)
	}
	return page, nil
}

// vocabularyEdit answers POST /vocabulary: a term is kept or taken out. Both do
// the same when they are sent twice.
func (s *Server) vocabularyEdit(c *gin.Context) error {
	in := posted(c)
	ctx, v := c.Request.Context(), s.viewer(c)
	told := "The term is saved. The next recordings are heard with it in mind."
	var err error
	switch in.Get("do") {
	case "save":
		_, err = s.Archive.KeepTerm(ctx, v, in.Get("collection"), in.Get("was"), in.Get("term"), strings.Split(in.Get("variants"), ","))
	case "remove":
		told = "The term is taken out. Fixes do not teach it again."
		err = s.Archive.RemoveTerm(ctx, v, in.Get("collection"), in.Get("was"))
	default:
		err = archive.Invalid("do", "Please choose what to do.")
	}
	if err == nil {
		return s.redirect(c, "/vocabulary", told)
	}
	f := sentForm(in)
	status, rest := f.refuse(err)
	if rest != nil {
		return rest
	}
	page, err := s.vocabularyPage(c, f)
	if err != nil {
		return err
	}
	s.render(c, status, "vocabulary", "Vocabulary", page)
	return nil
}
