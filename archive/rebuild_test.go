package archive_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/archive/gateway"
	"earshot/archive/s3blobs"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"

	"github.com/google/go-cmp/cmp"
)

// bucketAt is where the tests' S3 server is, for tests that need a bucket of
// their own.
var bucketAt gateway.Endpoint

// ownHouse is a house with a bucket that no other test writes to.
func ownHouse(t *testing.T, change ...func(*archive.Options)) *house {
	t.Helper()
	shared := bucket
	t.Cleanup(func() { bucket = shared })
	var err error
	bucket, err = s3blobs.Open(t.Context(), s3blobs.Config{
		Endpoint: bucketAt.URL, Socket: bucketAt.Socket, Region: bucketAt.Region, Bucket: "own-" + strings.ToLower(archive.NewKey()),
		AccessKey: bucketAt.AccessKey, SecretKey: bucketAt.SecretKey, PathStyle: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return newHouse(t, change...)
}

// mirrored writes every record, as the worker would.
func (h *house) mirrored(all ...*archive.Interview) {
	h.t.Helper()
	errs := []error{h.MirrorPeople(h.ctx)}
	for _, iv := range all {
		errs = append(errs, h.MirrorInterview(h.ctx, iv.ID))
	}
	if err := errors.Join(errs...); err != nil {
		h.t.Fatal(err)
	}
}

// afterTheFire is the archive on a new store and the old bucket.
func (h *house) afterTheFire() *house {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "new.db")
	store := sqltest.Open(h.t, sqlstore.Options{Path: path})
	now := *h
	now.store, now.path = store, path
	now.Archive = must(archive.New(h.ctx, store, bucket, archive.Options{Terms: "t1"}))(h.t)
	return &now
}

// rebuild returns what was wrong with each interview.
func (h *house) rebuild() (archive.Rebuilt, map[string]error) {
	h.t.Helper()
	wrong := map[string]error{}
	done, err := h.Rebuild(h.ctx, func(id string, err error) { wrong[id] = err })
	if err != nil {
		h.t.Fatal(err)
	}
	return done, wrong
}

func TestRebuildFromTheBucketAlone(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces", "my name is Alex Smith")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, Against: 1, First: 9, Last: 9, Kind: archive.Removal, Note: "A name."}))(t)
	proposed := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, Against: 2, First: 1, Last: 1, Text: "They"}))(t)
	must(h.Confirm(h.ctx, h.ben, proposed.Report.ID, false))(t)
	_, joined, err := h.Join(h.ctx, h.other, proposed.Report.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	queued := must(h.upload(archive.Intake{Title: "Not yet heard", Agreed: true, Themes: []string{"gardens"}}, "other sound"))(t)
	if _, err := h.BeginRun(h.ctx, queued.ID, queued.Run); err != nil {
		t.Fatal(err)
	}
	if err := h.SetSetting(h.ctx, h.custodian, "synonyms", "co-production, working together"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h.Protect(h.ctx, h.custodian, queued.ID, true, "While people listen."), h.Freeze(h.ctx, h.custodian, "A flood.")); err != nil {
		t.Fatal(err)
	}
	h.mirrored(iv, queued)
	old := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	_, _, journal, err := h.History(h.ctx, archive.System, iv.ID)
	if err != nil {
		t.Fatal(err)
	}

	n := h.afterTheFire()
	done, wrong := n.rebuild()
	want := archive.Rebuilt{Interviews: 2, Changes: 2, Reports: 1, People: 4}
	if d := cmp.Diff(want, done); d != "" || wrong[iv.ID] != nil || wrong[queued.ID] != nil {
		t.Errorf("rebuilt (-want +got):\n%s%v", d, wrong)
	}
	if d := cmp.Diff(h.rows(), n.rows()); d != "" {
		t.Errorf("rows of each table (-before +after):\n%s", d)
	}
	for version := 0; version <= old.Version; version++ {
		for _, v := range []archive.Viewer{archive.System, h.ann} {
			if was, is := h.reads(v, iv.ID, version), n.reads(v, iv.ID, version); was != is {
				t.Errorf("version %d said %q and says %q", version, was, is)
			}
		}
	}
	old.Progress = archive.Progress{}
	if d := cmp.Diff(old, must3(n.Interview(n.ctx, archive.System, iv.ID))(t)); d != "" {
		t.Errorf("facts (-before +after):\n%s", d)
	}
	if r, err := n.Receipt(n.ctx, joined); err != nil {
		t.Errorf("the receipt of who joined: %+v, %v", r, err)
	}
	_, _, again, err := n.History(n.ctx, archive.System, iv.ID)
	if d := cmp.Diff(journal, again); d != "" || err != nil {
		t.Errorf("journal (-before +after): %v\n%s", err, d)
	}
	opened, err := n.Receipt(n.ctx, proposed.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	r := opened.Report
	if r.ID != proposed.Report.ID || r.Fix != "They" {
		t.Errorf("the receipt opens %+v", r)
	}
	if _, err := n.Confirm(n.ctx, h.ben, r.ID, false); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("a vote was lost: %v", err)
	}
	if got := must3(n.Interview(n.ctx, archive.System, queued.ID))(t); got.State != archive.Queued || got.Run != queued.Run+1 || got.Reporter != h.reporter.Account.ID {
		t.Errorf("work under way begins anew: %s, run %d, reporter %s", got.State, got.Run, got.Reporter)
	}
	if s := must(n.Setting(n.ctx, "synonyms"))(t); s != "co-production, working together" {
		t.Errorf("synonyms: %q", s)
	}
	if p := must(n.Pause(n.ctx))(t); p.Frozen == nil {
		t.Errorf("the site was frozen and is %+v", p)
	}
	if acc := must(n.Person(n.ctx, h.reporter.Account.ID))(t); acc.Display != "Rosa" || acc.Role != archive.ReporterRole || acc.Password != "" {
		t.Errorf("a person: %+v", acc)
	}
	if last := must(n.LastEvent(n.ctx))(t); last < 2 {
		t.Errorf("the index would not hear of them: %d events", last)
	}
}

