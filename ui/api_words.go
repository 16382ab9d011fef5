package ui

import (
	"fmt"
	"net/http"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

type transcriptAsk struct {
	byID
	Version *int   `query:"version" min:"0" max:"1000000000" doc:"Absent: the newest."`
	View    string `query:"view" enum:"corrected,heard" default:"corrected"`
	Format  string `query:"format" enum:"json,txt,lines.txt,plain.txt,docx,md,vtt,srt,tei.xml,ohms.xml,iiif.json" default:"json"`
}

// apiTranscript answers GET /interviews/:id/transcript.
func (s *Server) apiTranscript(c *gin.Context, in *transcriptAsk) (*apiTranscript, error) {
	version := -1
	if in.Version != nil {
		version = *in.Version
	}
	if in.View == string(export.Heard) {
		version = archive.AsHeard
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), in.ID, version)
	if err != nil {
		return nil, err
	}
	if !r.May.Download {
		return nil, archive.ErrForbidden
	}
	if r.Transcript == nil {
		return nil, &archive.Problem{Kind: archive.ErrState, Sentence: "This interview has no words yet. It is " + string(r.Interview.State) + "."}
	}
	// A removal or hiding changes what older versions may show, and a vote how far
	// lines are checked, so both are part of the mark.
	tag := fmt.Sprintf(`"%s-%d-%s-%s-%d-%s-%t-%x"`, r.Transcript.Recognition, r.Transcript.Version, in.View, in.Format, len(r.Interview.Removed), hiddenMark(r.Interview), r.May.Remove, r.Interview.Changed.UnixMilli())
	c.Header("ETag", tag)
	c.Header("Cache-Control", "private, no-cache")
	if c.GetHeader("If-None-Match") == tag && in.Format == "json" {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return nil, nil
	}
	if in.Format == "json" {
		out := shapeTranscript(r, in.View)
		if r.Transcript.Version < r.Interview.Version || in.View == string(export.Heard) {
			return out, nil
		}
		checks, err := s.Archive.Checks(c.Request.Context(), s.viewer(c), in.ID)
		out.level(checks)
		return out, err
	}
	format, ok := export.FormatOf(in.Format)
	if !ok {
		return nil, archive.ErrNotFound
	}
	return nil, s.sendTranscript(c, r, export.View(in.View), format)
}

// hiddenMark names which reports hide words now.
func hiddenMark(iv *archive.Interview) string {
	mark := ""
	for _, h := range iv.Hidden {
		mark += fmt.Sprintf("h%d", h.Report)
	}
	return mark
}

func shapeTranscript(r *archive.Reading, view string) *apiTranscript {
	t := r.Transcript
	out := &apiTranscript{Interview: r.Interview.ID, Title: r.Interview.Title, View: view, Version: t.Version, Language: t.Language, Lines: make([]apiLine, 0, len(t.Lines))}
	if b := r.Recognition; b != nil {
		out.Source, out.Engine, out.Model, out.RecognisedIn = b.Source, b.Engine, b.Model, b.Took
	}
	for _, l := range t.Lines {
		span := l.Span()
		out.Lines = append(out.Lines, apiLine{ID: l.ID, Speaker: l.Speaker, Start: span.Start, End: span.End, Text: l.Text(), ChangedIn: l.Version, Words: shapeWords(l.Words)})
	}
	return out
}

// level says of each line how far it was checked.
func (t *apiTranscript) level(checks archive.Checks) {
	for i := range t.Lines {
		c := checks.Lines[t.Lines[i].ID]
		t.Lines[i].Level, t.Lines[i].People, t.Lines[i].Settled = levelNames[c.Level], c.People, c.Settled
	}
}

func shapeWords(words []archive.Word) []apiWord {
	out := make([]apiWord, 0, len(words))
	for _, w := range words {
		out = append(out, apiWord{ID: w.ID, Text: w.Text, Start: w.Start, End: w.End, Probability: w.Probability, Timing: w.Timing, Doubtful: w.Doubtful()})
	}
	return out
}

type changesAsk struct {
	byID
	After int `query:"after" min:"0" max:"1000000000" default:"0" doc:"Only changes that made a later version."`
	Limit int `query:"limit" min:"1" max:"500" default:"100"`
}

