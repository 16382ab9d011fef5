package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// find asks the results page: name, value, name, value.
func (r *rig) find(pairs ...string) answer {
	r.t.Helper()
	return r.visitor().get("/search?" + askedFor(pairs...).Encode())
}

func TestLookAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"q=garden":                                "/search?q=garden",
		"q=garden&sort=rank&view=":                "/search?q=garden",
		"q=garden&view=pictures&sort=price":       "/search?q=garden",
		"q=garden&sort=left":                      "/search?q=garden", // only lines have a word before
		"q=garden&sort=left&view=lines":           "/search?q=garden&sort=left&view=lines",
		"q=garden&variants=off&misheard=no":       "/search?q=garden&variants=off",
		"q=garden&after=x&view=overview&other=no": "/search?after=x&q=garden&view=overview",
	} {
		in, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		l := lookOf(in)
		if l.Address() != want {
			t.Errorf("%s becomes %s, want %s", raw, l.Address(), want)
		}
		if back := (look{Q: l.Q, View: l.View, Sort: l.Sort, Off: l.Off}).Switched(offMisheard); !strings.Contains(back, "misheard=off") || strings.Contains(back, "after=") {
			t.Errorf("%s switched is %s", raw, back)
		}
	}
}

func TestResultCards(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	page := r.find("q", "kettle")
	w := r.word("kettle")
	page.wants(t, 200, "<mark>kettle</mark>", `<b class="speaker">Grace:</b>`, "minute 0:24 to 0:47", "Not yet checked by people", "<bdi>gardens</bdi>, <bdi>neighbours</bdi>",
		fmt.Sprintf("/interviews/%s/sound#t=", r.short.ID), fmt.Sprintf("w=%d", w), "first="+fmt.Sprint(w))

}

// spoken is a published interview of these lines, four seconds each, in which
// Ada asks and Grace tells: "Ada: words".
func (r *rig) spoken(title string, turns ...string) *archive.Interview {
	r.t.Helper()
	ctx, iv := r.t.Context(), r.queued(title)
	_, err := r.archive.BeginRun(ctx, iv.ID, iv.Run)
	r.must(err)
	lines := make([]archive.Line, len(turns))
	for i, turn := range turns {
		speaker, words, _ := strings.Cut(turn, ": ")
		lines[i].Speaker = speaker
		for k, w := range strings.Fields(words) {
			at := lineSeconds*float64(i) + 0.3*float64(k)
			lines[i].Words = append(lines[i].Words, archive.Word{Text: w, Start: at, End: at + 0.3})
		}
	}
	r.must(r.archive.AdoptCaptions(ctx, iv.ID, iv.Run, archive.SoundFacts{Duration: lineSeconds * float64(len(turns)), Type: "audio/wav"}, lines))
	r.must(r.archive.Publish(ctx, r.ada, iv.ID))
	r.caughtUp()
	return r.look(iv.ID)
}

// A long answer is cut into several passages; those after the first are shown
// with the question they answer.
func TestQuestionOfHit(t *testing.T) {
	r := newRig(t)
	turns := []string{"Ada: Who had the key to the shed?"}
	for i := range 40 {
		turns = append(turns, fmt.Sprintf("Grace: We passed it on and number%d kept it safe.", i))
	}
	iv := r.spoken("The key", turns...)
	const question = `<p class="asked"`
	r.find("q", "number35").wants(t, 200, question, "asked at 0:00:", "Who had the key to the shed?")
	first := r.find("q", "number1")
	first.wants(t, 200, "Who had the key to the shed?")
	if strings.Contains(first.text, question) {
		t.Error("a question that stands in the passage is told twice")
	}

	t.Run("and never when its words are withheld", func(t *testing.T) {
		ctx := t.Context()
		got, err := r.archive.Read(ctx, archive.System, iv.ID, -1)
		r.must(err)
		w := got.Transcript.Lines[0].Words
		_, err = r.archive.Fix(ctx, r.cleo, archive.Fix{Interview: iv.ID, Against: iv.Version, First: w[3].ID, Last: w[4].ID, Line: got.Transcript.Lines[0].ID, Kind: archive.Removal, Note: "private"})
		r.must(err)
		r.caughtUp()
		page := r.find("q", "number35")
		page.wants(t, 200, "number35")
		if strings.Contains(page.text, "key to") {
			t.Errorf("removed words are told as the question\n%s", excerpt(page.text))
		}
	})
}

