package ui

import (
	"net/http"
	"strconv"
	"time"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

func (s *Server) themeEndpoints() []endpoint {
	const person = archive.Contributor
	const one = "/themes/:theme"
	const passage = one + "/passages/:number"
	return []endpoint{
		calls(endpoint{method: get, path: "/themes", id: "listThemes", tag: "themes", summary: "The themes that the caller may read, by name."}, s.apiThemes),
		calls(endpoint{method: post, path: "/themes", id: "createTheme", tag: "themes", min: person, cost: costWrite, status: http.StatusCreated, summary: "Make a theme. It is private."}, s.apiThemeCreate),
		calls(endpoint{method: get, path: one, id: "getTheme", tag: "themes", summary: "One theme."}, s.apiTheme),
		calls(endpoint{method: http.MethodPut, path: one, id: "describeTheme", tag: "themes", min: person, cost: costWrite, summary: "Change what is said of a theme."}, s.apiThemePut),
		calls(endpoint{method: http.MethodDelete, path: one, id: "deleteTheme", tag: "themes", min: person, cost: costWrite, status: http.StatusNoContent, summary: "Delete a theme. It can be restored for 30 days."}, s.apiThemeDelete),
		calls(endpoint{method: post, path: one + "/restore", id: "restoreTheme", tag: "themes", min: person, cost: costWrite, summary: "Put a deleted theme back."}, s.apiThemeRestore),
		calls(endpoint{method: http.MethodPut, path: one + "/sharing", id: "shareTheme", tag: "themes", min: person, cost: costWrite, summary: "Say who may read a theme and pick passages for it."}, s.apiThemeShare),
		calls(endpoint{method: get, path: one + "/passages", id: "listThemePassages", tag: "themes", summary: "The passages of a theme, as their words stand now and with what corrections changed."}, s.apiThemePassages),
		calls(endpoint{method: post, path: one + "/passages", id: "pickPassage", tag: "themes", min: person, cost: costWrite, status: http.StatusCreated,
			summary: "Say that words belong to a theme, or do not. Words that someone picked already, or most of them, are the same passage; saying the same again changes nothing."}, s.apiThemePick),
		calls(endpoint{method: http.MethodPatch, path: passage, id: "codePassage", tag: "themes", min: person, cost: costWrite, summary: "Change what the caller says of a passage, or its note."}, s.apiThemeCode),
		calls(endpoint{method: post, path: passage + "/accept", id: "acceptPassageWords", tag: "themes", min: person, cost: costWrite, summary: "Take the words as they stand now for the words of a passage."}, s.apiThemeAccept),
		calls(endpoint{method: get, path: one + "/agreement", id: "compareCoders", tag: "themes", min: person, summary: "How far people who work on a theme agree: two by two, with Cohen's kappa."}, s.apiThemeAgreement),
		calls(endpoint{method: get, path: one + "/words", id: "listTellingWords", tag: "themes", cost: costSearch, summary: "Words said in a theme's passages unusually often against the archive, by log-likelihood."}, s.apiThemeWords),
	}
}

// byTheme is a request about one theme.
type byTheme struct {
	Theme string `path:"theme" doc:"Of the theme."`
}

type themeAsk struct {
	Name   string `json:"name" need:"true"`
	Memo   string `json:"memo"`
	Query  string `json:"query" doc:"As typed into the search."`
	Colour string `json:"colour" enum:"red,orange,yellow,green,teal,blue,purple,pink,brown,grey" doc:"Absent: red."`
	Parent string `json:"parent" doc:"A wider theme of the same owner."`
}

func (in themeAsk) draft() archive.ThemeDraft {
	return archive.ThemeDraft{Name: in.Name, Memo: in.Memo, Query: in.Query, Colour: in.Colour, Parent: in.Parent}
}

type themeCreateAsk struct {
	keyed
	themeAsk
}

type themePutAsk struct {
	byTheme
	themeAsk
}

// apiTheme is one theme.
type apiTheme struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Memo     string          `json:"memo"`
	Query    string          `json:"query"`
	Colour   string          `json:"colour"`
	Parent   string          `json:"parent,omitempty" doc:"A wider theme that the caller may read."`
	Owner    apiPerson       `json:"owner"`
	Public   bool            `json:"public" doc:"Anyone may read it."`
	With     []apiThemeGuest `json:"with,omitempty" doc:"Who is let in; only for those who are, and when one theme is asked for."`
	MayCode  bool            `json:"may_code" doc:"The caller may pick passages."`
	MayEdit  bool            `json:"may_edit"`
	Passages *int            `json:"passages,omitempty" doc:"That the caller may read; only when one theme is asked for."`
	Made     time.Time       `json:"made"`
	Changed  time.Time       `json:"changed"`
	Deleted  *time.Time      `json:"deleted,omitempty"`
	Page     string          `json:"page"`
}

