package ui

import (
	"fmt"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type peaksAsk struct {
	byID
	Start  int `query:"start" min:"0" max:"1000000000" doc:"Milliseconds."`
	End    int `query:"end" min:"0" max:"1000000000" doc:"Milliseconds; 0 or absent: the end of the sound."`
	Points int `query:"points" min:"1" max:"4000" default:"600" doc:"How many pairs at most."`
}

// apiPeaks is the outline with what it shows in words, for those who do not see
// a drawing.
type apiPeaks struct {
	Start   int    `json:"start" doc:"Milliseconds."`
	Every   int    `json:"every" doc:"Milliseconds from pair to pair."`
	Peaks   []int  `json:"peaks" doc:"Lowest and highest sample in turn, from -128 to 127. Empty when the outline was not made yet."`
	Summary string `json:"summary"`
}

// apiPeaks answers GET /interviews/:id/peaks.
func (s *Server) apiPeaks(c *gin.Context, in *peaksAsk) (*apiPeaks, error) {
	p, err := s.Archive.Peaks(c.Request.Context(), s.viewer(c), in.ID, float64(in.Start)/1000, float64(in.End)/1000)
	if err != nil {
		return nil, err
	}
	few := p.Fewer(in.Points)
	out := &apiPeaks{Start: int(few.Start*1000 + 0.5), Every: int(few.Every*1000 + 0.5), Peaks: make([]int, len(few.Pairs)), Summary: outlined(p)}
	for i, x := range few.Pairs {
		out.Peaks[i] = int(x)
	}
	return out, nil
}

// outlined says in words what an outline shows.
func outlined(p archive.Peaks) string {
	if len(p.Pairs) == 0 {
		return ""
	}
	heard, pauses, ok := p.Sounds()
	if !ok {
		return "It is quiet here."
	}
	rests := "without a pause"
	if pauses > 0 {
		rests = "with " + plural(pauses, "pause", "pauses")
	}
	return fmt.Sprintf("Sound from %s to %s, %s.", clock(heard.Start), clock(heard.End), rests)
}
