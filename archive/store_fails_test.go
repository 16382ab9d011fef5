package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// deed is something that people do, which a store may fail to keep.
type deed struct {
	name string
	// ready makes an interview for it and returns what does it, with a key.
	ready func(h *house) (of string, do func(key string) error)
}

var deedLines = []string{"So how did you first come to the garden?", "Well my neighbour knocked on the door one morning.", "She said there is a plot going spare."}

// on is a deed about words that were told.
func on(do func(h *house, iv, key string) error) func(h *house) (string, func(string) error) {
	return func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		return iv.ID, func(key string) error { return do(h, iv.ID, key) }
	}
}

// about is a deed about a visitor's report that carries a fix.
func about(do func(h *house, r *archive.Report, receipt, key string) error) func(h *house) (string, func(string) error) {
	return func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		fix := "patch"
		r, receipt, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 22, Last: 22, Reason: archive.WrongWord, Fix: &fix, Key: archive.NewKey()})
		if err != nil {
			h.t.Fatal(err)
		}
		if err := h.WriteTo(h.ctx, receipt, "ann@example.org"); err != nil {
			h.t.Fatal(err)
		}
		return iv.ID, func(key string) error { return do(h, r, receipt, key) }
	}
}

// with is a deed about a theme that has a passage.
func with(do func(h *house, iv, theme, key string) error) func(h *house) (string, func(string) error) {
	return func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		theme := must(h.MakeTheme(h.ctx, h.reporter, archive.ThemeDraft{Name: "Plots"}, ""))(h.t)
		must(h.PickPassage(h.ctx, h.reporter, archive.Pick{Theme: theme.ID, Interview: iv.ID, First: 19, Last: 23, Says: archive.Belongs}))(h.t)
		must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, First: 22, Last: 22, Text: "patch"}))(h.t)
		return iv.ID, func(key string) error { return do(h, iv.ID, theme.ID, key) }
	}
}

// errOf is an error alone.
func errOf[T any](_ T, err error) error { return err }

func errOfTwo[T, U any](_ T, _ U, err error) error { return err }

