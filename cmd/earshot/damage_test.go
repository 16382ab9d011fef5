package main

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/transcribe/whisper"
)

// filled makes a data folder with one published interview.
func filled(t *testing.T) (data string, r *running, id string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	r = serve(t, data)
	fields := strings.Fields(earshot(t, "import", recording(t, 6, 1), "--wait", "--data", data).must(t))
	return data, r, fields[0]
}

// TestCheckFindsAFlippedByte: one bit of one recording.
func TestCheckFindsAFlippedByte(t *testing.T) {
	data, _, id := filled(t)
	flip(t, one(t, filepath.Join(data, "s3", "objects", "earshot", "recordings", "*")))
	o := earshot(t, "check", "--data", data)
	if o.code != exitDamaged || !strings.Contains(o.stdout, "WRONG  sound of "+id) {
		t.Errorf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	if o := earshot(t, "check", "--quick", "--data", data); o.code != 0 {
		t.Errorf("--quick reads no sound, exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}

// one is the only file that a pattern names.
func one(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", pattern, found, err)
	}
	return found[0]
}

func flip(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(b[len(b)/2:len(b)/2+1], int64(len(b)/2))
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestCheckFindsAChangedJournal: an entry that is gone, and one whose text is
// another, which the index and the journal in the bucket still tell.
func TestCheckFindsAChangedJournal(t *testing.T) {
	data, r, id := filled(t)
	if _, err := oneStep(t.Context(), r.site, id, "", nil, false); err != nil {
		t.Fatal(err)
	}
	until(t, "the index has seen the fix", func() bool {
		var at position
		return r.site.ask(t.Context(), "GET", "position", &at) == nil && at.At == at.Last
	})
	earshot(t, "check", "--data", data).must(t)
	r.stop(t)
	change := func(query string) {
		t.Helper()
		db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "earshot.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		res, err := db.Exec(query)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := res.RowsAffected(); n == 0 || err != nil {
			t.Fatalf("%s changed %d rows: %v", query, n, err)
		}
	}
	change(`UPDATE change SET body = replace(CAST(body AS TEXT), '"text":"fix', '"text":"fox')`)
	o := earshot(t, "check", "--quick", "--engine", "script", "--data", data)
	if o.code != exitDamaged || !strings.Contains(o.stdout, id) {
		t.Errorf("after another text: exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	change(`DELETE FROM change`)
	o = earshot(t, "check", "--quick", "--engine", "script", "--data", data)
	if o.code != exitDamaged || !strings.Contains(o.stdout, "WRONG  database") || !strings.Contains(o.stdout, id) {
		t.Errorf("after a lost entry: exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
}

// TestCheckMendsRecords: a record in the bucket that differs is named with what
// mends it, and mended.
func TestCheckMendsRecords(t *testing.T) {
	data, r, id := filled(t)
	until(t, "no job is left that would write the record again", func() bool { return r.idle(t) })
	r.stop(t)
	flip(t, filepath.Join(data, "s3", "objects", "earshot", "interviews", id, "interview.json"))
	at := []string{"--quick", "--engine", "script", "--data", data}
	o := earshot(t, append([]string{"check"}, at...)...)
	if o.code != exitDamaged || !strings.Contains(o.stdout, "WRONG  record interviews/"+id+"/interview.json") || !strings.Contains(o.stdout, "--mend") {
		t.Errorf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	if said := earshot(t, append([]string{"check", "--mend"}, at...)...).must(t); !strings.Contains(said, "Mended") {
		t.Errorf("%s", said)
	}
	if said := earshot(t, append([]string{"check", "--mend"}, at...)...).must(t); strings.Contains(said, "Mended") {
		t.Errorf("mended twice: %s", said)
	}
}

// TestRebuildDatabase: the database is lost with everything but the bucket.
func TestRebuildDatabase(t *testing.T) {
	data, r, id := filled(t)
	if o := earshot(t, "rebuild-database", "--data", data); o.code != exitRunning {
		t.Errorf("while the site runs: exit code %d, %s", o.code, o.stderr)
	}
	if _, err := oneStep(t.Context(), r.site, id, "", nil, false); err != nil {
		t.Fatal(err)
	}
	until(t, "the records are written", func() bool { return earshot(t, "check", "--quick", "--data", data).code == 0 })
	words := func() string { // the head tells the address and the moment
		_, words, _ := strings.Cut(earshot(t, "transcript", id, "--data", data).must(t), "\n\n")
		return words
	}
	was := words()
	r.stop(t)
	if o := earshot(t, "rebuild-database", "--data", data); o.code != exitRefused || !strings.Contains(o.stderr, "not empty") {
		t.Errorf("over a database in use: exit code %d, %s", o.code, o.stderr)
	}
	left, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if f.Name() != "s3" {
			if err := os.RemoveAll(filepath.Join(data, f.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	if o := earshot(t, "serve", "--data", data, "--listen", "127.0.0.1:0", "--engine", "script"); o.code != exitDamaged || !strings.Contains(o.stderr, "earshot rebuild-database") {
		t.Errorf("a site on an empty database beside a full bucket: exit code %d, %s", o.code, o.stderr)
	}
	if said := earshot(t, "rebuild-database", "--data", data).must(t); !strings.HasPrefix(said, "Put back: 1 interviews with 1 changes and 0 reports, and 1 people.") {
		t.Errorf("%s", said)
	}
	again := serve(t, data)
	if is := words(); is != was || was == "" {
		t.Errorf("it said %q and says %q", was, is)
	}
	until(t, "it is found again", func() bool {
		res, err := again.client().Search(t.Context(), "walked", 0, "")
		return err == nil && res.Total > 0
	})
	earshot(t, "user", "link", firstName, "--data", data).must(t)
	earshot(t, "check", "--data", data).must(t)
}

// TestRebuildWhileSearching: every search is answered while the index is made
// anew behind it.
func TestRebuildWhileSearching(t *testing.T) {
	data, r, id := filled(t)
	until(t, "the interview is found", func() bool {
		res, err := r.client().Search(t.Context(), "walked", 0, "")
		return err == nil && res.Total > 0
	})
	done := make(chan outcome)
	go func() { done <- earshot(t, "rebuild-index", "--data", data) }()
	asked := 0
	for {
		res, err := r.client().Search(t.Context(), "walked", 0, "")
		if err != nil || len(res.Hits) == 0 || res.Hits[0].Interview != id {
			t.Errorf("search %d: %+v, %v", asked, res, err)
		}
		asked++
		select {
		case o := <-done:
			o.must(t)
			earshot(t, "check", "--quick", "--data", data).must(t)
			t.Logf("%d searches meanwhile", asked)
			return
		default:
		}
	}
}

// TestDoctor: each thing that can be missing is named with what mends it.
func TestDoctor(t *testing.T) {
	empty := t.TempDir()
	model := filepath.Join(empty, "models", "whisper-base")
	wrong := t.TempDir()
	for _, f := range []string{"config.json", "tokenizer.json", "model.bin"} {
		path := filepath.Join(wrong, "models", "whisper-base", f)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("{}"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		args []string
		env  []string
		says []string
	}{
		{"no model", []string{"--tools", empty}, nil, []string{"WRONG  engine", model, "make setup"}},
		{"another model", []string{"--tools", wrong}, nil, []string{"WRONG  engine", whisper.BaseSHA256, "make setup"}},
		{"no ffmpeg", []string{"--engine", "script", "--tools", empty}, []string{"PATH=/nowhere"}, []string{"WRONG  ffmpeg", "apt-get install ffmpeg"}},
		{"a data folder that is a file", []string{"--engine", "script", "--data", file}, nil, []string{"WRONG  data folder", "--data"}},
		{"a bucket that is away", []string{"--engine", "script", "--s3-endpoint", "http://127.0.0.1:1", "--s3-access-key", "a", "--s3-secret-key", "hush-hush"}, nil, []string{"WRONG  database and bucket", "http://127.0.0.1:1", "(set)"}},
		{"a service that is away", []string{"--engine", "openai", "--openai-url", "http://127.0.0.1:1/v1"}, nil, []string{"WRONG  engine"}},
		{"no model of meaning", []string{"--engine", "script", "--meaning", "on", "--tools", empty}, nil, []string{"WRONG  meaning", "lacks", "make setup"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"doctor", "--data", filepath.Join(t.TempDir(), "data")}, c.args...)
			o := earshotWith(t, "", c.env, args...)
			for _, s := range c.says {
				if !strings.Contains(o.stdout, s) {
					t.Errorf("it does not say %q", s)
				}
			}
			if o.code != exitDamaged || strings.Contains(o.stdout+o.stderr, "hush-hush") {
				t.Errorf("exit code %d", o.code)
			}
			if t.Failed() {
				t.Logf("%s%s", o.stdout, o.stderr)
			}
		})
	}
	t.Run("all is well", func(t *testing.T) {
		data, _, _ := filled(t)
		if o := earshot(t, "doctor", "--engine", "script", "--data", data); strings.Count(o.stdout, "\nok ") != 7 {
			t.Errorf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
		}
	})
	t.Run("a folder that may not be written", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("root may write everywhere")
		}
		locked := t.TempDir()
		if err := os.Chmod(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		if o := earshot(t, "doctor", "--engine", "script", "--data", filepath.Join(locked, "data")); o.code != exitDamaged || !strings.Contains(o.stdout, "--data") {
			t.Errorf("exit code %d\n%s", o.code, o.stdout)
		}
	})
}