type apiThemeGuest struct {
	SignIn string `json:"sign_in_name"`
	Name   string `json:"name"`
	Code   bool   `json:"code" doc:"May also pick passages."`
}

type apiThemeList struct {
	Themes []apiTheme `json:"themes"`
	Next   string     `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

func shapeTheme(t *archive.ThemeView) apiTheme {
	out := apiTheme{ID: t.ID, Name: t.Name, Memo: t.Memo, Query: t.Query, Colour: t.Colour, Parent: t.Parent, Owner: apiPerson{t.Theme.Owner, t.Owner},
		Public: t.Public, MayCode: t.May.Code, MayEdit: t.May.Edit, Made: t.Made, Changed: t.Changed, Page: "/themes/" + t.ID}
	for _, g := range t.People {
		out.With = append(out.With, apiThemeGuest{g.SignIn, g.Name, g.Code})
	}
	if !t.Deleted.IsZero() {
		out.Deleted = &t.Deleted
	}
	return out
}

// oneTheme shows a theme with what only asking for it alone can tell.
func (s *Server) oneTheme(c *gin.Context, id string) (*apiTheme, error) {
	t, err := s.Archive.Theme(c.Request.Context(), s.viewer(c), id)
	if err != nil {
		return nil, err
	}
	out := shapeTheme(t)
	out.Passages = &t.Passages
	return &out, nil
}

type themesAsk struct {
	Limit  int    `query:"limit" min:"1" max:"200" default:"50"`
	Cursor string `query:"cursor" doc:"next of the page before."`
}

// apiThemes answers GET /themes.
func (s *Server) apiThemes(c *gin.Context, in *themesAsk) (*apiThemeList, error) {
	all, err := s.Archive.Themes(c.Request.Context(), s.viewer(c))
	if err != nil {
		return nil, err
	}
	out := &apiThemeList{Themes: []apiTheme{}}
	behind := in.Cursor == ""
	for i, t := range all {
		if !behind {
			behind = t.ID == in.Cursor
			continue
		}
		if len(out.Themes) == in.Limit {
			out.Next = all[i-1].ID
			break
		}
		out.Themes = append(out.Themes, shapeTheme(t))
	}
	if !behind {
		return nil, archive.Invalid("cursor", "“cursor” has to be the next of another page.")
	}
	return out, nil
}

// apiTheme answers GET /themes/:theme.
func (s *Server) apiTheme(c *gin.Context, in *byTheme) (*apiTheme, error) {
	return s.oneTheme(c, in.Theme)
}

// apiThemeCreate answers POST /themes.
func (s *Server) apiThemeCreate(c *gin.Context, in *themeCreateAsk) (*apiTheme, error) {
	key, err := s.keyOf(c, in.keyed)
	if err == nil {
		err = askable(in.Query)
	}
	if err != nil {
		return nil, err
	}
	t, err := s.Archive.MakeTheme(c.Request.Context(), s.viewer(c), in.draft(), key)
	if err != nil {
		return nil, err
	}
	return s.oneTheme(c, t.ID)
}

// apiThemePut answers PUT /themes/:theme.
func (s *Server) apiThemePut(c *gin.Context, in *themePutAsk) (*apiTheme, error) {
	if err := askable(in.Query); err != nil {
		return nil, err
	}
	if _, err := s.Archive.EditTheme(c.Request.Context(), s.viewer(c), in.Theme, in.draft()); err != nil {
		return nil, err
	}
	return s.oneTheme(c, in.Theme)
}

// apiThemeDelete answers DELETE /themes/:theme.
func (s *Server) apiThemeDelete(c *gin.Context, in *byTheme) (*nothing, error) {
	return nil, s.Archive.DeleteTheme(c.Request.Context(), s.viewer(c), in.Theme)
}

// apiThemeRestore answers POST /themes/:theme/restore.
func (s *Server) apiThemeRestore(c *gin.Context, in *byTheme) (*apiTheme, error) {
	if err := s.Archive.RestoreTheme(c.Request.Context(), s.viewer(c), in.Theme); err != nil {
		return nil, err
	}
	return s.oneTheme(c, in.Theme)
}

type themeShareAsk struct {
	byTheme
	Public  bool     `json:"public"`
	Readers []string `json:"readers" doc:"Sign-in names of people who may read it."`
	Coders  []string `json:"coders" doc:"And of those who may also pick passages."`
}

// apiThemeShare answers PUT /themes/:theme/sharing.
func (s *Server) apiThemeShare(c *gin.Context, in *themeShareAsk) (*apiTheme, error) {
	with := append(invitations(in.Readers, nil, "", false), invitations(in.Coders, in.Coders, "", true)...)
	if _, err := s.Archive.ShareTheme(c.Request.Context(), s.viewer(c), in.Theme, in.Public, with); err != nil {
		return nil, err
	}
	return s.oneTheme(c, in.Theme)
}

// apiPassage is a passage of a theme.
type apiPassage struct {
	Number    int              `json:"number" doc:"Of this theme."`
	Interview string           `json:"interview"`
	Title     string           `json:"title"`
	Version   int              `json:"version" doc:"Of the transcript in which the words stand as picked."`
	Picked    []archive.WordID `json:"picked" doc:"Ids of the words in that version."`
	Now       int              `json:"now" doc:"The newest version, of which text is."`
	First     archive.WordID   `json:"first" doc:"First of its words now; 0 when none is left."`
	Last      archive.WordID   `json:"last"`
	Start     float64          `json:"start_s"`
	End       float64          `json:"end_s"`
	Speaker   string           `json:"speaker,omitempty" doc:"Who says the first of the words."`
	Text      string           `json:"text"`
	Was       string           `json:"was,omitempty" doc:"What it said when it was picked; absent when it says that still."`
	ChangedIn []int            `json:"changed_in" doc:"Versions that touched its words since."`
	In        bool             `json:"in" doc:"In the theme: as its owner says, or as anyone says of whom the owner says nothing."`
	Codings   []apiCoding      `json:"codings"`
	Page      string           `json:"page" doc:"Path of the interview, two seconds before the words."`
}

type apiCoding struct {
	By      apiPerson `json:"by"`
	Says    string    `json:"says" enum:"belongs,not-this,taken-back"`
	Note    string    `json:"note"`
	Changed time.Time `json:"changed"`
}

func shapePassage(p *archive.PassageNow, names map[string]string) apiPassage {
	out := apiPassage{Number: p.Number, Interview: p.Interview.ID, Title: p.Interview.Title, Version: p.Version, Picked: p.ThemePassage.Words, Now: p.At.Version, First: p.At.First, Last: p.At.Last,
		Start: p.Now.Start, End: p.Now.End, Text: p.Text, Was: p.Was, ChangedIn: []int{}, In: p.In, Codings: []apiCoding{},
		Page: "/interviews/" + p.Interview.ID + "?t=" + seconds(max(0, p.Now.Start-search.LeadIn))}
	if len(p.Turns) > 0 {
		out.Speaker = p.Turns[0].Speaker
	}
	for _, c := range p.Touched {
		out.ChangedIn = append(out.ChangedIn, c.Version)
	}
	for _, said := range p.Codings {
		out.Codings = append(out.Codings, apiCoding{apiPerson{said.By, names[said.By]}, string(said.Says), said.Note, said.Changed})
	}
	return out
}

type apiPassageList struct {
	Passages []apiPassage `json:"passages" doc:"By interview, then in the order spoken."`
	Total    int          `json:"total" doc:"On all pages."`
	Closed   int          `json:"closed" doc:"That the caller picked, in interviews that they may not read now."`
	Next     string       `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

type passagesAsk struct {
	byTheme
	Set    string `query:"set" enum:"in,left,changed,taken,look,all" default:"in" doc:"In the theme; looked at and left out; in it with other words than when picked; taken back by the caller; looked at by others and not by the caller; all."`
	Limit  int    `query:"limit" min:"1" max:"200" default:"50"`
	Cursor string `query:"cursor" doc:"next of the page before."`
}

// apiThemePassages answers GET /themes/:theme/passages.
func (s *Server) apiThemePassages(c *gin.Context, in *passagesAsk) (*apiPassageList, error) {
	q := archive.PassageQuery{Set: archive.PassageSet(in.Set), Limit: in.Limit}
	if in.Set == "in" {
		q.Set = archive.PassagesIn
	}
	if in.Cursor != "" {
		n, err := strconv.Atoi(in.Cursor)
		if err != nil {
			return nil, archive.Invalid("cursor", "“cursor” has to be the next of another page.")
		}
		q.After = n
	}
	r, err := s.Archive.ThemePassages(c.Request.Context(), s.viewer(c), in.Theme, q)
	if err != nil {
		return nil, err
	}
	out := &apiPassageList{Passages: []apiPassage{}, Total: r.Total, Closed: r.Closed}
	if r.Next > 0 {
		out.Next = strconv.Itoa(r.Next)
	}
	for _, p := range r.Passages {
		out.Passages = append(out.Passages, shapePassage(p, r.Names))
	}
	return out, nil
}
