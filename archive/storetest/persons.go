package storetest

import (
	"testing"
	"time"

	"earshot/archive"
)

var persons = []promise{
	{"RenameAuthor renames an account wherever it stands as an author, and nobody else, and names the interviews once", renameEverywhere},
	{"RenameAuthor of an account that did nothing returns no interviews", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1))
		same(t, "interviews", len(renameAuthor(t, s, "nobody")), 0)
	}},
	{"ForgetVisits drops an account's visits alone", func(t *testing.T, s archive.Store) {
		update(t, s, func(tx archive.Tx) error {
			if err := tx.PutTheme(&archive.Theme{ID: "t", Owner: "ann", Key: "k"}); err != nil {
				return err
			}
			for _, who := range []string{"ann", "ben"} {
				if err := tx.PutThemeVisit(&archive.ThemeVisit{Theme: "t", Account: who, Last: moment}); err != nil {
					return err
				}
			}
			return tx.ForgetVisits("ann")
		})
		absent(t, s, "ann's", func(tx archive.Tx) (*archive.ThemeVisit, error) { return tx.ThemeVisit("t", "ann") })
		read(t, s, func(tx archive.Tx) (*archive.ThemeVisit, error) { return tx.ThemeVisit("t", "ben") })
	}},
	{"SampleAnswersBy returns an account's answers by interview and number", func(t *testing.T, s archive.Store) {
		a, b, c := sampleAnswer("i2", "a", false), sampleAnswer("i1", "b", true), sampleAnswer("i1", "c", false)
		a.By, b.By, c.By = archive.Author{Account: "ann"}, archive.Author{Account: "ann"}, archive.Author{Account: "ben"}
		c.Text = "ann"
		addSamples(t, s, a, b, c)
		same(t, "ann's", read(t, s, func(tx archive.Tx) ([]*archive.SampleAnswer, error) { return tx.SampleAnswersBy("ann") }), []*archive.SampleAnswer{b, a})
	}},
	{"ReadBack is ErrNotFound before the first NoteReadBack, and then the newest", func(t *testing.T, s archive.Store) {
		absent(t, s, "read back", func(tx archive.Tx) (time.Time, error) { return tx.ReadBack("i1") })
		for _, at := range []time.Time{moment, moment.Add(time.Hour)} {
			update(t, s, func(tx archive.Tx) error { return tx.NoteReadBack("i1", at) })
		}
		same(t, "at", read(t, s, func(tx archive.Tx) (time.Time, error) { return tx.ReadBack("i1") }), moment.Add(time.Hour))
		absent(t, s, "another", func(tx archive.Tx) (time.Time, error) { return tx.ReadBack("i2") })
	}},
}

func renameAuthor(t *testing.T, s archive.Store, account string) (interviews []string) {
	t.Helper()
	update(t, s, func(tx archive.Tx) (err error) {
		interviews, err = tx.RenameAuthor(account, "gone")
		return err
	})
	return interviews
}

func renameEverywhere(t *testing.T, s archive.Store) {
	ann, ben := archive.Author{Account: "ann", Network: "n", Name: "Ann"}, archive.Author{Account: "ben", Name: "Ann"}
	mine, agreed, others := change("i1", 1), change("i1", 2), change("i1", 3)
	agreed.By, agreed.Agreed = ben, &ann
	others.By, others.Agreed = ben, nil
	others.Note = `{"account":"ann","name":"Ann"}`
	sent := &archive.Report{Interview: "i2", By: ann, Key: "1", Receipt: "r1", Made: moment, Changed: moment}
	answered := &archive.Report{Interview: "i3", By: ben, Answered: &ann, Key: "2", Receipt: "r2", Made: moment, Changed: moment}
	joined := &archive.Join{Receipt: "j", By: ann, Key: "k", Made: moment}
	said := &archive.Confirmation{By: ann, Agree: true, Made: moment}
	vote, answer := &archive.Vote{Interview: "i4", By: ann, Words: []archive.WordID{1 << 40}, Made: moment}, sampleAnswer("i5", "a", true)
	answer.By = ann
	act := &archive.Act{Kind: archive.ActUndo, Interview: "i6", By: ann, Made: moment}
	whole := &archive.Act{Kind: archive.ActFreeze, By: ann, Made: moment}
	iv := &archive.Interview{ID: "i7", Protected: &archive.Mark{By: ann, At: moment}, Received: moment, Changed: moment}
	appendAll(t, s, mine, agreed, others)
	put(t, s, iv)
	update(t, s, func(tx archive.Tx) error {
		for _, r := range []*archive.Report{sent, answered} {
			if err := tx.PutReport(r); err != nil {
				return err
			}
		}
		joined.Report, said.Report = answered.ID, answered.ID
		for _, err := range []error{tx.PutJoin(joined), tx.AddConfirmation(said), tx.AddVote(vote), tx.AddSampleAnswer(answer), tx.AddAct(act), tx.AddAct(whole)} {
			if err != nil {
				return err
			}
		}
		return nil
	})

	same(t, "interviews", renameAuthor(t, s, "ann"), []string{"i1", "i2", "i3", "i4", "i5", "i6", "i7"})
	for _, by := range []*archive.Author{&mine.By, agreed.Agreed, &sent.By, answered.Answered, &joined.By, &said.By, &vote.By, &answer.By, &act.By, &whole.By, &iv.Protected.By} {
		by.Name = "gone"
	}
	same(t, "changes", read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.Changes("i1", 0, -1) }), []*archive.Change{mine, agreed, others})
	same(t, "sent", read(t, s, func(tx archive.Tx) (*archive.Report, error) { return tx.Report(sent.ID) }), sent)
	same(t, "answered", read(t, s, func(tx archive.Tx) (*archive.Report, error) { return tx.Report(answered.ID) }), answered)
	same(t, "joins", read(t, s, func(tx archive.Tx) ([]*archive.Join, error) { return tx.Joins(answered.ID) }), []*archive.Join{joined})
	same(t, "confirmations", read(t, s, func(tx archive.Tx) ([]*archive.Confirmation, error) { return tx.Confirmations(answered.ID) }), []*archive.Confirmation{said})
	same(t, "votes", votesOf(t, s, "i4"), []*archive.Vote{vote})
	same(t, "answers", read(t, s, func(tx archive.Tx) ([]*archive.SampleAnswer, error) { return tx.SampleAnswers("i5") }), []*archive.SampleAnswer{answer})
	same(t, "acts", read(t, s, func(tx archive.Tx) ([]*archive.Act, error) { return tx.Acts("i6", 0, 9) }), []*archive.Act{act})
	same(t, "of the site", read(t, s, func(tx archive.Tx) ([]*archive.Act, error) { return tx.Acts("", 0, 9) }), []*archive.Act{whole})
	same(t, "facts", read(t, s, func(tx archive.Tx) (*archive.Interview, error) { return tx.Interview("i7") }), iv)
	same(t, "again", len(renameAuthor(t, s, "ann")), 0)
}
