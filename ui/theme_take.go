package ui

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

var passageColumns = []string{"Theme", "Title", "Storyteller", "Speaker", "Minute", "Passage", "It said when picked", "Note", "Picked by", "Picked", "Place", "Recorded",
	"Interview", "Version", "View", "Start (seconds)", "End (seconds)", "Link", "Quote"}

// themeTake answers GET /themes/:theme/passages.csv, passages.xlsx and
// project.qdpx.
func (s *Server) themeTake(format string) func(*gin.Context) error {
	return func(c *gin.Context) error { return s.sendTheme(c, c.Param("theme"), format) }
}

func (s *Server) sendTheme(c *gin.Context, id, format string) error {
	view, err := s.Archive.Theme(c.Request.Context(), s.viewer(c), id)
	if err != nil {
		return err
	}
	if format == "qdpx" {
		return s.sendProject(c, view)
	}
	r, err := s.Archive.ThemePassages(c.Request.Context(), s.viewer(c), view.ID, archive.PassageQuery{})
	if err != nil {
		return err
	}
	t := &export.Table{Name: "theme-" + export.NameOf(view.Name, view.ID), Columns: passageColumns, About: []string{"Passages of the theme “" + view.Name + "” in " + s.Name,
		"Kept by " + view.Owner, "Written: " + s.Now().UTC().Format("2006-01-02 15:04 MST"), "The words may be corrected later: please follow the link before you quote."}}
	for _, p := range r.Passages {
		if p.May.Download && !p.Gone() {
			t.Rows = append(t.Rows, s.passageRow(c, view, r, p))
		}
	}
	return sendTable(c, t, format)
}

func (s *Server) passageRow(c *gin.Context, view *archive.ThemeView, r *archive.ThemeReading, p *archive.PassageNow) []string {
	iv := p.Interview
	storyteller := iv.Storyteller
	if !p.May.CiteByName {
		storyteller = export.Nameless
	}
	var speakers, notes, people []string
	for _, turn := range p.Turns {
		if turn.Speaker != "" && !slices.Contains(speakers, turn.Speaker) {
			speakers = append(speakers, turn.Speaker)
		}
	}
	for _, said := range p.Codings {
		if said.Says != archive.Belongs {
			continue
		}
		if name := r.Names[said.By]; name != "" {
			people = append(people, name)
		}
		if said.Note != "" {
			notes = append(notes, said.Note)
		}
	}
	read := url.Values{"t": {seconds(max(p.Now.Start-breath, 0))}, "w": {fmt.Sprintf("%d-%d", p.At.First, p.At.Last)}}
	return []string{view.Name, iv.Title, storyteller, strings.Join(speakers, ", "), clock(p.Now.Start), p.Text, p.Was, strings.Join(notes, "\n"), strings.Join(people, ", "), p.Made.UTC().Format("2006-01-02"),
		iv.Place, iv.RecordedOn, iv.ID, strconv.Itoa(p.At.Version), export.Corrected.Words(), seconds(p.Now.Start), seconds(p.Now.End),
		s.base(c) + "/interviews/" + iv.ID + "?" + read.Encode(), s.base(c) + quoteAddress(iv.ID, p.At)}
}

// codebookTake answers GET /themes/codebook.qdc: the names and memos of all themes
// that the viewer may read.
func (s *Server) codebookTake(c *gin.Context) error {
	views, err := s.Archive.Themes(c.Request.Context(), s.viewer(c))
	if err != nil {
		return err
	}
	if len(views) == 0 {
		return &archive.Problem{Kind: archive.ErrNotFound, Sentence: "There is no theme to take away."}
	}
	study := s.study("Themes of "+s.Name, views)
	var b bytes.Buffer
	if err := study.Codebook(&b); err != nil {
		return fmt.Errorf("write the codebook: %w", err)
	}
	sendFile(c, "themes.qdc", "application/xml; charset=utf-8", b.Bytes())
	return nil
}

// sendProject answers with a theme and the narrower ones, with their passages and
// the transcripts they are in.
func (s *Server) sendProject(c *gin.Context, top *archive.ThemeView) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	all, err := s.Archive.Themes(ctx, v)
	if err != nil {
		return err
	}
	views := under(all, top.ID)
	study := s.study(top.Name, views)
	if err := s.fillStudy(ctx, v, study, views, s.base(c)); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := study.Project(&b); err != nil {
		return fmt.Errorf("write theme %s as a project: %w", top.ID, err)
	}
	sendFile(c, export.NameOf(top.Name, top.ID)+".qdpx", "application/zip", b.Bytes())
	return nil
}

// under lists a theme and all below it.
func under(all []*archive.ThemeView, id string) (some []*archive.ThemeView) {
	in := map[string]bool{id: true}
	for range all { // as deep as they can stand
		for _, t := range all {
			in[t.ID] = in[t.ID] || in[t.Theme.Parent]
		}
	}
	for _, t := range all {
		if in[t.ID] {
			some = append(some, t)
		}
	}
	return some
}

func (s *Server) study(name string, views []*archive.ThemeView) *export.Study {
	study := &export.Study{Name: name, Site: s.Name, Root: s.Archive.ID(), Made: s.Now().UTC()}
	for _, t := range views {
		study.Themes = append(study.Themes, export.StudyTheme{ID: t.ID, Parent: t.Theme.Parent, Name: t.Name, Memo: t.Memo, Colour: t.Colour})
	}
	return study
}

// fillStudy adds the transcripts that may be taken away, as the public may read
// them whoever asks, with what stands of the passages in them.
func (s *Server) fillStudy(ctx context.Context, v archive.Viewer, study *export.Study, views []*archive.ThemeView, base string) error {
	at := map[string]int{}
	for _, t := range views {
		r, err := s.Archive.ThemePassages(ctx, v, t.ID, archive.PassageQuery{})
		if err != nil {
			return err
		}
		for _, p := range r.Passages {
			if !p.May.Download {
				continue
			}
			i, there := at[p.Interview.ID]
			if !there {
				reading, err := s.Archive.Read(ctx, v, p.Interview.ID, p.At.Version)
				if err != nil {
					return err
				}
				i = len(study.Texts)
				at[p.Interview.ID] = i
				study.Texts = append(study.Texts, export.StudyText{Interview: p.Interview, Transcript: reading.Interview.ForPublic(reading.Transcript), Address: base + "/interviews/" + p.Interview.ID})
			}
			coding := export.StudyCoding{ID: strconv.Itoa(p.Number), Theme: t.ID, Made: p.Made}
			for _, turn := range p.Turns {
				for _, w := range turn.Words {
					coding.Words = append(coding.Words, w.ID)
				}
			}
			for _, said := range p.Codings {
				if said.Says == archive.Belongs {
					coding.By, coding.Note = r.Names[said.By], said.Note
					break
				}
			}
			study.Texts[i].Codings = append(study.Texts[i].Codings, coding)
		}
	}
	return nil
}