// deeds are told in the order of a life. Those with a key may be asked twice.
var deeds = []deed{
	{"a reporter fixes", on(func(h *house, iv, key string) error {
		return errOf(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv, First: 22, Last: 22, Text: "patch", Key: key}))
	})},
	{"a visitor proposes a fix", on(func(h *house, iv, key string) error {
		return errOf(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv, First: 22, Last: 22, Text: "patch", Key: key}))
	})},
	{"words are removed", on(func(h *house, iv, key string) error {
		return errOf(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv, First: 22, Last: 22, Kind: archive.Removal, Note: "asked to", Key: key}))
	})},
	{"a visitor reports", on(func(h *house, iv, key string) error {
		return errOfTwo(h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv, First: 22, Last: 22, Reason: archive.WrongWord, Key: key}))
	})},
	{"a report hides words", on(func(h *house, iv, key string) error {
		return errOfTwo(h.Report(h.ctx, h.other, archive.Complaint{Interview: iv, First: 22, Last: 22, Reason: archive.Harm, Hide: true, Key: key}))
	})},
	{"a vote", on(func(h *house, iv, key string) error {
		return errOf(h.Vote(h.ctx, h.ben, archive.Ballot{Interview: iv, Line: 2, Verdict: archive.Right, Key: key}))
	})},
	{"a line is split", on(func(h *house, iv, key string) error {
		return errOf(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv, Op: archive.OpSplit, Line: 2, At: 12, Key: key}))
	})},
	{"a theme is made", on(func(h *house, _, key string) error {
		return errOf(h.MakeTheme(h.ctx, h.reporter, archive.ThemeDraft{Name: "Plots"}, key))
	})},
	{"a search is kept", on(func(h *house, _, key string) error {
		return errOf(h.KeepSearch(h.ctx, h.other, "", archive.Asked{Query: "kettle " + key, At: time.Now()}, key))
	})},
	{"it is transcribed again", on(func(h *house, iv, key string) error { return h.TranscribeAgain(h.ctx, h.reporter, iv, key) })},
	{"an interview is received", func(h *house) (string, func(string) error) {
		sound := archive.NewKey()
		rec := must(h.KeepRecording(h.ctx, "talk.wav", "audio/wav", archive.HashSecret(sound), int64(len(sound)), strings.NewReader(sound)))(h.t)
		return h.told(deedLines...).ID, func(key string) error {
			return errOf(h.Receive(h.ctx, h.reporter, archive.Intake{Title: "Another", Agreed: true, Key: key}, rec))
		}
	}},
	{"a change is reverted", func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		h.fixed(iv, 22, 22, "patch")
		return iv.ID, func(key string) error { return errOf(h.Revert(h.ctx, h.reporter, iv.ID, 1, "as it was", key)) }
	}},
	{"words are struck out", func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		h.fixed(iv, 22, 22, "patch")
		must(h.Revert(h.ctx, h.reporter, iv.ID, 1, "spam", ""))(h.t)
		return iv.ID, func(string) error { return h.StrikeOut(h.ctx, h.custodian, iv.ID, 1, true, "written to harm") }
	}},
	{"everything of a person is undone", func(h *house) (string, func(string) error) {
		iv := h.told(deedLines...)
		h.fixed(iv, 22, 22, "patch")
		return iv.ID, func(key string) error {
			return errOf(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Interview: iv.ID, Version: 1, Note: "spam", Key: key}))
		}
	}},
	{"a report is joined", about(func(h *house, r *archive.Report, _, key string) error {
		return errOfTwo(h.Join(h.ctx, h.ben, r.ID, key))
	})},
	{"a fix is confirmed", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.Confirm(h.ctx, h.reporter, r.ID, true))
	})},
	{"a report is answered with its fix", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed}))
	})},
	{"a report is answered by removing", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Remove: true, Reason: "asked to"}))
	})},
	{"a report is kept", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "She says so."}))
	})},
	{"a report is withdrawn", about(func(h *house, _ *archive.Report, receipt, _ string) error {
		return errOf(h.WithdrawReport(h.ctx, receipt))
	})},
	{"a passage is picked", with(func(h *house, iv, theme, _ string) error {
		return errOf(h.PickPassage(h.ctx, h.reporter, archive.Pick{Theme: theme, Interview: iv, First: 1, Last: 3, Says: archive.Belongs}))
	})},
	{"changed words are accepted", with(func(h *house, _, theme, _ string) error { return errOf(h.AcceptWords(h.ctx, h.reporter, theme, 1)) })},
	{"a theme is shared", with(func(h *house, _, theme, _ string) error {
		return errOf(h.ShareTheme(h.ctx, h.reporter, theme, true, []archive.ThemeInvitation{{Name: "omar", Code: true}}))
	})},
	{"a theme is deleted", with(func(h *house, _, theme, _ string) error { return h.DeleteTheme(h.ctx, h.reporter, theme) })},
	{"an interview is described", on(func(h *house, iv, _ string) error {
		return errOf(h.Describe(h.ctx, h.reporter, iv, archive.Intake{Title: "Another name", Themes: []string{"gardens"}, Agreed: true}))
	})},
	{"an interview is hidden", on(func(h *house, iv, _ string) error { return h.Unpublish(h.ctx, h.reporter, iv) })},
	{"an interview is withdrawn", on(func(h *house, iv, _ string) error { return h.Withdraw(h.ctx, h.reporter, iv, "asked to") })},
	{"an interview is protected", on(func(h *house, iv, _ string) error {
		return h.Protect(h.ctx, h.custodian, iv, true, "a school reads it")
	})},
	{"a term is kept", on(func(h *house, _, key string) error {
		return errOf(h.KeepTerm(h.ctx, h.custodian, "", "", "co-production "+key, []string{"coproduction"}))
	})},
	{"someone may do more", on(func(h *house, _, _ string) error {
		return h.SetRole(h.ctx, h.adm, h.other.Account.ID, archive.ReporterRole, false)
	})},
	{"someone changes their name", on(func(h *house, _, _ string) error {
		return h.ChangeAccount(h.ctx, h.other, "Omar", "Reads a lot.", "", "")
	})},
	{"a token is made", on(func(h *house, _, key string) error { return errOf(h.NewToken(h.ctx, h.other, "phone", key)) })},
	{"someone is let in", on(func(h *house, _, key string) error {
		return errOf(h.AddAccount(h.ctx, h.adm, archive.NewAccount{Name: "eve-" + key, Role: archive.Contributor, Key: key}))
	})},
	{"someone leaves", func(h *house) (string, func(string) error) {
		acc := must(h.AddAccount(h.ctx, archive.System, archive.NewAccount{Name: "eve-" + archive.NewKey(), Display: "Eve", Role: archive.ReporterRole}))(h.t)
		eve, iv := archive.Viewer{Account: acc}, h.told(deedLines...)
		must(h.Fix(h.ctx, eve, archive.Fix{Interview: iv.ID, First: 22, Last: 22, Text: "patch"}))(h.t)
		return iv.ID, func(string) error { return h.Leave(h.ctx, eve, false) }
	}},
	{"someone signs in", on(func(h *house, _, _ string) error {
		return errOfTwo(h.SignIn(h.ctx, "omar", "four random words omar", "b"))
	})},
	{"the rule is set", on(func(h *house, _, _ string) error {
		return h.SetRule(h.ctx, h.custodian, archive.CollectionRule{Rule: archive.DefaultRule})
	})},
	{"editing is stopped", on(func(h *house, _, key string) error { return h.Freeze(h.ctx, h.custodian, "a storm "+key) })},
	{"editing goes on", func(h *house) (string, func(string) error) {
		if err := h.Freeze(h.ctx, h.custodian, "a storm"); err != nil {
			h.t.Fatal(err)
		}
		return h.told(deedLines...).ID, func(string) error { return h.Thaw(h.ctx, h.custodian) }
	}},
}

