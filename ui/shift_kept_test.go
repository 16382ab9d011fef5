package ui

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"earshot/archive"
)

// audible gives an interview a listening copy as real ones are.
func (r *rig) audible(iv *archive.Interview) *archive.Interview {
	r.t.Helper()
	sound := listeningCopy(r.t, "240")
	blob, err := r.archive.Blobs().Put(r.t.Context(), "listening/real-"+iv.ID, "audio/mp4", bytes.NewReader(sound))
	r.must(err)
	r.must(r.archive.KeepListeningCopy(r.t.Context(), iv.ID, archive.Media{Key: blob.Key, Type: "audio/mp4", Size: blob.Size, SHA256: blob.SHA256, Removed: len(r.look(iv.ID).Removed)}))
	return r.look(iv.ID)
}

func (b *browser) batch() []*apiShift {
	b.r.t.Helper()
	a := b.get("/api/v1/shifts?count=20")
	a.wants(b.r.t, 200)
	var out apiShifts
	b.r.must(json.Unmarshal([]byte(a.text), &out))
	return out.Shifts
}

func TestABatchOfShifts(t *testing.T) {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	r.stop()
	r.audible(r.short)
	ann := r.visitor().from("192.0.2.1")
	batch := ann.batch()
	if len(batch) < 5 {
		t.Fatalf("%d clips", len(batch))
	}
	seen := map[int]bool{}
	for _, s := range batch {
		if seen[int(s.First)] {
			t.Errorf("the clip at %d comes twice", s.First)
		}
		seen[int(s.First)] = true
	}
	clip := ann.get(batch[0].Clip)
	clip.wants(t, 200)
	if clip.Header.Get("Content-Type") != "audio/aac" || clip.Header.Get("Cache-Control") != "private, no-store" || heard(t, []byte(clip.text)) < 16000 {
		t.Errorf("the clip is %v with %d bytes", clip.Header, len(clip.text))
	}
	for _, bad := range []string{"start=1&end=40", "start=-1&end=4", "start=5&end=4", "start=x&end=4", "start=NaN&end=4", ""} {
		ann.get("/shifts/clip?of="+r.short.ID+"&"+bad).wants(t, 422)
	}

	answer := func(s *apiShift, do string, more ...string) (answer, map[string]any) {
		return ann.postJSON("/shifts", append([]string{"do", do, "of", s.Interview, "against", strconv.Itoa(s.Version), "first", strconv.Itoa(int(s.First)), "last", strconv.Itoa(int(s.Last)), "key", archive.NewKey()}, more...)...)
	}
	a, body := answer(batch[0], "right")
	if a.wants(t, 200); body["message"] == "" {
		t.Errorf("answered %v", body)
	}
	a, body = answer(batch[1], "fix", "text", "Quite other words")
	if a.wants(t, 422); body["field"] != "mark" {
		t.Errorf("without a mark: %v", body)
	}
	var mark struct{ Mark string }
	r.must(json.Unmarshal([]byte(ann.get("/form-mark").text), &mark))
	r.pass(markWait)
	a, body = answer(batch[1], "fix", "text", strings.Replace(batch[1].Text, "lifting", "listening", 1)+" indeed", "mark", mark.Mark)
	if a.wants(t, 200); !strings.HasPrefix(body["receipt"].(string), "/receipts/") {
		t.Errorf("a fix: %v", body)
	}
	for _, s := range ann.batch() {
		if s.First == batch[0].First || s.First == batch[1].First {
			t.Errorf("an answered clip is served again: %+v", s)
		}
	}
	answer(batch[2], "wrong")
	again := "/api/v1/shifts/again?interview=" + r.short.ID + "&first=" + strconv.Itoa(int(batch[2].First)) + "&last=" + strconv.Itoa(int(batch[2].Last))
	ann.get(again).wants(t, 200, `"task":"fix"`)

	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	for name, b := range map[string]*browser{"a visitor": ann, "who looks after it": r.as(r.ada), "an administrator": r.as(r.dan)} {
		if left := b.batch(); len(left) != 0 {
			t.Errorf("%s is served %d clips of an interview that is not open", name, len(left))
		}
		if a := b.get(batch[0].Clip); a.StatusCode == 200 {
			t.Errorf("%s gets sound of it to take away", name)
		}
		if a := b.get(again); strings.Contains(a.text, "task") {
			t.Errorf("%s is asked about it again: %s", name, a.text)
		}
	}
	if _, body := answer(batch[3], "right"); body["error"] == nil {
		t.Errorf("an answer about what is not open: %v", body)
	}
}

func TestTheWorkerOfShifts(t *testing.T) {
	r := newRig(t)
	if siteAssets.URL("js/worker.js") == "" {
		t.Skip("the page's scripts are not built: run npm run build in ui")
	}
	w := r.as(r.ada).get("/shifts/worker.js")
	w.wants(t, 200, `self.earshot = {"shell":["/shifts/kept","/static/`, `"version":"`)
	if w.Header.Get("Service-Worker-Allowed") != "/shifts" || w.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(w.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("the worker comes with %v", w.Header)
	}
	r.visitor().get("/shifts/kept").wants(t, 200, "Forget what is kept on this device", "<noscript>")
}
