package ui

import (
	_ "embed"
	"fmt"
	"unicode/utf8"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// openAPI is made from the endpoints and their types by the tests of this
// package: go test ./ui -run OpenAPI -update.
//
//go:embed openapi.json
var openAPI []byte

type searchAsk struct {
	Q      string `query:"q" doc:"words, phrases in quotes, -without, begin*, pat*er?n, (any OR of), \"words near\"~5, speaker: role: theme: collection: place: reporter: language: checked: from: to: heard:"`
	Limit  int    `query:"limit" min:"1" max:"100" default:"20"`
	Cursor string `query:"cursor" doc:"next of the page before."`
	Sort   string `query:"sort" enum:"rank,date" default:"rank"`
	Facets bool   `query:"facets" doc:"Also count interviews by theme, place and so on."`

	Variants bool   `query:"variants" default:"true" doc:"Also look for other ways to say the same."`
	Like     string `query:"like" doc:"A passage, as a hit names it: more like it is found, and q only narrows."`
	Meaning  bool   `query:"meaning" doc:"Also find passages that are close in meaning, in other words, where the site can."`
	Some     bool   `query:"some" doc:"When no passage has all the words, also find those that have some of them."`
	Misheard bool   `query:"misheard" default:"true" doc:"Also look for what may have been misheard as other words; such passages come last."`
}

// apiSearch answers GET /search.
func (s *Server) apiSearch(c *gin.Context, in *searchAsk) (*apiResults, error) {
	ask := search.Page{Size: in.Limit, After: in.Cursor, Sort: search.Sort(in.Sort), Facets: in.Facets, Misheard: in.Misheard, AsWritten: !in.Variants, Meaning: in.Meaning, Some: in.Some}
	a, err := s.answer(c, in, ask)
	if err != nil {
		return nil, err
	}
	out := &apiResults{Query: a.Query.String(), Suggest: a.Suggest, Total: a.Total, Misheard: a.Misheard, Close: a.Close, Some: a.Some, Meaning: string(a.Meaning), Interviews: a.Interviews, Hits: make([]apiHit, 0, len(a.Hits)), Next: a.Next, Position: a.Position, Took: a.Took.Seconds()}
	for _, also := range a.Also {
		out.Also = append(out.Also, apiAlso(also))
	}
	for _, h := range a.Hits {
		out.Hits = append(out.Hits, shapeHit(h))
	}
	if err := s.tellThemes(c, a.Hits, out.Hits); err != nil {
		return nil, err
	}
	for _, f := range a.Facets {
		facet := apiFacet{Field: string(f.Field), Values: []apiCount{}, More: f.More}
		for _, n := range f.Values {
			facet.Values = append(facet.Values, apiCount(n))
		}
		out.Facets = append(out.Facets, facet)
	}
	return out, nil
}

func (s *Server) answer(c *gin.Context, in *searchAsk, p search.Page) (search.Answer, error) {
	if in.Like != "" {
		return s.Search.Like(c.Request.Context(), s.viewer(c), in.Like, in.Q, p)
	}
	return s.Search.Search(c.Request.Context(), s.viewer(c), in.Q, p)
}

// checkedNames say how far people have checked a passage.
var checkedNames = map[archive.Level]string{
	archive.MachineText: "no", archive.BeingChecked: "in part", archive.CheckedOnce: "by one", archive.Checked: "by two or more",
}

func shapeHit(h search.Hit) apiHit {
	out := apiHit{
		Passage: h.Passage, Interview: h.Interview, Title: h.Title, Storyteller: h.Storyteller, Place: h.Place, RecordedOn: h.RecordedOn, Collection: h.Collection,
		Themes: h.Themes, Start: h.Start, End: h.End, PlayFrom: archive.Milliseconds(h.PlayFrom()), Speaker: h.Speaker, Text: h.Text, Instead: h.Instead,
		Matched: string(h.Matched), Then: h.Then, Role: string(h.Role), Checked: checkedNames[h.Level], Highlights: make([]apiHighlight, 0, len(h.Highlights)),
	}
	out.Page = fmt.Sprintf("/interviews/%s?t=%g", h.Interview, out.PlayFrom)
	if q := h.Question; q != nil {
		out.Question = &apiAnswered{q.Speaker, q.Text, q.Start}
	}
	for _, m := range h.Highlights {
		from := utf8.RuneCountInString(h.Text[:m.From])
		text := h.Text[m.From:m.To]
		out.Highlights = append(out.Highlights, apiHighlight{From: from, To: from + utf8.RuneCountInString(text), Text: text, Start: m.Start, End: m.End, Line: m.Line, First: m.First, Last: m.Last, Misheard: m.Misheard || h.Matched == search.Misheard})
	}
	return out
}

type eventsAsk struct {
	After int64 `query:"after" min:"0" max:"9007199254740991" default:"0"`
	Limit int   `query:"limit" min:"1" max:"500" default:"100" doc:"Entries looked at; those about interviews the caller may not see are left out."`
}

// apiEvents answers GET /events. An interview that was never public is not
// named to those who may not see it; one that was is told to be gone, so that
// nobody keeps a copy of it by mistake.
func (s *Server) apiEvents(c *gin.Context, in *eventsAsk) (*apiEventList, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	events, err := s.Archive.Events(ctx, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	last, err := s.Archive.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	out := &apiEventList{Events: []apiEvent{}, Next: in.After}
	known := map[string]*archive.Interview{}
	for _, e := range events {
		out.Next = e.Seq
		iv := known[e.Interview]
		if iv == nil {
			if iv, _, err = s.Archive.Interview(ctx, archive.System, e.Interview); err != nil {
				return nil, err
			}
			known[e.Interview] = iv
		}
		seen := archive.Policy(v, iv).Read
		if seen || !iv.Published.IsZero() {
			out.Events = append(out.Events, apiEvent{Seq: e.Seq, Interview: e.Interview, Version: e.Version, At: e.At, Gone: !seen})
		}
	}
	out.More = out.Next < last
	return out, nil
}

// apiSynonyms answers GET /settings/synonyms.
func (s *Server) apiSynonyms(c *gin.Context, _ *nothing) (*apiSynonyms, error) {
	text, err := s.Archive.Setting(c.Request.Context(), settingSynonyms)
	return &apiSynonyms{Text: text}, err
}

// apiSynonymsSet answers PUT /settings/synonyms.
func (s *Server) apiSynonymsSet(c *gin.Context, in *apiSynonyms) (*apiSynonyms, error) {
	if _, err := search.NewVariants(in.Text); err != nil {
		return nil, err
	}
	if err := s.Archive.SetSetting(c.Request.Context(), s.viewer(c), settingSynonyms, in.Text); err != nil {
		return nil, err
	}
	return in, nil
}