// lookups are what people read of an interview about which much was done.
var lookups = []deed{
	{"an interview", on(func(h *house, iv, _ string) error { return errOf(h.Read(h.ctx, h.ann, iv, -1)) })},
	{"its checks", on(func(h *house, iv, _ string) error { return errOf(h.Checks(h.ctx, h.ann, iv)) })},
	{"its proposals", on(func(h *house, iv, _ string) error { return errOf(h.Proposals(h.ctx, h.ann, iv)) })},
	{"its method", on(func(h *house, iv, _ string) error { return errOf(h.Method(h.ctx, h.ann, iv)) })},
	{"a quote", on(func(h *house, iv, _ string) error {
		return errOf(h.Quote(h.ctx, h.ann, iv, archive.Anchor{First: 1, Last: 3}))
	})},
	{"what it said", on(func(h *house, iv, _ string) error { return errOf(h.Said(h.ctx, iv, 0, 10)) })},
	{"the methods", on(func(h *house, _, _ string) error { return errOf(h.Methods(h.ctx)) })},
	{"the people", on(func(h *house, _, _ string) error { return errOfTwo(h.People(h.ctx)) })},
	{"the log", on(func(h *house, _, _ string) error { return errOf(h.Log(h.ctx)) })},
	{"the tasks", on(func(h *house, _, _ string) error { return errOf(h.Tasks(h.ctx, h.custodian)) })},
	{"the spot checks", on(func(h *house, _, _ string) error { return errOf(h.SpotChecks(h.ctx, h.custodian, 10)) })},
	{"the counts", on(func(h *house, _, _ string) error { return errOf(h.Counts(h.ctx)) })},
	{"a receipt", about(func(h *house, _ *archive.Report, receipt, _ string) error { return errOf(h.Receipt(h.ctx, receipt)) })},
	{"what one reported", about(func(h *house, _ *archive.Report, _, _ string) error { return errOf(h.Yours(h.ctx, h.ann, 10)) })},
	{"reports alike", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.Alike(h.ctx, h.ben, r.Interview, 0, 21, 22))
	})},
	{"who did what", about(func(h *house, r *archive.Report, _, _ string) error {
		return errOf(h.PlanUndo(h.ctx, h.custodian, archive.UndoAsk{Report: r.ID}))
	})},
	{"a theme", with(func(h *house, _, theme, _ string) error {
		return errOf(h.ThemePassages(h.ctx, h.reporter, theme, archive.PassageQuery{}))
	})},
	{"its coders", with(func(h *house, _, theme, _ string) error { return errOf(h.CompareCoders(h.ctx, h.reporter, theme)) })},
	{"the themes", with(func(h *house, _, _, _ string) error { return errOf(h.Themes(h.ctx, h.reporter)) })},
	{"their searches", on(func(h *house, _, _ string) error { return errOf(h.KeptSearches(h.ctx, h.other)) })},
}

// faulty puts the archive on a store that fails. It remembers nothing yet.
func (h *house) faulty() *faults {
	h.t.Helper()
	f := &faults{}
	h.Archive = must(archive.New(h.ctx, faultyStore{h.store, f}, bucket, archive.Options{Passwords: must(passwords())(h.t), Terms: "t1"}))(h.t)
	return f
}

