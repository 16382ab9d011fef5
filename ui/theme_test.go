package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// theme makes a theme of Ada's that Bo may code and returns its address.
func (r *rig) theme(pairs ...string) string {
	r.t.Helper()
	made := r.as(r.ada).post("/themes", append([]string{"name", "Being heard", "key", "k"}, pairs...)...)
	made.wants(r.t, http.StatusSeeOther)
	return made.Header.Get("Location")
}

func (b *browser) does(address, do string, pairs ...string) answer {
	b.r.t.Helper()
	return b.post(address, append(pairs, "do", do)...)
}

func TestThemePages(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ada, bo := r.as(r.ada), r.as(r.bo)
	ada.get("/themes/new?q=beans").wants(t, 200, `value="beans"`, ">teal<")
	ada.post("/themes", "name", "", "memo", "kept", "key", "k").wants(t, 422, "give the theme a name", ">kept<")
	ada.post("/themes", "name", "x", "query", "from:someday", "key", "k").wants(t, 422, `#query`)
	at := r.theme("memo", "First line\nsecond <b>", "query", "neighbour", "colour", "teal")
	ada.get(at).wants(t, 200, "Being heard</h1>", "teal theme by", "private", "<p dir=\"auto\">second &lt;b&gt;</p>", "To decide (5)", "No passages yet")
	ada.get("/themes").wants(t, 200, "Your themes", "Being heard")
	for _, who := range []*browser{bo, r.visitor()} {
		who.get(at).wants(t, 404)
		who.get("/themes").wants(t, 200, "no themes here yet")
	}
	bo.does(at+"/edit", "delete").wants(t, 404)
	r.visitor().post("/themes", "name", "x").wants(t, 401)

	ada.does(at+"/edit", "share", "people", "bo, nobody").wants(t, 422, "Nobody here signs in as “nobody”", `value="bo, nobody"`)
	ada.does(at+"/edit", "share", "people", "bo", "code", "yes").wants(t, http.StatusSeeOther)
	ada.get(at+"/edit").wants(t, 200, "Bo</legend>", `name="coder" value="bo" checked`)
	bo.get(at).wants(t, 200, "shared with <bdi>Bo</bdi>")
	bo.get("/themes").wants(t, 200, "Shared with you")
	bo.get(at+"/edit").wants(t, 403)
	ada.does(at+"/edit", "save", "name", "Heard at last", "parent", "nowhere").wants(t, 422, "not there any more", "Heard at last")
	ada.does(at+"/edit", "save", "name", "Heard at last", "query", "neighbour").wants(t, http.StatusSeeOther)
	ada.does(at+"/edit", "dance").wants(t, 422)

	gone := ada.does(at+"/edit", "delete")
	gone.wants(t, http.StatusSeeOther)
	ada.get("/themes").wants(t, 200, "The theme is deleted.", `href="`+at+`">Undo`, "Put it back")
	bo.get(at).wants(t, 404)
	ada.get(at).wants(t, 200, "This theme is deleted")
	ada.does(at+"/edit", "restore").wants(t, http.StatusSeeOther)
	bo.get(at).wants(t, 200, "Heard at last")
	ada.does(at+"/edit", "share", "public", "yes").wants(t, http.StatusSeeOther)
	r.visitor().get(at).wants(t, 200, "open to everyone")
	r.as(r.cleo).get(at).wants(t, 200, "No longer open to everyone")
	r.as(r.cleo).does(at+"/edit", "hide").wants(t, http.StatusSeeOther)
	r.visitor().get(at).wants(t, 404)
}