// How far a passage was checked is said in words.
func TestCheckingOfHit(t *testing.T) {
	for level, want := range map[archive.Level]string{archive.MachineText: "Not yet", archive.BeingChecked: "Being checked", archive.CheckedOnce: "by a person", archive.Checked: "two people"} {
		h := searchHit{Hit: &search.Hit{Level: level}}
		if !strings.Contains(h.Checking(), want) || h.Good() != (level >= archive.CheckedOnce) {
			t.Errorf("%v: %q, good: %t", level, h.Checking(), h.Good())
		}
	}
}

func TestGroupsOfHits(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	page := r.find("q", "garden", "view", "interviews")
	page.wants(t, 200, "Where 5 passages are in 4 minutes", "2 more passages of this interview", `<rect class="graph-bar" x="0"`, "The same as a table")
	if n := strings.Count(page.text, `<article class="hit`); n != 5 {
		t.Errorf("%d cards of 5 passages", n)
	}
}

func TestFacetsOfHits(t *testing.T) {
	r := newRig(t)
	r.shelf()
	all := r.find("q", "garden")
	all.wants(t, 200, "17 passages in 9 interviews", "<bdi>winter</bdi>", "(4)")
	gardens := r.find("q", `garden theme:"gardens"`)
	gardens.wants(t, 200, "in 7 interviews", "Theme: gardens", "Chosen, take away", `theme%3A%22gardens%22&#43;theme%3A%22winter%22`, `theme%3A%22gardens%22&#43;theme%3A%22loneliness%22`)
	r.find("q", `garden theme:"gardens" theme:"loneliness"`).wants(t, 200, "in 8 interviews")
	r.find("q", `garden -theme:"gardens"`).wants(t, 200, "in 2 interviews", "Not theme: gardens")
	r.find("q", `garden from:2019 to:2019`).wants(t, 200, "in 1 interview.", `href="/search?q=garden"`)
	r.find("q", `theme:"gardens"`).wants(t, 200, "in 8 interviews")
}

func TestPlots(t *testing.T) {
	r := newRig(t)
	r.shelf()
	page := r.find("q", "garden", "view", "overview")
	page.wants(t, 200, "9 interviews with a passage were counted.", "1 has no date.",
		`garden&#43;from%3A2019&#43;to%3A2019">2019</a></th><td>1</td><td>1</td>`, `<th scope="row">2016</th><td>0</td><td>0</td>`,
		`<th scope="row"><bdi>gardens</bdi></th><td>7</td><td>4</td>`, "Talking about the allotment")
	if plots, tables := strings.Count(page.text, "<svg"), strings.Count(page.text, "The same as a table"); plots != tables || plots != 2 {
		t.Errorf("%d plots and %d tables", plots, tables)
	}

	t.Run("what may not be found is not counted, even before the index knows", func(t *testing.T) {
		secret := r.recorded("Told in confidence", "Eve", "Nowhere", "1999", 12, "gardens", "secrets")
		r.caughtUp()
		r.find("q", "garden", "view", "overview").wants(t, 200, "Told in confidence", "secrets")
		r.must(r.archive.Unpublish(t.Context(), r.ada, secret.ID))
		for _, view := range []string{"", "lines", "interviews", "overview"} {
			page := r.find("q", "garden", "view", view)
			page.wants(t, 200)
			for _, word := range []string{"Told in confidence", "secrets", "1999", secret.ID} {
				if strings.Contains(page.text, word) {
					t.Errorf("view %q tells %q of an interview that is not open", view, word)
				}
			}
		}
	})
}