// notKept are the tables that a rebuild does not fill as they were.
var notKept = map[string]string{
	"theme_visit": "what is new in a theme counts from the next visit",
	"secret":      "sessions and links end with the database", "event": "the index reads everything anew",
	"letter": "mails end with the database", "mail_address": "an address that was deleted must not be in a second place",
	"read_back": "the nights after find it out", "chunk": "a run that was under way begins anew", "worker": "signs of life",
}

// rows counts the rows of every other table, those of tables made later too.
func (h *house) rows() map[string]int {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+h.path+"?mode=ro")
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	names, err := db.QueryContext(h.ctx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'river%' AND name NOT LIKE 'sqlite%'`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer names.Close()
	all := map[string]int{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			h.t.Fatal(err)
		}
		if notKept[name] != "" {
			continue
		}
		var n int
		if err := db.QueryRowContext(h.ctx, `SELECT count(*) FROM "`+name+`"`).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		all[name] = n
	}
	if err := names.Err(); err != nil || len(all) < 10 {
		h.t.Fatalf("%d tables: %v", len(all), err)
	}
	return all
}

func TestRebuildOnlyIntoAnEmptyStore(t *testing.T) {
	h := ownHouse(t)
	h.mirrored(h.told("one"))
	if _, err := h.Rebuild(h.ctx, nil); !errors.Is(err, archive.ErrInvalid) || !strings.Contains(err.Error(), "1 interviews and 4 accounts") {
		t.Errorf("over a store that is in use: %v", err)
	}
	empty := ownHouse(t).afterTheFire()
	if _, err := empty.Rebuild(h.ctx, nil); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("from an empty bucket: %v", err)
	}
}

// TestRebuildFromDamagedRecords: what cannot be put back whole is named and left
// out, and everything else is put back.
func TestRebuildFromDamagedRecords(t *testing.T) {
	fixed := func(h *house, title string) (*archive.Interview, string) {
		iv := must(h.upload(archive.Intake{Title: title, Agreed: true, PublishWhenReady: true}, title))(h.t)
		h.recognise(iv, "we did lifting spaces")
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(h.t)
		return iv, "interviews/" + iv.ID + "/"
	}
	cases := map[string]func(h *house, iv *archive.Interview, folder string) error{
		"facts that are cut off": func(h *house, _ *archive.Interview, folder string) error {
			return put(h.ctx, folder+"interview.json", `{"id": "x`)
		},
		"facts of another interview": func(h *house, _ *archive.Interview, folder string) error {
			return put(h.ctx, folder+"interview.json", `{"id": "x"}`)
		},
		"a journal that is cut off": func(h *house, _ *archive.Interview, folder string) error {
			return put(h.ctx, folder+"journal.jsonl", h.object(folder + "journal.jsonl")[:40])
		},
		"a journal that is gone": func(h *house, _ *archive.Interview, folder string) error {
			return bucket.Delete(h.ctx, folder+"journal.jsonl")
		},
		"a recognition that is gone": func(h *house, iv *archive.Interview, folder string) error {
			return bucket.Delete(h.ctx, folder+"recognition-"+must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t).Recognition+".json")
		},
		"a report of another interview": func(h *house, _ *archive.Interview, folder string) error {
			return put(h.ctx, folder+"reports.jsonl", `{"id":1,"interview":"x","receipt_sha256":""}`+"\n")
		},
		"a journal that does not fit the words": func(h *house, _ *archive.Interview, folder string) error {
			var c archive.Change
			if err := json.Unmarshal([]byte(h.object(folder+"journal.jsonl")), &c); err != nil {
				return err
			}
			c.Edits[0].Before[0].ID = 77
			b, err := json.Marshal(c)
			if err != nil {
				return err
			}
			return put(h.ctx, folder+"journal.jsonl", string(b)+"\n")
		},
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			h := ownHouse(t)
			good, _ := fixed(h, "good")
			bad, folder := fixed(h, "bad")
			h.mirrored(good, bad)
			if err := spoil(h, bad, folder); err != nil {
				t.Fatal(err)
			}
			n := h.afterTheFire()
			done, wrong := n.rebuild()
			if done.Interviews != 1 || done.Damaged != 1 || wrong[good.ID] != nil || wrong[bad.ID] == nil {
				t.Errorf("%+v, %v", done, wrong)
			}
			if _, _, err := n.Interview(n.ctx, archive.System, bad.ID); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("half an interview was put back: %v", err)
			}
			if got := n.reads(n.ann, good.ID, -1); got != "we did listening spaces\n" {
				t.Errorf("the other one says %q", got)
			}
		})
	}
}

