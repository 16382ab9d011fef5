package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

func TestSaidAndYoursThroughTheAPI(t *testing.T) {
	r := newRig(t)
	iv := r.interview("Weather", 20)
	ann := r.visitor()
	sent := ann.post("/interviews/"+iv.ID+"/report", "against", "0", "line", "1", "reason", "wrong-word", "note", "between us")
	sent.wants(t, 303)
	secret := strings.TrimPrefix(sent.Header.Get("Location"), "/receipts/")
	mine := as[apiYoursList](t, apiReply(ann.get("/api/v1/yours")), 200)
	if len(mine.Receipts) != 1 || mine.Receipts[0].Receipt != secret || mine.Receipts[0].Report.State != archive.ReportReceived {
		t.Errorf("Ann's are %+v", mine)
	}
	if theirs := as[apiYoursList](t, apiReply(r.visitor().get("/api/v1/yours")), 200); len(theirs.Receipts) != 0 {
		t.Errorf("someone else is shown %+v", theirs)
	}
	fix := "quietly"
	_, err := r.archive.Answer(t.Context(), r.ada, archive.Answer{Report: mine.Receipts[0].Report.ID, State: archive.ReportFixed, Fix: &fix})
	r.must(err)
	for _, at := range []string{"/api/v1/said", "/api/v1/interviews/" + iv.ID + "/said"} {
		a := r.visitor().get(at)
		said := as[apiSaidPage](t, apiReply(a), 200)
		if len(said.Said) != 1 || said.Said[0].Now != "quietly" || said.Said[0].Title != "Weather" || strings.Contains(a.text, "between us") {
			t.Errorf("%s tells %s", at, a.text)
		}
		if rest := as[apiSaidPage](t, apiReply(r.visitor().get(fmt.Sprintf("%s?before=%d", at, said.Said[0].Report))), 200); len(rest.Said) != 0 {
			t.Errorf("behind it comes %+v", rest)
		}
	}
	r.must(r.archive.Unpublish(t.Context(), r.ada, iv.ID))
	if said := as[apiSaidPage](t, apiReply(r.visitor().get("/api/v1/said")), 200); len(said.Said) != 0 {
		t.Errorf("of an interview that is not public: %+v", said)
	}
	r.visitor().get("/api/v1/interviews/"+iv.ID+"/said").wants(t, 404)
	if a := ann.get("/api/v1/yours"); strings.Contains(a.text, "Weather") || strings.Contains(a.text, "quietly") {
		t.Errorf("the author reads words of it: %s", a.text)
	}
}

func TestFindAndReplaceThroughTheAPI(t *testing.T) {
	r := newRig(t)
	bo, at := r.program(r.bo), "/interviews/"+r.short.ID+"/words"
	found := as[apiPlaces](t, bo.call("GET", at+"?find=LIFTING+spaces&with=listening+spaces", nil), 200)
	if len(found.Hits) != 5 || found.Hits[0].Was != "lifting spaces" || found.Hits[0].Becomes != "listening spaces" || found.Hits[0].After != "that nobody used before." {
		t.Fatalf("found %+v", found)
	}
	ask := object{"version": 0, "find": "lifting spaces", "with": "listening spaces", "key": "k", "first": []int{int(found.Hits[0].First), int(found.Hits[2].First), 3}}
	for range 2 { // the same request twice does its work once
		done := as[apiReplacedList](t, bo.call("POST", at, ask), 200)
		if len(done.Replaced) != 3 || done.Replaced[0].Problem != "" || done.Replaced[1].Words != "listening spaces" || done.Replaced[2].Problem == "" {
			t.Errorf("replaced %+v", done)
		}
	}
	if v := r.look(r.short.ID).Version; v != 2 {
		t.Errorf("version %d, want a change for each of two places", v)
	}
	as[apiError](t, bo.call("POST", at, object{"version": 0, "find": "a", "with": "b", "first": []int{}}), 422)
	as[apiError](t, (&program{r: r}).call("GET", at+"?find=lifting", nil), 401)
	as[apiError](t, (&program{r: r}).call("POST", at, ask), 401)
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	as[apiError](t, bo.call("GET", at+"?find=lifting", nil), 404)
}
