package ui

import (
	"container/list"
	"crypto/hmac"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// A form mark is what tells a form that a person opened from one that a program
// made up: it was given with the form, to this visitor, at least as long ago as a
// person needs, and serves one request. Pages that are kept by browsers hold no
// mark: the form without script is a page of its own, and the script asks for one
// when someone begins to write. Programs that say what they are use the API, which
// asks for no mark and has the same limits and rules.
const (
	markWait = 2 * time.Second // nobody reads, listens and writes faster
	markLife = 12 * time.Hour
	marks    = 20_000 // used ones remembered
)

var errMark = &archive.Problem{Kind: archive.ErrInvalid, Field: "mark", Sentence: "The form was open for too short or too long a time, so we could not tell that a person sent it. Nothing you wrote is lost: please send it once more."}

var errTrap = &archive.Problem{Kind: archive.ErrInvalid, Field: "mark", Sentence: "A hidden field was filled in, as programs do. Nothing you wrote is lost: please send it once more."}

// usedMarks remembers which request used a mark up, in this process: the same
// request may come again, another one may not.
type usedMarks struct {
	mu    sync.Mutex
	order *list.List // of usedMark, newest first
	by    map[string]string
}

func newUsedMarks() *usedMarks { return &usedMarks{order: list.New(), by: map[string]string{}} }

// use tells whether a mark is free, or was used by this request.
func (u *usedMarks) use(mark, key string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if had, ok := u.by[mark]; ok {
		return key != "" && had == key
	}
	u.by[mark] = key
	u.order.PushFront(mark)
	if u.order.Len() > marks {
		delete(u.by, u.order.Remove(u.order.Back()).(string))
	}
	return true
}

// formMark makes a mark for whoever is about to write; "" for who signed in.
func (s *Server) formMark(c *gin.Context) string {
	if s.viewer(c).Account != nil {
		return ""
	}
	s.knowVisitor(c)
	return s.markAt(s.viewer(c), s.Now())
}

// markAt seals a mark for a visitor, and for their network: who refuses cookies
// may write too.
func (s *Server) markAt(v archive.Viewer, at time.Time) string {
	text := strconv.FormatInt(at.UnixMilli(), 36) + "." + archive.NewKey()
	return text + "." + s.sign("form of visitor "+v.Visitor+" "+text) + "." + s.sign("form of network "+v.Network+" "+text)
}

// checkMark holds a visitor's form to its mark.
func (s *Server) checkMark(c *gin.Context, f lineForm) error {
	v := s.viewer(c)
	if v.Account != nil {
		return nil
	}
	if f.Trap != "" {
		return errTrap
	}
	parts := strings.Split(f.Mark, ".")
	if len(parts) != 4 {
		return errMark
	}
	text, seal, want := parts[0]+"."+parts[1], parts[2], "form of visitor "+v.Visitor
	if s.cookie(c, "visitor") == "" {
		seal, want = parts[3], "form of network "+v.Network
	}
	made, err := strconv.ParseInt(parts[0], 36, 64)
	age := s.Now().Sub(time.UnixMilli(made))
	if err != nil || age < markWait || age > markLife || !hmac.Equal([]byte(seal), []byte(s.sign(want+" "+text))) || !s.marks.use(parts[1], f.Key) {
		return errMark
	}
	return nil
}

// formMarkShow answers GET /form-mark for the script that opens a form.
func (s *Server) formMarkShow(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-store")
	c.JSON(http.StatusOK, gin.H{"mark": s.formMark(c), "wait": markWait.Milliseconds()})
	return nil
}
