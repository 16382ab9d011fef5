package ui

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// lineForm is what a person sends about the words of a line: a fix, a report, or
// both. Everything is kept as typed, so that a form which fails shows it again.
type lineForm struct {
	Against     int
	Line        archive.LineID
	First, Last archive.WordID // chosen words; 0 is the whole line
	From, To    string         // chosen words by their number on the line, where no script runs
	Text        string
	HasText     bool
	Kind        archive.Kind
	Reason      archive.Reason
	Note        string
	Name        string // how a visitor wants to be thanked
	Key         string
	Group       string // that they want to be thanked with
	Mail        string // address for news
	Hide        bool   // hide urgent words until someone has looked
	Seen        int64  // the newest report on these words that was shown beside the form
	Shape       shapeForm
	Instead     string // receipt of what a conflict kept of this person's words
	Sure        bool   // the person listened to what a content rule asked about
	Mark        string // that a person opened the form
	Trap        string // a field that no person sees
	Back        string // where the form was opened: a path of this site, "" for the reading page
}

func readLineForm(c *gin.Context) (lineForm, error) {
	f := lineForm{From: c.PostForm("from"), To: c.PostForm("to"), Kind: archive.Kind(c.PostForm("kind")), Reason: archive.Reason(c.PostForm("reason")),
		Note: c.PostForm("note"), Name: c.PostForm("name"), Key: c.PostForm("key"), Instead: c.PostForm("instead"),

		Sure: c.PostForm("sure") != "", Mark: c.PostForm("mark"), Trap: c.PostForm("website"), Back: localAddress(c.PostForm("back"), "")}
	f.Text, f.HasText = c.GetPostForm("text")
	f.Hide, f.Mail = c.PostForm("hide") != "", c.PostForm("mail")
	f.Group = c.PostForm("group")
	f.Seen, _ = strconv.ParseInt(c.PostForm("seen"), 10, 64) // absent: none was shown
	for _, n := range []struct {
		name string
		to   *int
	}{{"against", &f.Against}, {"line", (*int)(&f.Line)}, {"first", (*int)(&f.First)}, {"last", (*int)(&f.Last)}} {
		s := c.PostForm(n.name)
		if s == "" && n.name != "against" {
			continue
		}
		v, err := strconv.Atoi(s)
		if err != nil || v < 0 {
			return f, archive.Invalid(n.name, "The form lacks which words it is about. Please open the line again.")
		}
		*n.to = v
	}
	return f, nil
}

// choose turns the numbers of words on a line into their ids, and an empty
// choice into the whole line.
func (f *lineForm) choose(l archive.Line) error {
	if f.First != 0 || len(l.Words) == 0 {
		return nil
	}
	pick := func(field, s string, none int) (archive.WordID, int, error) {
		n := none
		if s != "" {
			var err error
			if n, err = strconv.Atoi(s); err != nil || n < 1 || n > len(l.Words) {
				return 0, 0, archive.Invalid(field, "Please choose a number from 1 to %d.", len(l.Words))
			}
		}
		return l.Words[n-1].ID, n, nil
	}
	first, a, err := pick("from", f.From, 1)
	if err != nil {
		return err
	}
	last, b, err := pick("to", f.To, len(l.Words))
	if err != nil {
		return err
	}
	if b < a {
		return archive.Invalid("to", "The last word has to come after the first one.")
	}
	f.First, f.Last = first, last
	return nil
}

// author is the viewer with the name a visitor asks to be thanked by. It refuses
// a mail address that is none, before anything is kept.
func (s *Server) author(c *gin.Context, name string) (archive.Viewer, error) {
	v := s.viewer(c)
	if err := checkAddress(c); err != nil {
		return v, err
	}
	if v.Account != nil || (name == "" && c.PostForm("group") == "") {
		return v, nil
	}
	var err error
	if v.Name, err = archive.CleanText("name", name, archive.MaxName); err != nil {
		return v, err
	}
	v.Group, err = archive.CleanText("group", c.PostForm("group"), archive.MaxName)
	return v, err
}

