package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"earshot/archive"
)

// attackerNames are the twelve, in the order of the table.
var attackerNames = []string{"flood", "slow vandal", "meaning flipper", "doxxer", "link spammer", "sock-puppet pair", "paste bot", "revert war", "report flood", "search scraper", "mark replayer", "stolen moderator"}

const floodFrom = "198.51.100.7"

// attackers makes the twelve. Most change their cookie each time, as a program
// can; those with a botnet change their network too.
func (s *siege) attackers() {
	cookie := func(name string, i int, address string) *guest { return s.guest(fmt.Sprint(name, i), address) }
	botnet := func(i int) string { return fmt.Sprintf("203.%d.%d.1", i/250%250, i%250) }

	s.add("flood", time.Second, known("flood-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("flood-", i, floodFrom).fix(p, fmt.Sprint("rubbish of the flood ", i))
	})
	s.add("slow vandal", 90*time.Second, known("slow-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("slow-", i, botnet(i)).fix(p, swapped(p.heard, "peas"))
	})
	s.flipper()
	s.add("doxxer", 20*time.Second, known("dox-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("dox-", i, botnet(i+500)).fix(p, p.heard+[]string{" Wendy Okafor", " LS1 4DY", " 0113 496 0999"}[i%3])
	})
	s.add("link spammer", 5*time.Second, known("spam-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("spam-", i, botnet(i+1000)).fix(p, p.heard+strings.Repeat(" www.pills.example.com", 1+i%6))
	})
	s.add("sock-puppet pair", 4*time.Minute, known("sock-"), s.puppets())
	s.add("paste bot", 10*time.Second, known("paste-"), func(i int, p place) *httptest.ResponseRecorder {
		return s.guest("paste-1", "198.51.101.7").fix(p, "buy our splendid garden gnomes today")
	})
	s.reverter()
	flood := s.add("report flood", 2*time.Second, known("report-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("report-", i, "198.51.102.7").post("/interviews/"+p.interview+"/report", "against", s.version(p.interview), "line", fmt.Sprint(p.line),
			"from", "1", "to", "4", "reason", []string{"harm", "private", "wrong-word"}[i%3], "hide", "yes", "seen", "999999", "note", "take it down", "key", archive.NewKey())
	})
	flood.undo = func() int { return s.takeBack("report", fmt.Sprint(s.oneOf(flood)), "network", "yes", "hidden", "yes") }
	s.add("search scraper", 100*time.Millisecond, known("scrape-"), func(i int, p place) *httptest.ResponseRecorder {
		return cookie("scrape-", 1, "198.51.103.7").send(http.MethodGet, "/search?q="+url.QueryEscape(strings.Fields(p.heard)[i%4]), nil)
	})
	replayed := s.guest("replay-1", "198.51.104.7")
	mark := ""
	s.add("mark replayer", 3*time.Second, known("replay-"), func(i int, p place) *httptest.ResponseRecorder {
		if mark == "" {
			mark = replayed.mark()
		}
		return replayed.fix(p, fmt.Sprint("rubbish again ", i), "mark", mark)
	})
	s.thief()
}

// swapped puts another word in the middle of a line.
func swapped(line, word string) string {
	words := strings.Fields(line)
	words[len(words)/2] = word
	return strings.Join(words, " ")
}

// flipper is a contributor who earned trust by ten true fixes and then turns
// meanings round: what needs care is out of the reach of trust.
func (s *siege) flipper() {
	v := s.account("flip", "Flip", archive.Contributor)
	own := s.interview("Where trust is earned", 12)
	g := s.signedIn(v, "198.51.105.7")
	for i := range 10 {
		l := s.line(own.ID, i)
		g.fix(place{own.ID, l.ID, l.Text()}, l.Text()+" indeed")
		waiting, err := s.archive.Proposals(s.t.Context(), s.cleo, own.ID)
		s.must(err)
		_, err = s.archive.Answer(s.t.Context(), s.cleo, archive.Answer{Report: waiting[0].ID, State: archive.ReportFixed})
		s.must(err)
	}
	if e, err := s.archive.Earned(s.t.Context(), v); err != nil || !e.Direct {
		s.t.Fatalf("the flipper is not trusted: %+v, %v", e, err)
	}
	s.add("meaning flipper", 30*time.Second, func(a archive.Author) bool { return a.Account == v.Account.ID }, func(i int, p place) *httptest.ResponseRecorder {
		return g.fix(p, []string{"not " + p.heard, p.heard + " never", strings.Replace(p.heard, "never", "always", 1) + " 1985"}[i%3])
	})
}

