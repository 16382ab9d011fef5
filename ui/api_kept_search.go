package ui

import (
	"net/http"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

func (s *Server) keptSearchEndpoints() []endpoint {
	const all, one, person = "/me/searches", "/me/searches/:kept", archive.Contributor
	return []endpoint{
		calls(endpoint{method: get, path: all, id: "listKeptSearches", tag: "search", min: person, cost: costSearch, summary: "The caller's saved searches, newest first, with how much is new in each since it was looked at."}, s.apiKeptList),
		calls(endpoint{method: post, path: all, id: "keepSearch", tag: "search", min: person, cost: costWrite, status: http.StatusCreated, summary: "Keep a search in the caller's list."}, s.apiKeep),
		calls(endpoint{method: get, path: one, id: "lookAtKeptSearch", tag: "search", min: person, cost: costSearch, summary: "Ask a saved search again. It counts as a visit, as on the site: what is new is told for an hour."}, s.apiKeptShow),
		calls(endpoint{method: http.MethodPatch, path: one, id: "renameKeptSearch", tag: "search", min: person, cost: costWrite, summary: "Give a saved search another name."}, s.apiKeptRename),
		calls(endpoint{method: http.MethodDelete, path: one, id: "forgetSearch", tag: "search", min: person, cost: costWrite, status: http.StatusNoContent, summary: "Take a search out of the caller's list for good."}, s.apiKeptForget),
	}
}

// apiKept is a search of the caller's list.
type apiKept struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Q         string    `json:"q"`
	Sort      string    `json:"sort" enum:"rank,date"`
	Variants  bool      `json:"variants" doc:"It looks for other ways to say the same."`
	Saved     time.Time `json:"saved"`
	Found     int       `json:"found" doc:"Passages, when it was saved."`
	Since     time.Time `json:"since" doc:"When the visit before this one ended: new is what came after."`
	New       *int      `json:"new,omitempty" doc:"Passages that are new since; absent where that was not worked out this time."`
	More      bool      `json:"more" doc:"It finds more than were looked at, so that there may be more that is new."`
	Hits      []apiHit  `json:"hits,omitempty" doc:"The new passages; only when one search is asked for."`
	Page      string    `json:"page"`
	DatedPage string    `json:"dated_page" doc:"Path that anyone may be given: the question, its day and what it found then."`
}

type apiKeptSearches struct {
	Searches []apiKept `json:"searches"`
}

func shapeKept(k *keptSearch) apiKept {
	out := apiKept{ID: k.ID, Name: k.Name, Q: k.Asked.Query, Sort: string(savedOf(k.Asked).page().Sort), Variants: !k.Asked.AsWritten, Saved: k.Asked.At, Found: k.Asked.Found,
		Since: k.Since, More: k.Cut, Page: "/searches/kept/" + k.ID, DatedPage: k.Dated}
	if k.Told {
		n := len(k.New)
		out.New = &n
	}
	return out
}

// apiKeptList answers GET /me/searches.
func (s *Server) apiKeptList(c *gin.Context, _ *nothing) (*apiKeptSearches, error) {
	page, err := s.keptSearches(c)
	out := &apiKeptSearches{Searches: []apiKept{}}
	for _, k := range page.Searches {
		out.Searches = append(out.Searches, shapeKept(k))
	}
	return out, err
}

type keepAsk struct {
	keyed
	Name     string `json:"name" doc:"Absent: as the question is written."`
	Search   string `json:"search" doc:"Id of a dated search; absent: q as it is answered now."`
	Q        string `json:"q"`
	Sort     string `json:"sort" enum:"rank,date" doc:"Absent: rank."`
	Variants *bool  `json:"variants" doc:"Absent: true."`
}

// apiKeep answers POST /me/searches.
func (s *Server) apiKeep(c *gin.Context, in *keepAsk) (*apiKept, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	id := in.Search
	if id == "" {
		l := look{Q: in.Q, Sort: in.Sort}
		if in.Variants != nil && !*in.Variants {
			l.Off = []string{offVariants}
		}
		if id, err = s.dated(c, l); err != nil {
			return nil, err
		}
	}
	k, err := s.keep(c, id, in.Name, key)
	if err != nil {
		return nil, err
	}
	return s.oneKept(k)
}

func (s *Server) oneKept(k *archive.KeptSearch) (*apiKept, error) {
	shown, err := s.shownSearch(k)
	if err != nil {
		return nil, err
	}
	out := shapeKept(shown)
	return &out, nil
}

type byKept struct {
	Kept string `path:"kept" doc:"Of the search."`
}

// apiKeptShow answers GET /me/searches/:kept.
func (s *Server) apiKeptShow(c *gin.Context, in *byKept) (*apiKept, error) {
	k, err := s.visitSearch(c, in.Kept)
	if err != nil {
		return nil, err
	}
	out := shapeKept(k)
	for _, h := range k.New {
		out.Hits = append(out.Hits, shapeHit(h.Hit))
	}
	return &out, nil
}

type renameAsk struct {
	byKept
	Name string `json:"name" need:"true"`
}

// apiKeptRename answers PATCH /me/searches/:kept.
func (s *Server) apiKeptRename(c *gin.Context, in *renameAsk) (*apiKept, error) {
	k, err := s.Archive.RenameSearch(c.Request.Context(), s.viewer(c), in.Kept, in.Name)
	if err != nil {
		return nil, err
	}
	return s.oneKept(k)
}

// apiKeptForget answers DELETE /me/searches/:kept.
func (s *Server) apiKeptForget(c *gin.Context, in *byKept) (*nothing, error) {
	return nil, s.Archive.ForgetSearch(c.Request.Context(), s.viewer(c), in.Kept)
}
