package ui

import (
	"net/http"
	"slices"
	"strings"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// themeFormPage is the form of a theme that is new or edited.
type themeFormPage struct {
	ID      string // "" for a new one
	Form    form
	Colours []string
	Parents []*archive.ThemeView
	Share   form                 // public, people
	People  []archive.ThemeGuest // let in now
	May     archive.ThemeMay
}

// themeNew answers GET /themes/new.
func (s *Server) themeNew(c *gin.Context) error {
	return s.themeForm(c, http.StatusOK, nil, newForm("query", c.Query("q"), "parent", c.Query("parent")), newForm())
}

// themeForm shows the form of a theme, or of a new one when view is nil.
func (s *Server) themeForm(c *gin.Context, status int, view *archive.ThemeView, f, share form) error {
	page := themeFormPage{Form: f, Share: share, Colours: archive.ThemeColours}
	all, err := s.Archive.Themes(c.Request.Context(), s.viewer(c))
	if err != nil {
		return err
	}
	title := "A new theme"
	if view != nil {
		page.ID, page.People, page.May, title = view.ID, view.People, view.May, "Edit “"+view.Name+"”"
	}
	page.Parents = slices.DeleteFunc(all, func(t *archive.ThemeView) bool { return !t.May.Edit || t.ID == page.ID })
	s.render(c, status, "theme-form", title, page)
	return nil
}

func themeDraft(f form) archive.ThemeDraft {
	return archive.ThemeDraft{Name: f.Get("name"), Memo: f.Get("memo"), Query: f.Get("query"), Colour: f.Get("colour"), Parent: f.Get("parent")}
}

// askable refuses a query that search cannot read.
func askable(query string) error {
	if strings.TrimSpace(query) == "" {
		return nil
	}
	_, err := search.Parse(query)
	if err == nil {
		return nil
	}
	_, sentence, _, _ := explain(err)
	return archive.Invalid("query", "%s", sentence)
}

// themeCreate answers POST /themes.
func (s *Server) themeCreate(c *gin.Context) error {
	f := sentForm(posted(c))
	err := askable(f.Get("query"))
	var t *archive.Theme
	if err == nil {
		t, err = s.Archive.MakeTheme(c.Request.Context(), s.viewer(c), themeDraft(f), f.Key)
	}
	if err == nil {
		return s.redirect(c, "/themes/"+t.ID, "The theme is made. Only you can see it until you share it.")
	}
	status, rest := f.refuse(err)
	if rest != nil {
		return rest
	}
	return s.themeForm(c, status, nil, f, newForm())
}

// themeEditShow answers GET /themes/:theme/edit.
func (s *Server) themeEditShow(c *gin.Context) error {
	view, err := s.editable(c)
	if err != nil {
		return err
	}
	return s.themeForm(c, http.StatusOK, view, draftForm(view), shareForm(view))
}

func (s *Server) editable(c *gin.Context) (*archive.ThemeView, error) {
	view, err := s.Archive.Theme(c.Request.Context(), s.viewer(c), c.Param("theme"))
	if err == nil && !view.May.Edit {
		err = archive.ErrForbidden
	}
	return view, err
}

func draftForm(t *archive.ThemeView) form {
	return newForm("name", t.Name, "memo", t.Memo, "query", t.Query, "colour", t.Colour, "parent", t.Parent)
}

func shareForm(t *archive.ThemeView) form {
	f := newForm()
	if t.Public {
		f.Values.Set("public", "yes")
	}
	return f
}

// themeEdit answers POST /themes/:theme/edit. Everything it does may be sent twice.
func (s *Server) themeEdit(c *gin.Context) error {
	in, ctx, v, id := posted(c), c.Request.Context(), s.viewer(c), c.Param("theme")
	var err error
	told := "The theme is saved."
	switch in.Get("do") {
	case "save":
		if err = askable(in.Get("query")); err == nil {
			_, err = s.Archive.EditTheme(ctx, v, id, themeDraft(sentForm(in)))
		}
	case "share":
		told = "Saved who may see the theme."
		_, err = s.Archive.ShareTheme(ctx, v, id, ticked(in, "public"), invitations(in["person"], in["coder"], in.Get("people"), ticked(in, "code")))
	case "delete":
		if err = s.Archive.DeleteTheme(ctx, v, id); err == nil {
			return s.redirectTelling(c, "/themes", notice{Text: "The theme is deleted.", Link: "/themes/" + id, Label: "Undo"})
		}
	case "restore":
		told, err = "The theme is back.", s.Archive.RestoreTheme(ctx, v, id)
	case "hide":
		told, err = "The theme is no longer open to everyone.", s.Archive.HideTheme(ctx, v, id)
		if err == nil {
			return s.redirect(c, "/themes", told)
		}
	default:
		err = archive.Invalid("do", "Please choose what to do.")
	}
	if err == nil {
		return s.redirect(c, "/themes/"+id, told)
	}
	return s.themeEditAgain(c, in.Get("do"), err)
}

// themeEditAgain shows the form once more with what has to be mended.
func (s *Server) themeEditAgain(c *gin.Context, do string, wrong error) error {
	sent := sentForm(posted(c))
	status, rest := sent.refuse(wrong)
	if rest != nil {
		return rest
	}
	view, err := s.editable(c)
	if err != nil {
		return err
	}
	if do == "share" {
		return s.themeForm(c, status, view, draftForm(view), sent)
	}
	return s.themeForm(c, status, view, sent, shareForm(view))
}

// invitations reads who is let in: the people who stay, those of them who may
// pick passages, and names that were typed with commas between.
func invitations(stay, coders []string, typed string, code bool) (all []archive.ThemeInvitation) {
	for _, name := range stay {
		all = append(all, archive.ThemeInvitation{Name: name, Code: slices.Contains(coders, name)})
	}
	for name := range strings.SplitSeq(typed, ",") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, archive.ThemeInvitation{Name: name, Code: code})
		}
	}
	return all
}
