package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

func (s *Server) vocabularyEndpoints() []endpoint {
	const custodian = archive.Custodian
	return []endpoint{
		calls(endpoint{method: get, path: "/vocabulary", id: "listVocabulary", tag: "settings", min: custodian, summary: "Names and words that people here say and machines mishear, learned from fixes or written."}, s.apiVocabulary),
		calls(endpoint{method: http.MethodPut, path: "/vocabulary", id: "keepTerm", tag: "settings", min: custodian, cost: costWrite, summary: "Write a term, or say anew how it is misheard."}, s.apiTermKeep),
		calls(endpoint{method: http.MethodDelete, path: "/vocabulary", id: "removeTerm", tag: "settings", min: custodian, cost: costWrite, status: http.StatusNoContent, summary: "Take a term out. Fixes do not teach it again."}, s.apiTermRemove),
	}
}

// apiSource is the fix that taught a term.
type apiSource struct {
	Interview string `json:"interview"`
	Version   int    `json:"version"`
	Heard     string `json:"heard"`
}

type apiTerm struct {
	Collection string      `json:"collection" doc:"Empty: the whole archive."`
	Term       string      `json:"term"`
	Variants   []string    `json:"variants" doc:"How it is misheard: as written, then as learned, the most frequent first."`
	Kept       bool        `json:"kept" doc:"A custodian wrote or checked it."`
	Learned    []apiSource `json:"learned" doc:"The fixes that taught it."`
}

type apiTermList struct {
	Terms []apiTerm `json:"terms" doc:"By collection, then by term."`
}

type vocabularyAsk struct {
	Collection *string `query:"collection" doc:"Absent: all of them. Empty: the whole archive's."`
}

// apiVocabulary answers GET /vocabulary.
func (s *Server) apiVocabulary(c *gin.Context, in *vocabularyAsk) (*apiTermList, error) {
	collection, every := "", in.Collection == nil
	if !every {
		collection = *in.Collection
	}
	terms, err := s.Archive.Vocabulary(c.Request.Context(), s.viewer(c), collection, every)
	if err != nil {
		return nil, err
	}
	out := &apiTermList{Terms: []apiTerm{}}
	for _, t := range terms {
		out.Terms = append(out.Terms, shapeTerm(t))
	}
	return out, nil
}

func shapeTerm(t *archive.Term) apiTerm {
	out := apiTerm{Collection: t.Collection, Term: t.Text, Variants: t.Misheard(), Kept: t.Kept, Learned: []apiSource{}}
	if out.Variants == nil {
		out.Variants = []string{}
	}
	for _, l := range t.Learned {
		out.Learned = append(out.Learned, apiSource(l))
	}
	return out
}

type termAsk struct {
	Collection string   `json:"collection" doc:"Empty: the whole archive."`
	Was        string   `json:"was" doc:"The term that this one takes the place of."`
	Term       string   `json:"term" need:"true"`
	Variants   []string `json:"variants" doc:"How it is misheard, beside what fixes taught."`
}

// apiTermKeep answers PUT /vocabulary.
func (s *Server) apiTermKeep(c *gin.Context, in *termAsk) (*apiTerm, error) {
	t, err := s.Archive.KeepTerm(c.Request.Context(), s.viewer(c), in.Collection, in.Was, in.Term, in.Variants)
	if err != nil {
		return nil, err
	}
	out := shapeTerm(t)
	return &out, nil
}

type termRemoveAsk struct {
	Collection string `query:"collection" doc:"Empty: the whole archive."`
	Term       string `query:"term" need:"true"`
}

// apiTermRemove answers DELETE /vocabulary.
func (s *Server) apiTermRemove(c *gin.Context, in *termRemoveAsk) (*nothing, error) {
	return nil, s.Archive.RemoveTerm(c.Request.Context(), s.viewer(c), in.Collection, in.Term)
}
