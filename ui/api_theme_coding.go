package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type pickAsk struct {
	byTheme
	Interview string  `json:"interview" need:"true"`
	Version   int     `json:"version" min:"0" max:"1000000000" doc:"That first and last are words of."`
	First     int     `json:"first" min:"0" max:"1000000000" doc:"First of the words; absent: those heard from start_s to end_s."`
	Last      int     `json:"last" min:"0" max:"1000000000"`
	Start     float64 `json:"start_s"`
	End       float64 `json:"end_s"`
	Whole     bool    `json:"whole_lines" doc:"All of the lines in which the words stand."`
	Says      string  `json:"says" enum:"belongs,not-this" doc:"Absent: belongs."`
	Note      string  `json:"note"`
}

// apiThemePick answers POST /themes/:theme/passages.
func (s *Server) apiThemePick(c *gin.Context, in *pickAsk) (*apiPassage, error) {
	pick := archive.Pick{Theme: in.Theme, Interview: in.Interview, Version: in.Version, First: archive.WordID(in.First), Last: archive.WordID(in.Last),
		Span: archive.Span{Start: in.Start, End: in.End}, Whole: in.Whole, Says: archive.Says(in.Says), Note: in.Note}
	if in.Says == "" {
		pick.Says = archive.Belongs
	}
	p, err := s.Archive.PickPassage(c.Request.Context(), s.viewer(c), pick)
	if err != nil {
		return nil, err
	}
	return s.onePassage(c, in.Theme, p.Number)
}

func (s *Server) onePassage(c *gin.Context, theme string, number int) (*apiPassage, error) {
	ctx := c.Request.Context()
	p, err := s.Archive.ThemePassageNow(ctx, s.viewer(c), theme, number)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, said := range p.Codings {
		if acc, err := s.Archive.Person(ctx, said.By); err == nil {
			names[said.By] = acc.Display
		}
	}
	out := shapePassage(p, names)
	return &out, nil
}

type passageAsk struct {
	byTheme
	Number int `path:"number" doc:"Of the passage."`
}

type codeAsk struct {
	passageAsk
	Says string  `json:"says" enum:"belongs,not-this,taken-back" doc:"Absent: as before; if it was taken back, as before that."`
	Note *string `json:"note" doc:"Absent: it stays."`
}

// apiThemeCode answers PATCH /themes/:theme/passages/:number.
func (s *Server) apiThemeCode(c *gin.Context, in *codeAsk) (*apiPassage, error) {
	if _, err := s.Archive.CodePassage(c.Request.Context(), s.viewer(c), in.Theme, in.Number, archive.Says(in.Says), in.Note); err != nil {
		return nil, err
	}
	return s.onePassage(c, in.Theme, in.Number)
}

// apiThemeAccept answers POST /themes/:theme/passages/:number/accept.
func (s *Server) apiThemeAccept(c *gin.Context, in *passageAsk) (*apiPassage, error) {
	if _, err := s.Archive.AcceptWords(c.Request.Context(), s.viewer(c), in.Theme, in.Number); err != nil {
		return nil, err
	}
	return s.onePassage(c, in.Theme, in.Number)
}

// apiPairing compares two people.
type apiPairing struct {
	People    []apiPerson `json:"people" doc:"Two."`
	Both      int         `json:"both" doc:"Passages of which both say that they belong."`
	OnlyFirst int         `json:"only_first"`
	OnlyOther int         `json:"only_second"`
	Neither   int         `json:"neither"`
	Share     float64     `json:"share" doc:"Of the passages that both looked at, of which both say the same; 0..1."`
	Kappa     *float64    `json:"kappa,omitempty" doc:"Cohen's kappa; absent where it is not defined."`
	Differ    []int       `json:"differ" doc:"Numbers of the passages on which they differ."`
}

type apiAgreement struct {
	Pairs []apiPairing `json:"pairs"`
}

// apiThemeAgreement answers GET /themes/:theme/agreement.
func (s *Server) apiThemeAgreement(c *gin.Context, in *byTheme) (*apiAgreement, error) {
	pairs, err := s.Archive.CompareCoders(c.Request.Context(), s.viewer(c), in.Theme)
	if err != nil {
		return nil, err
	}
	out := &apiAgreement{Pairs: []apiPairing{}}
	for _, p := range pairs {
		pair := apiPairing{People: []apiPerson{{p.A, p.Names[0]}, {p.B, p.Names[1]}}, Both: p.Both, OnlyFirst: p.OnlyA, OnlyOther: p.OnlyB, Neither: p.Neither, Share: p.Agreement(), Differ: []int{}}
		if kappa, ok := p.Kappa(); ok {
			pair.Kappa = &kappa
		}
		for _, d := range p.Disagree {
			pair.Differ = append(pair.Differ, d.Number)
		}
		out.Pairs = append(out.Pairs, pair)
	}
	return out, nil
}

// apiTelling is a word that stands out.
type apiTelling struct {
	Word     string  `json:"word"`
	Here     int     `json:"here" doc:"Passages looked at that have it."`
	HereOf   int     `json:"here_of"`
	All      int     `json:"archive" doc:"Passages of the archive that have it."`
	AllOf    int     `json:"archive_of"`
	Unlikely float64 `json:"log_likelihood"`
}

type apiTellingList struct {
	Words []apiTelling `json:"words" doc:"The most unlikely by chance first."`
}

// apiThemeWords answers GET /themes/:theme/words.
func (s *Server) apiThemeWords(c *gin.Context, in *byTheme) (*apiTellingList, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	t, err := s.Archive.Theme(ctx, v, in.Theme)
	if err != nil {
		return nil, err
	}
	texts, err := s.themeTexts(ctx, v, in.Theme)
	if err != nil {
		return nil, err
	}
	found, err := s.tellingOf(ctx, texts, t.Query)
	if err != nil {
		return nil, err
	}
	out := &apiTellingList{Words: []apiTelling{}}
	for _, w := range found {
		out.Words = append(out.Words, apiTelling(w.Telling))
	}
	return out, nil
}
