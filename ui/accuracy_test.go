package ui

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

var sampleText = regexp.MustCompile(`(?s)<textarea[^>]*>(.*?)</textarea>`)

// hearSamples answers every clip that is served, as change makes it of the text.
func (b *browser) hearSamples(change func(string) string) (n int) {
	b.r.t.Helper()
	for page := b.get("/accuracy/clip"); !strings.Contains(page.text, "No clip waits"); n++ {
		if n > 100 {
			b.r.t.Fatal("clips come without end")
		}
		pairs := []string{"do", "heard", "text", change(html.UnescapeString(sampleText.FindStringSubmatch(page.text)[1]))}
		for _, m := range hiddenField.FindAllStringSubmatch(page.text, -1) {
			pairs = append(pairs, m[1], m[2])
		}
		page = b.follow(b.post("/accuracy/clip", pairs...))
		page.wants(b.r.t, 200, "Thank you. Your answer counts once someone else hears the same.")
	}
	return n
}

func TestAccuracyIsMeasuredByTwo(t *testing.T) {
	r := readingRig(t)
	ann := r.visitor().from("192.0.2.1")
	ann.get("/accuracy").wants(t, 200, "We cannot say yet.", `href="/accuracy/clip"`, "How it is measured")
	r.interview("Talking about the café", 60)
	mended := func(s string) string { return s + " indeed" }
	first := r.as(r.bo).hearSamples(mended)
	if first != 16 {
		t.Errorf("%d clips of two interviews were served, want eight of each", first)
	}
	ann.get("/accuracy").wants(t, 200, "We cannot say yet.")
	if second := r.as(r.cleo).hearSamples(mended); second != first {
		t.Errorf("the second person was served %d clips", second)
	}
	page := ann.get("/accuracy")
	page.wants(t, 200, "16 clips of about ten seconds", "words in 100 are wrong: between", "By interview", "too few clips: 10 are needed", "Talking about the café")
	all, err := r.archive.Accuracies(t.Context())
	r.must(err)
	if got := all.All.Heard; got.Dropped != 16 || got.Errors() != 16 || got != all.All.Stood {
		t.Errorf("measured %+v", all.All)
	}
	ann.get("/api/v1/accuracy").wants(t, 200, `"clips":16`, `"dropped":16`, `"word_error_rate":`, `"low":`, `"interviews":[`)
	ann.get("/api/v1/accuracy?interview="+r.short.ID).wants(t, 200, `"clips":8`, `"enough":false`)
	ann.get("/api/v1/accuracy?interview=nothinghere").wants(t, 404)
	ann.get("/about").wants(t, 200, `href="/accuracy"`)
	r.as(r.ada).get("/work").wants(t, 200, `href="/accuracy/clip"`)

	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	for name, b := range map[string]*browser{"a visitor": ann, "its reporter": r.as(r.ada)} {
		if got := b.get("/accuracy").text; strings.Contains(got, "allotment") || !strings.Contains(got, "8 clips were heard") {
			t.Errorf("%s sees an interview that is not open among the figures", name)
		}
	}
}

func TestASampleOnThePage(t *testing.T) {
	r := readingRig(t)
	ann := r.visitor().from("192.0.2.1")
	page := ann.get("/accuracy/clip")
	page.wants(t, 200, "A lottery drew this clip", "I cannot tell", "Skip this clip", r.short.ID+"/sound#t=")
	of := func(a answer) string { return regexp.MustCompile(`name="first" value="(\d+)"`).FindString(a.text) }
	skip := regexp.MustCompile(`/accuracy/clip\?behind=\d+`).FindString(page.text)
	if next := ann.get(skip); of(next) == of(page) || of(next) == "" {
		t.Error("a skipped clip comes again")
	}
	ann.get("/accuracy/clip?behind=18446744073709551615").wants(t, 200, "No clip waits", "begin again with those you skipped")
	ann.get("/accuracy/clip?behind=x").wants(t, 422)
	for _, c := range []struct {
		pairs []string
		want  int
	}{
		{[]string{"do", "dance"}, 422},
		{[]string{"do", "heard", "text", ""}, 422},
		{[]string{"do", "heard", "text", strings.Repeat("a", archive.MaxFix+1)}, 422},
		{[]string{"do", "heard", "text", "my own clip", "of", r.short.ID, "first", "2", "last", "3", "against", "0"}, 303},
		{[]string{"do", "silence", "of", "nothinghere"}, 303},
	} {
		r.as(r.bo).post("/accuracy/clip", c.pairs...).wants(t, c.want)
	}
	bo := r.as(r.bo)
	bo.get("/api/v1/samples/next").wants(t, 200, `"lot":"`, `"sound":"/interviews/`)
}

func TestErrorRatesInWords(t *testing.T) {
	for _, c := range []struct {
		e    archive.ErrorRate
		want string
	}{
		{archive.ErrorRate{WordScore: archive.WordScore{Words: 500, Substituted: 40}, Rate: 0.08, Low: 0.061, High: 0.113}, "About 8 words in 100 are wrong: between 6 and 11."},
		{archive.ErrorRate{WordScore: archive.WordScore{Words: 100, Added: 1}, Rate: 0.01, Low: 0.002, High: 0.05}, "About 1 word in 100 is wrong: between 0 and 5."},
		{archive.ErrorRate{WordScore: archive.WordScore{Words: 900, Dropped: 1}, Rate: 0.0011, High: 0.004}, "Fewer than 1 word in 100 is wrong: at most 1."},
		{archive.ErrorRate{WordScore: archive.WordScore{Words: 200}, High: 0.018}, "No word is wrong in these clips. In all there may be up to 2 in 100."},
		{archive.ErrorRate{}, "Nobody says a word in these clips."},
	} {
		if got := inWords(c.e); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