// TestNoFailureOfTheStoreIsHidden lets the store fail at each call of each deed,
// one after the other. Whoever did it is told each time, and once the store works
// again it is done, once.
func TestNoFailureOfTheStoreIsHidden(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, which takes long under the race detector and tells it nothing")
	}
	h := newHouse(t)
	for _, d := range append(deeds, lookups...) {
		t.Run(d.name, func(t *testing.T) {
			want := h.clear(d)
			of, do := d.ready(h)
			before, key := h.sums(of), archive.NewKey()
			for n := 1; ; n++ {
				f := h.faulty()
				f.left = n
				err := do(key)
				f.left = 0
				if f.failed == "" {
					if err != nil {
						t.Errorf("after %d failures: %v", n-1, err)
					}
					break
				}
				if !errors.Is(err, errStore) {
					t.Fatalf("the store failed at call %d, %s, and the answer is: %v", n, f.failed, err)
				}
			}
			if diff := cmp.Diff(want, h.since(of, before)); diff != "" {
				t.Errorf("what was done (-undisturbed +after failures):\n%s", diff)
			}
		})
	}
}

// TestAnUnclearAnswerIsAskedAgain loses the answer of each transaction that was
// kept: with the same key the deed is done once.
func TestAnUnclearAnswerIsAskedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, which takes long under the race detector and tells it nothing")
	}
	h := newHouse(t)
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			want := h.clear(d)
			for n := 1; ; n++ {
				of, do := d.ready(h)
				before, key := h.sums(of), archive.NewKey()
				f := h.faulty()
				f.commits = n
				first := do(key)
				f.commits = 0
				if !f.lost {
					break
				}
				if !errors.Is(first, errStore) {
					t.Fatalf("the answer of transaction %d was lost, and it says: %v", n, first)
				}
				again := do(key)
				if again != nil && !errors.Is(again, archive.ErrState) && !errors.Is(again, archive.ErrUnchanged) && !errors.Is(again, archive.ErrExists) && !errors.Is(again, archive.ErrWithdrawn) {
					t.Errorf("asked again: %v", again)
				}
				if diff := cmp.Diff(want, h.since(of, before)); diff != "" {
					t.Errorf("done twice (-once +asked again):\n%s", diff)
				}
			}
		})
	}
}

// clear is what a deed adds when nothing fails.
func (h *house) clear(d deed) map[string]int {
	h.t.Helper()
	of, do := d.ready(h)
	before := h.sums(of)
	if err := do(archive.NewKey()); err != nil {
		h.t.Fatalf("%s: %v", d.name, err)
	}
	return h.since(of, before)
}

// sums is how much there is of everything, in the archive and of one interview.
func (h *house) sums(of string) map[string]int {
	h.t.Helper()
	n := map[string]int{}
	err := h.store.View(h.ctx, func(tx archive.Tx) error {
		iv, err := tx.Interview(of)
		n["version"] = iv.Version
		n["hidden"], n["removed"] = len(iv.Hidden), len(iv.Removed)
		n["state "+string(iv.State)] = 1
		reports, err2 := tx.Reports(archive.ReportQuery{Interview: of, Limit: 100})
		for _, r := range reports {
			joins, _ := tx.Joins(r.ID)
			votes, _ := tx.Confirmations(r.ID)
			n["reports "+string(r.State)]++
			n["joins"] += len(joins)
			n["confirmations"] += len(votes)
		}
		votes, err3 := tx.Votes(of)
		n["votes"] = len(votes)
		all, err4 := tx.CountInterviews(archive.InterviewQuery{})
		for _, k := range all {
			n["interviews"] += k
		}
		acts, err5 := tx.CountActs()
		for _, a := range acts {
			n["acts "+fmt.Sprint(a.Kind)] += a.Acts
		}
		terms, err6 := tx.Terms("")
		n["terms"] = len(terms)
		return errors.Join(err, err2, err3, err4, err5, err6)
	})
	themes, err2 := h.Themes(h.ctx, h.reporter)
	for _, v := range themes {
		n["themes"]++
		n["passages"] += v.Passages
	}
	if err := errors.Join(err, err2); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// since is what was added after some counts.
func (h *house) since(of string, before map[string]int) map[string]int {
	h.t.Helper()
	added := h.sums(of)
	for name, n := range before {
		if added[name] -= n; added[name] == 0 {
			delete(added, name)
		}
	}
	for name, n := range added {
		if n == 0 {
			delete(added, name)
		}
	}
	return added
}
