package storetest

import (
	"testing"

	"earshot/archive"
)

var votes = []promise{
	{"an absent vote is ErrNotFound", func(t *testing.T, s archive.Store) {
		absent(t, s, "vote", func(tx archive.Tx) (*archive.Vote, error) { return tx.VoteByKey("i1", "k") })
		absent(t, s, "no key", func(tx archive.Tx) (*archive.Vote, error) { return tx.VoteByKey("i1", "") })
	}},
	{"AddVote numbers within the interview, and votes read back in order", func(t *testing.T, s archive.Store) {
		a, b, c := vote("i1", "a"), vote("i2", "a"), vote("i1", "c")
		addVotes(t, s, a, b, c)
		same(t, "numbers", []int64{a.Number, b.Number, c.Number}, []int64{1, 1, 2})
		same(t, "votes", votesOf(t, s, "i1"), []*archive.Vote{a, c})
		same(t, "by key", read(t, s, func(tx archive.Tx) (*archive.Vote, error) { return tx.VoteByKey("i1", "c") }), c)
		same(t, "elsewhere", len(votesOf(t, s, "i3")), 0)
	}},
	{"AddVote is ErrExists when the key was used there, but votes without a key are not taken for each other", func(t *testing.T, s archive.Store) {
		addVotes(t, s, vote("i1", "a"), vote("i1", ""), vote("i1", ""))
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AddVote(vote("i1", "a")) })
		same(t, "votes", len(votesOf(t, s, "i1")), 3)
	}},
	{"VotesBy is newest first, limited, and of that account alone", func(t *testing.T, s archive.Store) {
		a, b, c := vote("i1", "a"), vote("i2", "b"), vote("i1", "c")
		b.By.Account = "ben"
		nobody := vote("i1", "d")
		nobody.By = archive.Author{Visitor: "ann"}
		addVotes(t, s, a, b, c, nobody)
		by := func(account string, limit int) []*archive.Vote {
			return read(t, s, func(tx archive.Tx) ([]*archive.Vote, error) { return tx.VotesBy(account, limit) })
		}
		same(t, "ann's", by("ann", 9), []*archive.Vote{c, a})
		same(t, "the newest", by("ann", 1), []*archive.Vote{c})
		same(t, "nobody's", len(by("", 9)), 0)
	}},
	{"a vote that was not kept has no number", func(t *testing.T, s archive.Store) {
		v := vote("i1", "a")
		refused(t, s, errMine, func(tx archive.Tx) error {
			if err := tx.AddVote(v); err != nil {
				return err
			}
			return errMine
		})
		same(t, "number", v.Number, int64(0))
		addVotes(t, s, v)
	}},
}

func vote(interview, key string) *archive.Vote {
	return &archive.Vote{Interview: interview, Version: 3, Line: 2, Words: []archive.WordID{4, 5, 9}, Span: archive.Span{Start: 1, End: 2.125},
		Verdict: archive.Right, By: archive.Author{Account: "ann"}, Key: key, Made: moment}
}

func addVotes(t *testing.T, s archive.Store, all ...*archive.Vote) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, v := range all {
			if err := tx.AddVote(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func votesOf(t *testing.T, s archive.Store, interview string) []*archive.Vote {
	t.Helper()
	return read(t, s, func(tx archive.Tx) ([]*archive.Vote, error) { return tx.Votes(interview) })
}
