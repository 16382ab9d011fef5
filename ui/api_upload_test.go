package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"earshot/archive"
)

// A program uploads in pieces and then names the upload: the interview is made
// once, from its own uploads alone, and a request with a mistake costs no bytes.
func TestAPICreateFromAnUpload(t *testing.T) {
	r := newRig(t)
	sound := testSound(1)
	ada, bo := r.as(r.ada), r.program(r.bo)
	api := r.program(r.ada)
	made := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", fmt.Sprint(len(sound)), "Upload-Metadata", "filename dGFsay53YXY=")
	made.wants(t, http.StatusCreated)
	at := made.Header.Get("Location")
	id := strings.TrimPrefix(at, "/uploads/")
	ask := func(p *program, change object) apiReply {
		body := object{"title": "In pieces", "agreed": true, "upload_id": id, "themes": []string{"gardens"}, "key": "k1"}
		for k, v := range change {
			body[k] = v
		}
		return p.call(post, "/interviews", body)
	}
	ada.tus(http.MethodPatch, at, sound[:1000], "Upload-Offset", "0").wants(t, http.StatusNoContent)
	if got := as[apiError](t, ask(api, nil), http.StatusConflict); !strings.Contains(got.Error, "not arrived whole") {
		t.Errorf("half an upload: %+v", got)
	}
	ada.tus(http.MethodPatch, at, sound[1000:], "Upload-Offset", "1000").wants(t, http.StatusNoContent)
	for name, c := range map[string]struct {
		who    *program
		change object
		field  string
	}{
		"someone else's":   {bo, nil, "upload_id"},
		"one that is not":  {api, object{"upload_id": id + "x"}, "upload_id"},
		"a path":           {api, object{"upload_id": "../" + id}, "upload_id"},
		"no agreement":     {api, object{"agreed": false}, "agreed"},
		"a day that never": {api, object{"recorded_on": "2024-02-31"}, "recorded_on"},
	} {
		if got := as[apiError](t, ask(c.who, c.change), http.StatusUnprocessableEntity); got.Field != c.field {
			t.Errorf("%s: field %q, %s", name, got.Field, got.Error)
		}
	}
	iv := as[apiInterview](t, ask(api, nil), http.StatusCreated)
	if iv.Recording.SHA256 != archive.HashSecret(string(sound)) || iv.Recording.Name != "talk.wav" || iv.State != archive.Queued {
		t.Errorf("made %+v", iv)
	}
	if again := as[apiInterview](t, ask(api, nil), http.StatusCreated); again.ID != iv.ID {
		t.Error("sent again it made another interview")
	}
	as[apiError](t, ask(bo, nil), http.StatusUnprocessableEntity)
	for _, left := range r.spoolFiles() {
		if !strings.HasSuffix(left, madeSuffix) {
			t.Errorf("the spool still holds %s", left)
		}
	}
}

// An upload that is no recording is refused and gone.
func TestAPICreateFromSomethingElse(t *testing.T) {
	r := newRig(t)
	ada, text := r.as(r.ada), []byte("these are words, and not even many")
	at := ada.tus(http.MethodPost, "/uploads/", nil, "Upload-Length", fmt.Sprint(len(text))).Header.Get("Location")
	ada.tus(http.MethodPatch, at, text, "Upload-Offset", "0").wants(t, http.StatusNoContent)
	body := object{"title": "No sound", "agreed": true, "upload_id": strings.TrimPrefix(at, "/uploads/")}
	if got := as[apiError](t, r.program(r.ada).call(post, "/interviews", body), http.StatusUnprocessableEntity); got.Field != "file" {
		t.Errorf("%+v", got)
	}
	if left := r.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool still holds %v", left)
	}
}
