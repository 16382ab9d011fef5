package ui

import (
	"net/http"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

func (s *Server) ownEndpoints() []endpoint {
	const person = archive.Contributor
	return []endpoint{
		calls(endpoint{method: get, path: "/me/everything", id: "takeEverything", tag: "people", min: person, cost: costSearch,
			summary: "Everything that the caller did and gave, and all that is kept of them. Words that they may not read any more are left out."}, s.apiOwn),
		calls(endpoint{method: post, path: "/me/leave", id: "closeAccount", tag: "people", min: person, cost: costWrite, status: http.StatusNoContent,
			summary: "Close the caller's account for good. What they gave to interviews stays."}, s.apiLeave),
	}
}

// apiOwn is everything of one person.
type apiOwn struct {
	Account    apiAccount        `json:"account"`
	LooksAfter []apiPointer      `json:"looks_after"`
	Changes    []apiChange       `json:"changes" doc:"They made or agreed to, oldest first. Of interviews that they may not read any more without words."`
	Reports    []apiOwnReport    `json:"reports" doc:"They sent, oldest first."`
	Joined     []apiOwnReport    `json:"joined" doc:"Reports of others that they joined."`
	Answered   []apiReport       `json:"answered" doc:"Reports that they answered, without what others wrote."`
	Agreed     []apiOwnAgreement `json:"agreed" doc:"What they said of proposed fixes."`
	Votes      []apiOwnVote      `json:"votes"`
	Samples    []apiOwnSample    `json:"samples" doc:"What they heard in clips drawn by lot."`
	Themes     []apiOwnTheme     `json:"themes"`
	Codings    []apiOwnCoding    `json:"codings" doc:"What they say of passages of themes."`
	Searches   []apiOwnSearch    `json:"searches"`
	Sessions   []apiToken        `json:"sessions" doc:"Where they are signed in."`
	Tokens     []apiToken        `json:"tokens"`
}

type apiOwnReport struct {
	apiReport
	Mail string `json:"mail,omitempty" doc:"The address that was left for news of it."`
}

type apiOwnAgreement struct {
	Report int64     `json:"report"`
	Agree  bool      `json:"agree"`
	Unsure bool      `json:"unsure,omitempty"`
	Made   time.Time `json:"made"`
}

type apiOwnVote struct {
	Interview string          `json:"interview"`
	Version   int             `json:"version"`
	Start     float64         `json:"start_s"`
	End       float64         `json:"end_s"`
	Verdict   archive.Verdict `json:"verdict"`
	Made      time.Time       `json:"made"`
}

type apiOwnSample struct {
	Interview string    `json:"interview"`
	Start     float64   `json:"start_s"`
	End       float64   `json:"end_s"`
	Text      string    `json:"text"`
	Made      time.Time `json:"made"`
}

type apiOwnTheme struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Memo    string     `json:"memo,omitempty"`
	Query   string     `json:"query,omitempty"`
	Colour  string     `json:"colour"`
	Public  bool       `json:"public"`
	Made    time.Time  `json:"made"`
	Deleted *time.Time `json:"deleted,omitempty"`
}

type apiOwnCoding struct {
	Theme     string       `json:"theme"`
	Name      string       `json:"theme_name"`
	Passage   int          `json:"passage"`
	Interview string       `json:"interview"`
	Start     float64      `json:"start_s"`
	End       float64      `json:"end_s"`
	Says      archive.Says `json:"says"`
	Note      string       `json:"note,omitempty"`
	Made      time.Time    `json:"made"`
}

type apiOwnSearch struct {
	Name  string    `json:"name"`
	Q     string    `json:"q"`
	Sort  string    `json:"sort,omitempty"`
	Saved time.Time `json:"saved"`
	Found int       `json:"found"`
}

// apiOwn answers GET /me/everything.
func (s *Server) apiOwn(c *gin.Context, _ *nothing) (*apiOwn, error) {
	own, err := s.Archive.Own(c.Request.Context(), s.viewer(c))
	if err != nil {
		return nil, err
	}
	return shapeOwn(own), nil
}

func shapeOwn(own *archive.Own) *apiOwn {
	out := &apiOwn{
		Account: shapeAccount(own.Account), LooksAfter: []apiPointer{}, Changes: shapeChanges(own.Changes), Reports: shapeOwnReports(own.Reports),
		Joined: shapeOwnReports(own.Joined), Answered: shapeReports(own.Answered), Agreed: []apiOwnAgreement{}, Votes: []apiOwnVote{}, Samples: []apiOwnSample{},
		Themes: []apiOwnTheme{}, Codings: []apiOwnCoding{}, Searches: []apiOwnSearch{}, Sessions: []apiToken{}, Tokens: []apiToken{},
	}
	for _, iv := range own.Interviews {
		out.LooksAfter = append(out.LooksAfter, apiPointer{iv.ID, iv.Title})
	}
	for _, g := range own.Agreed {
		out.Agreed = append(out.Agreed, apiOwnAgreement{g.Report, g.Agree, g.Unsure, g.Made})
	}
	for _, v := range own.Votes {
		out.Votes = append(out.Votes, apiOwnVote{v.Interview, v.Version, v.Span.Start, v.Span.End, v.Verdict, v.Made})
	}
	for _, a := range own.Samples {
		out.Samples = append(out.Samples, apiOwnSample{a.Interview, a.Span.Start, a.Span.End, a.Text, a.Made})
	}
	for _, t := range own.Themes {
		out.Themes = append(out.Themes, apiOwnTheme{t.ID, t.Name, t.Memo, t.Query, t.Colour, t.Public, t.Made, timeOrNil(t.Deleted)})
	}
	for _, o := range own.Codings {
		p := o.Passage
		out.Codings = append(out.Codings, apiOwnCoding{o.Theme.ID, o.Theme.Name, p.Number, p.Interview, p.Span.Start, p.Span.End, o.Says, o.Note, o.Made})
	}
	for _, k := range own.Searches {
		out.Searches = append(out.Searches, apiOwnSearch{k.Name, k.Asked.Query, k.Asked.Sort, k.Made, k.Asked.Found})
	}
	for _, t := range own.Secrets {
		held := apiToken{ID: tokenID(t), Name: t.Name, Made: t.Made, Used: timeOrNil(t.Used), Expires: t.Expires}
		switch t.Purpose {
		case archive.Session:
			out.Sessions = append(out.Sessions, held)
		case archive.Token:
			out.Tokens = append(out.Tokens, held)
		}
	}
	return out
}

func shapeOwnReports(list []archive.OwnReport) []apiOwnReport {
	out := make([]apiOwnReport, 0, len(list))
	for _, o := range list {
		out = append(out, apiOwnReport{shapeReport(o.Report), o.Mail})
	}
	return out
}

type leaveAsk struct {
	Password string `json:"password" doc:"The caller's present one, if they have one."`
	Credit   string `json:"credit" need:"true" enum:"name,none" doc:"name: what they gave stays under the name people know. none: the name is taken from everything."`
	Sure     bool   `json:"sure" need:"true" doc:"It cannot be taken back."`
}

// apiLeave answers POST /me/leave.
func (s *Server) apiLeave(c *gin.Context, in *leaveAsk) (*nothing, error) {
	return nil, s.leave(c, in.Password, in.Credit, in.Sure)
}
