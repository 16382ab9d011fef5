package ui

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

// undrawn is a line from n on of the short interview that no spot check is of.
func (r *rig) undrawn(n int) int {
	r.t.Helper()
	drawn, err := r.archive.SpotChecks(r.t.Context(), r.ada, 20)
	r.must(err)
	for slices.ContainsFunc(drawn, func(s archive.SpotCheck) bool {
		return s.Interview.ID == r.short.ID && s.Line == r.line(r.short.ID, n).ID
	}) {
		n++
	}
	return n
}

// The work list without script: an answer leads to the next report, others are
// joined by a tick, and passages are listened to now and then.
func TestWorkListIsWorkedThrough(t *testing.T) {
	r := readingRig(t)
	at, ada := "/interviews/"+r.short.ID, r.as(r.ada)
	report := func(address string, line int, words ...string) {
		t.Helper()
		r.visitor().from(address).post(at+"/report", "against", r.version(r.short.ID), "line", fmt.Sprint(r.line(r.short.ID, line).ID), "from", words[0], "to", words[1], "reason", "wrong-word", "seen", "99").wants(t, 303)
	}
	report("192.0.2.1", 3, "1", "2")
	report("198.51.100.1", 3, "2", "3")
	report("203.0.113.1", r.undrawn(4), "1", "1")
	page := ada.get("/work")
	page.wants(t, 200, "Join others about the same words", `name="also" value="2"`, `id="report-3"`, `preload="none"`)
	done := ada.post("/work/reports/1", "state", "kept", "reason", "That is what she says.", "also", "2", "fix", "")
	done.wants(t, http.StatusSeeOther)
	if to := done.Header.Get("Location"); to != "/work#report-3" {
		t.Errorf("on to %s", to)
	}
	ada.post("/work/reports/3", "state", "fixed", "fix", "Some", "also", "x").wants(t, 404)
	last := ada.post("/work/reports/3", "state", "fixed", "fix", "Some")
	if to := last.Header.Get("Location"); to != "/work#reports-done" {
		t.Errorf("on to %s", to)
	}
	ada.get("/work").wants(t, 200, "No report waits.", `id="reports-done"`)

	sample := regexp.MustCompile(`name="line" value="(\d+)"><input type="hidden" name="first" value="(\d+)"><input type="hidden" name="last" value="(\d+)"`).FindAllStringSubmatch(ada.get("/work").text, -1)
	if len(sample) != 6 { // five of the interview, and the one fix of someone new
		t.Fatalf("%d passages are offered", len(sample))
	}
	s := sample[0]
	heard := ada.post(at+"/votes", "verdict", "right", "against", r.version(r.short.ID), "line", s[1], "first", s[2], "last", s[3], "next", "/work#samples")
	heard.wants(t, http.StatusSeeOther)
	if to := heard.Header.Get("Location"); to != "/work#samples" {
		t.Errorf("on to %s", to)
	}
	if page := ada.get("/work").text; strings.Contains(page, fmt.Sprintf(`name="line" value="%s"`, s[1])) {
		t.Error("a passage that was heard is offered again")
	}
	checks, err := r.archive.Checks(t.Context(), r.ada, r.short.ID)
	r.must(err)
	if len(checks.Lines) == 0 || checks.Seconds == 0 {
		t.Errorf("no vote was kept: %+v", checks)
	}
	if to := ada.post(at+"/votes", "verdict", "right", "against", r.version(r.short.ID), "line", sample[1][1], "next", "//evil.example").Header.Get("Location"); to != "/work" {
		t.Errorf("led away to %s", to)
	}
	if _, err := r.archive.SpotChecks(t.Context(), archive.Viewer{}, 3); err == nil {
		t.Error("a visitor gets samples")
	}
}
