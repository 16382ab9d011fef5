package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// offer is a link to the twins of a fix, shown where it is told that it applies.
type offer struct {
	Count   int    `json:"count"`
	Words   string `json:"words"`
	Address string `json:"address"`
}

// offerTime is the longest that looking for twins may hold up an answer: a fix
// is saved by then, and its author waits to see that.
const offerTime = 250 * time.Millisecond

// offer looks where else the words of a change were misheard; nil when nowhere,
// or when that cannot be told in time.
func (s *Server) offer(c *gin.Context, interview string, version int) *offer {
	ctx, cancel := context.WithTimeout(c.Request.Context(), offerTime)
	defer cancel()
	n, err := s.Archive.CountTwins(ctx, s.viewer(c), s.Search, interview, version)
	if _, _, _, known := explain(err); err != nil && !known && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		s.Log.Error("twins could not be offered", "id", requestID(c), "interview", interview, "version", version, "error", err)
	}
	if err != nil || n == 0 {
		return nil
	}
	words := fmt.Sprintf("%d more places were heard the same way.", n)
	if n == 1 {
		words = "1 more place was heard the same way."
	}
	return &offer{Count: n, Words: words, Address: twinsAddress(interview, version, 0)}
}

// notice tells the offer behind what was done.
func (o *offer) notice(done string) notice {
	if o == nil {
		return notice{Text: done}
	}
	return notice{Text: done + " " + o.Words, Link: o.Address, Label: "Hear them, and put them right"}
}

func twinsAddress(interview string, version, skip int) string {
	address := fmt.Sprintf("/twins?change=%s-%d", interview, version)
	if skip > 0 {
		address += fmt.Sprintf("&skip=%d", skip)
	}
	return address
}

// readChangeName reads what twinsAddress names a change by.
func readChangeName(name string) (interview string, version int, err error) {
	interview, number, _ := strings.Cut(name, "-")
	version, err = strconv.Atoi(number)
	if err != nil || interview == "" || version < 1 {
		return "", 0, archive.ErrNotFound
	}
	return interview, version, nil
}

// twinName names a place, for forms and programs to send back.
func twinName(t archive.Twin) string {
	return fmt.Sprintf("%s-%d-%d-%d", t.Interview.ID, t.Version, t.First, t.Last)
}

// readTwinNames reads the names of places that were ticked.
func readTwinNames(names []string) ([]archive.TwinChoice, error) {
	out := make([]archive.TwinChoice, 0, len(names))
	for _, name := range names {
		t := archive.TwinChoice{}
		interview, rest, _ := strings.Cut(name, "-")
		n, err := fmt.Sscanf(rest+" ", "%d-%d-%d ", &t.Against, &t.First, &t.Last)
		if err != nil || n != 3 || interview == "" || t.Against < 0 || t.First < 1 || t.Last < t.First {
			return nil, archive.Invalid("twin", "The form lacks which places it is about. Please open the page again.")
		}
		t.Interview = interview
		out = append(out, t)
	}
	return out, nil
}