// TestRebuildKeepsRemovedWordsAway: the worker died between writing the journal
// and the facts, and the journal's last entry removed a name.
func TestRebuildKeepsRemovedWordsAway(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("my name is Alex Smith")
	h.mirrored(iv)
	facts := h.object("interviews/" + iv.ID + "/interview.json")
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, First: 4, Last: 5, Kind: archive.Removal, Note: "A name."}))(t)
	h.mirrored(iv)
	if err := put(h.ctx, "interviews/"+iv.ID+"/interview.json", facts); err != nil {
		t.Fatal(err)
	}
	n := h.afterTheFire()
	if done, wrong := n.rebuild(); done.Changes != 1 {
		t.Errorf("%+v, %v", done, wrong)
	}
	for version := range 2 {
		if got := n.reads(n.ann, iv.ID, version); strings.Contains(got, "Alex") || strings.Contains(got, "Smith") {
			t.Errorf("version %d tells a visitor %q", version, got)
		}
	}
	now, may, err := n.Interview(n.ctx, n.ann, iv.ID)
	if err != nil || len(now.Removed) != 1 || now.ListeningCopy.Removed != 0 {
		t.Fatalf("%+v, %v", now, err)
	}
	if may.Listen {
		t.Error("the copy that says the name may be heard")
	}
}

func put(ctx context.Context, key, body string) error {
	_, err := bucket.Put(ctx, key, "application/json", strings.NewReader(body))
	return err
}
