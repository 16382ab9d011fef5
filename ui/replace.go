package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// replacePage finds words in one interview and puts others in their place, each
// hit heard before it is ticked.
type replacePage struct {
	*archive.Interview
	May        archive.Permissions
	Find, With string
	Hits       []replaceHit
	More       int // hits beyond those shown
	Key        string
	Problem    string
	Done       []replaceDone
}

type replaceHit struct {
	archive.Hit
	Pieces []piece
	Value  string
	Clip   string
}

// replaceDone is what became of one ticked hit.
type replaceDone struct {
	Where   string // its address
	Words   string
	Problem string
}

const replacedAtOnce = 50

// replaceShow answers GET /interviews/:id/replace?find=&with=.
func (s *Server) replaceShow(c *gin.Context) error { return s.showReplace(c, http.StatusOK, "", nil) }

func (s *Server) showReplace(c *gin.Context, status int, problem string, done []replaceDone) error {
	q := posted(c)
	r, hits, err := s.Archive.FindWords(c.Request.Context(), s.viewer(c), c.Param("id"), q.Get("find"), q.Get("with"))
	if err != nil {
		return err
	}
	page := replacePage{Interview: r.Interview, May: r.May, Find: q.Get("find"), With: q.Get("with"), Key: archive.NewKey(), Problem: problem, Done: done}
	if page.With == "" {
		hits = nil // nothing is said yet of what they should be
	}
	page.More = max(len(hits)-replacedAtOnce, 0)
	for _, h := range hits[:len(hits)-page.More] {
		if h.Was == h.Becomes {
			continue
		}
		page.Hits = append(page.Hits, replaceHit{Hit: h, Pieces: wordDiff(h.Was, h.Becomes), Clip: clip(h.Span),
			Value: fmt.Sprintf("%d-%d-%d-%d", r.Transcript.Version, h.Line, h.First, h.Last)})
	}
	s.render(c, status, "replace", "Find and replace", page)
	return nil
}

// replaceCreate answers POST /interviews/:id/replace: each ticked hit becomes a
// change of its own, so that each can be taken back alone.
func (s *Server) replaceCreate(c *gin.Context) error {
	ticked := posted(c)["hit"]
	if len(ticked) == 0 || len(ticked) > replacedAtOnce {
		return s.showReplace(c, http.StatusUnprocessableEntity, fmt.Sprintf("Please listen, and tick from 1 to %d places.", replacedAtOnce), nil)
	}
	if err := s.mayReplace(c, c.Param("id")); err != nil {
		return err
	}
	done := make([]replaceDone, 0, len(ticked))
	for _, value := range ticked {
		one, err := s.replaceOne(c, value)
		if err != nil {
			return err
		}
		done = append(done, one)
	}
	return s.showReplace(c, http.StatusOK, "", done)
}

// replaceOne puts one hit right. What a person can understand is told beside the
// others; they go on.
func (s *Server) replaceOne(c *gin.Context, value string) (replaceDone, error) {
	var n [4]int
	for i, part := range strings.SplitN(value, "-", len(n)) {
		n[i], _ = strconv.Atoi(part) // 0 is no word, and refused below
	}
	first, last := archive.WordID(n[2]), archive.WordID(n[3])
	if first == 0 || last == 0 {
		return replaceDone{}, archive.Invalid("hit", "The form lacks which words it is about. Please look for them again.")
	}
	done, err := s.replaceHit(c, replacement{c.Param("id"), n[0], first, last, c.PostForm("find"), c.PostForm("with"), c.PostForm("key") + "-" + strconv.Itoa(n[2])})
	done.Where = fmt.Sprintf("/interviews/%s#l%d", c.Param("id"), n[1])
	return done, err
}

// mayReplace refuses those whose fixes wait for someone else: they say what is
// wrong place by place.
func (s *Server) mayReplace(c *gin.Context, id string) error {
	_, _, err := s.Archive.FindWords(c.Request.Context(), s.viewer(c), id, "", "")
	return err
}

// replacement is one place that is to be put right.
type replacement struct {
	interview   string
	version     int
	first, last archive.WordID // last 0: whatever was found from first on
	find, with  string
	key         string
}

func (s *Server) replaceHit(c *gin.Context, p replacement) (replaceDone, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	done := replaceDone{Words: p.with}
	r, err := s.Archive.Read(ctx, v, p.interview, p.version)
	if err != nil {
		return done, err
	}
	err = archive.ErrNotFound
	if r.Transcript == nil {
		return done, err
	}
	for _, h := range r.Transcript.Find(p.find, p.with) {
		if h.First != p.first || (p.last != 0 && h.Last != p.last) {
			continue
		}
		done.Words = h.Becomes
		_, err = s.Archive.Fix(ctx, v, archive.Fix{Interview: p.interview, Against: p.version, Line: h.Line, First: h.First, Last: h.Last, Text: h.Becomes, Key: p.key})
	}
	if err == nil {
		return done, nil
	}
	status, sentence, _, known := explain(err)
	if !known || status >= http.StatusInternalServerError || status == http.StatusForbidden || status == http.StatusUnauthorized {
		return done, err
	}
	done.Problem = sentence
	return done, nil
}
