package ui

import (
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// searchViewEndpoints are the ways to look at an answer that the search page has
// besides its passages.
func (s *Server) searchViewEndpoints() []endpoint {
	return []endpoint{
		calls(endpoint{method: get, path: "/search/lines", id: "searchLines", tag: "search", cost: costSearch, summary: "Each place where the words were found, with the words before and after it."}, s.apiSearchLines),
		calls(endpoint{method: get, path: "/search/overview", id: "searchOverview", tag: "search", cost: costSearch, summary: "When the interviews of an answer were recorded, which of their themes meet, and where most passages are."}, s.apiSearchOverview),
		calls(endpoint{method: get, path: "/search/words", id: "searchWords", tag: "search", cost: costSearch, summary: "Words said unusually often in the passages of an answer, and beside the words asked for, by log-likelihood."}, s.apiSearchWords),
	}
}

type searchLinesAsk struct {
	Q      string `query:"q" doc:"As for search."`
	Limit  int    `query:"limit" min:"1" max:"100" default:"100" doc:"Passages looked at, of which one may have several lines; lines, when they are sorted by the word before or after."`
	Cursor string `query:"cursor" doc:"next of the page before."`
	Sort   string `query:"sort" enum:"rank,date,left,right" default:"rank" doc:"By the words before or after: of the best 2,000 passages together."`

	Variants bool `query:"variants" default:"true" doc:"Also look for other ways to say the same."`
	Misheard bool `query:"misheard" default:"true" doc:"Also look for what may have been misheard as other words."`
}

// apiSearchLine is one place where the words were found.
type apiSearchLine struct {
	Interview string         `json:"interview"`
	Title     string         `json:"title"`
	Speaker   string         `json:"speaker,omitempty"`
	Before    string         `json:"before" doc:"At most 12 words of the passage."`
	Words     string         `json:"words"`
	After     string         `json:"after" doc:"At most 12 words of the passage."`
	Start     float64        `json:"start_s"`
	PlayFrom  float64        `json:"play_from_s" doc:"A little before the words."`
	Matched   search.Matched `json:"matched" enum:"corrected,heard,misheard"`
	Misheard  bool           `json:"misheard,omitempty" doc:"The words only sound like those asked for."`
	Page      string         `json:"page" doc:"Path of the interview's page at this moment."`
}

type apiSearchLines struct {
	Query  string          `json:"query" doc:"As it was understood."`
	Total  int             `json:"total" doc:"Passages that match, on all pages."`
	Sorted int             `json:"sorted,omitempty" doc:"Passages whose lines were sorted together by the word before or after; fewer than total when there were too many."`
	Cut    bool            `json:"cut,omitempty" doc:"Some passages have more lines than are told."`
	Lines  []apiSearchLine `json:"lines"`
	Next   string          `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

// apiSearchLines answers GET /search/lines.
func (s *Server) apiSearchLines(c *gin.Context, in *searchLinesAsk) (*apiSearchLines, error) {
	l := look{Q: in.Q, View: viewLines, Sort: in.Sort, After: in.Cursor}
	page := l.page()
	page.Size, page.Facets, page.AsWritten, page.Misheard = in.Limit, false, !in.Variants, in.Misheard
	a, err := s.Search.Lines(c.Request.Context(), s.viewer(c), in.Q, page)
	if err != nil {
		return nil, err
	}
	out := &apiSearchLines{Query: a.Query.String(), Total: a.Total, Sorted: a.Sorted, Cut: a.Cut, Lines: []apiSearchLine{}, Next: a.Next}
	for _, l := range a.Places {
		h := &a.Hits[l.Hit]
		out.Lines = append(out.Lines, apiSearchLine{Interview: h.Interview, Title: h.Title, Speaker: l.Speaker, Before: l.Left, Words: l.Match, After: l.Right,
			Start: l.At, PlayFrom: l.From, Matched: h.Matched, Misheard: l.Misheard, Page: contextOf(h)})
	}
	return out, nil
}

type searchOverviewAsk struct {
	Q        string `query:"q" doc:"As for search."`
	Variants bool   `query:"variants" default:"true" doc:"Also look for other ways to say the same."`
}

type apiYears struct {
	From  int `json:"from"`
	To    int `json:"to" doc:"The last year that is counted here."`
	Found int `json:"found" doc:"Interviews with a passage."`
	All   int `json:"all" doc:"Interviews that can be searched."`
}

// apiMeeting is how many interviews have both themes; with itself, the theme.
type apiMeeting struct {
	Theme      string `json:"theme"`
	Other      string `json:"other"`
	Interviews int    `json:"interviews"`
}

type apiPassages struct {
	Interview string `json:"interview"`
	Title     string `json:"title"`
	Passages  int    `json:"passages"`
}

type apiOverview struct {
	Query      string        `json:"query" doc:"As it was understood."`
	Passages   int           `json:"passages" doc:"That match."`
	Interviews int           `json:"interviews" doc:"With a passage: at most 10,000 are counted, those with the most."`
	Undated    int           `json:"undated" doc:"Of those."`
	Years      []apiYears    `json:"years" doc:"In order, without gaps; several years in one when there are more than 30."`
	Themes     []apiMeeting  `json:"themes" doc:"The eight most frequent themes, and how many interviews each two share."`
	Most       []apiPassages `json:"most" doc:"The ten interviews with the most passages."`
}

// apiSearchOverview answers GET /search/overview.
func (s *Server) apiSearchOverview(c *gin.Context, in *searchOverviewAsk) (*apiOverview, error) {
	v := s.viewer(c)
	all, err := s.catalogue.all(c.Request.Context())
	if err != nil {
		return nil, err
	}
	p := &searchPage{look: look{Q: in.Q}}
	if p.Answer, err = s.Search.Search(c.Request.Context(), v, in.Q, search.Page{Size: 1, Facets: true, AsWritten: !in.Variants}); err != nil {
		return nil, err
	}
	return shapeOverview(p.Answer, overviewOf(p, all, v)), nil
}

func shapeOverview(a search.Answer, o *overview) *apiOverview {
	out := &apiOverview{Query: a.Query.String(), Passages: a.Total, Interviews: o.Interviews, Undated: o.Undated, Years: []apiYears{}, Themes: []apiMeeting{}, Most: []apiPassages{}}
	if o.Years != nil {
		for _, b := range o.Years.Bars {
			out.Years = append(out.Years, apiYears{b.From, b.To, b.Found, b.All})
		}
	}
	if o.Themes != nil {
		for _, row := range o.Themes.Rows {
			for k, cell := range row.Cells {
				out.Themes = append(out.Themes, apiMeeting{row.Name, o.Themes.Names[k], cell.Count})
			}
		}
	}
	for _, r := range o.Richest {
		out.Most = append(out.Most, apiPassages{r.ID, r.Title, r.Passages})
	}
	return out
}

type apiToldWords struct {
	Looked int          `json:"looked_at" doc:"Passages; the best ones, at most 2,000."`
	Total  int          `json:"total" doc:"Passages that match."`
	Words  []apiTelling `json:"words" doc:"Said in those passages more often than in the archive; the most unlikely by chance first."`
	Beside []apiTelling `json:"beside" doc:"Said within five words of what was asked for more often than in the archive."`
}

// apiSearchWords answers GET /search/words.
func (s *Server) apiSearchWords(c *gin.Context, in *searchOverviewAsk) (*apiToldWords, error) {
	told, err := s.tellingAnswer(c, in.Q, !in.Variants)
	if err != nil {
		return nil, err
	}
	return &apiToldWords{Looked: told.looked, Total: told.all, Words: shapeTelling(told.telling), Beside: shapeTelling(told.beside)}, nil
}

func shapeTelling(found []search.Telling) []apiTelling {
	out := []apiTelling{}
	for _, t := range found {
		out = append(out, apiTelling(t))
	}
	return out
}
