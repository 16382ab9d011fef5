package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// changeCreate answers POST /interviews/:id/changes: a fix of words. It applies
// at once or waits for someone else, as the archive decides.
func (s *Server) changeCreate(c *gin.Context) error {
	f, err := readLineForm(c)
	if err != nil {
		return err
	}
	if err := s.checkMark(c, f); err != nil {
		return s.retryLine(c, f, err)
	}
	v, err := s.author(c, f.Name)
	if err != nil {
		return s.retryLine(c, f, err)
	}
	if f.Kind == archive.Removal {
		saw, err := s.linePage(c, c.Param("id"), f.Against, f.Line)
		if err != nil {
			return err
		}
		if err := f.choose(saw.Line); err != nil {
			return s.retryLine(c, f, err)
		}
	}
	out, err := s.Archive.Fix(c.Request.Context(), v, archive.Fix{Interview: c.Param("id"), Against: f.Against, Line: f.Line, First: f.First, Last: f.Last,
		Text: f.Text, Kind: f.Kind, Reason: f.Reason, Note: f.Note, Sure: f.Sure, Key: f.Key, Instead: f.Instead})
	if err != nil {
		return s.retryLine(c, f, err)
	}
	if out.Change == nil {
		return s.thank(c, out.Report, out.Receipt, waitsBecause(out.Report))
	}
	message := fmt.Sprintf("Saved as version %d. Thank you.", out.Change.Version)
	if f.Kind == archive.Removal {
		message = "The words are removed. The sound is silent until a copy without them is ready."
	}
	return s.changed(c, out.Change, message)
}

// waitsBecause says what a fix waits for.
func waitsBecause(r *archive.Report) string {
	if !r.Held {
		return "Thank you. Your fix waits for someone else to listen and confirm it."
	}
	says := "It needs a second look."
	for _, rule := range archive.RulesNamed(r.Rules) {
		if rule.Does != archive.DoTag {
			says = rule.Says
			break
		}
	}
	return "Thank you. Your fix is kept and nobody else can see it yet. " + says + " Someone who looks after this archive will decide."
}

// changed tells that a change applies: the new lines to a script, the line in
// its place to anyone else.
func (s *Server) changed(c *gin.Context, ch *archive.Change, message string) error {
	lines, more := touchedLines(ch), s.offer(c, ch.Interview, ch.Version)
	message, err := s.welcomes(c, ch.Interview, message)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		if back := localAddress(c.PostForm("back"), ""); back != "" {
			return s.redirectTelling(c, back, more.notice(message))
		}
		return s.redirectTelling(c, s.linePlace(c, ch.Interview, lines), more.notice(message))
	}
	shown, err := s.linesHTML(c, ch.Interview, lines)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"applied": true, "version": ch.Version, "message": message, "lines": shown, "twins": more})
	return nil
}

// thank tells that a report was kept, and where to see what becomes of it.
func (s *Server) thank(c *gin.Context, r *archive.Report, receipt, message string) error {
	if err := s.leaveAddress(c, receipt); err != nil {
		return err
	}
	message, err := s.welcomes(c, r.Interview, message)
	if err != nil {
		return err
	}
	address := "/receipts/" + receipt
	if !wantsJSON(c) {
		if back := localAddress(c.PostForm("back"), ""); back != "" {
			address += "?" + url.Values{"back": {back}}.Encode()
		}
		return s.redirect(c, address, message)
	}
	return s.tellReport(c, http.StatusAccepted, r, address, message)
}

// tellReport hands a script where a report stands, and the line that it is on.
func (s *Server) tellReport(c *gin.Context, status int, r *archive.Report, address, message string) error {
	var lines []archive.LineID
	read, err := s.Archive.Read(c.Request.Context(), s.viewer(c), r.Interview, -1)
	if err == nil && read.Transcript != nil && r.HasFix {
		for id := range onLines(read.Transcript, []*archive.Report{r}) {
			lines = append(lines, id)
		}
	}
	answer := gin.H{"applied": false, "message": message, "receipt": address, "number": r.ID, "state": reportWords(r.State)}
	if len(lines) > 0 { // a receipt outlives the interview
		if answer["lines"], err = s.linesHTML(c, r.Interview, lines); err != nil {
			return err
		}
	}
	c.JSON(status, answer)
	return nil
}

// touchedLines are the lines a change leaves different.
func touchedLines(ch *archive.Change) []archive.LineID {
	var ids []archive.LineID
	add := func(id archive.LineID) {
		if id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if ch.Op == archive.OpDelete {
		add(ch.NewLine)
		return ids
	}
	for _, e := range ch.Edits {
		add(e.Line)
	}
	switch ch.Op {
	case archive.OpTime:
		add(ch.Line)
	case archive.OpSplit:
		add(ch.Line)
	case archive.OpMerge:
		add(ch.NewLine)
	case archive.OpSpeaker:
		for _, id := range ch.Lines {
			add(id)
		}
	}
	return ids
}

// linePlace is the address of the first of some lines on the reading page.
func (s *Server) linePlace(c *gin.Context, interview string, lines []archive.LineID) string {
	address := "/interviews/" + interview
	if len(lines) == 0 {
		return address
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), interview, -1)
	if err == nil && r.Transcript != nil {
		if i := r.Transcript.LineIndex(lines[0]); i >= 0 {
			address += "?t=" + seconds(r.Transcript.Lines[i].Span().Start)
		}
	}
	return fmt.Sprintf("%s#l%d", address, lines[0])
}

// shownLine is one line as the page shows it.
type shownLine struct {
	ID   archive.LineID `json:"id"`
	HTML string         `json:"html"`
}

func (s *Server) linesHTML(c *gin.Context, interview string, ids []archive.LineID) ([]shownLine, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	r, err := s.Archive.Read(ctx, v, interview, -1)
	if err != nil {
		return nil, err
	}
	w, err := s.writer(ctx, v, r)
	if err != nil {
		return nil, err
	}
	shown := make([]shownLine, 0, len(ids))
	for _, id := range ids {
		if i := r.Transcript.LineIndex(id); i >= 0 {
			w.b = nil
			w.line(r.Transcript.Lines[i])
			shown = append(shown, shownLine{id, string(w.b)})
		}
	}
	return shown, nil
}
