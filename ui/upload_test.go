package ui

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// formPart is a field, or a file when it has a name.
type formPart struct{ field, file, value string }

func (b *browser) upload(path string, parts ...formPart) answer {
	b.r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		var to io.Writer
		var err error
		if p.file != "" || p.field == "file" {
			to, err = w.CreateFormFile(p.field, p.file)
		} else {
			to, err = w.CreateFormField(p.field)
		}
		b.r.must(err)
		_, err = io.WriteString(to, p.value)
		b.r.must(err)
	}
	b.r.must(w.Close())
	req, err := http.NewRequestWithContext(b.r.t.Context(), http.MethodPost, b.r.URL+path, &body)
	b.r.must(err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(req)
}

// tus sends one request of the resumable protocol.
func (b *browser) tus(method, path string, body []byte, headers ...string) answer {
	b.r.t.Helper()
	req, err := http.NewRequestWithContext(b.r.t.Context(), method, b.r.URL+path, bytes.NewReader(body))
	b.r.must(err)
	req.Header.Set("Tus-Resumable", "1.0.0")
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return b.do(req)
}

func (r *rig) spoolFiles() []string {
	r.t.Helper()
	files, err := filepath.Glob(filepath.Join(r.spool, "*"))
	r.must(err)
	return files
}

func TestUploadByForm(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	sound := string(testSound(1))
	rest := []formPart{{field: "title", value: "By form"}, {field: "key", value: "k1"}, {field: "themes", value: "one, two"}, {field: "agreed", value: "yes"}}
	file := formPart{field: "file", file: `../../etc/pass"wd<script>.mp3`, value: sound}
	first := ada.upload("/upload", append(rest, file)...)
	first.wants(t, http.StatusSeeOther)
	again := ada.upload("/upload", append([]formPart{file}, rest...)...)
	again.wants(t, http.StatusSeeOther)
	if first.Header.Get("Location") != again.Header.Get("Location") {
		t.Errorf("the same form made two interviews: %s, %s", first.Header.Get("Location"), again.Header.Get("Location"))
	}
	iv := r.look(strings.TrimPrefix(first.Header.Get("Location"), "/interviews/"))
	if iv.Recording.Key != "recordings/"+archive.HashSecret(sound) || iv.Recording.Size != int64(len(sound)) || strings.Join(iv.Themes, "|") != "one|two" {
		t.Errorf("interview %+v", iv)
	}
	ada.get("/interviews/"+iv.ID+"/manage").wants(t, 200, "&lt;script&gt;.mp3", "The recording is safe.")
	if left := r.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool still holds %v", left)
	}
}

func TestUploadRefused(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	sound := string(testSound(1))
	full := func(parts ...formPart) []formPart {
		return append([]formPart{{field: "title", value: "T"}, {field: "agreed", value: "yes"}}, parts...)
	}
	for name, c := range map[string]struct {
		parts  []formPart
		status int
		says   string
	}{
		"no file":          {full(), 422, "Please choose a recording."},
		"empty field":      {full(formPart{field: "file"}), 422, "Please choose a recording."},
		"U01 empty file":   {full(formPart{"file", "a.mp3", ""}), 422, "could not find any sound"},
		"U02 one byte":     {full(formPart{"file", "a.mp3", "\xff"}), 422, "could not find any sound"},
		"U23 list of URLs": {full(formPart{"file", "a.mp3", "#EXTM3U\nhttp://127.0.0.1/"}), 422, "could not find any sound"},
		"long captions":    {full(formPart{"file", "a.wav", sound}, formPart{"captions", "a.vtt", strings.Repeat("x", archive.MaxCaptions+1)}), 413, "over 4 MB"},
		"wrong hash":       {full(formPart{"file", "a.wav", sound}, formPart{field: "sha256", value: strings.Repeat("0", 64)}), 422, "damaged on the way"},
		"too many parts":   {full(bytesOfParts(60)...), 422, "too many parts"},
		"a field too long": {full(formPart{field: "summary", value: strings.Repeat("x", maxField+1)}), 413, "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ada.upload("/upload", c.parts...)
			got.wants(t, c.status, c.says, `value="T"`)
			if left := r.spoolFiles(); len(left) != 0 {
				t.Errorf("the spool still holds %v", left)
			}
		})
	}
	r.visitor().upload("/upload", full(formPart{"file", "a.wav", sound})...).wants(t, 401, "Please sign in first.")
}

func bytesOfParts(n int) []formPart {
	parts := make([]formPart, n)
	for i := range parts {
		parts[i] = formPart{field: fmt.Sprint("f", i), value: "x"}
	}
	return parts
}

var uploadIDField = regexp.MustCompile(`name="upload_id" value="([^"]+)"`)

// A form with a mistake does not cost the recording: the next one names it.
func TestUploadWaitsForItsForm(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	sound := string(testSound(1))
	got := ada.upload("/upload", formPart{"file", "talk.wav", sound}, formPart{field: "title", value: "Kept"}, formPart{field: "storyteller", value: "Grace"})
	got.wants(t, 422, "Please confirm that the storyteller agreed", "talk.wav", "has arrived", `value="Grace"`)
	m := uploadIDField.FindStringSubmatch(got.text)
	if m == nil {
		t.Fatal("the form names no upload")
	}
	send := func(b *browser) answer {
		return b.upload("/upload", formPart{field: "upload_id", value: m[1]}, formPart{field: "title", value: "Kept"}, formPart{field: "agreed", value: "yes"}, formPart{field: "key", value: "k2"}, formPart{field: "file"})
	}
	send(r.as(r.bo)).wants(t, 422, "not here any more")
	first, again := send(ada), send(ada)
	first.wants(t, http.StatusSeeOther)
	again.wants(t, http.StatusSeeOther)
	if first.Header.Get("Location") != again.Header.Get("Location") {
		t.Error("the form sent again made another interview")
	}
	if iv := r.look(strings.TrimPrefix(first.Header.Get("Location"), "/interviews/")); iv.Recording.Name != "talk.wav" || iv.Recording.SHA256 != archive.HashSecret(sound) {
		t.Errorf("recording %+v", iv.Recording)
	}
}

