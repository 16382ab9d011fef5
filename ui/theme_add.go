package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// themeAddPage asks to which theme some words are added.
type themeAddPage struct {
	Form    form
	Passage *archive.PassageNow
	Themes  []*archive.Theme // that the viewer may add to
	Words   bool             // words were named, so their whole lines can be taken instead
	Clip    string           // media fragment of the passage
}

// pickFrom reads which words a form or address speaks of: words of a version by
// first and last, or a stretch of sound by from and to.
func pickFrom(in url.Values) (p archive.Pick, err error) {
	bad := archive.Invalid("words", "This does not say which words it is about. Please choose them again.")
	p.Interview, p.Whole = in.Get("interview"), in.Get("whole") != ""
	whole := func(name string, least int) (n int) {
		n, wrong := strconv.Atoi(in.Get(name))
		if wrong != nil || n < least {
			err = bad
		}
		return n
	}
	if in.Get("first") != "" {
		p.Version, p.First, p.Last = whole("version", 0), archive.WordID(whole("first", 1)), archive.WordID(whole("last", 1))
		return p, err
	}
	for _, t := range []struct {
		name string
		to   *float64
	}{{"from", &p.Span.Start}, {"to", &p.Span.End}} {
		n, wrong := strconv.ParseFloat(in.Get(t.name), 64)
		if wrong != nil || !(n >= 0 && n <= longestMoment) {
			return p, bad
		}
		*t.to = n
	}
	return p, nil
}

// addToTheme is where to add a hit to a theme, which leads back to where it was
// chosen.
func addToTheme(h *search.Hit, back string) string {
	return "/themes/add?" + url.Values{"interview": {h.Interview}, "from": {seconds(h.Start)}, "to": {seconds(h.End)}, "next": {back}}.Encode()
}

// themeAddShow answers GET /themes/add.
func (s *Server) themeAddShow(c *gin.Context) error {
	f := newForm()
	for name, values := range c.Request.URL.Query() {
		f.Values[name] = values
	}
	return s.themeAddForm(c, http.StatusOK, f)
}

func (s *Server) themeAddForm(c *gin.Context, status int, f form) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	pick, err := pickFrom(f.Values)
	if err != nil {
		return err
	}
	page := themeAddPage{Form: f, Words: pick.First != 0}
	if page.Passage, err = s.Archive.LookAtPick(ctx, v, pick); err != nil {
		return err
	}
	page.Clip = "#t=" + seconds(page.Passage.Now.Start) + "," + seconds(page.Passage.Now.End)
	if page.Themes, err = s.Archive.ThemesToCode(ctx, v); err != nil {
		return err
	}
	s.render(c, status, "theme-add", "Add to a theme", page)
	return nil
}

// themeAdd answers POST /themes/add. A new theme is made once for its key, and the
// same words are one passage, so that the form may be sent twice.
func (s *Server) themeAdd(c *gin.Context) error {
	in, ctx, v := posted(c), c.Request.Context(), s.viewer(c)
	f := sentForm(in)
	pick, err := pickFrom(in)
	if err != nil {
		return err
	}
	pick.Theme, pick.Note, pick.Says = in.Get("theme"), in.Get("note"), archive.Belongs
	if in.Get("says") == string(archive.NotThis) {
		pick.Says = archive.NotThis
	}
	if pick.Theme == "" {
		err = archive.Invalid("theme", "Please choose a theme.")
	} else if pick.Theme == "new" {
		var t *archive.Theme
		if t, err = s.Archive.MakeTheme(ctx, v, archive.ThemeDraft{Name: in.Get("name")}, f.Key); err == nil {
			pick.Theme = t.ID
		}
	}
	var p *archive.ThemePassage
	if err == nil {
		p, err = s.Archive.PickPassage(ctx, v, pick)
	}
	if wantsJSON(c) {
		if err != nil {
			return err
		}
		return s.tellGathered(c, in, "Added to the theme.", pick.Theme, p.Number)
	}
	if err == nil {
		told := notice{Text: "Added to the theme.", Link: "/themes/" + pick.Theme, Label: "See the theme"}
		if pick.Says == archive.NotThis {
			told.Text = "Left out of the theme."
		}
		return s.redirectTelling(c, localAddress(in.Get("next"), backTo(in, pick)), told)
	}
	status, rest := f.refuse(err)
	if rest != nil {
		return rest
	}
	return s.themeAddForm(c, status, f)
}

// backTo is where someone was who did not say: at their search, or at the words.
func backTo(in url.Values, p archive.Pick) string {
	switch q := in.Get("q"); {
	case q != "":
		return "/search?" + url.Values{"q": {q}}.Encode()
	case p.First != 0:
		return "/interviews/" + url.PathEscape(p.Interview) + "?w=" + strconv.Itoa(int(p.First))
	}
	return "/interviews/" + url.PathEscape(p.Interview) + "?t=" + seconds(p.Span.Start)
}

// themeCode answers POST /themes/:theme/passages/:number: what someone says of a
// passage, its note, or that its words as they are now are the right ones.
func (s *Server) themeCode(c *gin.Context) error {
	in, ctx, v, theme := posted(c), c.Request.Context(), s.viewer(c), c.Param("theme")
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return archive.ErrNotFound
	}
	told := notice{Text: "Saved."}
	switch do := in.Get("do"); do {
	case "belongs", "not-this":
		_, err = s.Archive.CodePassage(ctx, v, theme, number, archive.Says(do), nil)
	case "taken-back":
		told = notice{Text: "Taken back.", Link: themeAddress(theme, "taken"), Label: "Undo"}
		_, err = s.Archive.CodePassage(ctx, v, theme, number, archive.TakenBack, nil)
	case "again":
		told.Text = "Put back as it was."
		_, err = s.Archive.CodePassage(ctx, v, theme, number, "", nil)
	case "note":
		note := in.Get("note")
		told.Text = "The note is saved."
		_, err = s.Archive.CodePassage(ctx, v, theme, number, "", &note)
	case "accept":
		told.Text = "The words as they are now are the passage."
		_, err = s.Archive.AcceptWords(ctx, v, theme, number)
	default:
		err = archive.Invalid("do", "Please choose what to do.")
	}
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return s.tellGathered(c, in, told.Text, theme, number)
	}
	return s.redirectTelling(c, localAddress(in.Get("next"), "/themes/"+theme), told)
}
