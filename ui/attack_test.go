package ui

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"earshot/archive"
)

var attackActions = flag.Int("attack-actions", 40, "actions of each scripted attacker; 1000 is the whole set")

// guest is one browser or program: a cookie or a session, behind an address. It
// calls the server's own handler, so that a day of many people is over soon.
type guest struct {
	r       *rig
	address string
	visitor string
	session string
}

func (g *guest) send(method, path string, form url.Values) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(form.Encode())).WithContext(g.r.t.Context())
	req.RemoteAddr = g.address + ":40000"
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if g.session != "" {
		req.AddCookie(&http.Cookie{Name: "session", Value: g.session})
	} else if g.visitor != "" {
		req.AddCookie(&http.Cookie{Name: "visitor", Value: g.visitor})
	}
	rec := httptest.NewRecorder()
	g.r.server.ServeHTTP(rec, req)
	return rec
}

// post sends a form: name, value, name, value. Forms about words have the mark
// of a page that was open for long enough: attackers can wait too.
func (g *guest) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	if !form.Has("mark") && g.session == "" {
		form.Set("mark", g.mark())
	}
	return g.send(http.MethodPost, path, form)
}

func (g *guest) mark() string {
	return g.r.server.markAt(archive.Viewer{Visitor: g.visitor, Network: g.r.archive.Network(network(g.address))}, g.r.now().Add(-markWait))
}

// place is a line of an interview.
type place struct {
	interview string
	line      archive.LineID
	heard     string // as the engine wrote it
}

func (g *guest) fix(p place, text string, more ...string) *httptest.ResponseRecorder {
	return g.post("/interviews/"+p.interview+"/changes", append([]string{"against", g.r.version(p.interview), "line", fmt.Sprint(p.line), "text", text, "key", archive.NewKey()}, more...)...)
}

// siege is an archive under attack by twelve, while honest people work.
type siege struct {
	*rig
	places  []place
	meant   map[place]string // what each line says when all is well
	events  []event
	begun   time.Time
	honest  struct{ sent, delayed int }
	row     map[string]*siegeRow
	theft   struct{ from, to time.Duration }
	thiefID string
	ada     *guest
}

type event struct {
	at time.Duration
	do func()
}

// siegeRow is what one attacker did and what came of it.
type siegeRow struct {
	name           string
	offset         int // so that not all of them write on the same lines
	every          time.Duration
	do             func(i int, p place) *httptest.ResponseRecorder
	mine           func(archive.Author) bool // what it did is known by
	undo           func() int                // takes back its damage; how many actions it took
	sent, refused  int
	applied, hid   int // entries in journals and stretches hidden, at worst
	actions, after int // to undo, and damage left
}

func (s *siege) guest(name, address string) *guest {
	return &guest{r: s.rig, address: address, visitor: name}
}

func (s *siege) signedIn(v archive.Viewer, address string) *guest {
	link, err := s.archive.SignInLink(s.t.Context(), archive.System, v.Account.Name)
	s.must(err)
	secret, _, err := s.archive.SignInByLink(s.t.Context(), link, "test")
	s.must(err)
	return &guest{r: s.rig, address: address, session: secret}
}

func newSiege(t *testing.T) *siege {
	s := &siege{rig: newRig(t), meant: map[place]string{}, row: map[string]*siegeRow{}}
	for n := range 6 {
		iv := s.interview(fmt.Sprint("Talk ", n), 60)
		for i := range 60 {
			l := s.line(iv.ID, i)
			p := place{iv.ID, l.ID, l.Text()}
			s.places = append(s.places, p)
			s.meant[p] = p.heard
		}
	}
	s.ada = s.signedIn(s.rig.ada, "10.9.9.9")
	return s
}

// some is the i-th of the places, in an order that visits all of them.
func (s *siege) some(i int) place { return s.places[i*37%len(s.places)] }

