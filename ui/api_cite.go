package ui

import (
	"net/http"
	"time"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

func (s *Server) citingEndpoints() []endpoint {
	return []endpoint{
		calls(endpoint{method: http.MethodGet, path: "/interviews/:id/quotes/:quote", id: "getQuote", tag: "citing", summary: "Words of one version as they were quoted, and what became of them. The address is VERSION.FIRST-LAST, with the ids of words."}, s.apiQuote),
		calls(endpoint{method: http.MethodGet, path: "/interviews/:id/citation", id: "cite", tag: "citing", summary: "An interview, a version or a quote as citations: Chicago style, BibTeX, RIS, DataCite, schema.org and a media fragment."}, s.apiCite),
		calls(endpoint{method: http.MethodGet, path: "/methods", id: "getMethods", tag: "citing", cost: costSearch, summary: "How the words in the archive came about: engines, languages, rules, what was checked and measured, in sentences."}, s.apiMethods),
		calls(endpoint{method: http.MethodGet, path: "/interviews/:id/methods", id: "getInterviewMethods", tag: "citing", cost: costSearch, summary: "How the words of one interview came about, in sentences."}, s.apiMethod),
		calls(endpoint{method: http.MethodGet, path: "/search/file", id: "takeHits", tag: "citing", cost: costSearch, media: tableMedia, summary: "The passages that a search finds as a table, at most 1,000."}, s.apiTakeHits),
		calls(endpoint{method: http.MethodGet, path: "/themes/:theme/file", id: "takeTheme", tag: "citing", cost: costSearch, media: append([]string{"application/zip"}, tableMedia...),
			summary: "The passages of a theme as a table, or as a REFI-QDA project with the transcripts they are in."}, s.apiTakeTheme),
		calls(endpoint{method: http.MethodGet, path: "/searches", id: "saveSearch", tag: "citing", cost: costSearch, summary: "A dated link to a question as it is answered now. Nothing is stored: the id says all of it."}, s.apiSavedMake),
		calls(endpoint{method: http.MethodGet, path: "/searches/:search", id: "getSavedSearch", tag: "citing", cost: costSearch, summary: "A saved search: what it found then, and what is new since."}, s.apiSavedShow),
		calls(endpoint{method: http.MethodGet, path: "/codebook", id: "takeCodebook", tag: "citing", media: []string{"application/xml"}, summary: "The themes that the caller may read, as a REFI-QDA codebook."}, s.apiTakeCodebook),
	}
}

var tableMedia = []string{"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

type hitsAsk struct {
	Q      string `query:"q" doc:"As for the search."`
	Sort   string `query:"sort" enum:"rank,date" default:"rank"`
	Format string `query:"format" enum:"csv,xlsx" default:"csv"`

	Variants bool `query:"variants" default:"true" doc:"Also look for other ways to say the same."`
	Meaning  bool `query:"meaning" doc:"Also find passages that are close in meaning, in other words, where the site can."`
}

// apiTakeHits answers GET /search/file.
func (s *Server) apiTakeHits(c *gin.Context, in *hitsAsk) (*nothing, error) {
	return nil, s.sendHits(c, in.Q, search.Page{Sort: search.Sort(in.Sort), AsWritten: !in.Variants, Meaning: in.Meaning}, in.Format)
}

type themeFileAsk struct {
	Theme  string `path:"theme"`
	Format string `query:"format" enum:"csv,xlsx,qdpx" default:"csv"`
}

// apiTakeTheme answers GET /themes/:theme/file.
func (s *Server) apiTakeTheme(c *gin.Context, in *themeFileAsk) (*nothing, error) {
	return nil, s.sendTheme(c, in.Theme, in.Format)
}

// apiTakeCodebook answers GET /codebook.
func (s *Server) apiTakeCodebook(c *gin.Context, _ *nothing) (*nothing, error) {
	return nil, s.codebookTake(c)
}

// apiTurn is words that one person says without a break.
type apiTurn struct {
	Speaker string `json:"speaker,omitempty"`
	Text    string `json:"text"`
}

// apiPlaced is words at a place of one version.
type apiPlaced struct {
	Version int            `json:"version"`
	First   archive.WordID `json:"first"`
	Last    archive.WordID `json:"last"`
	Start   float64        `json:"start_s"`
	End     float64        `json:"end_s"`
	Turns   []apiTurn      `json:"turns"`
}

// apiQuote is a quote and what became of it.
type apiQuote struct {
	Interview string     `json:"interview"`
	Title     string     `json:"title"`
	State     string     `json:"state" doc:"stands, changed, gone, or withheld: some of the words must not be public, and none is told."`
	Page      string     `json:"page"`
	Made      *time.Time `json:"made,omitempty" doc:"When the version was; absent for what a machine heard."`
	Quoted    *apiPlaced `json:"quoted,omitempty" doc:"As quoted."`
	Now       *apiPlaced `json:"now,omitempty" doc:"What the newest version says there."`
	Changed   []int      `json:"changed_in" doc:"Versions that changed the words."`
}

type quoteAsk struct {
	byID
	Quote string `path:"quote"`
}

// apiQuote answers GET /interviews/:id/quotes/:quote.
func (s *Server) apiQuote(c *gin.Context, in *quoteAsk) (*apiQuote, error) {
	at, err := archive.ParseAnchor(in.Quote)
	if err != nil {
		return nil, err
	}
	q, err := s.Archive.Quote(c.Request.Context(), s.viewer(c), in.ID, at)
	if err != nil {
		return nil, err
	}
	out := &apiQuote{Interview: in.ID, Title: q.Interview.Title, State: string(q.State), Page: quoteAddress(in.ID, at), Changed: []int{}}
	if q.Then == nil {
		return out, nil
	}
	if !q.Made.IsZero() {
		out.Made = &q.Made
	}
	out.Quoted, out.Now = placed(q.At, q.Span, q.Then), placed(q.NowAt, q.NowSpan, q.Now)
	for _, ch := range q.Touched {
		out.Changed = append(out.Changed, ch.Version)
	}
	return out, nil
}

func placed(at archive.Anchor, span archive.Span, turns []archive.Turn) *apiPlaced {
	if len(turns) == 0 {
		return nil
	}
	out := &apiPlaced{Version: at.Version, First: at.First, Last: at.Last, Start: span.Start, End: span.End}
	for _, t := range turns {
		out.Turns = append(out.Turns, apiTurn{t.Speaker, t.Text()})
	}
	return out
}

// apiCitation is one source in every form.
type apiCitation struct {
	Interview    string         `json:"interview"`
	Version      int            `json:"version"`
	Address      string         `json:"address"`
	SHA256       string         `json:"sha256" doc:"Of the words of the version, in the form of /interviews/ID/versions/VERSION/words."`
	Note         string         `json:"note" doc:"Chicago style."`
	Bibliography string         `json:"bibliography" doc:"Chicago style."`
	BibTeX       string         `json:"bibtex"`
	RIS          string         `json:"ris"`
	DataCite     map[string]any `json:"datacite" doc:"DataCite metadata, schema 4."`
	JSONLD       map[string]any `json:"jsonld" doc:"schema.org."`
	Fragment     string         `json:"media_fragment,omitempty" doc:"The stretch of sound; absent when it cannot be heard."`
}

type citeAsk struct {
	byID
	Version string `query:"version" max:"10" doc:"Absent: the newest."`
	Quote   string `query:"quote" max:"40" doc:"VERSION.FIRST-LAST; it names its own version."`
}

// apiCite answers GET /interviews/:id/citation.
func (s *Server) apiCite(c *gin.Context, in *citeAsk) (*apiCitation, error) {
	src, err := s.source(c, in.ID, in.Version, in.Quote)
	if err != nil {
		return nil, err
	}
	return &apiCitation{Interview: in.ID, Version: src.Version, Address: src.Address, SHA256: src.Hash, Note: src.Note(), Bibliography: src.Bibliography(),
		BibTeX: src.BibTeX(), RIS: src.RIS(), DataCite: src.DataCite(), JSONLD: src.JSONLD(), Fragment: src.Fragment()}, nil
}
