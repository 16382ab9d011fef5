package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// How much of each answer the list of someone's searches looks at, and how long it
// looks: those that it does not get to are told when they are opened.
const (
	keptLooked = 300 // passages
	keptTime   = 1500 * time.Millisecond
	keptMissed = 500 // entries of the feed; behind more than that every interview counts as changed
)

// keptSearch is one search of someone's list, as it stands now.
type keptSearch struct {
	*archive.KeptSearch
	Ask   string // address of the question as it is answered now
	Dated string // address that anyone may be given
	Since time.Time
	New   []newPassage
	Now   int  // passages found now; 0 when nothing changed and nobody looked
	Told  bool // New was worked out
	Cut   bool // more were found than were looked at
	Why   string
	Form  form

	position int64
}

func askedOf(v savedSearch) archive.Asked {
	return archive.Asked{Query: v.Q, Sort: v.Sort, AsWritten: v.Variant, At: v.when(), Found: v.Found, Within: v.Within, Position: v.Seq}
}

func savedOf(q archive.Asked) savedSearch {
	return savedSearch{Q: q.Query, Sort: q.Sort, Variant: q.AsWritten, At: q.At.UnixMilli(), Found: q.Found, Within: q.Within, Seq: q.Position, Sure: true}
}

// look is the question of a saved search, for the address of its answer.
func (v savedSearch) look() look {
	l := look{Q: v.Q, Sort: string(v.page().Sort)}
	if v.Variant {
		l.Off = []string{offVariants}
	}
	return l
}

func (s *Server) shownSearch(k *archive.KeptSearch) (*keptSearch, error) {
	v := savedOf(k.Asked)
	id, err := s.savedID(v)
	return &keptSearch{KeptSearch: k, Ask: v.look().Address(), Dated: "/searches/" + id, Since: k.Since(s.Now()), Form: newForm("name", k.Name)}, err
}

// tell works out what is new in the first passages of an answer. Where the feed
// says that nothing happened since the last look, it does not ask.
func (s *Server) tell(c *gin.Context, k *keptSearch, looked int, always bool) error {
	ctx := c.Request.Context()
	touched, err := s.touchedSince(ctx, k)
	if err != nil {
		return err
	}
	if k.Told = true; touched != nil && len(touched) == 0 && !always {
		return nil
	}
	v := savedOf(k.Asked)
	hits, ans, err := s.allHits(c, v.Q, v.page(), looked)
	var p *archive.Problem
	if errors.As(err, &p) {
		k.Told, k.Why = false, p.Sentence
		return nil
	}
	if err != nil {
		return err
	}
	k.Now, k.Cut, k.position = ans.Total, ans.Total > looked, ans.Position
	some := make([]search.Hit, 0, len(hits))
	for _, h := range hits {
		if touched == nil || touched[h.Interview] {
			some = append(some, h)
		}
	}
	k.New, err = s.fresh(ctx, s.viewer(c), some, k.Since)
	return err
}

// touchedSince names the interviews that something happened to since the search
// was looked at; nil when that is not known.
func (s *Server) touchedSince(ctx context.Context, k *keptSearch) (map[string]bool, error) {
	if !k.Since.Equal(k.Look.At) || k.Look.Position == 0 {
		return nil, nil
	}
	events, err := s.Archive.Events(ctx, k.Look.Position, keptMissed)
	if err != nil || len(events) == keptMissed {
		return nil, err
	}
	touched := map[string]bool{}
	for _, e := range events {
		touched[e.Interview] = true
	}
	return touched, nil
}

// keptListPage is someone's searches.
type keptListPage struct{ Searches []*keptSearch }

// keptList answers GET /searches.
func (s *Server) keptList(c *gin.Context) error {
	page, err := s.keptSearches(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "kept-searches", "Your saved searches", page)
	return nil
}

