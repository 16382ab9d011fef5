package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type shapeAsk struct {
	byID
	keyed
	Against int      `json:"against" need:"true" min:"0" max:"1000000000" doc:"The version the caller saw."`
	Op      string   `json:"op" need:"true" enum:"split,merge,speaker,add,delete,time"`
	At      int      `json:"at" doc:"To split: the word that begins the new line."`
	Line    int      `json:"line" need:"true" doc:"To add: the line in front of the new one, 0 puts it first."`
	Speaker string   `json:"speaker" doc:"To name who speaks, or who says the line to add."`
	Reach   string   `json:"reach" enum:"line,from-here,everywhere" doc:"How far the name goes; a line when absent."`
	Text    string   `json:"text" doc:"To add: the words that are missing."`
	Start   *float64 `json:"start_s" doc:"To move or add: where the line begins. Absent: as it is, or as early as there is room."`
	End     *float64 `json:"end_s" doc:"To move or add: where the line ends."`
	Reason  string   `json:"reason" enum:"wrong-word,missing-words,never-said,wrong-speaker,wrong-time,private,else" doc:"To delete: never-said answers that nothing was said there."`
	Note    string   `json:"note" doc:"To delete: needed with any other reason."`
}

// apiShape answers POST /interviews/:id/shape.
func (s *Server) apiShape(c *gin.Context, in *shapeAsk) (*apiChange, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	ch, err := s.Archive.Reshape(c.Request.Context(), s.viewer(c), archive.Shape{
		Interview: in.ID, Against: in.Against, Op: archive.Op(in.Op), At: archive.WordID(in.At), Line: archive.LineID(in.Line),
		Speaker: in.Speaker, Reach: archive.Reach(in.Reach), Text: in.Text, Start: in.Start, End: in.End,
		Reason: archive.Reason(in.Reason), Note: in.Note, Key: key,
	})
	return shapeChange(ch), err
}

func shapeTimes(times []archive.WordTime) []apiWordTime {
	out := make([]apiWordTime, 0, len(times))
	for _, t := range times {
		out = append(out, apiWordTime(t))
	}
	return out
}