// linePage is the page about one line where no script runs.
type linePage struct {
	*archive.Interview
	May           archive.Permissions
	Line          archive.Line
	Version       int
	Before, After string // the lines around it
	Joins         bool   // there is a line above to join
	Above         archive.LineID
	Clip          string // media fragment of the line, with a breath around it
	Speakers      []string
	Reasons       []archive.Reason
	Form          lineForm
	Problem       *archive.Problem
	Conflict      *lineConflict
	Foreign       string
	KnownBy       string // the name of a signed-in person
	Mark          string // of a form that a visitor opens
	Asked         bool   // a content rule asks whether someone is identified
	Alike         []alikeReport
	Occupied      bool // someone else has the line open
}

// ShapeKey is a fresh key for each form, so that each is its own request.
func (p *linePage) ShapeKey() string { return archive.NewKey() }

// lineConflict is what stands side by side when the words changed meanwhile.
type lineConflict struct {
	Yours, Theirs, Before string
	Number                int64
	Receipt               string // of the proposal that keeps Yours
}

const breath = 0.3 // seconds of sound played before and after chosen words

// lineShow answers GET /interviews/:id/lines/:line/fix and
// /interviews/:id/report?line=&first=&last=.
func (s *Server) lineShow(c *gin.Context) error {
	line := c.Param("line")
	if line == "" {
		line = c.Query("line")
	}
	n, err := strconv.Atoi(line)
	if err != nil {
		return archive.ErrNotFound
	}
	page, err := s.linePage(c, c.Param("id"), -1, archive.LineID(n))
	if errors.Is(err, errLineMoved) {
		return s.followLine(c, archive.LineID(n))
	}
	if err != nil {
		return err
	}
	if !page.May.Suggest {
		return archive.ErrForbidden
	}
	page.Mark = s.formMark(c)
	page.Form = lineForm{Against: page.Version, Line: page.Line.ID, Shape: shapeForm{Speaker: page.Line.Speaker}, Text: page.Line.Text(), HasText: true, Key: archive.NewKey(), Back: localAddress(c.Query("back"), "")}
	for i, w := range page.Line.Words {
		if c.Query("first") == strconv.Itoa(int(w.ID)) {
			page.Form.From = strconv.Itoa(i + 1)
		}
		if c.Query("last") == strconv.Itoa(int(w.ID)) {
			page.Form.To = strconv.Itoa(i + 1)
		}
	}
	if err := s.showAlike(c, page); err != nil {
		return err
	}
	page.Occupied = slices.Contains(s.presence.others(page.ID, whoIs(s.viewer(c))), page.Line.ID)
	s.render(c, http.StatusOK, "line", "Fix or report a line", page)
	return nil
}

// showAlike adds what others reported of the words that the form is about.
func (s *Server) showAlike(c *gin.Context, page *linePage) error {
	chosen := page.Form
	if err := chosen.choose(page.Line); err != nil || chosen.First == 0 {
		return nil // there are no words, or none that the form names
	}
	var err error
	page.Alike, err = s.alike(c, page.Version, chosen.First, chosen.Last)
	page.Form.Seen = newest(page.Alike)
	return err
}

var errLineMoved = fmt.Errorf("the line is not in this version: %w", archive.ErrNotFound)

// linePage reads a line of a version; version < 0 is the newest.
func (s *Server) linePage(c *gin.Context, id string, version int, line archive.LineID) (*linePage, error) {
	v := s.viewer(c)
	r, err := s.Archive.Read(c.Request.Context(), v, id, version)
	if err != nil {
		return nil, err
	}
	if r.Transcript == nil {
		return nil, archive.ErrNotFound
	}
	t := r.Transcript
	i := t.LineIndex(line)
	if i < 0 {
		return nil, errLineMoved
	}
	p := &linePage{Interview: r.Interview, May: r.May, Line: t.Lines[i], Version: t.Version, Joins: i > 0, Reasons: archive.Reasons, Foreign: foreign(r.Interview, t)}
	if i > 0 {
		p.Before, p.Above = t.Lines[i-1].Text(), t.Lines[i-1].ID
	}
	if i+1 < len(t.Lines) {
		p.After = t.Lines[i+1].Text()
	}
	if v.Account != nil {
		p.KnownBy = v.Account.Display
	}
	p.Clip = clip(p.Line.Span())
	p.Speakers = speakers(t)
	return p, nil
}

