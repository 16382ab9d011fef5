package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// answerShift sends the form of a shift.
func (b *browser) answerShift(page answer, do string, more ...string) answer {
	b.r.t.Helper()
	pairs := append([]string{"do", do}, more...)
	for _, m := range hiddenField.FindAllStringSubmatch(page.text, -1) {
		pairs = append(pairs, m[1], m[2])
	}
	return b.follow(b.post("/shifts", pairs...))
}

func TestTenSecondShifts(t *testing.T) {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	r.stop()
	ann := r.visitor().from("192.0.2.1")
	page := ann.get("/shifts")
	page.wants(t, 200, "Is this what is said?", "lifting", "Yes, this is right", "Skip", r.short.ID+"/sound#t=")
	skipped := regexp.MustCompile(`name="first" value="(\d+)"`).FindStringSubmatch(page.text)[0]
	page = ann.answerShift(page, "skip")
	page.wants(t, 200, "Skipped. Here is another one.")
	if strings.Contains(page.text, skipped) {
		t.Error("who skipped a clip gets it again")
	}
	page = ann.answerShift(page, "wrong")
	page.wants(t, 200, "What is said here?", "lifting", "If you can tell what is said")
	text := regexp.MustCompile(`(?s)<textarea[^>]*>(.*?)</textarea>`).FindStringSubmatch(page.text)[1]
	r.pass(markWait) // nobody types faster
	page = ann.answerShift(page, "fix", "text", strings.Replace(text, "lifting", "listening", 1))
	page.wants(t, 200, "Here is the next one.", "/receipts/")

	ben := r.visitor().from("198.51.100.7")
	page = ben.get("/shifts")
	page.wants(t, 200, "Is the proposal right?", "listening", "The proposal is wrong")
	ben.answerShift(page, "agree").wants(t, 200, "Thank you. Here is the next one.")
	page = r.as(r.bo).get("/shifts")
	page.wants(t, 200, "Is the proposal right?")
	bo := r.as(r.bo)
	bo.answerShift(page, "agree").wants(t, 200, "Here is the next one.")
	if v := r.look(r.short.ID).Version; v != 1 {
		t.Errorf("version %d after a reporter agreed", v)
	}
	ann.get("/interviews").wants(t, 200, `href="/shifts"`)
	ann.post("/shifts", "do", "dance", "of", r.short.ID).wants(t, 422)
	ann.post("/shifts", "do", "right", "of", "nothinghere", "first", "1", "last", "2").wants(t, 303)
	ben.get("/api/v1/shifts/next").wants(t, 200, `"task":"spot"`, `"sound":"/interviews/`)
}

func TestShiftsEnd(t *testing.T) {
	r := readingRig(t)
	ann := r.visitor().from("192.0.2.1")
	page := ann.get("/shifts")
	for n := 0; !strings.Contains(page.text, "Nothing waits for you"); n++ {
		if n > 20 {
			t.Fatal("clips come without end")
		}
		page = ann.answerShift(page, "right")
	}
	if r.look(r.short.ID).Checked == 0 {
		t.Error("nothing was checked by it")
	}
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	for name, b := range map[string]*browser{"a visitor": r.visitor().from("203.0.113.9"), "who looks after it": r.as(r.ada)} {
		if got := b.get("/shifts").text; !strings.Contains(got, "Nothing waits for you") {
			t.Errorf("%s is served an interview that is not open", name)
		}
	}
}

func TestTheDeckKeepsInStepAFewAtATime(t *testing.T) {
	r := readingRig(t)
	for n := range deckStep + 3 {
		r.interview(fmt.Sprint("Talk ", n), 12)
	}
	d := r.server.deck
	ranked, more, err := d.rank(t.Context())
	r.must(err)
	if !more || len(d.clips) != deckStep {
		t.Errorf("%d interviews ranked for the first person, more %v", len(d.clips), more)
	}
	for more {
		ranked, more, err = d.rank(t.Context())
		r.must(err)
	}
	for i, c := range ranked[1:] {
		if c.Suspicion > ranked[i].Suspicion {
			t.Errorf("clip %d comes too late", i+1)
		}
	}
	gone := ranked[0].Interview
	r.must(r.archive.Unpublish(t.Context(), r.ada, gone))
	ranked, _, err = d.rank(t.Context())
	r.must(err)
	for _, c := range ranked {
		if c.Interview == gone {
			t.Fatal("an interview that is not open any more is still ranked")
		}
	}
	if _, err := d.next(t.Context(), archive.Viewer{Visitor: "v", Network: "n"}); err != nil {
		t.Error(err)
	}
}
