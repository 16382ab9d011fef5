package ui

import (
	"context"
	"errors"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// workNight is what the last nightly check found, with the titles of what is
// wrong, by interview.
type workNight struct {
	archive.NightCheck
	Titles map[string]string
}

// night reads it for the work list; nil for people who do not look after the site.
func (s *Server) night(ctx context.Context, v archive.Viewer) (*workNight, error) {
	last, err := s.Archive.NightCheck(ctx, v)
	if errors.Is(err, archive.ErrForbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	n := &workNight{last, map[string]string{}}
	for _, f := range last.Findings {
		if f.Interview == "" || n.Titles[f.Interview] != "" {
			continue
		}
		iv, _, err := s.Archive.Interview(ctx, v, f.Interview)
		switch {
		case err == nil:
			n.Titles[f.Interview] = iv.Title
		case !errors.Is(err, archive.ErrNotFound) && !errors.Is(err, archive.ErrWithdrawn):
			return nil, err
		}
	}
	return n, nil
}

// apiFinding is one thing that is not as it was kept.
type apiFinding struct {
	Interview string    `json:"interview,omitempty" doc:"Absent when it is of no interview."`
	What      string    `json:"what"`
	Since     time.Time `json:"since"`
}

type apiNight struct {
	Ended      *time.Time   `json:"ended,omitempty" doc:"Absent before the first check."`
	Interviews int          `json:"interviews" doc:"Whose sound and records were read again."`
	Objects    int          `json:"objects" doc:"Of sound and records that were read."`
	Differed   int          `json:"index_differed" doc:"Interviews that the search index had otherwise than the database; it was made again."`
	Wrong      int          `json:"wrong" doc:"Things that are not as they were kept."`
	Findings   []apiFinding `json:"findings" doc:"The first 200 of them."`
	Whole      *time.Time   `json:"all_read_by,omitempty" doc:"When the last walk over all interviews ended."`
}

// apiNightCheck answers GET /night-check.
func (s *Server) apiNightCheck(c *gin.Context, _ *nothing) (*apiNight, error) {
	last, err := s.Archive.NightCheck(c.Request.Context(), s.viewer(c))
	if err != nil {
		return nil, err
	}
	out := &apiNight{
		Ended: timeOrNil(last.Ended), Interviews: last.Interviews, Objects: last.Objects,
		Differed: last.Differed, Wrong: last.Wrong(), Findings: []apiFinding{}, Whole: timeOrNil(last.Whole),
	}
	for _, f := range last.Findings {
		out.Findings = append(out.Findings, apiFinding(f))
	}
	return out, nil
}
