package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const listPage = 20 // interviews on one page

// explorePage is the list with its filters. Every choice says how many
// interviews it would leave.
type explorePage struct {
	Filter       filter
	Interviews   []*archive.Interview
	Total, All   int
	Next         string // address of the next page, "" at the end
	Themes       []choice
	Places       []choice
	Collections  []choice
	Years        []choice
	States       []choice
	ReporterName string
	Begin        bool // on the first page
	Own          bool // some are not open to everyone
}

type choice struct {
	Value, Label string
	Count        int
	Chosen       bool
}

func filterOf(q url.Values) filter {
	short := func(name string) string {
		s, err := archive.CleanText(name, q.Get(name), 200)
		if err != nil {
			return ""
		}
		return s
	}
	return filter{Text: short("text"), Theme: short("theme"), Place: short("place"), Collection: short("collection"),
		Reporter: short("reporter"), Year: short("year"), State: short("state")}
}

// query writes the filter as an address has it.
func (f filter) query() url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"text": f.Text, "theme": f.Theme, "place": f.Place, "collection": f.Collection, "reporter": f.Reporter, "year": f.Year, "state": f.State} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// interviewList answers GET /interviews.
func (s *Server) interviewList(c *gin.Context) error {
	all, err := s.catalogue.all(c.Request.Context())
	if err != nil {
		return err
	}
	v := s.viewer(c)
	seen := listed(all, v)
	page := explorePage{Filter: filterOf(c.Request.URL.Query()), All: len(seen)}
	page.choices(seen)
	if page.Filter.Reporter != "" {
		if acc, err := s.Archive.Person(c.Request.Context(), page.Filter.Reporter); err == nil {
			page.ReporterName = acc.Display
		}
	}
	found := slices.DeleteFunc(slices.Clone(seen), func(iv *archive.Interview) bool { return !page.Filter.matches(iv) })
	page.Own = slices.ContainsFunc(found, func(iv *archive.Interview) bool { return iv.State != archive.Published })
	page.Total = len(found)
	page.Begin = true
	if before := c.Query("before"); before != "" {
		if i := slices.IndexFunc(found, func(iv *archive.Interview) bool { return iv.ID == before }); i >= 0 {
			found, page.Begin = found[i+1:], false
		}
	}
	page.Interviews = found[:min(len(found), listPage)]
	if len(found) > listPage {
		q := page.Filter.query()
		q.Set("before", page.Interviews[listPage-1].ID)
		page.Next = "/interviews?" + q.Encode()
	}
	s.render(c, http.StatusOK, "explore", "Explore", page)
	return nil
}

// choices counts what each filter would leave beside the others that are set.
func (p *explorePage) choices(seen []*archive.Interview) {
	one := func(s string) []string { return []string{s} }
	facet := func(chosen string, without filter, of func(*archive.Interview) []string) []choice {
		counts := map[string]int{}
		for _, iv := range seen {
			if !without.matches(iv) {
				continue
			}
			for _, v := range of(iv) {
				if v != "" {
					counts[v]++
				}
			}
		}
		var out []choice
		for v, n := range counts {
			out = append(out, choice{v, v, n, strings.EqualFold(v, chosen)})
		}
		slices.SortFunc(out, func(a, b choice) int { return strings.Compare(strings.ToLower(a.Value), strings.ToLower(b.Value)) })
		return out
	}
	f := p.Filter
	rest := f
	rest.Theme = ""
	p.Themes = facet(f.Theme, rest, func(iv *archive.Interview) []string { return iv.Themes })
	rest = f
	rest.Place = ""
	p.Places = facet(f.Place, rest, func(iv *archive.Interview) []string { return one(iv.Place) })
	rest = f
	rest.Collection = ""
	p.Collections = facet(f.Collection, rest, func(iv *archive.Interview) []string { return one(iv.Collection) })
	rest = f
	rest.Year = ""
	p.Years = facet(f.Year, rest, func(iv *archive.Interview) []string { return one(iv.RecordedOn[:min(4, len(iv.RecordedOn))]) })
	slices.Reverse(p.Years)
	rest = f
	rest.State = ""
	p.States = facet(f.State, rest, func(iv *archive.Interview) []string { return one(checkedState(iv)) })
	for i := range p.States {
		p.States[i].Label = map[string]string{"machine": "Machine transcript, not yet corrected", "corrected": "Corrected by people", "waiting": "Not open to everyone yet"}[p.States[i].Value]
	}
}
