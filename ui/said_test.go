package ui

import (
	"encoding/xml"
	"strings"
	"testing"

	"earshot/archive"
)

// TestSaid looks at what everyone may read of answered reports, and at what they
// may not.
func TestSaid(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	iv := r.interview("Weather & <b>wind</b>", 20)
	tell := func(first, last archive.WordID, reason archive.Reason, note string) *archive.Report {
		rep, _, err := r.archive.Report(ctx, archive.Viewer{Visitor: "v", Network: "n"}, archive.Complaint{Interview: iv.ID, First: first, Last: last, Reason: reason, Note: note})
		r.must(err)
		return rep
	}
	answer := func(rep *archive.Report, ans archive.Answer) {
		ans.Report = rep.ID
		_, err := r.archive.Answer(ctx, r.ada, ans)
		r.must(err)
	}
	fix := "quietly"
	fixed, kept, private, gone := tell(1, 1, archive.WrongWord, "between us one"), tell(10, 11, archive.WrongWord, ""), tell(20, 21, archive.PrivateName, "between us two"), tell(30, 31, archive.WrongWord, "")
	answer(fixed, archive.Answer{State: archive.ReportFixed, Fix: &fix})
	answer(kept, archive.Answer{State: archive.ReportKept, Reason: "That is her word."})
	answer(private, archive.Answer{State: archive.ReportKept, Reason: "She agreed to be named."})
	answer(gone, archive.Answer{State: archive.ReportKept, Reason: "It was only thunder."})
	for _, path := range []string{"/said", "/interviews/" + iv.ID + "/said", "/said.atom"} {
		a := r.visitor().get(path)
		a.wants(t, 200, "quietly", "That is her word.", "It was only thunder.")
		for _, secret := range []string{"between us", "agreed to be named", "<b>wind"} {
			if strings.Contains(a.text, secret) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
	}
	var feed atomFeed
	if err := xml.Unmarshal([]byte(r.visitor().get("/said.atom").text), &feed); err != nil || len(feed.Entries) != 3 {
		t.Errorf("the feed has %+v, %v", feed, err)
	}
	_, err := r.archive.Fix(ctx, r.ada, archive.Fix{Interview: iv.ID, Against: 0, First: 30, Last: 31, Kind: archive.Removal, Note: "asked to"})
	r.must(err)
	if a := r.visitor().get("/said"); strings.Contains(a.text, "only thunder") {
		t.Error("what was said of removed words is still told")
	}
	r.must(r.archive.Unpublish(ctx, r.ada, iv.ID))
	if a := r.visitor().get("/said"); strings.Contains(a.text, "her word") {
		t.Error("what was said of an interview that is not public is told")
	}
	r.visitor().get("/interviews/"+iv.ID+"/said").wants(t, 404)
}

// TestThanksAndCredit goes from a first fix to the name on the interview.
func TestThanksAndCredit(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID
	r.as(r.bo).post("/settings/thanks", "thanks", "x").wants(t, 403)
	r.as(r.cleo).post("/settings/thanks", "thanks-first", "Croeso i ti!", "thanks", "Diolch yn fawr.").wants(t, 303)
	b := r.visitor()
	sent := b.post(at+"/changes", "against", "0", "line", "1", "text", "So how did you come to it?", "name", "Ann", "group", "Salford u3a")
	sent.wants(t, 303)
	receipt := sent.Header.Get("Location")
	b.get(receipt).wants(t, 200, "Croeso i ti!")
	again := b.post(at+"/report", "against", "0", "line", "5", "reason", "wrong-time")
	again.wants(t, 303)
	if a := b.get(again.Header.Get("Location")); strings.Contains(a.text, "Croeso") {
		t.Error("a second one is greeted as the first")
	}
	tasks, err := r.archive.Tasks(t.Context(), r.ada)
	r.must(err)
	for _, rep := range tasks.Reports {
		if rep.HasFix {
			_, err = r.archive.Answer(t.Context(), r.ada, archive.Answer{Report: rep.ID, State: archive.ReportFixed})
			r.must(err)
		}
	}
	b.get(receipt).wants(t, 200, "Diolch yn fawr.")
	b.get(at).wants(t, 200, "Corrected by <bdi>Ann, Salford u3a</bdi>")
	b.get(at+"/transcript.txt").wants(t, 200, "Corrected by: Ann, Salford u3a")
	b.get(at+"/transcript.vtt").wants(t, 200, "Corrected by: Ann, Salford u3a")
	b.get(at+"/transcript.json").wants(t, 200, `"corrected_by":"Ann, Salford u3a"`)
	b.get("/reporters/"+r.ada.Account.ID).wants(t, 200, "Answered 1 report", "Thanked 1 person")

	// What others change later stands on the person's own list, and on nobody else's.
	tr, err := r.archive.Read(t.Context(), r.bo, r.short.ID, -1)
	r.must(err)
	_, err = r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Against: tr.Transcript.Version, Line: 1, Text: "So how did you ever come to it?"})
	r.must(err)
	b.get("/yours").wants(t, 200, receipt, "Changed since", "ever")
	if a := r.visitor().get("/yours"); strings.Contains(a.text, "Report number") {
		t.Errorf("a stranger sees someone's work: %s", excerpt(a.text))
	}
}

// TestThanksOfACollection lets one collection thank in its own words.
func TestThanksOfACollection(t *testing.T) {
	r := newRig(t)
	cleo := r.as(r.cleo)
	cleo.get("/settings").wants(t, 200, "<option>Growing together</option>", "welcome, and thank you for listening so closely")
	cleo.post("/settings/thanks", "collection", "Nobody’s", "thanks", "x").wants(t, 422)
	cleo.follow(cleo.post("/settings/thanks", "collection", "Growing together", "thanks-first", "Grow with us!")).wants(t, 200, "<option selected>Growing together</option>", "Grow with us!", "For the collection")
	if site := cleo.get("/settings").text; strings.Contains(site, "Grow with us!") {
		t.Error("the words of one collection are shown as everyone's")
	}
	send := func(b *browser, line string) answer {
		sent := b.post("/interviews/"+r.short.ID+"/report", "against", "0", "line", line, "reason", "wrong-time")
		sent.wants(t, 303)
		return b.get(sent.Header.Get("Location"))
	}
	send(r.visitor(), "1").wants(t, 200, "Grow with us!")
	cleo.post("/settings/thanks", "collection", "Growing together", "thanks-first", "").wants(t, 303)
	send(r.visitor(), "5").wants(t, 200, "thank you for listening so closely")
	cleo.post("/settings", "synonyms", "= = =").wants(t, 422, "thank you for listening so closely")
}
