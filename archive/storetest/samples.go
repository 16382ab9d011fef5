package storetest

import (
	"testing"

	"earshot/archive"
)

var samples = []promise{
	{"an absent sample answer is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "sample answer", func(tx archive.Tx) (*archive.SampleAnswer, error) { return tx.SampleAnswerByKey("i1", "k") })
	}},
	{"AddSampleAnswer numbers within the interview, and answers read back in order", func(t *testing.T, s archive.Store) {
		a, b, c := sampleAnswer("i1", "a", true), sampleAnswer("i2", "a", false), sampleAnswer("i1", "c", false)
		addSamples(t, s, a, b, c)
		same(t, "numbers", []int64{a.Number, b.Number, c.Number}, []int64{1, 1, 2})
		same(t, "answers", read(t, s, func(tx archive.Tx) ([]*archive.SampleAnswer, error) { return tx.SampleAnswers("i1") }), []*archive.SampleAnswer{a, c})
		same(t, "by key", read(t, s, func(tx archive.Tx) (*archive.SampleAnswer, error) { return tx.SampleAnswerByKey("i1", "c") }), c)
	}},
	{"AddSampleAnswer is ErrExists when the key was used there", func(t *testing.T, s archive.Store) {
		addSamples(t, s, sampleAnswer("i1", "a", false), sampleAnswer("i2", "a", false))
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AddSampleAnswer(sampleAnswer("i1", "a", true)) })
	}},
	{"SampleResults pages through answers with a result alone, by interview and number", func(t *testing.T, s archive.Store) {
		a, b, c, d := sampleAnswer("i2", "a", true), sampleAnswer("i1", "b", true), sampleAnswer("i1", "c", false), sampleAnswer("i1", "d", true)
		addSamples(t, s, a, b, c, d)
		page := func(interview string, number int64, limit int) []*archive.SampleAnswer {
			return read(t, s, func(tx archive.Tx) ([]*archive.SampleAnswer, error) {
				return tx.SampleResults(interview, number, limit)
			})
		}
		same(t, "first page", page("", 0, 2), []*archive.SampleAnswer{b, d})
		same(t, "second page", page("i1", d.Number, 2), []*archive.SampleAnswer{a})
		same(t, "the end", len(page("i2", a.Number, 2)), 0)
	}},
}

func sampleAnswer(interview, key string, measured bool) *archive.SampleAnswer {
	r := &archive.SampleAnswer{Interview: interview, Recognition: "r1", First: 3, Last: 9, Span: archive.Span{Start: 1, End: 9.5}, Version: 2,
		Text: "we did listening spaces", By: archive.Author{Visitor: "v", Network: "n"}, Key: key, Made: moment}
	if measured {
		r.Result = &archive.SampleResult{With: 1, Weight: 2.5, Heard: archive.WordScore{Words: 4, Substituted: 1}, Stood: archive.WordScore{Words: 4}, Engine: "e m", Language: "en", Speaker: archive.RoleStoryteller}
	}
	return r
}

func addSamples(t *testing.T, s archive.Store, all ...*archive.SampleAnswer) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, r := range all {
			if err := tx.AddSampleAnswer(r); err != nil {
				return err
			}
		}
		return nil
	})
}