// clip is the media fragment that plays a stretch with a breath around it.
func clip(s archive.Span) string {
	return "#t=" + seconds(max(s.Start-breath, 0)) + "," + seconds(s.End+breath)
}

const speakersOffered = 50

// speakers lists the names in use, in the order they first speak.
func speakers(t *archive.Transcript) []string {
	var names []string
	seen := map[string]bool{"": true}
	for _, l := range t.Lines {
		if !seen[l.Speaker] && len(names) < speakersOffered {
			seen[l.Speaker] = true
			names = append(names, l.Speaker)
		}
	}
	return names
}

// followLine leads to where a line went when it was joined to another.
func (s *Server) followLine(c *gin.Context, line archive.LineID) error {
	id := c.Param("id")
	_, _, changes, err := s.Archive.History(c.Request.Context(), s.viewer(c), id)
	if err != nil {
		return err
	}
	moved := false
	for _, ch := range changes {
		if ch.Op == archive.OpDelete && ch.Line == line {
			return s.redirect(c, fmt.Sprintf("/interviews/%s/history?v=%d#v%d", id, ch.Version, ch.Version), "That line was taken out. Here is who did it and why.")
		}
		if ch.Op == archive.OpMerge && ch.Line == line {
			line, moved = ch.NewLine, true
		}
	}
	if !moved {
		return archive.ErrNotFound
	}
	return s.redirect(c, fmt.Sprintf("/interviews/%s/lines/%d/fix", id, line), "That line was joined to the one above it. Here it is.")
}

// retryLine shows the form again with what was typed and what is wrong with it.
// Errors that no other text would mend go to the error page.
func (s *Server) retryLine(c *gin.Context, f lineForm, cause error) error {
	status, sentence, field, known := explain(cause)
	mendable := status == http.StatusUnprocessableEntity || status == http.StatusConflict
	var conflict *archive.Conflict
	if errors.As(cause, &conflict) && wantsJSON(c) {
		return s.tellConflict(c, f, conflict, cause)
	}
	if wantsJSON(c) || !known || !mendable {
		return cause
	}
	id := c.Param("id")
	page, err := s.linePage(c, id, -1, f.Line)
	if err != nil {
		return cause
	}
	page.Form, page.Mark, page.Asked = f, f.Mark, field == "sure"
	if field == "mark" {
		page.Mark = s.formMark(c) // the old one is of no use
	}
	if conflict != nil {
		page.Conflict = &lineConflict{Yours: f.Text, Theirs: page.Line.Text(), Before: conflict.Before, Number: conflict.Number, Receipt: conflict.Receipt}
		if saw, err := s.linePage(c, id, f.Against, f.Line); err == nil {
			page.Conflict.Before = saw.Line.Text()
		}
		page.Form.Against, page.Form.First, page.Form.Last = page.Version, 0, 0
		page.Mark = s.formMark(c)
		page.Form.Key, page.Form.Instead = archive.NewKey(), conflict.Receipt // what is sent next is another request
	}
	if !f.HasText {
		page.Form.Text = page.Line.Text()
	}
	if f.Kind == archive.Removal {
		return s.retryRemoval(c, page, status, sentence, field)
	}
	page.Problem = &archive.Problem{Field: field, Sentence: sentence}
	s.render(c, status, "line", "Fix or report a line", page)
	return nil
}

// tellConflict hands a script both texts and the line as it reads now, so that
// it can show them where the person is writing.
func (s *Server) tellConflict(c *gin.Context, f lineForm, conflict *archive.Conflict, cause error) error {
	page, err := s.linePage(c, c.Param("id"), -1, f.Line)
	if err != nil {
		return cause
	}
	lines, err := s.linesHTML(c, c.Param("id"), []archive.LineID{f.Line})
	if err != nil {
		return err
	}
	status, sentence, _, _ := explain(cause)
	body := gin.H{"error": sentence, "status": status, "request_id": requestID(c), "version": page.Version,
		"theirs": page.Line.Text(), "yours": f.Text, "before": conflict.Before, "lines": lines}
	if conflict.Receipt != "" {
		body["receipt"], body["number"] = "/receipts/"+conflict.Receipt, conflict.Number
	}
	c.JSON(status, body)
	return nil
}
