package ui

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

// liftingRig holds "lifting spaces" on lines 8, 20, 32, 44 and 56 of the short
// interview, and once in another one.
func liftingRig(t *testing.T) (*rig, *archive.Interview) {
	r := readingRig(t)
	other := r.interview("By the canal", 12)
	r.caughtUp()
	return r, other
}

// save fixes "lifting" on a line of the short interview, as the form does.
func (b *browser) save(line int, text string) answer {
	l := b.r.line(b.r.short.ID, line)
	return b.post("/interviews/"+b.r.short.ID+"/changes", "against", fmt.Sprint(b.r.look(b.r.short.ID).Version), "line", fmt.Sprint(l.ID), "text", text)
}

var tickValue = regexp.MustCompile(`name="twin" value="([^"]+)"`)

func ticks(a answer) (values []string) {
	for _, m := range tickValue.FindAllStringSubmatch(a.text, -1) {
		values = append(values, m[1])
	}
	return values
}

func TestTwinsAreOfferedAndFixed(t *testing.T) {
	r, other := liftingRig(t)
	bo := r.as(r.bo)
	saved := bo.save(7, "It felt like listening spaces that nobody used before.")
	saved.wants(t, http.StatusSeeOther)
	page := bo.get(saved.Header.Get("Location"))
	page.wants(t, 200, "Saved as version 1. Thank you.", "5 more places were heard the same way.", `<a href="/twins?change=`+r.short.ID+`-1">`)

	page = bo.get("/twins?change=" + r.short.ID + "-1")
	page.wants(t, 200, "5 more places say that", "By the canal</span> at 0:29", "<b>Grace:</b> It felt like <del>", ">listening<", "/sound#t=27.26,30.66", "Put the ticked ones right")
	values := ticks(page)
	if len(values) != 5 || strings.Contains(page.text, "checked") {
		t.Fatalf("places %q, and some may be ticked already", values)
	}
	send := func(key string, values ...string) answer {
		pairs := []string{"change", r.short.ID + "-1", "key", key}
		for _, v := range values {
			pairs = append(pairs, "twin", v)
		}
		return bo.post("/twins", pairs...)
	}
	send("k0").wants(t, 422, "Please listen, then tick", "5 more places say that")
	send("k1", "what-1").wants(t, 422, "open the page again")
	here, there := values[0], values[4]
	for range 2 {
		done := send("k2", here, there)
		done.wants(t, 200, "Put right.", "listening")
		if n := strings.Count(done.text, "Put right."); n != 2 {
			t.Errorf("%d of 2 put right: %s", n, excerpt(done.text))
		}
	}
	if v, w := r.look(r.short.ID).Version, r.look(other.ID).Version; v != 2 || w != 1 {
		t.Errorf("versions %d and %d: sent twice, a fix was made twice", v, w)
	}
	if got := r.line(other.ID, 7).Text(); got != "It felt like listening spaces that nobody used before." {
		t.Errorf("the other interview says %q", got)
	}
	send("k3", here).wants(t, 200, "Not changed")
	bo.get("/twins?change="+r.short.ID+"-1").wants(t, 200, "3 more places say that")
}

func TestTwinsOfVisitorsWait(t *testing.T) {
	r, other := liftingRig(t)
	eve := r.visitor().from("10.1.0.1")
	eve.save(7, "It felt like listening spaces that nobody used before.").wants(t, http.StatusSeeOther)
	if got := r.look(r.short.ID).Version; got != 0 {
		t.Fatalf("a visitor's fix applied: version %d", got)
	}
	waiting, err := r.archive.Proposals(t.Context(), archive.Viewer{}, r.short.ID)
	r.must(err)
	confirm := fmt.Sprintf("/interviews/%s/proposals/%d", r.short.ID, waiting[0].ID)
	r.visitor().from("10.3.0.1").post(confirm, "heard", "yes").wants(t, http.StatusSeeOther)
	fay := r.visitor().from("10.2.0.1")
	r.pass(archive.LeastApart)
	sent := fay.post(confirm, "heard", "yes")
	sent.wants(t, http.StatusSeeOther)
	fay.get(sent.Header.Get("Location")).wants(t, 200, "corrected now. 5 more places were heard the same way.")

	page := fay.get("/twins?change=" + r.short.ID + "-1")
	page.wants(t, 200, "Send the ticked ones", `name="name"`)
	done := fay.post("/twins", "change", r.short.ID+"-1", "key", "k", "name", "Fay", "twin", ticks(page)[4])
	done.wants(t, 200, "Waits for someone else to listen", `href="/receipts/`)
	waiting, err = r.archive.Proposals(t.Context(), archive.Viewer{}, other.ID)
	r.must(err)
	if len(waiting) != 1 || waiting[0].By.Name != "Fay" || waiting[0].Note != "Heard the same way as in version 1 of interview "+r.short.ID+"." {
		t.Errorf("waiting: %+v", waiting)
	}
	r.visitor().get("/twins?change="+r.short.ID+"-1").wants(t, 200, "4 more places say that")
}