func TestAddingToAThemeAndDeciding(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ada, id := r.as(r.ada), r.short.ID
	add := "/themes/add?interview=" + id + "&version=0&first=10&last=12&next=/search%3Fq%3Dneighbour"
	ada.get(add).wants(t, 200, "Well my neighbour", "A new theme", `name="next" value="/search?q=neighbour"`, `#t=4,`)
	r.visitor().get(add).wants(t, 401)
	for _, bad := range []string{"?interview=" + id, "?interview=" + id + "&first=x&last=3&version=0", "?interview=" + id + "&from=NaN&to=3", "?interview=" + id + "&from=-1&to=3"} {
		ada.get("/themes/add"+bad).wants(t, 422)
	}
	ada.get("/themes/add?interview=none&version=0&first=1&last=2").wants(t, 404)
	send := []string{"key", "one", "interview", id, "version", "0", "first", "10", "last", "12", "next", "/search?q=neighbour"}
	ada.post("/themes/add", send...).wants(t, 422, "Please choose a theme", "Well my neighbour")
	ada.post("/themes/add", append(send, "theme", "new")...).wants(t, 422, "give the theme a name")
	for range 2 { // pressed twice
		made := ada.post("/themes/add", append(send, "theme", "new", "name", "Neighbours", "note", "a knock")...)
		made.wants(t, http.StatusSeeOther)
		if to := made.Header.Get("Location"); to != "/search?q=neighbour" {
			t.Errorf("goes on at %s", to)
		}
	}
	list := ada.get("/themes")
	at := regexp.MustCompile(`/themes/\w{16}`).FindString(list.text)
	if strings.Count(list.text, "Neighbours</a>") != 1 {
		t.Errorf("made twice: %s", excerpt(list.text))
	}
	ada.get(at).wants(t, 200, "Passages (1)", "Well my neighbour", "<p dir=\"auto\">a knock</p>", "Grace</span> speaks", "minute 0:04", `data-from="2"`)
	var files []string
	for _, page := range []string{at, "/themes"} {
		for _, m := range regexp.MustCompile(`href="(/themes/[^"]+\.(?:csv|xlsx|qdpx|qdc))"`).FindAllStringSubmatch(ada.get(page).text, -1) {
			files = append(files, m[1])
			ada.get(m[1]).wants(t, 200)
		}
	}
	if d := cmp.Diff([]string{at + "/passages.csv", at + "/passages.xlsx", at + "/project.qdpx", "/themes/codebook.qdc"}, files); d != "" {
		t.Errorf("files that a theme can be taken away in (-want +got):\n%s", d)
	}
	whole := append(send, "theme", strings.TrimPrefix(at, "/themes/"), "whole", "yes")
	ada.post("/themes/add", whole...).wants(t, http.StatusSeeOther)
	ada.get(at).wants(t, 200, "Passages (1)", "knocked on the door one morning.")
	if to := ada.post("/themes/add", "key", "k", "interview", id, "version", "0", "first", "10", "last", "12", "whole", "yes", "theme", strings.TrimPrefix(at, "/themes/"), "next", "//evil.example").Header.Get("Location"); to != "/interviews/"+id+"?w=10" {
		t.Errorf("goes on at %s", to)
	}

	code := at + "/passages/1"
	ada.does(code, "not-this").wants(t, http.StatusSeeOther)
	ada.get(at).wants(t, 200, "Passages (0)")
	ada.get(at+"?show=left").wants(t, 200, "Well my neighbour", "You say: not this one")
	ada.does(code, "taken-back").wants(t, http.StatusSeeOther)
	ada.get(at+"?show=taken").wants(t, 200, "Well my neighbour", "Put it back")
	ada.does(code, "again").wants(t, http.StatusSeeOther)
	ada.does(code, "belongs").wants(t, http.StatusSeeOther)
	ada.does(code, "note", "note", "another knock").wants(t, http.StatusSeeOther)
	ada.get(at).wants(t, 200, "another knock", "Passages (1)")
	ada.does(code, "dance").wants(t, 422)
	ada.does(at+"/passages/x", "belongs").wants(t, 404)
	ada.does(at+"/passages/9", "belongs").wants(t, 404)
	r.as(r.bo).does(code, "belongs").wants(t, 404)
	ada.get(at+"?show=nothing").wants(t, 404)
	ada.get(at+"?after=99").wants(t, 422)
}

