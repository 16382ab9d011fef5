package ui

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// searchPage is the question, and its answer when one was asked.
type searchPage struct {
	Form    form // q
	Asked   bool
	Sort    search.Sort
	Answer  search.Answer
	Groups  []searchGroup
	Next    string // address of the next page
	First   bool   // on the first page
	Narrow  []narrowing
	Facts   []chosenFact // filters that are set, each with an address without it
	Example []string
}

type searchGroup struct {
	search.Group
	Hits []searchHit
}

// searchHit is a passage with the addresses to hear and read it.
type searchHit struct {
	search.Hit
	Pieces    []search.Piece
	Play      string // address of the interview, two seconds before the words
	Sound     string // address of the sound alone
	From      float64
	HeardOnly bool
}

type narrowing struct {
	Name   string
	Values []narrowValue
}

type narrowValue struct {
	Value, Address string
	Interviews     int
}

type chosenFact struct{ Text, Address string }

var examples = []string{`co-production`, `"blank sheet of paper"`, `garden* -market`, `neighbours from:2020 to:2024`}

// searchShow answers GET /search.
func (s *Server) searchShow(c *gin.Context) error {
	in := c.Request.URL.Query()
	raw := in.Get("q")
	page := searchPage{Form: newForm("q", raw), Example: examples, First: in.Get("after") == "", Sort: search.ByRank}
	if in.Get("sort") == string(search.ByDate) {
		page.Sort = search.ByDate
	}
	if strings.TrimSpace(raw) == "" {
		s.render(c, http.StatusOK, "search", "Search", page)
		return nil
	}
	title := "Search: " + raw
	if len(title) > 100 {
		title = "Search"
	}
	ask := search.Page{After: in.Get("after"), Sort: page.Sort, Facets: page.First}
	ans, err := s.Search.Search(c.Request.Context(), s.viewer(c), raw, ask)
	if err != nil {
		page.Form.Field = "q"
		return s.again(c, err, &page.Form, "search", "Search", func() any { page.Form.Field = "q"; return page })
	}
	page.answer(ans)
	s.render(c, http.StatusOK, "search", title, page)
	return nil
}

func (p *searchPage) answer(ans search.Answer) {
	p.Asked, p.Answer = true, ans
	for _, g := range ans.Groups() {
		group := searchGroup{Group: g}
		for _, h := range g.Hits {
			group.Hits = append(group.Hits, hitOf(h))
		}
		p.Groups = append(p.Groups, group)
	}
	if ans.Next != "" {
		p.Next = p.address(p.Form.Get("q"), ans.Next)
	}
	for _, f := range ans.Facets {
		n := narrowing{Name: facetNames[f.Field]}
		for _, v := range f.Values {
			n.Values = append(n.Values, narrowValue{v.Value, p.address(narrowed(ans.Query, f.Field, v.Value).String(), ""), v.Interviews})
		}
		if n.Name != "" && len(n.Values) > 1 {
			p.Narrow = append(p.Narrow, n)
		}
	}
	for i, cl := range ans.Query.Clauses {
		if !cl.Field.Filter() {
			continue
		}
		rest := search.Query{}
		rest.Clauses = append(append(rest.Clauses, ans.Query.Clauses[:i]...), ans.Query.Clauses[i+1:]...)
		p.Facts = append(p.Facts, chosenFact{string(cl.Field) + " " + cl.Text, p.address(rest.String(), "")})
	}
}

var facetNames = map[search.Field]string{search.Theme: "Theme", search.Collection: "Collection", search.Place: "Place", search.Speaker: "Speaker", search.Year: "Year"}

// narrowed adds a facet's value to a query. A year is asked as its first and
// last day.
func narrowed(q search.Query, f search.Field, value string) search.Query {
	if f == search.Year {
		return q.With(search.From, value).With(search.To, value)
	}
	return q.With(f, value)
}

func (p *searchPage) address(q, after string) string {
	v := url.Values{"q": {q}}
	if p.Sort == search.ByDate {
		v.Set("sort", string(search.ByDate))
	}
	if after != "" {
		v.Set("after", after)
	}
	return "/search?" + v.Encode()
}

func hitOf(h search.Hit) searchHit {
	from := h.PlayFrom()
	q := url.Values{"t": {seconds(from)}}
	if len(h.Highlights) > 0 && h.Matched == search.AsCorrected {
		q.Set("w", strconv.Itoa(int(h.Highlights[0].First)))
	}
	return searchHit{Hit: h, Pieces: h.Pieces(), From: archive.Milliseconds(from), HeardOnly: h.Matched == search.AsHeard,
		Play: "/interviews/" + h.Interview + "?" + q.Encode(), Sound: "/interviews/" + h.Interview + "/sound"}
}
