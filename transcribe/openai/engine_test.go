package openai_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/transcribe"
	"earshot/transcribe/enginetest"
	"earshot/transcribe/openai"
	"earshot/transcribe/script"
)

// tone is so many seconds of sound.
func tone(seconds float64) []byte {
	var pcm []byte
	for i := range int(seconds * transcribe.Rate) {
		v := int16(8000 * math.Sin(2*math.Pi*200*float64(i)/transcribe.Rate))
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(v))
	}
	return pcm
}

// service puts another engine behind the transcription API.
func service(t *testing.T, e transcribe.Engine) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"data":[]}`) })
	mux.HandleFunc("POST /v1/audio/transcriptions", func(w http.ResponseWriter, r *http.Request) {
		f, head, err := r.FormFile("file")
		if err != nil || head.Filename != "sound.wav" || r.FormValue("response_format") != "verbose_json" {
			http.Error(w, `{"error":{"message":"bad form"}}`, http.StatusBadRequest)
			return
		}
		wav, _ := io.ReadAll(f)
		if string(wav[:4]) != "RIFF" || string(wav[36:40]) != "data" || int(binary.LittleEndian.Uint32(wav[40:])) != len(wav)-44 {
			http.Error(w, `{"error":{"message":"no WAV file"}}`, http.StatusUnsupportedMediaType)
			return
		}
		heard, err := e.Recognise(r.Context(), bytes.NewReader(wav[44:]), transcribe.Hint{Language: r.FormValue("language")}, nil)
		if err != nil {
			http.Error(w, `{"error":{"message":"failed"}}`, http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(verbose(heard))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// verbose writes words as the company does: bare, with the spelling in segments.
func verbose(h transcribe.Heard) map[string]any {
	words, segments := []any{}, []any{}
	for _, l := range h.Lines {
		for _, w := range l.Words {
			words = append(words, map[string]any{"word": strings.Trim(w.Text, ".,?!"), "start": w.Start, "end": w.End})
		}
		segments = append(segments, map[string]any{"text": " " + l.Text(), "start": l.Span().Start, "end": l.Span().End, "avg_logprob": -0.1})
	}
	return map[string]any{"language": "english", "words": words, "segments": segments}
}

// listen lets an engine hear a sound.
func listen(t *testing.T, e transcribe.Engine, pcm []byte) transcribe.Heard {
	t.Helper()
	heard, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return heard
}

func engine(t *testing.T, cfg openai.Config) *openai.Engine {
	t.Helper()
	e, err := openai.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestEngineKeepsPromises(t *testing.T) {
	url := service(t, script.Steady(2))
	enginetest.Suite(t, enginetest.Rig{
		New:    func(t *testing.T) transcribe.Engine { return engine(t, openai.Config{URL: url}) },
		Speech: tone(12),
		Soon:   time.Second,
	})
}

func TestSameWordsThroughTheAPI(t *testing.T) {
	behind := script.Steady(2)
	want := listen(t, behind, tone(20))
	e := engine(t, openai.Config{URL: service(t, behind) + "/v1/"})
	got, err := e.Recognise(t.Context(), bytes.NewReader(tone(20)), transcribe.Hint{Language: "en-GB"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := func(h transcribe.Heard) (out []string) {
		for _, l := range h.Lines {
			out = append(out, l.Text())
		}
		return out
	}
	if diff := cmp.Diff(text(want), text(got)); diff != "" || got.Language != "en" {
		t.Errorf("language %q (-want +got):\n%s", got.Language, diff)
	}
}

// answering always gives the same answer.
func answering(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAnswers(t *testing.T) {
	cases := []struct {
		name, body string
		want       []archive.Word
	}{
		{"words inside segments", `{"language":"de","segments":[{"start":0,"end":2,"text":" Guten Tag.","avg_logprob":0,
			"words":[{"word":" Guten","start":0,"end":0.5,"probability":0.9},{"word":" Tag.","start":0.6,"end":1,"probability":0.8}]}]}`,
			[]archive.Word{{Text: "Guten", Start: 0, End: 0.5, Probability: 0.9}, {Text: "Tag.", Start: 0.6, End: 1, Probability: 0.8}}},
		{"segments alone", `{"segments":[{"start":0,"end":2,"text":"one two","avg_logprob":0}]}`,
			[]archive.Word{{Text: "one", Start: 0, End: 1, Probability: 1}, {Text: "two", Start: 1, End: 2, Probability: 1}}},
		{"words alone, wild times", `{"words":[{"word":"one","start":-5,"end":99,"probability":0.5},{"word":"two","start":1,"end":0,"probability":0.5}]}`,
			[]archive.Word{{Text: "one", Start: 0, End: 3, Probability: 0.5}, {Text: "two", Start: 1, End: 1, Probability: 0.5}}},
		{"nobody spoke", `{"segments":[{"start":0,"end":2,"text":"Thanks for watching","avg_logprob":-1.5,"no_speech_prob":0.9}]}`, nil},
		{"nothing", `{}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := engine(t, openai.Config{URL: answering(t, 200, c.body)})
			var got []archive.Word
			for _, l := range listen(t, e, tone(3)).Lines {
				got = append(got, l.Words...)
			}
			for i := range c.want {
				c.want[i].Timing = archive.TimeRecognised
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		name    string
		status  int
		body    string
		want    string
		invalid bool
	}{
		{"wrong key", 401, `{"error":{"message":"no such key"}}`, "refuses the key", false},
		{"too large", 413, `nginx`, "refuses the sound", true},
		{"busy", 503, ``, "failed (503", false},
		{"no JSON", 200, `<html>`, "not readable", false},
		{"endless", 200, strings.Repeat(" ", 16<<20+1), "too long", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := engine(t, openai.Config{URL: answering(t, c.status, c.body)})
			_, err := e.Recognise(t.Context(), bytes.NewReader(tone(1)), transcribe.Hint{}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, archive.ErrInvalid) != c.invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	for _, bad := range []string{"", "host", "ftp://host", "http://"} {
		if _, err := openai.New(openai.Config{URL: bad}); err == nil {
			t.Errorf("the address %q was taken", bad)
		}
	}
	keyed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer keyed.Close()
	if err := engine(t, openai.Config{URL: keyed.URL, Key: "secret"}).Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	e := engine(t, openai.Config{URL: keyed.URL, Key: "wrong"})
	if err := e.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "key") || strings.Contains(err.Error(), "wrong") {
		t.Errorf("Check with the wrong key: %v", err)
	}
	if i := e.Info(); strings.Contains(i.Engine+i.Model, "wrong") || !strings.HasPrefix(i.Engine, "openai 127.0.0.1") {
		t.Errorf("Info = %+v", i)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"language":"english","words":[{"word":"a","start":0,"end":1}],"segments":[{"text":"a","start":0,"end":1}]}`)
	f.Add(`{"segments":[{"text":"a b","start":9,"end":-1,"words":[{"word":"x","start":1e308,"end":-1e308}]}]}`)
	f.Fuzz(func(t *testing.T, body string) { openai.Hold(t, []byte(body)) })
}