func TestResumableUpload(t *testing.T) {
	r := newRig(t)
	ada, bo := r.as(r.ada), r.as(r.bo)
	sound := testSound(1)
	length := fmt.Sprint(len(sound))
	made := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", length, "Upload-Metadata", "filename dGFsay53YXY=", "X-Forwarded-Host", "evil.example")
	made.wants(t, http.StatusCreated)
	at := made.Header.Get("Location")
	if !strings.HasPrefix(at, "/uploads/"+r.ada.Account.ID+"-") {
		t.Fatalf("location %q", at)
	}
	half := len(sound) / 2
	ada.tus(http.MethodPatch, at, sound[:half], "Upload-Offset", "0").wants(t, http.StatusNoContent)
	form := []string{"upload_id", strings.TrimPrefix(at, "/uploads/"), "title", "In two halves", "agreed", "yes", "key", "k3"}
	ada.post("/upload", form...).wants(t, http.StatusConflict, "has not arrived whole yet")
	for _, who := range []*browser{bo, r.visitor()} {
		status := http.StatusNotFound
		if who != bo {
			status = http.StatusUnauthorized
		}
		who.tus(http.MethodHead, at, nil).wants(t, status)
		who.tus(http.MethodPatch, at, sound[half:], "Upload-Offset", fmt.Sprint(half)).wants(t, status)
		who.tus(http.MethodDelete, at, nil).wants(t, status)
	}
	head := ada.tus(http.MethodHead, at, nil)
	if head.Header.Get("Upload-Offset") != fmt.Sprint(half) {
		t.Errorf("offset %q, want %d", head.Header.Get("Upload-Offset"), half)
	}
	ada.tus(http.MethodPatch, at, sound[:10], "Upload-Offset", "0").wants(t, http.StatusConflict) // U05, U06
	ada.tus(http.MethodPatch, at, sound[half:], "Upload-Offset", fmt.Sprint(half)).wants(t, http.StatusNoContent)
	ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", fmt.Sprint(archive.MaxRecording+1)).wants(t, http.StatusRequestEntityTooLarge) // U10
	done := ada.post("/upload", form...)
	done.wants(t, http.StatusSeeOther)
	if iv := r.look(strings.TrimPrefix(done.Header.Get("Location"), "/interviews/")); iv.Recording.SHA256 != archive.HashSecret(string(sound)) || iv.Recording.Name != "talk.wav" {
		t.Errorf("recording %+v", iv.Recording)
	}
}

// U07: bytes that were changed on the way are refused and not kept.
func TestUploadWithWrongHash(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	sound := testSound(1)
	zero := "sha256 MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA=="
	at := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", fmt.Sprint(len(sound)), "Upload-Metadata", zero).Header.Get("Location")
	ada.tus(http.MethodPatch, at, sound, "Upload-Offset", "0").wants(t, http.StatusNoContent)
	ada.post("/upload", "upload_id", strings.TrimPrefix(at, "/uploads/"), "title", "T", "agreed", "yes").wants(t, 422, "damaged on the way")
	if left := r.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool still holds %v", left)
	}
}

// U09: while one client sends, another is told that the upload is taken.
func TestUploadFromTwoClients(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	sound := testSound(1)
	at := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", fmt.Sprint(len(sound))).Header.Get("Location")
	slow, feed := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, r.URL+at, slow)
	r.must(err)
	req.ContentLength = int64(len(sound))
	for k, v := range map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"} {
		req.Header.Set(k, v)
	}
	ended := make(chan error, 1)
	go func() {
		resp, err := ada.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		ended <- err
	}()
	_, err = feed.Write(sound[:1000])
	r.must(err)
	// The first client holds the lock once its bytes are in the file.
	path := filepath.Join(r.spool, strings.TrimPrefix(at, "/uploads/"))
	for tries := 0; ; tries++ {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			break
		}
		if tries > 1000 {
			t.Fatal("the first bytes never arrived")
		}
		time.Sleep(5 * time.Millisecond)
	}
	second := r.as(r.ada).tus(http.MethodPatch, at, sound, "Upload-Offset", "0")
	if second.StatusCode != http.StatusLocked && second.StatusCode != http.StatusConflict {
		t.Errorf("second client: %d %s", second.StatusCode, second.text)
	}
	feed.CloseWithError(io.ErrUnexpectedEOF)
	<-ended // the error is the pipe's own
}

// U30 and the sweep: an account has only so many uploads under way, and those
// nobody goes on with are forgotten after a week.
func TestUploadsUnderWay(t *testing.T) {
	r := newRig(t)
	r.stop()
	ada := r.as(r.ada)
	for range spoolEach {
		ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").wants(t, http.StatusCreated)
	}
	ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").wants(t, http.StatusTooManyRequests, "under way")
	r.as(r.bo).tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").wants(t, http.StatusCreated)
	r.pass(spoolLife + time.Hour)
	ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").wants(t, http.StatusCreated)
	if left := r.spoolFiles(); len(left) != 2 {
		t.Errorf("after the sweep the spool holds %v", left)
	}
}
