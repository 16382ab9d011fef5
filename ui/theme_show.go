package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// themePage is one theme: its passages, or what waits to be decided.
type themePage struct {
	*archive.ThemeView
	Show     string // "", or the name of another view
	Views    []themeTab
	Passages []shownPassage
	Total    int
	Closed   int // picked by the viewer and not open now
	Next     string
	Hits     []themeHit // of the query, not decided by the viewer
	More     bool       // more hits wait than were looked at
	Fresh    int        // of them, not there at the last visit
	Problem  string     // why the query could not be asked
	Since    time.Time  // when the visit before this one ended
	Here     string     // address of this view, to come back to
	Paras    []string   // the memo
	Deleted  bool
}

type themeTab struct {
	Label, Address string
	Here           bool
}

// shownPassage is a passage with what a page says of it.
type shownPassage struct {
	*archive.PassageNow
	Theme   string
	Here    string
	Code    bool // the viewer may say what belongs
	From    float64
	Play    string // address of the interview two seconds before
	Sound   string // address of just the passage; "" where it may not be heard
	Speaker string
	Diff    []piece // against what it said when it was picked
	Later   bool    // that change came since the viewer's last visit
	Said    []shownCoding
}

type shownCoding struct {
	archive.Coding
	Name  string
	Mine  bool
	Paras []string
	Fresh bool // since the viewer's last visit
}

type themeHit struct {
	*searchHit
	Theme, Here string
	Fresh       bool
}

// passagesShown is how many passages of a theme are on one page.
const passagesShown = 30

// themeShow answers GET /themes/:theme.
func (s *Server) themeShow(c *gin.Context) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	view, err := s.Archive.Theme(ctx, v, c.Param("theme"))
	if err != nil {
		return err
	}
	page := &themePage{ThemeView: view, Show: c.Query("show"), Here: c.Request.URL.RequestURI(), Paras: paragraphs(view.Memo), Deleted: !view.Theme.Deleted.IsZero()}
	if page.Deleted {
		page.Passages = nil
		s.render(c, http.StatusOK, "theme", view.Name, page)
		return nil
	}
	var keys []string
	if view.May.Code {
		if keys, err = s.waitingHits(ctx, v, page); err != nil {
			return err
		}
	}
	before, fresh, err := s.Archive.VisitTheme(ctx, v, view.ID, keys)
	if err != nil {
		return err
	}
	page.Since = before
	for i := range page.Hits {
		if page.Hits[i].Fresh = fresh[hitKey(*page.Hits[i].Hit)]; page.Hits[i].Fresh {
			page.Fresh++
		}
	}
	if err := s.themePassages(c, page); err != nil {
		return err
	}
	return s.themeTabs(c, page)
}

// themeViews are the other views of a theme, by what ?show= says.
var themeViews = map[string]archive.PassageSet{"": archive.PassagesIn, "decide": archive.PassagesToLook, "changed": archive.PassagesChanged, "left": archive.PassagesLeftOut, "taken": archive.PassagesTaken}

func (s *Server) themePassages(c *gin.Context, page *themePage) error {
	set, known := themeViews[page.Show]
	after, err := strconv.Atoi(c.DefaultQuery("after", "0"))
	if !known || err != nil {
		return archive.ErrNotFound
	}
	if page.Show != "" && page.Show != "changed" && !page.May.Compare {
		return archive.ErrNotFound
	}
	r, err := s.Archive.ThemePassages(c.Request.Context(), s.viewer(c), page.ID, archive.PassageQuery{Set: set, After: after, Limit: passagesShown})
	if err != nil {
		return err
	}
	page.Total, page.Closed = r.Total, r.Closed
	for _, p := range r.Passages {
		page.Passages = append(page.Passages, s.shownPassage(c, page, p, r.Names))
	}
	if r.Next > 0 {
		page.Next = themeAddress(page.ID, page.Show, "after", strconv.Itoa(r.Next))
	}
	return nil
}

func (s *Server) themeTabs(c *gin.Context, page *themePage) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	add := func(show, label string) {
		page.Views = append(page.Views, themeTab{label, themeAddress(page.ID, show), page.Show == show})
	}
	add("", "Passages ("+thousands(page.ThemeView.Passages)+")")
	if page.May.Code {
		look, err := s.Archive.ThemePassages(ctx, v, page.ID, archive.PassageQuery{Set: archive.PassagesToLook, Limit: 1})
		if err != nil {
			return err
		}
		label := fmt.Sprintf("To decide (%d", look.Total+len(page.Hits))
		if page.More {
			label += " or more"
		}
		add("decide", label+")")
	}
	changed, err := s.Archive.ThemePassages(ctx, v, page.ID, archive.PassageQuery{Set: archive.PassagesChanged, Limit: 1})
	if err != nil {
		return err
	}
	add("changed", "Changed by corrections ("+thousands(changed.Total)+")")
	if page.May.Compare {
		add("left", "Left out")
	}
	if page.May.Code {
		add("taken", "Taken back")
	}
	s.render(c, http.StatusOK, "theme", page.Name, page)
	return nil
}