// puppets are two browsers behind two networks that agree with each other, at
// once, later, and by writing the same.
func (s *siege) puppets() func(int, place) *httptest.ResponseRecorder {
	one, two := s.guest("sock-1", "198.51.106.7"), s.guest("sock-2", "198.51.107.7")
	var waits []string
	var about place
	return func(i int, p place) *httptest.ResponseRecorder {
		if i%4 == 0 {
			about = p
		}
		p = about
		switch i % 4 {
		case 0:
			sent := one.fix(p, swapped(p.heard, "puppets"))
			if secret, ok := strings.CutPrefix(sent.Header().Get("Location"), "/receipts/"); ok {
				rec, err := s.archive.Receipt(s.t.Context(), secret)
				s.must(err)
				waits = append(waits, fmt.Sprintf("/interviews/%s/proposals/%d", p.interview, rec.Report.ID))
			}
			return sent
		case 1:
			return two.fix(p, swapped(p.heard, "puppets"))
		case 2:
			moved := *one // the first one on the bus
			moved.address = "198.51.108.7"
			return moved.fix(p, swapped(p.heard, "puppets"))
		}
		if len(waits) == 0 {
			return two.send(http.MethodGet, "/", nil)
		}
		return two.post(waits[len(waits)-1], "heard", "yes")
	}
}

// reverter takes back whatever others did, with an account and without.
func (s *siege) reverter() {
	v := s.account("war", "War", archive.Contributor)
	in, out := s.signedIn(v, "198.51.109.7"), s.guest("war-1", "198.51.109.7")
	mine := func(a archive.Author) bool { return a.Account == v.Account.ID || known("war-")(a) }
	s.add("revert war", 15*time.Second, mine, func(i int, p place) *httptest.ResponseRecorder {
		g := in
		if i%2 == 1 {
			g = out
		}
		if version := s.look(p.interview).Version; version > 0 && i%3 > 0 {
			return g.post("/interviews/"+p.interview+"/revert", "version", fmt.Sprint(1+i%version), "note", "mine", "key", archive.NewKey())
		}
		return g.fix(p, p.heard+" no longer")
	})
}

// thief has a custodian's session and does what a custodian can: writes, takes
// back, lets vandals' fixes in and turns honest ones down.
func (s *siege) thief() {
	v := s.account("carl", "Carl", archive.Custodian)
	g := s.signedIn(v, "198.51.110.7")
	s.theft.from, s.thiefID = 40*time.Minute, v.Account.ID
	row := s.add("stolen moderator", 3*time.Second, func(a archive.Author) bool { return a.Account == v.Account.ID }, func(i int, p place) *httptest.ResponseRecorder {
		version := s.look(p.interview).Version
		switch i % 5 {
		case 0:
			if version > 0 {
				return g.post("/interviews/"+p.interview+"/revert", "version", fmt.Sprint(version), "key", archive.NewKey())
			}
		case 1:
			waiting, err := s.archive.Proposals(s.t.Context(), s.rig.cleo, p.interview)
			s.must(err)
			if len(waiting) > 0 {
				return g.post(fmt.Sprintf("/work/reports/%d", waiting[i%len(waiting)].ID), "state", []string{"fixed", "kept"}[i/5%2], "reason", "because")
			}
		case 2:
			return g.post("/interviews/"+p.interview+"/votes", "version", fmt.Sprint(version), "line", fmt.Sprint(p.line), "verdict", "right", "key", archive.NewKey())
		}
		return g.fix(p, fmt.Sprint("the thief was here ", i))
	})
	row.undo = func() int {
		admin := s.signedIn(s.rig.dan, "10.9.9.8")
		locked := admin.post("/people/"+v.Account.ID, "role", string(archive.Custodian), "disabled", "yes")
		if locked.Code != http.StatusSeeOther {
			s.t.Errorf("locking the account answered %d", locked.Code)
		}
		if again := g.fix(s.some(3), "the thief is still here"); again.Header().Get("Location") != "" && s.says(s.some(3)) == "the thief is still here" {
			s.t.Error("a locked session still writes")
		}
		return 1 + s.takeBack("account", v.Account.ID, "strike", "yes")
	}
}

// takeBack is one press of Take everything back; it returns that it is one action.
func (s *siege) takeBack(pairs ...string) int {
	cleo := s.signedIn(s.rig.cleo, "10.9.9.7")
	if done := cleo.post("/undo", append(pairs, "note", "an attack", "key", archive.NewKey())...); done.Code != http.StatusSeeOther {
		s.t.Errorf("taking back %v answered %d: %s", pairs, done.Code, excerpt(done.Body.String()))
	}
	return 1
}

// oneOf is the number of an open report by an attacker.
func (s *siege) oneOf(row *siegeRow) int64 {
	tasks, err := s.archive.Tasks(s.t.Context(), s.rig.cleo)
	s.must(err)
	for _, r := range tasks.Reports {
		if row.mine(r.By) {
			return r.ID
		}
	}
	return 0
}
