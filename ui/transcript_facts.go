package ui

import (
	"context"
	"fmt"
	"strings"

	"earshot/archive"
)

// class is what of a viewer's permissions shows in the body of a page: who may
// do the same sees the same body.
func class(p archive.Permissions) string {
	return fmt.Sprint(p.Suggest, p.Correct, p.Manage, p.Remove)
}

// body returns the transcript part of the newest version as v may see it.
func (s *Server) body(ctx context.Context, v archive.Viewer, iv *archive.Interview, may archive.Permissions) (*pageBody, error) {
	key := pageKey{interview: iv.ID, version: iv.Version, changed: iv.Changed.UnixMilli(), class: class(may)}
	ctx = context.WithoutCancel(ctx) // others may wait for the same body
	return s.pages.get(key, func() (*pageBody, error) { return s.makeBody(ctx, v, iv) })
}

// makeBody reads the transcript first and what goes with it after: whatever is
// added meanwhile makes a newer key, so a body can be ahead of its key but never
// behind it.
func (s *Server) makeBody(ctx context.Context, v archive.Viewer, iv *archive.Interview) (*pageBody, error) {
	r, err := s.Archive.Read(ctx, v, iv.ID, iv.Version)
	if err != nil {
		return nil, err
	}
	w, err := s.writer(ctx, v, r)
	if err != nil {
		return nil, err
	}
	w.b = make([]byte, 0, 64<<10)
	w.transcript(r.Transcript, iv.Recording.Gaps)
	return packBody(w.b, w.facts(r))
}

// writer makes a body writer that knows which lines were corrected and which
// fixes wait.
func (s *Server) writer(ctx context.Context, v archive.Viewer, r *archive.Reading) (*bodyWriter, error) {
	iv := r.Interview
	_, _, changes, err := s.Archive.History(ctx, v, iv.ID)
	if err != nil {
		return nil, err
	}
	waiting, err := s.Archive.Proposals(ctx, v, iv.ID)
	if err != nil {
		return nil, err
	}
	checks, err := s.Archive.Checks(ctx, v, iv.ID)
	if err != nil {
		return nil, err
	}
	return &bodyWriter{interview: iv.ID, language: foreign(iv, r.Transcript), mayFix: r.May.Suggest, checks: checks, credit: archive.Credits(changes).String(),
		corrected: correctedLines(changes, r.Transcript.Version), proposals: onLines(r.Transcript, waiting)}, nil
}

// foreign is the language of the words when it is not the one of the page.
func foreign(iv *archive.Interview, t *archive.Transcript) string {
	lang := iv.Language
	if lang == "" {
		lang = t.Language
	}
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		return ""
	}
	return lang
}

func fromCaptions(r *archive.Reading) bool {
	return r.Recognition != nil && r.Recognition.Source == "captions"
}

func (w *bodyWriter) facts(r *archive.Reading) bodyFacts {
	f := bodyFacts{Lines: len(r.Transcript.Lines), Credit: w.credit, Checked: w.checks.Seconds, Captions: fromCaptions(r)}
	for _, l := range r.Transcript.Lines {
		if w.corrected[l.ID] > 0 {
			f.Corrected++
		}
		if d := r.Interview.Recording.Duration; d > 0 && len(l.Words) > 0 && l.Words[0].Start >= d {
			f.Late++
		}
		f.Proposed += len(w.proposals[l.ID])
		for _, word := range l.Words {
			if word.Doubtful() {
				f.Doubtful++
			}
			f.Removed = f.Removed || word.Text == archive.RemovedText
			f.Hidden = f.Hidden || word.Text == archive.HiddenText
		}
	}
	return f
}

// correctedLines tells for each line the last change up to a version that
// touched its words. Naming a speaker or cutting a line corrects no word.
func correctedLines(changes []*archive.Change, upTo int) map[archive.LineID]int {
	by := map[archive.LineID]int{}
	for _, c := range changes {
		if c.Version > upTo {
			break
		}
		switch c.Op {
		case archive.OpWords, archive.OpAdd:
			for _, e := range c.Edits {
				by[e.Line] = c.Version
			}
		case archive.OpSplit:
			if v := by[c.Line]; v > 0 {
				by[c.NewLine] = v
			}
		case archive.OpMerge:
			if v := max(by[c.Line], by[c.NewLine]); v > 0 {
				by[c.NewLine] = v
			}
			delete(by, c.Line)
		}
	}
	return by
}

// onLines finds the line each report stands on: the one with its first word, or
// with another of its words, or else the last line that begins before it.
func onLines(t *archive.Transcript, reports []*archive.Report) map[archive.LineID][]*archive.Report {
	on := map[archive.LineID][]*archive.Report{}
	if len(reports) == 0 {
		return on
	}
	lineOf := map[archive.WordID]archive.LineID{}
	for _, l := range t.Lines {
		for _, w := range l.Words {
			lineOf[w.ID] = l.ID
		}
	}
	for _, r := range reports {
		line, ok := lineOf[r.First]
		if !ok {
			line, ok = lineOf[r.Last]
		}
		for i := 0; !ok && i < len(t.Lines); i++ {
			if l := t.Lines[i]; len(l.Words) > 0 && (line == 0 || l.Words[0].Start <= r.Span.Start) {
				line = l.ID
			}
		}
		on[line] = append(on[line], r)
	}
	return on
}