func themeAddress(id, show string, pairs ...string) string {
	q := url.Values{}
	if show != "" {
		q.Set("show", show)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return "/themes/" + id
	}
	return "/themes/" + id + "?" + q.Encode()
}

func (s *Server) shownPassage(c *gin.Context, page *themePage, p *archive.PassageNow, names map[string]string) shownPassage {
	out := shownPassage{PassageNow: p, Theme: page.ID, Here: page.Here, Code: page.May.Code, From: archive.Milliseconds(max(0, p.Now.Start-search.LeadIn)),
		Later: !page.Since.IsZero() && p.TouchedSince(page.Since)}
	q := url.Values{"t": {seconds(out.From)}}
	if !p.Gone() {
		q.Set("w", strconv.Itoa(int(p.At.First)))
	}
	out.Play = "/interviews/" + p.Interview.ID + "?" + q.Encode()
	if p.May.Listen {
		out.Sound = "/interviews/" + p.Interview.ID + "/sound"
	}
	if len(p.Turns) > 0 {
		out.Speaker = p.Turns[0].Speaker
		out.Play += "#l" + strconv.Itoa(int(p.Turns[0].Line))
	}
	if p.Was != "" {
		out.Diff = wordDiff(p.Was, p.Text)
	}
	v := s.viewer(c)
	for _, said := range p.Codings {
		shown := shownCoding{Coding: said, Name: names[said.By], Mine: v.Account != nil && said.By == v.Account.ID, Paras: paragraphs(said.Note)}
		if shown.Name == "" {
			shown.Name = "someone who is no longer here"
		}
		shown.Fresh = !shown.Mine && !page.Since.IsZero() && said.Changed.After(page.Since)
		out.Said = append(out.Said, shown)
	}
	return out
}

// waitingHits asks the theme's query and keeps the hits that the viewer has not
// decided; it returns what each is known by.
func (s *Server) waitingHits(ctx context.Context, v archive.Viewer, page *themePage) (keys []string, err error) {
	if page.Query == "" {
		return nil, nil
	}
	decided, err := s.Archive.ThemeDecisions(ctx, v, page.ID)
	if err != nil {
		return nil, err
	}
	ans, err := s.Search.Search(ctx, v, page.Query, search.Page{Size: search.MaxPage})
	var p *archive.Problem
	if errors.As(err, &p) {
		page.Problem = p.Sentence
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	page.More = ans.Next != ""
	sounds := map[string]string{}
	for i := range ans.Hits {
		h, known := &ans.Hits[i], false
		for _, d := range decided {
			known = known || d.Decides(h.Interview, archive.Span{Start: h.Start, End: h.End})
		}
		if !known {
			if err := s.hearable(ctx, v, h.Interview, sounds); err != nil {
				return nil, err
			}
			page.Hits = append(page.Hits, themeHit{searchHit: newHit(h, fmt.Sprintf("hit-%d", len(page.Hits)+1)), Theme: page.ID, Here: page.Here})
			page.Hits[len(page.Hits)-1].Sound = sounds[h.Interview]
			keys = append(keys, hitKey(*h))
		}
	}
	return keys, nil
}

// hearable adds the address of an interview's sound, "" where it may not be heard.
func (s *Server) hearable(ctx context.Context, v archive.Viewer, id string, sounds map[string]string) error {
	if _, asked := sounds[id]; asked {
		return nil
	}
	_, may, err := s.Archive.Interview(ctx, v, id)
	if err != nil {
		return err
	}
	if sounds[id] = ""; may.Listen {
		sounds[id] = "/interviews/" + id + "/sound"
	}
	return nil
}

// hitKey names a hit by its first word that matched, which stays while the word
// stays; by its passage when the query is about facts alone.
func hitKey(h search.Hit) string {
	if len(h.Highlights) > 0 {
		return h.Interview + "#" + strconv.Itoa(int(h.Highlights[0].First))
	}
	return h.Passage
}

// paragraphs cuts a text of several lines.
func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
