package ui

import (
	"slices"
	"sync"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const (
	presenceLife = 15 * time.Minute
	presenceKept = 5000 // people at once; beyond it nobody new is shown
)

// presence remembers who has which line open to fix it. It warns and never
// locks, so memory is enough: what a restart forgets is told again with the next
// renewal. It hands out lines, never who has them.
type presence struct {
	now  func() time.Time
	mu   sync.Mutex
	open map[openLine]time.Time // until when
}

type openLine struct {
	interview, who string
	line           archive.LineID
}

func newPresence(now func() time.Time) *presence {
	return &presence{now: now, open: map[openLine]time.Time{}}
}

// enter notes that someone has one line open and no other; line 0 is none.
func (p *presence) enter(interview, who string, line archive.LineID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for o, until := range p.open {
		if !now.Before(until) || (o.interview == interview && o.who == who) {
			delete(p.open, o)
		}
	}
	if line > 0 && len(p.open) < presenceKept {
		p.open[openLine{interview, who, line}] = now.Add(presenceLife)
	}
}

// others lists the lines that other people have open, in order.
func (p *presence) others(interview, who string) []archive.LineID {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := []archive.LineID{}
	for o, until := range p.open {
		if o.interview == interview && o.who != who && p.now().Before(until) && !slices.Contains(lines, o.line) {
			lines = append(lines, o.line)
		}
	}
	slices.Sort(lines)
	return lines
}

// whoIs tells people apart: by account, by a visitor's cookie, or not at all.
func whoIs(v archive.Viewer) string {
	if v.Account != nil {
		return "a:" + v.Account.ID
	}
	return "v:" + v.Visitor
}

type presenceAsk struct {
	byID
	Line int `json:"line" min:"0" max:"1000000000" doc:"The line the caller has open to fix it; 0 or absent: none any more. It counts for 15 minutes."`
}

type apiPresence struct {
	Lines []archive.LineID `json:"lines" doc:"Lines that other people have open. It is a warning and never a lock."`
}

// apiPresence answers POST /interviews/:id/presence.
func (s *Server) apiPresence(c *gin.Context, in *presenceAsk) (*apiPresence, error) {
	v := s.viewer(c)
	_, may, err := s.Archive.Interview(c.Request.Context(), v, in.ID)
	if err != nil {
		return nil, err
	}
	if !may.Suggest {
		return nil, archive.ErrForbidden
	}
	s.presence.enter(in.ID, whoIs(v), archive.LineID(in.Line))
	return &apiPresence{s.presence.others(in.ID, whoIs(v))}, nil
}