func TestWhatCorrectionsChangedInATheme(t *testing.T) {
	r, _ := liftingRig(t)
	ada := r.as(r.ada)
	at := r.theme("query", "lifting")
	r.caughtUp()
	page := ada.get(at + "?show=decide")
	page.wants(t, 200, "<mark>lifting</mark>", "It belongs")
	ada.post("/themes/add", "theme", strings.TrimPrefix(at, "/themes/"), "interview", r.short.ID, "from", "20", "to", "36", "says", "belongs", "next", at).wants(t, http.StatusSeeOther)
	waiting := strings.Count(page.text, "<article")
	ada.get(at).wants(t, 200, "Passages (1)", fmt.Sprintf("To decide (%d)", waiting-1), "Changed by corrections (0)")
	r.as(r.bo).save(7, "It felt like listening spaces that nobody used before.").wants(t, http.StatusSeeOther)
	ada.get(at+"?show=changed").wants(t, 200, "Changed by corrections (1)", "Taken away: </span>lifting<", "Put in: </span>listening<", "Take the words as they are now")
	ada.does(at+"/passages/1", "accept").wants(t, http.StatusSeeOther)
	ada.get(at+"?show=changed").wants(t, 200, "Changed by corrections (0)", "No passage says anything else")
}

func TestComparingPeopleOnATheme(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	at := r.theme()
	id := strings.TrimPrefix(at, "/themes/")
	ada, bo := r.as(r.ada), r.as(r.bo)
	ada.get(at+"/compare").wants(t, 200, "No two people have looked")
	ada.does(at+"/edit", "share", "people", "bo", "code", "yes", "public", "yes").wants(t, http.StatusSeeOther)
	for i, says := range []archive.Says{archive.Belongs, archive.NotThis, archive.Belongs, archive.NotThis} {
		_, err := r.archive.PickPassage(ctx, r.ada, archive.Pick{Theme: id, Interview: r.short.ID, First: archive.WordID(10*i + 1), Last: archive.WordID(10*i + 5), Says: says, Note: "what Ada thinks"})
		r.must(err)
	}
	page := bo.get(at + "?show=decide")
	page.wants(t, 200, "To decide (4)")
	if strings.Contains(page.text, "Ada</bdi> says") || strings.Contains(page.text, "what Ada thinks") {
		t.Error("who codes second is told what the first one says")
	}
	for i, do := range []string{"belongs", "not-this", "not-this", "belongs"} {
		bo.does(fmt.Sprintf("%s/passages/%d", at, i+1), do).wants(t, http.StatusSeeOther)
	}
	bo.get(at+"/compare").wants(t, 200, "say the same of 50 % of 4 passages", "<b>0.00</b> (slight)", "Where they differ")
	r.visitor().get(at+"/compare").wants(t, 401)
	r.as(r.dan).get(at+"/compare").wants(t, 403)
}