// apiChanges answers GET /interviews/:id/changes.
func (s *Server) apiChanges(c *gin.Context, in *changesAsk) (*apiChangeList, error) {
	iv, _, changes, err := s.Archive.History(c.Request.Context(), s.viewer(c), in.ID)
	if err != nil {
		return nil, err
	}
	out := &apiChangeList{Version: iv.Version, Changes: []apiChange{}}
	for _, ch := range changes {
		if ch.Version <= in.After {
			continue
		}
		if len(out.Changes) == in.Limit {
			last := out.Changes[in.Limit-1].Version
			out.Next = &last
			break
		}
		out.Changes = append(out.Changes, *shapeChange(ch))
	}
	return out, nil
}

func shapeChange(c *archive.Change) *apiChange {
	if c == nil {
		return nil
	}
	out := &apiChange{
		Interview: c.Interview, Version: c.Version, Against: c.Against, Kind: c.Kind, Op: c.Op, Line: c.Line, NewLine: c.NewLine, At: c.At,
		Lines: c.Lines, Speaker: c.Speaker, By: shapeAuthor(c.By), Reason: c.Reason, Note: c.Note, Report: c.Report, Reverts: c.Reverts, Rules: c.Rules, Made: c.Made,
		Times: shapeTimes(c.Times), Moved: shapeTimes(c.Moved),
	}
	if c.Agreed != nil {
		p := shapeAuthor(*c.Agreed)
		out.AgreedBy = &p
	}
	for _, e := range c.Edits {
		out.Edits = append(out.Edits, apiEdit{Line: e.Line, Before: shapeWords(e.Before), Words: shapeWords(e.Words)})
	}
	return out
}

// shapeAuthor leaves out what only the archive may know: the visitor's id and
// the hash of the network.
func shapeAuthor(a archive.Author) apiPerson { return apiPerson{ID: a.Account, Name: a.Name} }

type fixAsk struct {
	byID
	keyed
	Against int    `json:"against" need:"true" min:"0" max:"1000000000" doc:"The version the caller saw."`
	Line    int    `json:"line" doc:"The line to fix; with no words named, all of it."`
	First   int    `json:"first" doc:"First word to replace."`
	Last    int    `json:"last"`
	Text    string `json:"text" need:"true" doc:"What was said. Empty, with the reason never-said: nothing was."`
	Kind    string `json:"kind" enum:"mis-hearing,amendment,removal"`
	Reason  string `json:"reason" enum:"wrong-word,missing-words,never-said,wrong-speaker,wrong-time,private,harm,else"`
	Note    string `json:"note"`
	Instead string `json:"instead" doc:"Receipt of the caller's own words that a conflict kept: this fix answers it."`
	Sure    bool   `json:"sure" doc:"The caller listened to what a content rule asked about, and it identifies nobody who did not agree."`
}

// apiFix answers POST /interviews/:id/changes.
func (s *Server) apiFix(c *gin.Context, in *fixAsk) (*apiOutcome, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	o, err := s.Archive.Fix(c.Request.Context(), s.viewer(c), archive.Fix{
		Interview: in.ID, Against: in.Against, Line: archive.LineID(in.Line), First: archive.WordID(in.First), Last: archive.WordID(in.Last),
		Text: in.Text, Kind: archive.Kind(in.Kind), Reason: archive.Reason(in.Reason), Note: in.Note, Sure: in.Sure, Key: key, Instead: in.Instead,
	})
	if err != nil {
		return nil, err
	}
	return shapeOutcome(o), nil
}

func shapeOutcome(o archive.Outcome) *apiOutcome {
	out := &apiOutcome{Applied: o.Change != nil, Change: shapeChange(o.Change)}
	if o.Report != nil {
		out.Receipt = freshReceipt(o.Report, o.Receipt)
	}
	return out
}

type revertAsk struct {
	byID
	keyed
	Version int    `path:"version" min:"1" max:"1000000000" doc:"Made by the change to take back."`
	Note    string `json:"note"`
}

// apiRevert answers POST /interviews/:id/changes/:version/revert.
func (s *Server) apiRevert(c *gin.Context, in *revertAsk) (*apiChange, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	ch, err := s.Archive.Revert(c.Request.Context(), s.viewer(c), in.ID, in.Version, in.Note, key)
	return shapeChange(ch), err
}

// apiProposals answers GET /interviews/:id/proposals.
func (s *Server) apiProposals(c *gin.Context, in *byID) (*apiReportList, error) {
	open, err := s.Archive.Proposals(c.Request.Context(), s.viewer(c), in.ID)
	if err != nil {
		return nil, err
	}
	return &apiReportList{Reports: shapeReports(open)}, nil
}