// worked is one honest act: a visitor, or now and then a reporter, puts a line
// right, and Ada listens and agrees. It is delayed when it is refused, held, or
// not in the text after that.
func (s *siege) worked(i int, by *guest) {
	p := s.places[i*len(s.places)/200]
	right := p.heard + " indeed"
	s.honest.sent++
	sent := by.fix(p, right)
	if to := sent.Header().Get("Location"); strings.HasPrefix(to, "/receipts/") {
		rec, err := s.archive.Receipt(s.t.Context(), strings.TrimPrefix(to, "/receipts/"))
		s.must(err)
		if !rec.Report.Held {
			s.ada.post(fmt.Sprintf("/interviews/%s/proposals/%d", p.interview, rec.Report.ID), "heard", "yes")
		}
	}
	s.meant[p] = right
	if s.says(p) != right {
		s.t.Logf("the honest fix %d is delayed: it was answered %d, and its line says %q", i, sent.Code, s.says(p))
		s.honest.delayed++
	}
}

// says is what the public reads on a line.
func (s *siege) says(p place) string {
	r, err := s.archive.Read(s.t.Context(), archive.Viewer{}, p.interview, -1)
	s.must(err)
	if i := r.Transcript.LineIndex(p.line); i >= 0 {
		return r.Transcript.Lines[i].Text()
	}
	return ""
}

// damage counts the lines that say something nobody honest wrote.
func (s *siege) damage() (n int) {
	for p, meant := range s.meant {
		if got := s.says(p); got != meant && got != p.heard && !strings.Contains(got, archive.HiddenText) {
			n++
		}
	}
	return n
}

// unharmed fails with the story of each damaged line.
func (s *siege) unharmed(when string) {
	for p, meant := range s.meant {
		got := s.says(p)
		if got == meant || got == p.heard || strings.Contains(got, archive.HiddenText) {
			continue
		}
		s.t.Errorf("%s a line is damaged: %q, not %q", when, got, meant)
		_, _, changes, err := s.archive.History(s.t.Context(), s.rig.cleo, p.interview)
		s.must(err)
		for _, c := range archive.LineStory(changes, p.line) {
			for _, e := range c.Edits {
				s.t.Logf("  version %d by %s (agreed %v, takes back %d): %q to %q", c.Version, c.By.Name+c.By.Visitor, c.Agreed != nil, c.Reverts, archive.JoinWords(e.Before), archive.JoinWords(e.Words))
			}
		}
	}
}

// count finds what stands of each attacker in the journals, and what they hid.
func (s *siege) count() {
	hid := map[string]int{}
	applied := map[string]int{}
	for id := range s.interviews() {
		iv, _, changes, err := s.archive.History(s.t.Context(), s.cleo, id)
		s.must(err)
		for _, c := range changes {
			for name, row := range s.row {
				if who := decided(c); row.mine(who) {
					applied[name]++
				}
			}
		}
		for _, h := range iv.Hidden {
			r := s.report(h.Report)
			for name, row := range s.row {
				if row.mine(r.By) {
					hid[name]++
				}
			}
		}
	}
	for name, row := range s.row {
		row.applied, row.hid = max(row.applied, applied[name]), max(row.hid, hid[name])
		row.after = hid[name]
	}
}

func (s *siege) interviews() map[string]bool {
	all := map[string]bool{}
	for _, p := range s.places {
		all[p.interview] = true
	}
	return all
}

// report finds an open one by its number.
func (s *siege) report(id int64) *archive.Report {
	tasks, err := s.archive.Tasks(s.t.Context(), s.cleo)
	s.must(err)
	for _, r := range tasks.Reports {
		if r.ID == id {
			return r
		}
	}
	return &archive.Report{}
}

// decided is who let a change into the text.
func decided(c *archive.Change) archive.Author {
	if c.Agreed != nil {
		return *c.Agreed
	}
	return c.By
}

// known tells whether an author is one of an attacker's cookies.
func known(prefix string) func(archive.Author) bool {
	return func(a archive.Author) bool { return a.Account == "" && strings.HasPrefix(a.Visitor, prefix) }
}