func TestTellingWordsPages(t *testing.T) {
	r := newRig(t)
	other := r.interview("Something else", 240)
	r.caughtUp()
	at := r.theme("query", "neighbour")
	id := strings.TrimPrefix(at, "/themes/")
	for i := range 6 {
		line := archive.LineID(12*i + 5)
		out, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: other.ID, Against: i, Line: line, Text: "We started with kettledrums because kettledrums forgive you everything."})
		r.must(err)
		read, err := r.archive.Read(t.Context(), r.ada, other.ID, -1)
		r.must(err)
		words := read.Transcript.Lines[line-1].Words
		_, err = r.archive.PickPassage(t.Context(), r.ada, archive.Pick{Theme: id, Interview: other.ID, Version: out.Change.Version, First: words[0].ID, Last: words[len(words)-1].ID, Says: archive.Belongs})
		r.must(err)
	}
	r.caughtUp()
	ada := r.as(r.ada)
	ada.get(at+"/words").wants(t, 200, "Telling words", `<a href="/search?q=kettledrums"`, "6 of 6")
	cite := regexp.MustCompile(`href="(/interviews/[^"]+/quotes/[^"]+)">Cite this`).FindStringSubmatch(ada.get(at).text)
	if cite == nil {
		t.Fatal("a passage cannot be cited from its theme")
	}
	ada.get(cite[1]).wants(t, 200, "kettledrums forgive you")
	r.visitor().get("/themes/words?q=kettledrums&variants=off").wants(t, 200, "Telling words", "All 6 passages were looked at.", `<a href="/search?q=kettledrums&amp;variants=off">Back to the search</a>`)
	r.visitor().get("/themes/words").wants(t, 422)
	r.must(r.archive.Unpublish(t.Context(), r.ada, other.ID))
	r.caughtUp()
	if page := ada.get(at + "/words"); strings.Contains(page.text, "kettledrums") {
		t.Error("words of a draft are counted")
	}
}

func TestAPIThemes(t *testing.T) {
	r, _ := liftingRig(t)
	ada, bo := r.program(r.ada), r.program(r.bo)
	made := as[apiTheme](t, ada.call(post, "/themes", object{"name": "Spaces", "query": "lifting", "key": "k"}), 201)
	again := as[apiTheme](t, ada.call(post, "/themes", object{"name": "Spaces", "query": "lifting", "key": "k"}), 201)
	if made.ID != again.ID || made.Colour != "red" || made.Owner.Name != "Ada" || *made.Passages != 0 || !made.MayEdit {
		t.Errorf("made %+v, then %+v", made, again)
	}
	at := "/themes/" + made.ID
	if a := ada.call(http.MethodPut, at, object{"name": "x", "query": "from:someday"}); a.StatusCode != 422 {
		t.Errorf("a query that cannot be asked: %d", a.StatusCode)
	}
	shared := as[apiTheme](t, ada.call(http.MethodPut, at+"/sharing", object{"coders": []string{"bo"}, "readers": []string{"cleo"}}), 200)
	if len(shared.With) != 2 || !shared.With[1].Code || shared.With[0].SignIn != "cleo" {
		t.Errorf("shared with %+v", shared.With)
	}
	for i := range 3 {
		as[apiPassage](t, ada.call(post, at+"/passages", object{"interview": r.short.ID, "start_s": 4 * (i + 6), "end_s": 4*(i+6) + 4, "note": "why"}), 201)
	}
	read, err := r.archive.Read(t.Context(), r.bo, r.short.ID, 0)
	r.must(err)
	line := read.Transcript.Lines[7].Words // the whole of the second one
	p := as[apiPassage](t, bo.call(post, at+"/passages", object{"interview": r.short.ID, "first": line[0].ID, "last": line[1].ID, "whole_lines": true, "says": "not-this"}), 201)
	if p.Number != 2 || len(p.Codings) != 2 || !p.In || p.Codings[1].By.Name != "Bo" {
		t.Errorf("the same words: %+v", p)
	}
	r.as(r.bo).save(8, "My daughter still brings the teapot down on Sundays.").wants(t, http.StatusSeeOther)
	var texts []string
	for cursor := ""; ; {
		list := as[apiPassageList](t, bo.call(get, at+"/passages?limit=2&cursor="+cursor, nil), 200)
		for _, p := range list.Passages {
			texts = append(texts, p.Text+"|"+p.Was)
		}
		if cursor = list.Next; cursor == "" || list.Total != 3 {
			break
		}
	}
	if len(texts) != 3 || !strings.Contains(texts[1], "lifting") || !strings.Contains(texts[2], "teapot") {
		t.Errorf("listed %q", texts)
	}
	changed := as[apiPassageList](t, bo.call(get, at+"/passages?set=changed", nil), 200)
	if changed.Total != 1 || !strings.Contains(changed.Passages[0].Was, "kettle") || len(changed.Passages[0].ChangedIn) != 1 {
		t.Fatalf("changed: %+v", changed)
	}
	accepted := as[apiPassage](t, bo.call(post, fmt.Sprintf("%s/passages/%d/accept", at, changed.Passages[0].Number), nil), 200)
	if accepted.Was != "" || !strings.Contains(accepted.Text, "teapot") {
		t.Errorf("accepted: %+v", accepted)
	}
	if note := as[apiPassage](t, bo.call(http.MethodPatch, at+"/passages/2", object{"note": "no"}), 200); note.Codings[1].Note != "no" || note.Codings[1].Says != "not-this" {
		t.Errorf("noted: %+v", note.Codings)
	}
	pairs := as[apiAgreement](t, bo.call(get, at+"/agreement", nil), 200).Pairs
	if len(pairs) != 1 || pairs[0].OnlyFirst != 1 || pairs[0].Kappa == nil || *pairs[0].Kappa != 0 || len(pairs[0].Differ) != 1 {
		t.Errorf("compared: %+v", pairs)
	}
	if a := ada.call(http.MethodDelete, at, nil); a.StatusCode != 204 {
		t.Errorf("deleted: %d", a.StatusCode)
	}
	if list := as[apiThemeList](t, ada.call(get, "/themes", nil), 200); len(list.Themes) != 0 {
		t.Errorf("still listed: %+v", list)
	}
	if back := as[apiTheme](t, ada.call(post, at+"/restore", nil), 200); back.Deleted != nil {
		t.Errorf("put back: %+v", back)
	}
	ada.call(post, "/themes", object{"name": "Another"})
	first := as[apiThemeList](t, ada.call(get, "/themes?limit=1", nil), 200)
	second := as[apiThemeList](t, ada.call(get, "/themes?limit=1&cursor="+first.Next, nil), 200)
	if len(first.Themes) != 1 || first.Themes[0].Name != "Another" || len(second.Themes) != 1 || second.Themes[0].Name != "Spaces" || second.Next != "" {
		t.Errorf("in pages: %+v, %+v", first, second)
	}
}

