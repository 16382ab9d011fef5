package ui

import (
	"math"
	"net/http"
	"strconv"

	"earshot/archive"
	"earshot/search"

	"github.com/gin-gonic/gin"
)

// themeComparePage compares the people who work on a theme, two by two.
type themeComparePage struct {
	*archive.ThemeView
	Pairs []shownPairing
}

type shownPairing struct {
	archive.Pairing
	Number int // on the page
	Share  string
	Kappa  string // "" when it is not defined
	Means  string
	Rows   []disagreement
}

type disagreement struct {
	*archive.PassageNow
	Play string
	Says [2]string
}

// kappaWords are the names that are commonly given to sizes of kappa.
//
// J. R. Landis and G. G. Koch, The measurement of observer agreement for
// categorical data, Biometrics 33 (1977), pages 159-174.
func kappaWords(kappa float64) string {
	for _, step := range []struct {
		below float64
		words string
	}{{0, "less than chance would give"}, {0.21, "slight"}, {0.41, "fair"}, {0.61, "moderate"}, {0.81, "substantial"}} {
		if kappa < step.below {
			return step.words
		}
	}
	return "almost perfect"
}

// themeCompare answers GET /themes/:theme/compare.
func (s *Server) themeCompare(c *gin.Context) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	view, err := s.Archive.Theme(ctx, v, c.Param("theme"))
	if err != nil {
		return err
	}
	pairs, err := s.Archive.CompareCoders(ctx, v, view.ID)
	if err != nil {
		return err
	}
	page := themeComparePage{ThemeView: view}
	for i, p := range pairs {
		page.Pairs = append(page.Pairs, shownPair(p, i+1))
	}
	s.render(c, http.StatusOK, "theme-compare", "Compared: "+view.Name, page)
	return nil
}

func shownPair(p archive.Pairing, number int) shownPairing {
	out := shownPairing{Pairing: p, Number: number, Share: strconv.Itoa(int(math.Round(100*p.Agreement()))) + " %"}
	for i, name := range out.Names {
		if name == "" {
			out.Names[i] = "someone who is no longer here"
		}
	}
	if kappa, ok := p.Kappa(); ok {
		out.Kappa, out.Means = strconv.FormatFloat(kappa, 'f', 2, 64), kappaWords(kappa)
	}
	for _, d := range p.Disagree {
		row := disagreement{PassageNow: d, Play: "/interviews/" + d.Interview.ID + "?t=" + seconds(max(0, d.Now.Start-search.LeadIn)), Says: [2]string{"Not this one", "Belongs"}}
		if d.By(p.A).Says == archive.Belongs {
			row.Says = [2]string{"Belongs", "Not this one"}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
