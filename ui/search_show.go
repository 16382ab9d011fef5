package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// The ways to look at an answer.
const (
	viewPassages   = ""           // in the order of the search
	viewInterviews = "interviews" // the passages of each interview together
	viewLines      = "lines"      // each word found, with the words around it
	viewOverview   = "overview"   // in time, in interviews and by theme
)

// manyHits is how many passages a page has that is made of several of them. What
// it groups, sorts or draws is this many, and the page says so.
const manyHits = search.MaxPage

// look is what was asked and how its answer is looked at: all that the address
// of a results page holds.
type look struct {
	Q, View, Sort, After string
	Like                 string   // a passage that more of its kind is asked for; then Q only narrows
	Off                  []string // of switches: what is not to be searched also
}

// What a person can switch off.
const (
	offVariants = "variants" // other ways to say the same
	offMisheard = "misheard" // what sounds like it
	offMeaning  = "meaning"  // what says it in other words
)

func lookOf(in url.Values) look {
	l := look{Q: in.Get("q"), View: in.Get("view"), Sort: in.Get("sort"), After: in.Get("after"), Like: in.Get("like")}
	if !slices.Contains([]string{viewInterviews, viewLines, viewOverview}, l.View) {
		l.View = viewPassages
	}
	if l.Sort != string(search.ByDate) && (l.View != viewLines || l.Sort != string(search.ByLeft) && l.Sort != string(search.ByRight)) {
		l.Sort = string(search.ByRank)
	}
	for _, name := range []string{offVariants, offMisheard, offMeaning} {
		if in.Get(name) == "off" {
			l.Off = append(l.Off, name)
		}
	}
	return l
}

// Address is the address of the page. What is as usual is left out, so that the
// same question has the same address.
func (l look) Address() string {
	v := url.Values{"q": {l.Q}}
	set := func(name, value, usual string) {
		if value != usual {
			v.Set(name, value)
		}
	}
	set("view", l.View, viewPassages)
	set("sort", l.Sort, string(search.ByRank))
	set("after", l.After, "")
	set("like", l.Like, "")
	for _, name := range l.Off {
		v.Set(name, "off")
	}
	return "/search?" + v.Encode()
}

// Asking is the look at another query, from its beginning.
func (l look) Asking(q string) look {
	l.Q, l.After = q, ""
	return l
}

// IsOff tells whether something is not to be searched also.
func (l look) IsOff(name string) bool { return slices.Contains(l.Off, name) }

// Switched is the address of the same question with one switch the other way.
func (l look) Switched(name string) string {
	was := len(l.Off)
	l.Off = slices.DeleteFunc(slices.Clone(l.Off), func(off string) bool { return off == name })
	if len(l.Off) == was {
		l.Off = append(l.Off, name)
	}
	return l.Asking(l.Q).Address()
}

// page is what is asked of the index.
func (l look) page() search.Page {
	p := search.Page{After: l.After, Sort: search.ByRank, Facets: l.After == "", Misheard: !l.IsOff(offMisheard), AsWritten: l.IsOff(offVariants)}
	if l.Sort != "" {
		p.Sort = search.Sort(l.Sort)
	}
	// What is close in meaning, or has only some of the words, is not counted, so
	// there is nothing to line up or to draw.
	p.Some = l.View == viewPassages || l.View == viewInterviews
	p.Meaning = p.Some && !l.IsOff(offMeaning)
	if l.View != viewPassages {
		p.Size = manyHits
	}
	return p
}

// searchPage is the question, and its answer when one was asked.
type searchPage struct {
	look
	Form    form // q, and the fields of the step by step form
	Offers  offers
	Asked   bool
	Answer  search.Answer
	First   bool // on the first page
	Begin   string
	Next    string // address of the next page
	Views   []way
	Orders  []way
	Facts   []chosenFact // filters that are set, each with an address without it
	Narrow  []narrowing
	Hits    []*searchHit
	Unsure  []*searchHit // passages that may have been misheard, where they stand apart
	Suggest []way        // what was perhaps meant
	Groups  []searchGroup
	Lines   search.Lines // with the places of the line by line view
	Picture *overview
	Example []string
	Foreign []string               // languages of interviews whose meaning is not known
	Doubt   bool                   // some marks stand where words may have been misheard
	Meaning bool                   // what is close in meaning can be looked for
	May     struct{ Suggest bool } // some of the words can be fixed here
	Reasons []archive.Reason
	Gather  []*archive.Theme // that the viewer can gather passages in from here
}

// way is one of several ways to look at the same answer.
type way struct {
	Text, Address string
	Current       bool
}

var examples = []string{`co-production`, `"blank sheet of paper"`, `garden* -market`, `neighbours from:2020 to:2024`}

