package ui

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
)

// Addresses of saved searches can be written by anyone: what is read can be shown
// and asked, and the mark of another is not ours.
func FuzzReadSaved(f *testing.F) {
	s := newRig(f).server
	id, err := s.savedID(savedSearch{Q: "garden", At: 1, Found: 3, Within: 2, Seq: 9})
	if err != nil {
		f.Fatal(err)
	}
	text, mark, _ := strings.Cut(id, ".")
	f.Add(text, mark)
	f.Add("eyJxIjoieCIsInQiOjF9", "")
	f.Add("eyJxIjoieCIsInQiOjFlOTl9", "x.y")
	f.Fuzz(func(t *testing.T, text, mark string) {
		v, err := s.readSaved(text + "." + mark)
		if err != nil {
			if !errors.Is(err, archive.ErrNotFound) {
				t.Fatal(err)
			}
			return
		}
		if y := v.when().Year(); y < 1970 || y > 40_000 || v.page().Size > search.MaxPage {
			t.Fatalf("%+v is of the year %d", v, y)
		}
		if v.Sure && mark != s.sign("search "+text) {
			t.Fatalf("%q is taken for ours", text+"."+mark)
		}
		again, err := s.savedID(v)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) > savedLength {
			return
		}
		was := v
		was.Sure = true
		if v, err = s.readSaved(again); err != nil || v != was {
			t.Fatalf("%+v is read again as %+v, %v", was, v, err)
		}
	})
}

// Addresses of networks come from headers when a proxy is trusted.
func FuzzNetwork(f *testing.F) {
	f.Add("192.0.2.77")
	f.Add("fe80::1%eth0")
	f.Add("::ffff:1.2.3.4")
	f.Fuzz(func(t *testing.T, ip string) {
		got := network(ip)
		if got == "" {
			return
		}
		p, err := netip.ParsePrefix(got)
		if err != nil || p.Masked() != p || p.Bits() != 24 && p.Bits() != 56 || p.Addr().Zone() != "" {
			t.Fatalf("%q is of the network %q, %v", ip, got, err)
		}
	})
}

// The parts of an upload form come as bytes: whatever they are, no file stays in
// the spool that nobody holds.
func FuzzUploadParts(f *testing.F) {
	r := newRig(f)
	part := func(head, body string) string {
		return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
	}
	f.Add([]byte(part(`name="file"; filename="a.mp3"`, "x") + part(`name="title"`, "T") + "--b--\r\n"))
	f.Add([]byte(part(`name="file"; filename="../../etc/passwd"`, "x") + part(`name="file"; filename="b"`, "y")))
	f.Add([]byte(part(`name="captions"; filename*=UTF-8''%ff`, "WEBVTT") + "--b\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r.t = t
		up := sentUpload{values: url.Values{}}
		err := r.server.readParts(multipart.NewReader(bytes.NewReader(body), "b"), &up)
		held := 0
		if up.sound != nil {
			held = 1
		}
		if files := r.spoolFiles(); len(files) != held {
			t.Fatalf("%v: the spool holds %v", err, files)
		}
		if len(up.captions) > archive.MaxCaptions || len(up.values) > maxFields {
			t.Fatalf("%d bytes of captions, %d fields", len(up.captions), len(up.values))
		}
		if up.sound != nil {
			up.sound.done(true)
		}
	})
}

// Headers of resumable uploads: any are answered by a status below 500, and what
// was made belongs to its maker and can be taken away.
func FuzzResumableHeaders(f *testing.F) {
	r := newRig(f)
	r.stop()
	ada, bo := r.as(r.ada), r.as(r.bo)
	f.Add("10", "filename YS5tcDM=", "0", "0123456789")
	f.Add("-1", "filename !!!", "18446744073709551616", "")
	f.Add("0", "filename Li4vLi4vZXRjL3Bhc3N3ZA==,sha256 eA==,sha256 eA==", "1e3", "x")
	f.Fuzz(func(t *testing.T, length, metadata, offset, body string) {
		r.t = t
		for _, s := range []string{length, metadata, offset} {
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
				return // no header that a client could send
			}
		}
		r.pass(time.Minute)
		made := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", length, "Upload-Metadata", metadata)
		if made.StatusCode >= 500 {
			t.Fatalf("%d: %s", made.StatusCode, made.text)
		}
		at := made.Header.Get("Location")
		if made.StatusCode != http.StatusCreated {
			if files := r.spoolFiles(); len(files) > 0 {
				t.Fatalf("refused with %d, and the spool holds %v", made.StatusCode, files)
			}
			return
		}
		if !strings.HasPrefix(at, uploadsPath+r.ada.Account.ID+"-") {
			t.Fatalf("made at %q", at)
		}
		if got := bo.tus(http.MethodHead, at, nil).StatusCode; got != http.StatusNotFound {
			t.Fatalf("another account is answered %d", got)
		}
		sent := ada.tus(http.MethodPatch, at, []byte(body), "Upload-Offset", offset)
		reached, _ := strconv.Atoi(sent.Header.Get("Upload-Offset"))
		if sent.StatusCode >= 500 || reached > len(body) || sent.StatusCode == http.StatusNoContent && offset != "0" {
			t.Fatalf("%d bytes at %q: %d, then at %q", len(body), offset, sent.StatusCode, sent.Header.Get("Upload-Offset"))
		}
		ada.tus(http.MethodDelete, at, nil).wants(t, http.StatusNoContent)
		if files := r.spoolFiles(); len(files) > 0 {
			t.Fatalf("taken away, and the spool holds %v", files)
		}
	})
}
