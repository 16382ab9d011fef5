package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/ui/client"

	"github.com/google/go-cmp/cmp"
)

// R05: what is missing or mistyped is named, and nothing is started.
func TestBadCommandLines(t *testing.T) {
	cases := []struct {
		name string
		args []string
		env  []string
		says string
	}{
		{"no command", nil, nil, "expected one of"},
		{"unknown command", []string{"sing"}, nil, "sing"},
		{"unknown flag", []string{"serve", "--colour"}, nil, "--colour"},
		{"no file", []string{"import"}, nil, "<files>"},
		{"missing file", []string{"import", "/nowhere/a.wav"}, nil, "/nowhere/a.wav"},
		{"engine", []string{"serve", "--engine", "ear"}, nil, "--engine"},
		{"endpoint without scheme", []string{"serve", "--s3-endpoint", "s3.example.org"}, nil, "--s3-endpoint"},
		{"endpoint without keys", []string{"serve", "--s3-endpoint", "https://s3.example.org"}, nil, "--s3-access-key"},
		{"openai without address", []string{"serve", "--engine", "openai"}, nil, "--openai-url"},
		{"openai with half an address", []string{"serve", "--engine", "openai", "--openai-url", "example.org/v1"}, nil, "--openai-url"},
		{"openai with a file", []string{"serve", "--engine", "openai", "--openai-url", "file:///etc/passwd"}, nil, "--openai-url"},
		{"threads", []string{"serve", "--threads", "0"}, nil, "--threads"},
		{"threads that are no number", []string{"serve"}, []string{"EARSHOT_THREADS=two"}, "threads"},
		{"a variable that is mistyped", []string{"serve"}, []string{"EARSHOT_THREDS=2"}, "EARSHOT_THREDS"},
		{"hours", []string{"serve", "--max-hours", "100"}, nil, "--max-hours"},
		{"empty data folder", []string{"serve", "--data", ""}, nil, "--data"},
		{"format", []string{"transcript", "x", "--format", "exe"}, nil, "--format"},
		{"role", []string{"user", "add", "x", "--role", "king"}, nil, "--role"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := earshotWith(t, "", c.env, c.args...)
			if o.code != exitUsage || !strings.Contains(o.stdout+o.stderr, c.says) {
				t.Errorf("exit code %d, %q", o.code, o.stdout+o.stderr)
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	cases := []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), exitFailed},
		{fmt.Errorf("--data: %w", errUsage), exitUsage},
		{fmt.Errorf("interview: %w", archive.ErrNotFound), exitNotFound},
		{fmt.Errorf("3 things: %w", archive.ErrDamaged), exitDamaged},
		{fmt.Errorf("process 7: %w", errRunning), exitRunning},
		{archive.Invalid("title", "No."), exitRefused},
		{&client.Error{Status: http.StatusNotFound}, exitNotFound},
		{&client.Error{Status: http.StatusUnprocessableEntity}, exitRefused},
		{&client.Error{Status: http.StatusServiceUnavailable}, exitFailed},
	}
	for _, c := range cases {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v gave %d, want %d", c.err, got, c.want)
		}
	}
}

func TestVersion(t *testing.T) {
	if said := earshot(t, "version").must(t); !regexp.MustCompile(`^earshot \S+, go1\.`).MatchString(said) {
		t.Errorf("%q", said)
	}
}

// TestSettingsInReadme: the table in the README is the one the program prints.
func TestSettingsInReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no README.md yet")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "<!-- settings -->")
	table, _, ok2 := strings.Cut(rest, "<!-- /settings -->")
	if !ok || !ok2 {
		t.Fatal("README.md has no table between <!-- settings --> and <!-- /settings -->")
	}
	if d := cmp.Diff(strings.TrimSpace(earshot(t, "settings").must(t)), strings.TrimSpace(table)); d != "" {
		t.Errorf("run: earshot settings, and put its table into the README (-printed +README):\n%s", d)
	}
}