func (s *Server) keptSearches(c *gin.Context) (page keptListPage, err error) {
	all, err := s.Archive.KeptSearches(c.Request.Context(), s.viewer(c))
	if err != nil {
		return page, err
	}
	until := time.Now().Add(keptTime) // of the true clock: it is about how long people wait
	for _, k := range all {
		shown, err := s.shownSearch(k)
		if err == nil && time.Now().Before(until) {
			err = s.tell(c, shown, keptLooked, false)
		}
		if err != nil {
			return page, err
		}
		page.Searches = append(page.Searches, shown)
	}
	return page, nil
}

// keptCreate answers POST /searches: the search of a dated link is kept in the
// list of who asks. Numbers that this archive cannot vouch for are not taken over.
func (s *Server) keptCreate(c *gin.Context) error {
	in := posted(c)
	f := sentForm(in)
	k, err := s.keep(c, in.Get("search"), in.Get("name"), f.Key)
	if err == nil {
		return s.redirectTelling(c, "/searches", notice{Text: "“" + k.Name + "” is in your list."})
	}
	var there *archive.Problem
	if errors.Is(err, archive.ErrExists) && errors.As(err, &there) {
		return s.redirect(c, "/searches", there.Sentence)
	}
	return s.savedAgain(c, in.Get("search"), &f, err)
}

func (s *Server) keep(c *gin.Context, id, name, key string) (*archive.KeptSearch, error) {
	v, err := s.readSaved(id)
	if err != nil {
		return nil, err
	}
	if !v.Sure {
		if id, err = s.dated(c, v.look()); err != nil {
			return nil, err
		}
		if v, err = s.readSaved(id); err != nil {
			return nil, err
		}
	}
	return s.Archive.KeepSearch(c.Request.Context(), s.viewer(c), name, askedOf(v), key)
}

// savedAgain shows a dated link once more, with what has to be mended.
func (s *Server) savedAgain(c *gin.Context, id string, f *form, wrong error) error {
	if strings.TrimSpace(id) == "" {
		return wrong
	}
	page, err := s.saved(c, id)
	if err != nil {
		return err
	}
	page.Form = *f
	return s.again(c, wrong, &page.Form, "saved", "A saved search", func() any { return page })
}

// keptSearchShow answers GET /searches/kept/:kept, which is a visit.
func (s *Server) keptSearchShow(c *gin.Context) error {
	k, err := s.visitSearch(c, c.Param("kept"))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "kept-search", k.Name, k)
	return nil
}

// visitSearch asks one of the viewer's searches and notes that they saw what it
// finds.
func (s *Server) visitSearch(c *gin.Context, id string) (*keptSearch, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	k, err := s.Archive.KeptSearch(ctx, v, id)
	if err != nil {
		return nil, err
	}
	shown, err := s.shownSearch(k)
	if err != nil {
		return nil, err
	}
	if err := s.tell(c, shown, hitsTaken, true); err != nil || !shown.Told {
		return shown, err
	}
	return shown, s.Archive.LookAtSearch(ctx, v, id, shown.position)
}

// keptEdit answers POST /searches/kept/:kept: another name, or out of the list.
// Both may be sent twice.
func (s *Server) keptEdit(c *gin.Context) error {
	in, ctx, v, id := posted(c), c.Request.Context(), s.viewer(c), c.Param("kept")
	switch in.Get("do") {
	case "rename":
		_, err := s.Archive.RenameSearch(ctx, v, id, in.Get("name"))
		if err == nil {
			return s.redirect(c, "/searches/kept/"+id, "The name is saved.")
		}
		k, missing := s.visitSearch(c, id)
		if missing != nil {
			return missing
		}
		k.Form = sentForm(in)
		return s.again(c, err, &k.Form, "kept-search", k.Name, func() any { return k })
	case "forget":
		told := notice{Text: "It is not in your list any more."}
		if k, err := s.Archive.KeptSearch(ctx, v, id); err == nil {
			shown, err := s.shownSearch(k)
			if err != nil {
				return err
			}
			told = notice{Text: "“" + k.Name + "” is not in your list any more.", Link: shown.Dated, Label: "Save it again"}
		}
		if err := s.Archive.ForgetSearch(ctx, v, id); err != nil {
			return err
		}
		return s.redirectTelling(c, "/searches", told)
	}
	return archive.Invalid("do", "Please choose what to do.")
}
