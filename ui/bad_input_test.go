package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"earshot/archive"
)

// U12 to U18: whatever a file is called, its key is its hash, and its name is shown
// as harmless text.
func TestUploadedFileNames(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	for name, c := range map[string]struct{ file, shown string }{
		"U13 quotes":        {`my "best" talk's.wav`, `my &#34;best&#34; talk&#39;s.wav`},
		"U13 line ends":     {"a\r\nX-Evil: yes\r\n\r\n<b>.wav", "X-Evil: yes"},
		"U12 a path":        {"../../etc/passwd.wav", "passwd.wav"},
		"U14 a script":      {"<script>alert(1).wav", "&lt;script&gt;alert(1).wav"},
		"U15 bidi override": {"a\u202e3pm.wav", "a3pm.wav"},
		"U16 4096 letters":  {strings.Repeat("x", 4092) + ".wav", "…" + strings.Repeat("x", 195) + ".wav"},
		"U17 only a space":  {" ", "The recording is safe."},
		"U18 CON":           {"CON", "CON"},
		"U18 .htaccess":     {".htaccess", ".htaccess"},
	} {
		t.Run(name, func(t *testing.T) {
			sound := string(testSound(1)) + name // other bytes each time, so that each is stored
			got := ada.upload("/upload", formPart{"file", c.file, sound}, formPart{field: "title", value: "T"}, formPart{field: "agreed", value: "yes"}, formPart{field: "key", value: name})
			got.wants(t, http.StatusSeeOther)
			for header := range got.Header {
				if strings.HasPrefix(header, "X-Evil") {
					t.Error("a file name became a header")
				}
			}
			iv := r.look(strings.TrimPrefix(got.Header.Get("Location"), "/interviews/"))
			if iv.Recording.Key != "recordings/"+archive.HashSecret(sound) || strings.ContainsAny(iv.Recording.Name, "\r\n\u202e") {
				t.Errorf("kept as %q, called %q", iv.Recording.Key, iv.Recording.Name)
			}
			page := ada.get("/interviews/" + iv.ID + "/manage")
			page.wants(t, http.StatusOK, c.shown)
			if strings.Contains(page.text, "\u202e") || strings.Contains(page.text, "<b>.wav") || strings.Contains(page.text, "<script>alert") {
				t.Error("the name is on the page as it came")
			}
		})
	}
	t.Run("U17 empty", func(t *testing.T) {
		ada.upload("/upload", formPart{"file", "", string(testSound(1))}, formPart{field: "title", value: "T"}, formPart{field: "agreed", value: "yes"}).wants(t, 422, "Please choose a recording.")
	})
	if left := r.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool still holds %v", left)
	}
}

// T10: a megabyte in any form is refused before anything is done with it.
func TestMegabyteForms(t *testing.T) {
	var asked atomic.Int64
	now := time.Now()
	r := newRig(t, func(c *Config) {
		c.Now = func() time.Time { return now.Add(time.Duration(asked.Add(1)) * time.Second) }
	})
	dan := r.as(r.dan)
	at := strings.NewReplacer(":id", r.short.ID, ":secret", "x", ":report", "1", ":line", "1", ":version", "1")
	big, forms := strings.Repeat("x", 1<<20), 0
	for _, route := range append(r.server.shellRoutes(), r.server.readingRoutes()...) {
		if route.method != http.MethodPost || strings.HasPrefix(route.path, "/upload") {
			continue
		}
		forms++
		dan.post(at.Replace(route.path), "key", "k", "note", big).wants(t, http.StatusRequestEntityTooLarge, "This is too large.")
	}
	if forms < 15 {
		t.Errorf("only %d forms were found", forms)
	}
	if v := r.look(r.short.ID).Version; v != 0 {
		t.Errorf("the words changed: version %d", v)
	}
	// Within what a form may bring, each field has a limit of its own.
	long := strings.Repeat("x", 200_000)
	for path, field := range map[string]string{"/account": "display", "/settings": "synonyms", "/people": "name", "/interviews/" + r.short.ID + "/manage": "title"} {
		if got := dan.post(path, field, long, "do", "describe", "role", "reporter"); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status %d", path, got.StatusCode)
		}
	}
	r.visitor().get("/healthz").wants(t, http.StatusOK)
}