func FuzzPickFrom(f *testing.F) {
	f.Add("interview=x&first=1&last=2&version=0")
	f.Add("interview=x&from=1e3&to=NaN")
	f.Add("first=-1&last=99999999999999999999&from=-0&to=Inf")
	f.Fuzz(func(t *testing.T, query string) {
		in, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		p, err := pickFrom(in)
		if err != nil {
			return
		}
		if p.First == 0 && !(p.Span.Start >= 0 && p.Span.End >= 0 && p.Span.Start <= longestMoment && p.Span.End <= longestMoment) || p.First < 0 || p.First > 0 && (p.Last < 1 || p.Version < 0) {
			t.Errorf("%q is taken as %+v", query, p)
		}
		if back := localAddress(in.Get("next"), backTo(in, p)); !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") {
			t.Errorf("%q goes on at %q", query, back)
		}
	})
}

func TestDoorsToThemes(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ada := r.as(r.ada)
	const add = "Add to a theme"
	ada.get("/search?q=neighbour").wants(t, 200, add, "/themes/add?from=", "&amp;interview="+r.short.ID+"&amp;next=%2Fsearch%3F", `/themes/words?q=neighbour`)
	line := ada.get("/interviews/" + r.short.ID + "/lines/2/fix")
	line.wants(t, 200, "Add this line to a theme")
	door := regexp.MustCompile(`/themes/add\?[^"]*`).FindString(line.text)
	ada.get(strings.ReplaceAll(door, "&amp;", "&")).wants(t, 200, "Well my neighbour knocked on the door one morning.")
	for _, page := range []string{"/search?q=neighbour", "/interviews/" + r.short.ID + "/lines/2/fix"} {
		if strings.Contains(r.visitor().get(page).text, "/themes/add") {
			t.Errorf("%s offers a visitor what needs an account", page)
		}
	}
}