// TestTwinsTellNothing: neither page nor count nor program learns of words that
// its reader may not see.
func TestTwinsTellNothing(t *testing.T) {
	r, other := liftingRig(t)
	bo := r.as(r.bo)
	bo.save(7, "It felt like listening spaces that nobody used before.").wants(t, http.StatusSeeOther)
	r.must(r.archive.Unpublish(t.Context(), r.ada, other.ID)) // the index still has it
	path := "/twins?change=" + r.short.ID + "-1"
	for _, b := range []*browser{r.visitor(), bo} {
		page := b.get(path)
		page.wants(t, 200, "4 more places say that")
		if strings.Contains(page.text, "canal") {
			t.Error("a draft is shown among the twins")
		}
	}
	list := as[apiTwinList](t, r.program(archive.Viewer{}).call(get, "/interviews/"+r.short.ID+"/changes/1/twins", nil), 200)
	if list.Found != 4 || len(list.Twins) != 4 {
		t.Errorf("a program is told of %d places", list.Found)
	}
	for _, bad := range []string{"", "x", r.short.ID, r.short.ID + "-0", r.short.ID + "-7", other.ID + "-1", r.short.ID + "-1&skip=-1"} {
		r.visitor().get("/twins?change="+bad).wants(t, 404)
	}
}

func TestAPITwins(t *testing.T) {
	r, other := liftingRig(t)
	p := r.program(r.bo)
	l := r.line(r.short.ID, 7)
	as[apiOutcome](t, p.call(post, "/interviews/"+r.short.ID+"/changes", object{"against": 0, "line": l.ID, "text": "It felt like listening spaces that nobody used before."}), 201)
	path := "/interviews/" + r.short.ID + "/changes/1/twins"
	list := as[apiTwinList](t, p.call(get, path+"?skip=4", nil), 200)
	if list.Found != 5 || len(list.Twins) != 1 || list.Twins[0].Interview != other.ID || list.Twins[0].Heard != "lifting" || list.Twins[0].Said != "listening" || list.Lessons[0].Said != "listening" {
		t.Fatalf("%+v", list)
	}
	twin := list.Twins[0].Twin
	out := as[apiTwinOutcomes](t, p.call(post, path, object{"twins": []string{twin, "nowhere-0-1-1"}}), 201)
	if one := out.Outcomes[0]; one.Outcome == nil || !one.Outcome.Applied || one.Outcome.Change.Interview != other.ID {
		t.Errorf("%+v", one)
	}
	if two := out.Outcomes[1]; two.Outcome != nil || two.Unchanged == "" {
		t.Errorf("%+v", two)
	}
	if a := p.call(post, path, object{"twins": []string{}}); a.StatusCode != 422 {
		t.Errorf("none chosen: %d", a.StatusCode)
	}
}

func FuzzTwinNames(f *testing.F) {
	f.Add("abc-1-2-3")
	f.Add("-1--2-3 ")
	f.Fuzz(func(t *testing.T, name string) {
		chosen, err := readTwinNames([]string{name})
		if err == nil && (chosen[0].Interview == "" || chosen[0].First < 1 || chosen[0].Last < chosen[0].First || chosen[0].Against < 0) {
			t.Errorf("%q is read as %+v", name, chosen[0])
		}
		_, version, err := readChangeName(name)
		if err == nil && version < 1 {
			t.Errorf("%q is read as version %d", name, version)
		}
	})
}
