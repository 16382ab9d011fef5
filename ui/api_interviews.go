package ui

import (
	"context"
	"errors"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// byID is a request about one interview.
type byID struct {
	ID string `path:"id" doc:"Of the interview."`
}

type interviewsAsk struct {
	Limit      int    `query:"limit" min:"1" max:"100" default:"20"`
	Cursor     string `query:"cursor" doc:"next of the page before."`
	State      string `query:"state" enum:"received,queued,transcribing,draft,published,failed,withdrawn"`
	Reporter   string `query:"reporter" doc:"Account that looks after it."`
	Collection string `query:"collection"`
	Theme      string `query:"theme"`
	Text       string `query:"text" doc:"In the title, summary, place or storyteller."`
	Sort       string `query:"sort" enum:"newest" default:"newest"`
}

// apiInterviews answers GET /interviews.
func (s *Server) apiInterviews(c *gin.Context, in *interviewsAsk) (*apiInterviewList, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	q := archive.InterviewQuery{Reporter: in.Reporter, Collection: in.Collection, Theme: in.Theme, Text: in.Text, Before: in.Cursor, Limit: in.Limit + 1}
	if in.State != "" {
		q.States = []archive.State{archive.State(in.State)}
	} else if v.Role() == archive.Visitor {
		q.States = []archive.State{archive.Published}
	}
	page, err := s.Archive.Explore(ctx, v, q)
	if errors.Is(err, archive.ErrNotFound) {
		return nil, archive.Invalid("cursor", "“cursor” has to be the next of another page.")
	}
	if err != nil {
		return nil, err
	}
	out := &apiInterviewList{}
	if len(page) > in.Limit {
		page = page[:in.Limit]
		out.Next = page[in.Limit-1].ID
	}
	out.Interviews, err = s.shapeInterviews(ctx, v, page)
	return out, err
}

// apiInterview answers GET /interviews/:id.
func (s *Server) apiInterview(c *gin.Context, in *byID) (*apiInterview, error) {
	return s.oneInterview(c, in.ID)
}

// oneInterview shows an interview with what only its words can tell.
func (s *Server) oneInterview(c *gin.Context, id string) (*apiInterview, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	iv, _, err := s.Archive.Interview(ctx, v, id)
	if err != nil {
		return nil, err
	}
	shown, err := s.shapeInterviews(ctx, v, []*archive.Interview{iv})
	if err != nil {
		return nil, err
	}
	out := &shown[0]
	if !out.May.Read {
		return out, nil
	}
	at, err := s.Archive.ReadBack(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if out.ReadBack = timeOrNil(at); !iv.HasWords() {
		return out, nil
	}
	r, err := s.Archive.Read(ctx, v, id, -1)
	if err != nil {
		return nil, err
	}
	if r.Transcript != nil {
		n := r.Transcript.AllWords()
		out.Words = &n
	}
	if r.Recognition != nil {
		out.RecognisedIn = &r.Recognition.Took
	}
	return out, nil
}

// factsPatch is what may be said of an interview; absent fields stay.
type factsPatch struct {
	Title       *string   `json:"title"`
	Summary     *string   `json:"summary"`
	Storyteller *string   `json:"storyteller"`
	Interviewer *string   `json:"interviewer"`
	Place       *string   `json:"place"`
	RecordedOn  *string   `json:"recorded_on"`
	Collection  *string   `json:"collection"`
	Themes      *[]string `json:"themes"`
	Language    *string   `json:"language"`
}

type interviewPatch struct {
	byID
	factsPatch
}

// apiInterviewPatch answers PATCH /interviews/:id.
func (s *Server) apiInterviewPatch(c *gin.Context, in *interviewPatch) (*apiInterview, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	iv, _, err := s.Archive.Interview(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	to := archive.Intake{Title: iv.Title, Summary: iv.Summary, Storyteller: iv.Storyteller, Interviewer: iv.Interviewer, Place: iv.Place,
		RecordedOn: iv.RecordedOn, Collection: iv.Collection, Themes: iv.Themes, Language: iv.Language, PublishWhenReady: iv.PublishWhenReady}
	replace(&to.Title, in.Title)
	replace(&to.Summary, in.Summary)
	replace(&to.Storyteller, in.Storyteller)
	replace(&to.Interviewer, in.Interviewer)
	replace(&to.Place, in.Place)
	replace(&to.RecordedOn, in.RecordedOn)
	replace(&to.Collection, in.Collection)
	replace(&to.Themes, in.Themes)
	replace(&to.Language, in.Language)
	if _, err := s.Archive.Describe(ctx, v, in.ID, to); err != nil {
		return nil, err
	}
	return s.oneInterview(c, in.ID)
}

func replace[T any](to *T, by *T) {
	if by != nil {
		*to = *by
	}
}

// apiStanding answers GET /interviews/:id/standing.
func (s *Server) apiStanding(c *gin.Context, in *byID) (*apiStanding, error) {
	ctx := c.Request.Context()
	iv, _, err := s.Archive.Interview(ctx, s.viewer(c), in.ID)
	if err != nil {
		return nil, err
	}
	out := &apiStanding{State: iv.State, Reason: iv.Reason, Progress: progressOf(iv), Duration: iv.Recording.Duration}
	if iv.State != archive.Queued && iv.State != archive.Transcribing {
		return out, nil
	}
	st, err := s.Archive.Standing(ctx, in.ID)
	out.Ahead, out.Left = st.Ahead, archive.Milliseconds(st.Seconds)
	return out, err
}

// apiPublish answers POST /interviews/:id/publish.
func (s *Server) apiPublish(c *gin.Context, in *byID) (*apiInterview, error) {
	return s.lifeStep(c, in.ID, s.Archive.Publish)
}

// apiUnpublish answers POST /interviews/:id/unpublish.
func (s *Server) apiUnpublish(c *gin.Context, in *byID) (*apiInterview, error) {
	return s.lifeStep(c, in.ID, s.Archive.Unpublish)
}

// apiRetry answers POST /interviews/:id/retry.
func (s *Server) apiRetry(c *gin.Context, in *byID) (*apiInterview, error) {
	return s.lifeStep(c, in.ID, s.Archive.Retry)
}

type againAsk struct {
	byID
	keyed
}

// apiAgain answers POST /interviews/:id/transcribe-again.
func (s *Server) apiAgain(c *gin.Context, in *againAsk) (*apiInterview, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	return s.lifeStep(c, in.ID, func(ctx context.Context, v archive.Viewer, id string) error {
		return s.Archive.TranscribeAgain(ctx, v, id, key)
	})
}

func (s *Server) lifeStep(c *gin.Context, id string, step func(context.Context, archive.Viewer, string) error) (*apiInterview, error) {
	if err := step(c.Request.Context(), s.viewer(c), id); err != nil {
		return nil, err
	}
	return s.oneInterview(c, id)
}

type withdrawal struct {
	byID
	Reason string `json:"reason" doc:"Shown to those who look after the archive."`
}

// apiWithdraw answers POST /interviews/:id/withdraw.
func (s *Server) apiWithdraw(c *gin.Context, in *withdrawal) (*nothing, error) {
	return nil, s.Archive.Withdraw(c.Request.Context(), s.viewer(c), in.ID, in.Reason)
}

func progressOf(iv *archive.Interview) apiProgress {
	p := iv.Progress
	return apiProgress{Chunks: p.Chunks, Done: p.Done, Heard: p.Heard, AllKnown: p.Decoded}
}

// shapeInterviews makes what the API shows of interviews.
func (s *Server) shapeInterviews(ctx context.Context, v archive.Viewer, list []*archive.Interview) ([]apiInterview, error) {
	out := make([]apiInterview, 0, len(list))
	names := map[string]string{}
	for _, iv := range list {
		if _, known := names[iv.Reporter]; !known {
			name, err := s.displayName(ctx, iv.Reporter)
			if err != nil {
				return nil, err
			}
			names[iv.Reporter] = name
		}
		out = append(out, shapeInterview(v, iv, names[iv.Reporter]))
	}
	return out, nil
}

// displayName is how an account wants to be credited; Earshot's own is no row.
func (s *Server) displayName(ctx context.Context, id string) (string, error) {
	if id == archive.System.Account.ID {
		return archive.System.Account.Display, nil
	}
	acc, err := s.Archive.Person(ctx, id)
	if errors.Is(err, archive.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return acc.Display, nil
}

func shapeInterview(v archive.Viewer, iv *archive.Interview, reporter string) apiInterview {
	p := archive.Policy(v, iv)
	out := apiInterview{
		ID: iv.ID, Reporter: apiPerson{iv.Reporter, reporter}, State: iv.State, Reason: iv.Reason, Version: iv.Version,
		apiFacts: apiFacts{Title: iv.Title, Summary: iv.Summary, Storyteller: iv.Storyteller, Interviewer: iv.Interviewer, Place: iv.Place,
			RecordedOn: iv.RecordedOn, Collection: iv.Collection, Themes: append([]string{}, iv.Themes...), Language: iv.Language},
		Duration: iv.Recording.Duration, Checked: iv.Checked, Progress: progressOf(iv), Received: iv.Received, Published: timeOrNil(iv.Published), Changed: iv.Changed,
		May:  apiAbilities{p.Read, p.Listen, p.Download, p.Suggest, p.Correct, p.Manage, p.Remove},
		Page: "/interviews/" + iv.ID,
	}
	if p.Listen {
		out.Sound = out.Page + "/sound"
	}
	if p.Manage {
		rec := iv.Recording
		out.PublishWhenReady = &iv.PublishWhenReady
		out.Recording = &apiRecording{Name: rec.Name, Type: rec.Type, Size: rec.Size, SHA256: rec.SHA256}
	}
	return out
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
