package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

func TestMissedLineDeletedLineAndTime(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, bo := "/interviews/"+id, r.as(r.bo)
	l := r.line(id, 7)
	fix := fmt.Sprintf("%s/lines/%d/fix", at, l.ID)
	hidden := func(more ...string) []string {
		return append([]string{"against", r.version(id), "line", fmt.Sprint(l.ID), "above", fmt.Sprint(r.line(id, 6).ID)}, more...)
	}
	form := bo.get(fix)
	form.wants(t, 200, "A line is missing here", `id="time-start" name="start" type="text" inputmode="decimal" size="9" required value="0:28"`, "I listened: nothing was said here")
	r.visitor().get(fix).wants(t, 200, "please <a href=\"/sign-in?next="+fix)
	if strings.Contains(r.visitor().get(fix).text, "Take the line out") {
		t.Error("a visitor is offered to take the line out")
	}

	bo.post(at+"/shape", hidden("op", "add", "missing", " ", "start", "0:31.5")...).wants(t, 422, `href="#add-text"`, `id="add" open`, `value="0:31.5"`)
	bo.post(at+"/shape", hidden("op", "add", "missing", "Oh <yes>", "start", "soon")...).wants(t, 422, "like 1:02.5", `href="#add-start"`, "Oh &lt;yes&gt;</textarea>", "lifting spaces that nobody used before.</textarea>")
	bo.post(at+"/shape", hidden("op", "add", "missing", "Oh", "start", "0:10", "end", "0:11")...).wants(t, 422, "at the earliest", `href="#add-start"`)
	bo.follow(bo.post(at+"/shape", hidden("op", "add", "missing", "Oh <yes>", "speaker", "Ada", "start", "0:31.8", "end", "31.9")...)).wants(t, 200, "The line is added.", "Oh &lt;yes&gt;", "corrected, version 1")
	if got := r.line(id, 8); got.Text() != "Oh <yes>" || got.Span() != (archive.Span{Start: 31.8, End: 31.9}) || got.Speaker != "Ada" {
		t.Errorf("the line is %+v", got)
	}
	bo.post(at+"/shape", hidden("op", "add", "missing", "Well", "where", "before")...).wants(t, 303)
	if got := r.line(id, 7).Text(); got != "Well" {
		t.Errorf("before the line stands %q", got)
	}

	bo.post(at+"/shape", hidden("op", "time", "start", "0:28.2", "end", "0:40")...).wants(t, 422, "at the latest", `href="#time-end"`, `id="time" open`, `value="0:28.2"`)
	bo.follow(bo.post(at+"/shape", hidden("op", "time", "start", "0:28.2", "end", "0:31.4")...)).wants(t, 200, "The line is moved.", `?t=28.2#l8`)

	bo.post(at+"/shape", hidden("op", "delete")...).wants(t, 422, "Please tick", `href="#delete-reason"`, `id="delete" open`)
	a, body := bo.postJSON(at+"/shape", hidden("op", "delete", "reason", "never-said")...)
	if a.wants(t, 200); body["version"] != 4.0 {
		t.Errorf("the script is told %v", body)
	}
	if page := r.visitor().get(at); strings.Contains(page.text, "id=l8 ") {
		t.Error("the line is still on the page")
	}
	bo.follow(bo.get(fix)).wants(t, 200, "That line was taken out.", "took a line out: nothing was said there", "moved a line to another time", "added a line that was missing", "It felt like lifting spaces")
	bo.post(at+"/revert", "version", "4").wants(t, 303)
	r.visitor().get(at).wants(t, 200, "<u>lifting</u>")
	r.visitor().post(at+"/shape", hidden("op", "delete", "reason", "never-said")...).wants(t, 401)
}

func TestShapeThroughTheAPI(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID + "/shape"
	bo := r.program(r.bo)
	added := as[apiChange](t, bo.call("POST", at, object{"against": 0, "op": "add", "line": 0, "text": "Hello", "speaker": "Ada", "key": "k"}), 201)
	if added.NewLine == 0 || len(added.Edits) != 1 || added.Edits[0].Words[0].Text != "Hello" {
		t.Errorf("added %+v", added)
	}
	moved := as[apiChange](t, bo.call("POST", at, object{"against": 1, "op": "time", "line": 8, "start_s": 28.5}), 201)
	if len(moved.Times) != 9 || moved.Times[0].Start != 28.5 || moved.Moved[0].Start != 28 || moved.Times[0].Timing != archive.TimeEstimated {
		t.Errorf("moved %+v", moved)
	}
	gone := as[apiChange](t, bo.call("POST", at, object{"against": 2, "op": "delete", "line": 8, "reason": "never-said"}), 201)
	if gone.Reason != archive.NeverSaid || gone.NewLine != 7 {
		t.Errorf("deleted %+v", gone)
	}
	as[apiError](t, bo.call("POST", at, object{"against": 3, "op": "delete", "line": 8, "reason": "never-said"}), 404)
	if e := as[apiError](t, bo.call("POST", at, object{"against": 3, "op": "time", "line": 9, "start_s": 0.1}), 422); e.Field != "start" {
		t.Errorf("a move into the line before is refused with %+v", e)
	}
}

func TestMoment(t *testing.T) {
	good := map[string]float64{"62.5": 62.5, "1:02.5": 62.5, " 1:02,5 ": 62.5, "0:01:02": 62, "1:00:00.001": 3600.001, "0": 0}
	for s, want := range good {
		if got, err := moment("start", s); err != nil || got == nil || *got != want {
			t.Errorf("%q is %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"x", "1:60", "1:2:3:4", "-1", "1e3", "NaN", "+Inf", "1.5:02", ":", "1::2", "99999999"} {
		if got, err := moment("start", s); err == nil {
			t.Errorf("%q is %v", s, *got)
		}
	}
	if got, err := moment("start", "  "); got != nil || err != nil {
		t.Errorf("nothing is %v, %v", got, err)
	}
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{"62.5", "1:02,5", "0x1p4", "1_0", "..", "９:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := moment("start", s)
		if err != nil || got == nil {
			return
		}
		again, err := moment("start", exactly(*got))
		if *got < 0 || *got > longestMoment || err != nil || *again != *got {
			t.Errorf("%q is %v, written as %q, read as %v, %v", s, *got, exactly(*got), again, err)
		}
	})
}
