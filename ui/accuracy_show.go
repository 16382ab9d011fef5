package ui

import (
	"fmt"
	"math"
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// accuracyPage tells what was measured, in plain words.
type accuracyPage struct {
	*archive.Accuracies
	Least  int
	Tables []accuracyTable
}

type accuracyTable struct {
	Title, Of string
	Rows      []accuracyRow
}

type accuracyRow struct {
	archive.Accuracy
	Name, Link string
}

// accuracyShow answers GET /accuracy.
func (s *Server) accuracyShow(c *gin.Context) error {
	all, err := s.Archive.Accuracies(c.Request.Context())
	if err != nil {
		return err
	}
	page := accuracyPage{Accuracies: all, Least: archive.AccuracyClips}
	add := func(title, of string, parts []archive.Accuracy, name func(archive.Accuracy) (string, string)) {
		t := accuracyTable{Title: title, Of: of}
		for _, p := range parts {
			n, link := name(p)
			t.Rows = append(t.Rows, accuracyRow{p, n, link})
		}
		if len(t.Rows) > 0 {
			page.Tables = append(page.Tables, t)
		}
	}
	add("By collection", "Collection", all.Collections, func(a archive.Accuracy) (string, string) { return a.Collection, "" })
	add("By engine", "Engine", all.Engines, func(a archive.Accuracy) (string, string) { return a.Engine, "" })
	add("By language", "Language", all.Languages, func(a archive.Accuracy) (string, string) { return a.Language, "" })
	add("By who speaks", "Who speaks", all.Speakers, func(a archive.Accuracy) (string, string) { return a.Speaker, "" })
	add("By interview", "Interview", all.Interviews, func(a archive.Accuracy) (string, string) { return a.Title, "/interviews/" + a.Interview })
	s.render(c, http.StatusOK, "accuracy", "How right the words are", page)
	return nil
}

// inWords says an error rate as a sentence.
func inWords(e archive.ErrorRate) string {
	if e.Words == 0 {
		return "Nobody says a word in these clips."
	}
	n, low, high := hundredth(e.Rate), hundredth(e.Low), hundredth(e.High)
	switch {
	case e.Errors() == 0:
		return fmt.Sprintf("No word is wrong in these clips. In all there may be up to %d in 100.", max(high, 1))
	case n == 0:
		return fmt.Sprintf("Fewer than 1 word in 100 is wrong: at most %d.", max(high, 1))
	case n == 1:
		return fmt.Sprintf("About 1 word in 100 is wrong: between %d and %d.", low, high)
	}
	return fmt.Sprintf("About %d words in 100 are wrong: between %d and %d.", n, low, high)
}

func hundredth(share float64) int { return int(math.Round(100 * share)) }

// inFigures says it for a table.
func inFigures(e archive.ErrorRate) string {
	return fmt.Sprintf("%d (%d to %d)", hundredth(e.Rate), hundredth(e.Low), hundredth(e.High))
}