// TestSettings: every setting has an environment variable and a help line, and
// no secret is shown.
func TestSettings(t *testing.T) {
	c := &Config{S3SecretKey: "hush", OpenAIKey: "hush"}
	all, err := c.settings()
	if err != nil || len(all) < 20 {
		t.Fatalf("%d settings: %v", len(all), err)
	}
	for _, s := range all {
		if len(s.Envs) != 1 || !strings.HasPrefix(s.Envs[0], "EARSHOT_") || s.Help == "" {
			t.Errorf("--%s: environment %v, help %q", s.Name, s.Envs, s.Help)
		}
		if strings.Contains(s.shown(), "hush") {
			t.Errorf("--%s shows its secret", s.Name)
		}
	}
}

// TestCommands: what a person types, against one running site.
func TestCommands(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	r := serve(t, data)
	at := func(args ...string) []string { return append(args, "--data", data) }
	var first imported
	t.Run("import --wait --json", func(t *testing.T) {
		said := earshot(t, at("import", recording(t, 8, 1), "--title", "By the canal", "--storyteller", "Ann", "--theme", "water", "--wait", "--json")...).must(t)
		var shape map[string]any
		if err := json.Unmarshal([]byte(said), &shape); err != nil || json.Unmarshal([]byte(said), &first) != nil {
			t.Fatalf("%v: %s", err, said)
		}
		for _, field := range []string{"file", "id", "state", "duration_s", "recognised_in_s", "words"} {
			if _, ok := shape[field]; !ok {
				t.Errorf("%s is missing in %s", field, said)
			}
		}
		if first.State != "published" || first.Words < 5 || first.Duration < 7.9 || first.Duration > 8.1 {
			t.Errorf("%+v", first)
		}
		if name := reporterOf(t, r, first.ID); name != firstName {
			t.Errorf("the only account is the administrator's, but %q looks after it", name)
		}
	})
	t.Run("import of several, one of them no sound", func(t *testing.T) {
		text := filepath.Join(t.TempDir(), "notes.wav")
		if err := os.WriteFile(text, []byte("these are not sounds, they are words, and not even many"), 0o600); err != nil {
			t.Fatal(err)
		}
		o := earshot(t, at("import", text, recording(t, 3, 2), "--draft", "--wait", "--json")...)
		if o.code != exitRefused || !strings.Contains(o.stderr, "notes.wav: ") || strings.Count(o.stdout, "\n") != 1 || !strings.Contains(o.stdout, `"draft"`) {
			t.Errorf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
		}
	})
	t.Run("import without the terms", func(t *testing.T) {
		if o := earshot(t, at("import", recording(t, 1, 3), "--no-agreed")...); o.code != exitRefused || !strings.Contains(o.stderr, "agreed") {
			t.Errorf("exit code %d, %s", o.code, o.stderr)
		}
	})
	t.Run("import with captions", func(t *testing.T) {
		captions := filepath.Join(t.TempDir(), "c.vtt")
		if err := os.WriteFile(captions, []byte("WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nThe lighthouse keeper waved\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		said := earshot(t, at("import", recording(t, 3, 4), "--captions", captions, "--wait")...).must(t)
		if !strings.Contains(said, "4 words") {
			t.Errorf("%s", said)
		}
	})
	t.Run("import --reporter", func(t *testing.T) {
		earshot(t, at("user", "add", "rosa")...).must(t)
		o := earshot(t, at("import", recording(t, 1, 5), "--draft", "--reporter", "rosa", "--json")...)
		var got imported
		if err := json.Unmarshal([]byte(o.must(t)), &got); err != nil {
			t.Fatal(err)
		}
		if name := reporterOf(t, r, got.ID); name != "rosa" || o.stderr != "" {
			t.Errorf("looked after by %q, said %q", name, o.stderr)
		}
		if o := earshot(t, at("import", recording(t, 1, 6), "--draft", "--reporter", "nobody")...); o.code != exitNotFound || !strings.Contains(o.stderr, `"nobody"`) || o.stdout != "" {
			t.Errorf("a name nobody has: exit code %d, %s%s", o.code, o.stdout, o.stderr)
		}
		o = earshot(t, at("import", recording(t, 1, 7), "--draft", "--json")...)
		if err := json.Unmarshal([]byte(o.must(t)), &got); err != nil {
			t.Fatal(err)
		}
		if name := reporterOf(t, r, got.ID); name != "" || !strings.Contains(o.stderr, "--reporter") {
			t.Errorf("with two accounts and none named: %q, said %q", name, o.stderr)
		}
	})
	t.Run("transcript --format", func(t *testing.T) {
		for format, begins := range map[string]string{"txt": "By the canal", "vtt": "WEBVTT", "srt": "1\n", "json": "{", "md": "# By the canal", "tei.xml": "<?xml"} {
			said := earshot(t, at("transcript", first.ID, "--format", format)...).must(t)
			if !strings.HasPrefix(said, begins) || !strings.Contains(said, "walked") {
				t.Errorf("%s: %s", format, said)
			}
		}
		if o := earshot(t, at("transcript", "nosuchinterview1")...); o.code != exitNotFound {
			t.Errorf("of an unknown interview: exit code %d", o.code)
		}
	})
	t.Run("search", func(t *testing.T) {
		var res client.Results
		until(t, "the passage is found", func() bool {
			said := earshot(t, at("search", "walked along", "--json")...).must(t)
			if err := json.Unmarshal([]byte(said), &res); err != nil {
				t.Fatal(err)
			}
			return res.Total > 0
		})
		h := res.Hits[0]
		if h.Interview != first.ID || h.Text == "" || h.End <= h.Start || len(h.Highlights) == 0 {
			t.Errorf("%+v", h)
		}
		if said := earshot(t, at("search", "walked")...).must(t); !strings.Contains(said, "By the canal") {
			t.Errorf("%s", said)
		}
		if res.Meaning == "" || h.Matched != "corrected" || h.Passage == "" {
			t.Errorf("meaning %q, matched %q, passage %q", res.Meaning, h.Matched, h.Passage)
		}
		res = client.Results{}
		said := earshot(t, at("search", "walked along", "--json", "--words-only", "--no-guess", "--as-written")...).must(t)
		if err := json.Unmarshal([]byte(said), &res); err != nil || res.Total == 0 || res.Meaning != "" || len(res.Also) > 0 {
			t.Errorf("with all switched off: %v, %s", err, said)
		}
		if said := earshot(t, at("search", "--like", h.Passage)...).must(t); !strings.Contains(said, "are like "+h.Passage) {
			t.Errorf("%s", said)
		}
		if o := earshot(t, at("search", "--like", first.ID+":999999")...); o.code != exitNotFound && o.code != exitRefused {
			t.Errorf("like a passage that is not there: exit code %d, %s", o.code, o.stderr)
		}
		if o := earshot(t, at("search")...); o.code != exitUsage {
			t.Errorf("nothing to look for: exit code %d, %s", o.code, o.stderr)
		}
		if said := earshot(t, at("search", "zebra", "--json")...).must(t); !strings.Contains(said, `"total":0`) {
			t.Errorf("%s", said)
		}
	})
	t.Run("user", func(t *testing.T) {
		o := earshotWith(t, "four random words here\n", nil, at("user", "add", "cleo", "--display", "Cleo", "--role", "custodian", "--password")...)
		if said := o.must(t); said != "Added cleo as custodian.\n" {
			t.Errorf("%q", said)
		}
		if o := earshotWith(t, "short\n", nil, at("user", "add", "omar", "--password")...); o.code != exitRefused || !strings.Contains(o.stderr, "at least 10 characters") {
			t.Errorf("a short password: exit code %d, %s", o.code, o.stderr)
		}
		if o := earshotWith(t, "", nil, at("user", "add", "omar", "--password")...); o.code != exitUsage {
			t.Errorf("no password: exit code %d, %s", o.code, o.stderr)
		}
		if o := earshot(t, at("user", "add", "cleo")...); o.code != exitRefused {
			t.Errorf("a taken name: exit code %d, %s", o.code, o.stderr)
		}
		link := strings.TrimSpace(earshot(t, at("user", "link", "cleo")...).must(t))
		if !strings.HasPrefix(link, r.site.URL+"/sign-in/") {
			t.Errorf("%q", link)
		}
		if o := earshot(t, at("user", "link", "nobody")...); o.code != exitNotFound {
			t.Errorf("a link for nobody: exit code %d, %s", o.code, o.stderr)
		}
	})
	t.Run("check", func(t *testing.T) {
		if said := earshot(t, at("check")...).must(t); !strings.HasPrefix(said, "Sound: ") {
			t.Errorf("%q", said)
		}
	})
	t.Run("metrics", func(t *testing.T) {
		c := &caller{t: t, base: r.site.URL, http: http.DefaultClient}
		_, b, err := c.once(t.Context(), http.MethodGet, "/metrics", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{`earshot_jobs{kind="recognise",state="done"}`, `earshot_interviews{state="published"} 2`, "earshot_index_behind_events 0", "earshot_engine_audio_seconds_total", "earshot_request_seconds_bucket"} {
			if !strings.Contains(string(b), name) {
				t.Errorf("%s is missing", name)
			}
		}
	})
	t.Run("control is for commands only", func(t *testing.T) {
		c := &caller{t: t, base: r.site.URL, http: http.DefaultClient}
		for _, token := range []string{"", "guess"} {
			c.token = token
			_, _, err := c.once(t.Context(), http.MethodGet, controlPath+"position", nil, nil)
			var no *refused
			if !errors.As(err, &no) || no.status != http.StatusNotFound {
				t.Errorf("with token %q: %v", token, err)
			}
		}
	})
}

// reporterOf is the sign-in name of who looks after an interview, "" for the
// archive itself.
func reporterOf(t *testing.T, r *running, id string) (name string) {
	t.Helper()
	p, err := besideParts(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	err = p.store.View(t.Context(), func(tx archive.Tx) error {
		iv, err := tx.Interview(id)
		if err != nil || iv.Reporter == archive.System.Account.ID {
			return err
		}
		acc, err := tx.Account(iv.Reporter)
		if err == nil {
			name = acc.Name
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// TestCommandsWithoutASite: a command starts the parts itself, and nothing of
// them is left when it ends.
func TestCommandsWithoutASite(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var in imported
	said := earshot(t, "import", recording(t, 5, 7), "--wait", "--json", "--engine", "script", "--data", data).must(t)
	if err := json.Unmarshal([]byte(said), &in); err != nil || in.State != "published" {
		t.Fatalf("%v: %s", err, said)
	}
	noOrphans(t, data)
	earshot(t, "user", "add", "rosa", "--data", data, "--engine", "script").must(t)
	earshot(t, "import", recording(t, 1, 8), "--reporter", "rosa", "--data", data, "--engine", "script").must(t)
	if o := earshot(t, "import", recording(t, 1, 9), "--reporter", "omar", "--data", data, "--engine", "script"); o.code != exitNotFound {
		t.Errorf("a reporter nobody knows: exit code %d, %s", o.code, o.stderr)
	}
	if said := earshot(t, "transcript", in.ID, "--data", data, "--engine", "script").must(t); !strings.Contains(said, "walked") {
		t.Errorf("%s", said)
	}
	earshot(t, "check", "--data", data, "--engine", "script").must(t)
	earshot(t, "rebuild-index", "--data", data, "--engine", "script").must(t)
	noOrphans(t, data)
}