func (s *siege) add(name string, every time.Duration, mine func(archive.Author) bool, do func(i int, p place) *httptest.ResponseRecorder) *siegeRow {
	row := &siegeRow{name: name, offset: 29 * len(s.row), every: every, mine: mine, do: do, undo: func() int { return 0 }}
	s.row[name] = row
	return row
}

// play runs everything in the order of its time.
func (s *siege) play() {
	slices.SortStableFunc(s.events, func(a, b event) int { return int(a.at - b.at) })
	s.begun = s.now()
	for _, e := range s.events {
		if wait := e.at - s.now().Sub(s.begun); wait > 0 {
			s.pass(wait)
		}
		e.do()
	}
}

// Twelve attackers do what they can while two hundred honest fixes come in. No
// word the public reads may be damaged, at most one honest fix in twenty delayed,
// and what a thief of a custodian's session does is undone in three actions.
func TestTwelveAttackers(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, which takes long under the race detector and tells it nothing")
	}
	s := newSiege(t)
	s.attackers()
	n := *attackActions
	length := time.Duration(0)
	for _, row := range s.row {
		from := time.Minute
		if row.name == "stolen moderator" {
			from = s.theft.from
		}
		for i := range n {
			s.events = append(s.events, event{from + time.Duration(i)*row.every, func() {
				rec := row.do(i, s.some(i+row.offset))
				row.sent++
				if rec.Code >= 400 {
					row.refused++
				}
				if rec.Code >= 500 {
					t.Errorf("%s: action %d answered %d: %s", row.name, i, rec.Code, excerpt(rec.Body.String()))
				}
			}})
		}
		length = max(length, from+time.Duration(n)*row.every)
	}
	stolen := s.row["stolen moderator"]
	s.events = append(s.events, event{s.theft.from - 1, func() {
		s.unharmed("before the theft")
	}}, event{s.theft.from + time.Duration(n)*stolen.every, func() {
		s.count()
		if s.damage() == 0 {
			t.Error("the stolen session did no damage: this test proves nothing")
		}
		stolen.actions = stolen.undo()
		s.unharmed("after the theft was undone")
	}})
	s.honestWork(length)
	s.play()
	s.count()
	for _, row := range s.row {
		if row.hid > 0 {
			row.actions = row.undo()
		}
	}
	s.count()
	s.judge()
}

// honestWork spreads two hundred fixes of forty people over the time. Every
// fifth is a reporter's, and two people share the network of the flood.
func (s *siege) honestWork(length time.Duration) {
	bo := s.signedIn(s.rig.bo, "10.8.8.8")
	for i := range 200 {
		by := s.guest(fmt.Sprint("honest-", i%40), fmt.Sprintf("10.%d.7.7", 100+i%40))
		switch {
		case i%5 == 4:
			by = bo
		case i%20 == 0:
			by.address = floodFrom
		}
		s.events = append(s.events, event{time.Duration(i) * length / 200, func() { s.worked(i, by) }})
	}
}

func (s *siege) judge() {
	t := s.t
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "attacker\tactions\trefused\tin the text\thidden\tto undo\tleft")
	for _, name := range attackerNames {
		row := s.row[name]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", name, row.sent, row.refused, row.applied, row.hid, row.actions, row.after)
		if name != "stolen moderator" && row.applied != 0 {
			t.Errorf("%s: %d changes are in the text", name, row.applied)
		}
		if row.actions > 3 || row.after != 0 {
			t.Errorf("%s: %d actions to undo, %d left", name, row.actions, row.after)
		}
	}
	_ = w.Flush() // to memory
	t.Logf("\n%shonest fixes: %d, delayed: %d; lines damaged at the end: %d", b.String(), s.honest.sent, s.honest.delayed, s.damage())
	s.unharmed("at the end")
	if s.honest.delayed*20 > s.honest.sent {
		t.Errorf("%d of %d honest fixes are delayed: more than 5 %%", s.honest.delayed, s.honest.sent)
	}
	for _, row := range s.row {
		if row.sent != *attackActions {
			t.Errorf("%s acted %d times", row.name, row.sent)
		}
	}
	s.tellsNobody()
}