// K01, K05: a full disk is told in a sentence that names no folder.
func TestFullDisk(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/secret/folder", Err: syscall.ENOSPC}
	status, sentence, _, known := explain(fmt.Errorf("keep upload: %w", noRoom(full)))
	if status != http.StatusInsufficientStorage || !known || strings.Contains(sentence, "secret") {
		t.Errorf("%d %q", status, sentence)
	}
	if errors.Is(noRoom(fs.ErrPermission), archive.ErrNoRoom) {
		t.Error("another failure is taken for a full disk")
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	r := newRig(t)
	ada := r.as(r.ada)
	at := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").Header.Get("Location")
	file := filepath.Join(r.spool, strings.TrimPrefix(at, "/uploads/"))
	r.must(errors.Join(os.Remove(file), os.Symlink("/dev/full", file)))
	got := ada.tus(http.MethodPatch, at, []byte("0123456789"), "Upload-Offset", "0")
	got.wants(t, http.StatusInsufficientStorage, "no room left")
	if strings.Contains(got.text, r.spool) {
		t.Errorf("it names a folder: %s", got.text)
	}
	r.must(errors.Join(os.Remove(file), os.WriteFile(file, nil, 0o600)))
	ada.tus(http.MethodPatch, at, []byte("0123456789"), "Upload-Offset", "0").wants(t, http.StatusNoContent)
	ada.tus(http.MethodHead, at, nil).wants(t, http.StatusOK)
	ada.tus(http.MethodDelete, at, nil).wants(t, http.StatusNoContent)
}

// Captions that go on after the sound has ended are not taken in silence.
func TestCaptionsLongerThanTheRecording(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	iv := r.queued("Another recording's captions")
	_, err := r.archive.BeginRun(ctx, iv.ID, iv.Run)
	r.must(err)
	r.must(r.archive.AdoptCaptions(ctx, iv.ID, iv.Run, archive.SoundFacts{Duration: 10, Type: "audio/wav"}, testLines(6)))
	r.must(r.archive.Publish(ctx, r.ada, iv.ID))
	r.as(r.ada).get("/interviews/"+iv.ID).wants(t, http.StatusOK, "3 lines begin after the recording has ended, at 0:10, and cannot be heard.", "another recording")
	read := r.visitor().get("/interviews/" + iv.ID)
	read.wants(t, http.StatusOK, "3 lines begin")
	if strings.Contains(read.text, "Perhaps these words") {
		t.Error("what only its reporter can put right is asked of everyone")
	}
	if strings.Contains(r.visitor().get("/interviews/"+r.short.ID).text, "has ended") {
		t.Error("said of captions that fit")
	}
}

// K02: a disk that has room and no place for another file is a full disk.
func TestNoMoreFiles(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=6", "earshot-test", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be made here: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "--lazy", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	r := newRig(t, func(c *Config) { c.Spool = filepath.Join(dir, "spool") })
	ada := r.as(r.ada)
	begun := ""
	for range 10 {
		got := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10")
		if got.StatusCode == http.StatusCreated {
			begun = got.Header.Get("Location")
			continue
		}
		got.wants(t, http.StatusInsufficientStorage, "no room left")
		ada.tus(http.MethodPatch, begun, []byte("0123456789"), "Upload-Offset", "0").wants(t, http.StatusNoContent)
		ada.tus(http.MethodDelete, begun, nil).wants(t, http.StatusNoContent)
		ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", "10").wants(t, http.StatusCreated)
		return
	}
	t.Error("ten uploads began on a disk with place for a few files")
}