func TestYears(t *testing.T) {
	at := func(dates ...string) (out []*archive.Interview) {
		for _, d := range dates {
			out = append(out, &archive.Interview{RecordedOn: d})
		}
		return out
	}
	p := &searchPage{}
	for _, c := range []struct {
		found  []*archive.Interview
		bars   int
		labels string
	}{
		{at("", ""), 0, ""},
		{at("2020-01-01", "2020", ""), 1, "2020"},
		{at("2018", "2020"), 3, "2018 2019 2020"},
		{at("1901", "2020"), 25, "1900–1904"},
	} {
		plot := yearsOf(p, c.found, c.found)
		if c.bars == 0 {
			if plot != nil {
				t.Error("a plot of no years")
			}
			continue
		}
		var labels []string
		for _, b := range plot.Bars {
			labels = append(labels, b.Label)
			if b.Y < 0 || b.Y+b.High > plot.Up+0.01 || b.X < 0 || b.X+plot.BarWide > plot.Wide {
				t.Errorf("the bar of %s is outside: %+v", b.Label, b)
			}
		}
		if len(plot.Bars) != c.bars || !strings.HasPrefix(strings.Join(labels, " "), c.labels) {
			t.Errorf("%d bars: %v", len(plot.Bars), labels)
		}
	}
}

// Words are fixed where they were found, and the form leads back there.
func TestFixFromResult(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	bo := r.as(r.bo)
	page := bo.get("/search?q=kettle")
	_, rest, found := strings.Cut(page.text, `data-fix href="`)
	address, _, _ := strings.Cut(rest, `"`)
	address = strings.ReplaceAll(address, "&amp;", "&")
	if !found || !strings.Contains(address, "back=%2Fsearch%3Fq%3Dkettle%23hit-1") {
		t.Fatalf("no way to fix a word: %q", address)
	}
	form := bo.get(address)
	form.wants(t, 200, "Back to what you found", `name="back" value="/search?q=kettle#hit-1"`)
	line := strings.Split(address, "/")[4]
	send := func(back string) string {
		a := bo.post("/interviews/"+r.short.ID+"/changes", "line", line, "against", fmt.Sprint(r.look(r.short.ID).Version), "key", archive.NewKey(), "text", "My daughter still brings the teapot "+archive.NewKey(), "back", back)
		a.wants(t, http.StatusSeeOther)
		return a.Header.Get("Location")
	}
	if to := send("/search?q=kettle#hit-1"); to != "/search?q=kettle#hit-1" {
		t.Errorf("the fix leads to %s", to)
	}
	sent := r.visitor().post("/interviews/"+r.short.ID+"/changes", "line", line, "against", fmt.Sprint(r.look(r.short.ID).Version), "key", archive.NewKey(), "text", "My son still brings the teapot", "back", "/search?q=kettle#hit-1")
	sent.wants(t, http.StatusSeeOther)
	r.visitor().get(sent.Header.Get("Location")).wants(t, 200, `href="/search?q=kettle#hit-1">Back to what you found`)
	for _, elsewhere := range []string{"//evil.example/x", "https://evil.example", `/\evil.example`} {
		if to := send(elsewhere); !strings.HasPrefix(to, "/interviews/") {
			t.Errorf("the fix leads to %s", to)
		}
	}
}

func TestLinesShow(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID + "/lines"
	var got struct {
		Version int    `json:"version"`
		May     string `json:"may"`
		Lines   []shownLine
	}
	a := r.visitor().get(at + "?from=4&to=11.9")
	a.wants(t, 200)
	r.must(json.Unmarshal([]byte(a.text), &got))
	ids := func() (out []archive.LineID) {
		for _, l := range got.Lines {
			out = append(out, l.ID)
		}
		return out
	}
	if got.May != "suggest" || !slices.Equal(ids(), []archive.LineID{2, 3}) || !strings.Contains(got.Lines[0].HTML, "neighbour") {
		t.Errorf("lines %v, may %q", ids(), got.May)
	}
	for _, bad := range []string{"", "?from=4", "?from=x&to=9", "?from=9&to=4", "?from=0&to=99999", "?from=NaN&to=1", "?from=0&to=Inf"} {
		r.visitor().get(at+bad).wants(t, 422)
	}
	draft := r.draft("Not open yet", 12)
	r.visitor().get("/interviews/"+draft.ID+"/lines?from=0&to=9").wants(t, 404)
}
