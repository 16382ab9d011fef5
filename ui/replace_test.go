package ui

import (
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

func TestReplace(t *testing.T) {
	r := readingRig(t)
	path := "/interviews/" + r.short.ID + "/replace"
	r.visitor().get(path).wants(t, 401)
	bo := r.as(r.bo)
	page := bo.get(path + "?find=LIFTING+spaces&with=listening+spaces")
	page.wants(t, 200, "listening", "nobody used before.")
	hits := regexp.MustCompile(`name="hit" value="([^"]+)"`).FindAllStringSubmatch(page.text, -1)
	if len(hits) != 5 {
		t.Fatalf("%d hits, want 5", len(hits))
	}
	form := []string{"find", "LIFTING spaces", "with", "listening spaces", "key", "one", "hit", hits[0][1], "hit", hits[2][1]}
	r.visitor().post(path, form...).wants(t, 401)
	if tasks, err := r.archive.Tasks(t.Context(), r.ada); err != nil || len(tasks.Reports) != 0 {
		t.Errorf("a visitor's replacing left %+v, %v", tasks.Reports, err)
	}
	bo.post(path, form...).wants(t, 200, "What became of them", "Put right.")
	if v := r.look(r.short.ID).Version; v != 2 {
		t.Errorf("version %d, want one change for each of two", v)
	}
	bo.post(path, form...).wants(t, 200, "Put right.")
	if v := r.look(r.short.ID).Version; v != 2 {
		t.Errorf("version %d after the same form came twice", v)
	}
	_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: r.short.ID, Against: 2, Line: 20, Text: "Nothing like it was said."})
	r.must(err)
	late := bo.post(path, "find", "lifting spaces", "with", "listening spaces", "key", "two", "hit", hits[1][1], "hit", hits[3][1])
	late.wants(t, 200, "Not changed:", "Put right.")
	if now := r.line(r.short.ID, 19).Text(); !strings.Contains(now, "Nothing like it") {
		t.Errorf("a line that changed meanwhile reads %q", now)
	}
	bo.post(path, "find", "lifting", "with", "listening", "key", "three").wants(t, 422, "tick")
	bo.post(path, "find", "lifting", "with", "listening", "key", "four", "hit", "x").wants(t, 422)
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	bo.get(path+"?find=the&with=a").wants(t, 404)
}
