package ui

import (
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// apiFix puts one word of a line right as p, and returns the version it became.
func (p *program) apiFix(line archive.Line, from, to string) int {
	p.r.t.Helper()
	done := as[apiOutcome](p.r.t, p.call("POST", "/interviews/"+p.r.short.ID+"/changes",
		object{"against": p.r.look(p.r.short.ID).Version, "line": line.ID, "text": strings.Replace(line.Text(), from, to, 1)}), 201)
	if !done.Applied {
		p.r.t.Fatalf("the fix waits: %+v", done)
	}
	return done.Change.Version
}

func TestAPIUndo(t *testing.T) {
	r := newRig(t)
	bo, ada, cleo := r.program(r.bo), r.program(r.ada), r.program(r.cleo)
	at := "/interviews/" + r.short.ID
	bo.apiFix(r.line(r.short.ID, 1), "neighbour", "enemy")
	built := bo.apiFix(r.line(r.short.ID, 3), "grown", "stolen")
	ada.apiFix(r.line(r.short.ID, 3), "stolen", "sown") // on top of Bo's
	sent := as[apiReceipt](t, bo.call("POST", at+"/reports", object{"version": 3, "first": 1, "last": 2, "reason": "wrong-word"}), 201)

	whose := object{"interview": r.short.ID, "version": 1}
	ask := func(more object) object {
		out := object{}
		for _, from := range []object{whose, more} {
			for k, v := range from {
				out[k] = v
			}
		}
		return out
	}
	for name, p := range map[string]*program{"their author": bo, "a reporter": ada} {
		if e := as[apiError](t, p.call("POST", "/undo", ask(object{"preview": true})), 403); e.Error == "" {
			t.Errorf("%s may look at an undo", name)
		}
	}

	plan := as[apiUndo](t, cleo.call("POST", "/undo", ask(object{"preview": true})), 200)
	if len(plan.Changes) != 2 || plan.Changes[0].Version != built || len(plan.Conflicts) != 1 || plan.Conflicts[0].Version != built || len(plan.Made) != 0 {
		t.Errorf("the plan: %+v", plan)
	}
	if len(plan.Reports) != 1 || plan.Reports[0].ID != sent.Report.ID {
		t.Errorf("reports of the plan: %+v", plan.Reports)
	}
	if v := r.look(r.short.ID).Version; v != 3 {
		t.Fatalf("a preview changed the transcript: version %d", v)
	}
	if e := as[apiError](t, cleo.call("POST", "/undo", ask(nil)), 422); e.Field != "note" {
		t.Errorf("without a reason: %+v", e)
	}
	later := as[apiUndo](t, cleo.call("POST", "/undo", ask(object{"preview": true, "since": r.now().Add(time.Hour)})), 200)
	if len(later.Changes)+len(later.Reports) != 0 {
		t.Errorf("of the next hour: %+v", later)
	}

	done := as[apiUndo](t, cleo.call("POST", "/undo", ask(object{"note": "not what is said", "key": "undo-1"})), 200)
	if len(done.Made) != 1 || len(done.Conflicts) != 1 || done.Made[0].Edits[0].Words[0].Text != "neighbour" || done.Struck != 0 {
		t.Errorf("done: %+v", done)
	}
	if text := r.line(r.short.ID, 1).Text() + " " + r.line(r.short.ID, 3).Text(); !strings.Contains(text, "my neighbour knocked") || !strings.Contains(text, "never sown") {
		t.Errorf("it reads %q", text)
	}
	if got := as[apiReceipt](t, bo.call(get, "/receipts/"+sent.Receipt, nil), 200); got.Report.State != archive.ReportWithdrawn {
		t.Errorf("their report is %s", got.Report.State)
	}
	version := r.look(r.short.ID).Version
	again := cleo.call("POST", "/undo", ask(object{"note": "not what is said", "key": "undo-1"}))
	if again.StatusCode >= 500 || r.look(r.short.ID).Version != version {
		t.Errorf("sent twice: %d, version %d after %d: %s", again.StatusCode, r.look(r.short.ID).Version, version, again.text)
	}

	for name, wrong := range map[string]object{
		"nobody":               {"note": "x"},
		"an unknown account":   {"account": "nobody", "note": "x"},
		"an unknown report":    {"report": 999_999, "note": "x"},
		"a version not made":   {"interview": r.short.ID, "version": 99, "note": "x"},
		"an unknown interview": {"interview": "0000000000000000", "version": 1, "note": "x"},
	} {
		if a := cleo.call("POST", "/undo", wrong); a.StatusCode != 404 && a.StatusCode != 422 {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
		}
	}
}

// What one account did is found by its account, its report or its version alike.
func TestAPIUndoByAnyDoor(t *testing.T) {
	r := newRig(t)
	bo, cleo := r.program(r.bo), r.program(r.cleo)
	version := bo.apiFix(r.line(r.short.ID, 1), "neighbour", "enemy")
	report := as[apiReceipt](t, bo.call("POST", "/interviews/"+r.short.ID+"/reports", object{"version": 1, "first": 1, "last": 2, "reason": "wrong-word"}), 201).Report
	for name, who := range map[string]object{
		"account": {"account": r.bo.Account.ID}, "report": {"report": report.ID}, "version": {"interview": r.short.ID, "version": version},
	} {
		who["preview"] = true
		if plan := as[apiUndo](t, cleo.call("POST", "/undo", who), 200); len(plan.Changes) != 1 || len(plan.Reports) != 1 {
			t.Errorf("by %s: %+v", name, plan)
		}
	}
	done := as[apiUndo](t, cleo.call("POST", "/undo", object{"account": r.bo.Account.ID, "strike": true, "note": "abuse"}), 200)
	if done.Struck != 1 {
		t.Errorf("struck %d", done.Struck)
	}
	for name, p := range map[string]*program{"a visitor": r.program(archive.Viewer{}), "their author": bo} {
		if text := p.call(get, "/interviews/"+r.short.ID+"/changes", nil).text; strings.Contains(text, "enemy") {
			t.Errorf("%s reads what was struck out: %s", name, text)
		}
	}
}

func TestAPIPause(t *testing.T) {
	r := newRig(t)
	anyone, bo, cleo := r.program(archive.Viewer{}), r.program(r.bo), r.program(r.cleo)
	at := "/interviews/" + r.short.ID
	fix := object{"against": 0, "line": 8, "text": "It felt like listening spaces that nobody used before."}

	if p := as[apiPause](t, anyone.call(get, "/pause", nil), 200); p.Frozen || p.Braked != nil {
		t.Errorf("at first: %+v", p)
	}
	as[apiError](t, bo.call("POST", "/pause", object{"frozen": true, "note": "no"}), 403)
	if e := as[apiError](t, cleo.call("POST", "/pause", object{"frozen": true}), 422); e.Field != "note" {
		t.Errorf("without a reason: %+v", e)
	}
	as[apiPause](t, cleo.call("POST", "/pause", object{"frozen": true, "note": "We mend something."}), 200)
	if p := as[apiPause](t, anyone.call(get, "/pause", nil), 200); !p.Frozen || p.Note != "We mend something." {
		t.Errorf("everyone reads %+v", p)
	}
	if e := as[apiError](t, bo.call("POST", at+"/changes", fix), 409); !strings.Contains(e.Error, "We mend something.") {
		t.Errorf("a fix meanwhile: %+v", e)
	}
	as[apiReceipt](t, anyone.call("POST", at+"/reports", object{"version": 0, "first": 1, "last": 2, "reason": "wrong-word"}), 201)
	as[apiPause](t, cleo.call("POST", "/pause", object{"frozen": false}), 200)
	if done := as[apiOutcome](t, bo.call("POST", at+"/changes", fix), 201); !done.Applied {
		t.Errorf("after it: %+v", done)
	}
}

func TestAPIProtection(t *testing.T) {
	r := newRig(t)
	bo, cleo := r.program(r.bo), r.program(r.cleo)
	at := "/interviews/" + r.short.ID
	fix := object{"against": 0, "line": 8, "text": "It felt like listening spaces that nobody used before."}
	as[apiError](t, bo.call("POST", at+"/protection", object{"protected": true, "note": "x"}), 403)
	if e := as[apiError](t, cleo.call("POST", at+"/protection", object{"protected": true}), 422); e.Field != "note" {
		t.Errorf("without a reason: %+v", e)
	}
	if e := as[apiError](t, cleo.call("POST", at+"/protection", object{"note": "x"}), 422); e.Field != "protected" {
		t.Errorf("without saying which: %+v", e)
	}
	as[apiInterview](t, cleo.call("POST", at+"/protection", object{"protected": true, "note": "a revert war"}), 200)
	if done := as[apiOutcome](t, bo.call("POST", at+"/changes", fix), 201); done.Applied || done.Receipt == nil {
		t.Errorf("a reporter's fix of a protected transcript: %+v", done)
	}
	as[apiInterview](t, cleo.call("POST", at+"/protection", object{"protected": false}), 200)
	fix["key"] = "second"
	if done := as[apiOutcome](t, bo.call("POST", at+"/changes", fix), 201); !done.Applied {
		t.Errorf("afterwards: %+v", done)
	}
}

// TestUndoSince: the page takes a day, a minute or a moment, and says of anything
// else what it wants.
func TestUndoSince(t *testing.T) {
	r := newRig(t)
	bo, cleo := r.program(r.bo), r.as(r.cleo)
	bo.apiFix(r.line(r.short.ID, 1), "neighbour", "enemy")
	bo.apiFix(r.line(r.short.ID, 3), "grown", "stolen")
	r.program(r.ada).apiFix(r.line(r.short.ID, 3), "stolen", "sown")
	at := "/undo?interview=" + r.short.ID + "&version=1&since="
	for since, want := range map[string]string{"": "2 changes stand", "2020-01-01": "2 changes stand", "2020-01-01T10:00": "2 changes stand",
		"2020-01-01T10:00:00Z": "2 changes stand", "2999-12-31": "0 changes stand"} {
		cleo.get(at+since).wants(t, 200, want)
	}
	for _, wrong := range []string{"yesterday", "2026-13-01", "04/03/2026"} {
		cleo.get(at+wrong).wants(t, 422, "Please give a day, like")
		cleo.post("/undo", "interview", r.short.ID, "version", "1", "note", "x", "since", wrong).wants(t, 422, "Please give a day, like")
	}
	if v := r.look(r.short.ID).Version; v != 3 {
		t.Fatalf("something was taken back: version %d", v)
	}
	done := cleo.post("/undo", "interview", r.short.ID, "version", "1", "note", "not what is said", "since", "2020-01-01")
	done.wants(t, 303)
	if to := done.Header.Get("Location"); !strings.Contains(to, "since=2020-01-01") {
		t.Errorf("the page afterwards is of another time: %s", to)
	}
	cleo.follow(done).wants(t, 200, "1 change is taken back", "1 change was built on by others since")
}