// searchShow answers GET /search. What the step by step form asks is sent on to
// the address of the query it stands for.
func (s *Server) searchShow(c *gin.Context) error {
	in := c.Request.URL.Query()
	all, err := s.catalogue.all(c.Request.Context())
	if err != nil {
		return err
	}
	page := searchPage{look: lookOf(in), Form: sentForm(in), Example: examples, Reasons: archive.Reasons, Offers: offersOf(all, s.viewer(c)), Meaning: s.Search.KnowsMeaning("")}
	page.First, page.Foreign = page.After == "", s.foreign(page.Offers)
	if in.Has("form") {
		page.look = page.Asking(written(in))
		page.Form.Values.Set("q", page.Q)
		if _, err := search.Parse(page.Q); err == nil {
			c.Redirect(http.StatusSeeOther, page.Address())
			return nil
		}
	}
	if strings.TrimSpace(page.Q) == "" && page.Like == "" && !in.Has("form") {
		s.render(c, http.StatusOK, "search", "Search", page)
		return nil
	}
	title := "Search: " + page.Q
	if len(title) > 100 {
		title = "Search"
	}
	if page.Like != "" {
		title = "More like this passage"
	}
	if err = s.ask(c, &page); err == nil {
		err = s.showAnswer(c, &page, all)
	}
	if err != nil {
		return s.again(c, err, &page.Form, "search", "Search", func() any { page.Form.Field = "q"; return page })
	}
	s.render(c, http.StatusOK, "search", title, page)
	return nil
}

// ask asks what the page is to show.
func (s *Server) ask(c *gin.Context, p *searchPage) (err error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	switch {
	case p.Like != "":
		if p.Answer, err = s.Search.Like(ctx, v, p.Like, p.Q, p.page()); err == nil && p.View == viewLines {
			p.Lines.Places, p.Lines.Cut = search.Occurrences(p.Answer.Hits, search.Sort(p.Sort), search.MaxPage)
		}
	case p.View == viewLines:
		p.Lines, err = s.Search.Lines(ctx, v, p.Q, p.page())
		p.Answer = p.Lines.Answer
	default:
		p.Answer, err = s.Search.Search(ctx, v, p.Q, p.page())
	}
	return err
}

// Around tells whether lines are put in order by the words around them.
func (l look) Around() bool {
	return l.Sort == string(search.ByLeft) || l.Sort == string(search.ByRight)
}

// All is how many passages there are on all pages, close ones and those with some
// of the words too.
func (p searchPage) All() int { return p.Answer.Total + p.Answer.Close + p.Answer.Some }

// Takes tells whether a file of the same question has the passages shown.
func (p searchPage) Takes() bool {
	return p.Like == "" && p.Q != "" && p.Answer.Total+p.Answer.Close > 0
}

// Meant says what meaning had to do with the answer, where that is not plain.
func (p searchPage) Meant() string {
	switch {
	case !p.Meaning || p.IsOff(offMeaning) || !p.First:
		return ""
	case p.View == viewLines || p.View == viewOverview:
		return "This view looks at words only. Passages that say it in other words are under “Passages” and “By interview”."
	case p.Answer.Meaning == search.WordsMeant && !p.Answer.Query.Spoken():
		return "" // it asks for facts: nobody would expect more
	case p.Answer.Meaning == search.ByMeaning && len(p.Foreign) > 0:
		return "Closeness in meaning is known for English only. Interviews in other languages (" + strings.Join(p.Foreign, ", ") + ") are found by their words."
	}
	return p.Answer.Meaning.Sentence()
}

// foreign are the languages on offer that the model of meaning does not know.
func (s *Server) foreign(o offers) (out []string) {
	for _, code := range o[string(search.Language)] {
		if !s.Search.KnowsMeaning(code) {
			out = append(out, code)
		}
	}
	return out
}

// showAnswer makes the page of an answer.
func (s *Server) showAnswer(c *gin.Context, p *searchPage, all []*archive.Interview) error {
	p.Asked = true
	p.fill(p.Answer.Query)
	if p.Answer.Next != "" {
		next := p.look
		next.After = p.Answer.Next
		p.Next = next.Address()
	}
	p.Begin = p.Asking(p.Q).Address()
	for _, text := range p.Answer.Suggest {
		p.Suggest = append(p.Suggest, way{Text: text, Address: p.Asking(text).Address()})
	}
	p.ways()
	p.facts()
	if err := s.narrow(c, p); err != nil {
		return err
	}
	if err := s.hits(c, p); err != nil {
		return err
	}
	if err := s.gather(c, p); err != nil {
		return err
	}
	if p.View == viewOverview {
		p.Picture = overviewOf(p, all, s.viewer(c))
	}
	return nil
}

// ways are the switches between views and between orders.
func (p *searchPage) ways() {
	for _, v := range []way{{"Passages", viewPassages, false}, {"By interview", viewInterviews, false}, {"Line by line", viewLines, false}, {"Overview", viewOverview, false}} {
		to := p.look.Asking(p.Q)
		to.View = v.Address
		if v.Address != viewLines && to.Sort != string(search.ByDate) {
			to.Sort = string(search.ByRank)
		}
		p.Views = append(p.Views, way{v.Text, to.Address(), p.View == v.Address})
	}
	orders := []way{{"Best first", string(search.ByRank), false}, {"Newest recording first", string(search.ByDate), false}}
	switch p.View {
	case viewOverview:
		return
	case viewLines:
		orders = append(orders, way{"By the word before", string(search.ByLeft), false}, way{"By the word after", string(search.ByRight), false})
	}
	for _, o := range orders {
		to := p.look.Asking(p.Q)
		to.Sort = o.Address
		p.Orders = append(p.Orders, way{o.Text, to.Address(), p.Sort == o.Address})
	}
}
