package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// record is one plain file in the bucket, beside the recording it belongs to:
// what cannot be recomputed, for the day on which the database is lost.
type record struct {
	name string
	once bool // what it says never changes, so it is written once
	// write must give the same bytes for the same rows: they are compared.
	write func(Tx, *Interview, io.Writer) error
	// restore puts what the file says into an empty store; nil: Rebuild does.
	restore func(Tx, *Interview, *json.Decoder) error
}

const (
	interviewFolder = "interviews/" // then the interview's id
	peopleFolder    = "people/"
	factsName       = "interview.json"
	journalName     = "journal.jsonl"
	reportsName     = "reports.jsonl"
	votesName       = "votes.jsonl"
	samplesName     = "samples.jsonl"
	accountsName    = "accounts.jsonl"
	actsName        = "acts.jsonl"
	heardPrefix     = "recognition-" // then the recognition's id
	siteSettings    = "site/"        // begins the names of settings that people edit
)

// interviewRecords are an interview's files. The facts come last, so that no
// file is ever older than they are.
var interviewRecords = []record{
	{name: journalName, write: writeJournal, restore: restoreJournal},
	{name: reportsName, write: writeReports, restore: restoreReports},
	{name: votesName, write: writeVotes, restore: restoreVotes},
	{name: samplesName, write: writeSamples, restore: restoreSamples},
	{name: actsName, write: writeActs, restore: restoreActs},
	{name: factsName, write: writeFacts},
}

// peopleRecords are about the whole archive. No password and no key is in them:
// whoever reads the bucket must not be able to sign in.
var peopleRecords = []record{
	{name: accountsName, write: writeAccounts, restore: restoreAccounts},
	{name: "settings.json", write: writeSettings, restore: restoreSettings},
	{name: "vocabulary.jsonl", write: writeTerms, restore: restoreTerms},
	{name: actsName, write: writeActs, restore: restoreActs},
}

// recordsOf returns the folder and the files of an interview; of the people when
// interview is "" and of a theme or someone's searches when those are named by
// their folder, and then there is no *Interview.
func recordsOf(tx Tx, interview string) (folder string, iv *Interview, all []record, err error) {
	if interview == "" {
		all, err = saying(tx, "", peopleRecords)
		return peopleFolder, nil, all, err
	}
	if r, folder := asideRecord(interview); folder != "" {
		return folder, nil, []record{r}, nil
	}
	if iv, err = tx.Interview(interview); err != nil {
		return "", nil, nil, err
	}
	for _, e := range iv.Earlier {
		all = append(all, heardRecord(e.Recognition))
	}
	if iv.HasWords() {
		all = append(all, heardRecord(iv.Recognition))
	}
	more, err := saying(tx, interview, interviewRecords)
	return interviewFolder + iv.ID + "/", iv, append(all, more...), err
}

// saying leaves out the log where nothing was decided, and the samples where
// nobody was asked, as almost everywhere.
func saying(tx Tx, interview string, all []record) (some []record, err error) {
	decided, err := tx.Acts(interview, 0, 1)
	if err != nil {
		return nil, err
	}
	sampled, err := tx.SampleAnswers(interview)
	for _, r := range all {
		if (r.name != actsName || len(decided) > 0) && (r.name != samplesName || len(sampled) > 0) {
			some = append(some, r)
		}
	}
	return some, err
}

func heardRecord(recognition string) record {
	return record{name: heardName(recognition), once: true, write: func(tx Tx, _ *Interview, w io.Writer) error {
		r, err := tx.Recognition(recognition)
		if err != nil {
			return err
		}
		return writeJSON(w, r)
	}}
}

func heardName(recognition string) string { return heardPrefix + recognition + ".json" }

func (r record) mediaType() string {
	if strings.HasSuffix(r.name, ".jsonl") {
		return "application/jsonl"
	}
	return "application/json"
}

func writeJSON(w io.Writer, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// writeFacts leaves out how far the engine has come: a lost run begins anew.
func writeFacts(_ Tx, iv *Interview, w io.Writer) error {
	facts := *iv
	facts.Progress = Progress{}
	return writeJSON(w, &facts)
}

// changesRead is how many entries of a journal are in memory at a time.
const changesRead = 1000

func writeJournal(tx Tx, iv *Interview, w io.Writer) error {
	for after := 0; ; after += changesRead {
		page, err := tx.Changes(iv.ID, after, after+changesRead)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			if err := json.NewEncoder(w).Encode(c); err != nil {
				return err
			}
		}
	}
}

// restoreJournal goes by the journal where the facts are older than it: their
// file is the last to be written. What was removed must not come back.
func restoreJournal(tx Tx, iv *Interview, lines *json.Decoder) error {
	last := 0
	err := eachLine(lines, func(c *Change) error {
		if c.Interview != iv.ID {
			return fmt.Errorf("version %d belongs to interview %s: %w", c.Version, c.Interview, ErrDamaged)
		}
		if c.Version > iv.Version && c.Kind == Removal {
			before, err := tx.Changes(iv.ID, 0, -1)
			if err != nil {
				return err
			}
			if gone := c.gone(); len(gone) > 0 {
				iv.Removed = append(iv.Removed, everHeard(before, gone)...)
			}
		}
		last = c.Version
		return tx.AppendChange(c)
	})
	if err == nil && last < iv.Version {
		err = fmt.Errorf("the journal ends with version %d of %d: %w", last, iv.Version, ErrDamaged)
	}
	iv.Version = last
	return err
}

// keptReport is a report as it is written to the bucket: with the hash of its
// receipt, so that receipts open after the database was rebuilt.
type keptReport struct {
	*Report
	Receipt       string          `json:"receipt_sha256"`
	Confirmations []*Confirmation `json:"confirmations,omitempty"`
	Joins         []keptJoin      `json:"joins,omitempty"`
}

type keptJoin struct {
	*Join
	Receipt string `json:"receipt_sha256"`
}

func writeReports(tx Tx, iv *Interview, w io.Writer) error {
	return eachReport(tx, ReportQuery{Interview: iv.ID}, func(r *Report) (err error) {
		kept := keptReport{Report: r, Receipt: r.Receipt}
		if kept.Confirmations, err = tx.Confirmations(r.ID); err != nil {
			return err
		}
		joins, err := tx.Joins(r.ID)
		if err != nil {
			return err
		}
		for _, j := range joins {
			kept.Joins = append(kept.Joins, keptJoin{j, j.Receipt})
		}
		return json.NewEncoder(w).Encode(kept)
	})
}

func restoreReports(tx Tx, iv *Interview, lines *json.Decoder) error {
	return eachLine(lines, func(k *keptReport) error {
		if k.Report == nil || k.Report.Interview != iv.ID {
			return fmt.Errorf("a report belongs to another interview: %w", ErrDamaged)
		}
		k.Report.Receipt = k.Receipt
		if err := tx.RestoreReport(k.Report); err != nil {
			return err
		}
		for _, vote := range k.Confirmations {
			if err := tx.AddConfirmation(vote); err != nil {
				return err
			}
		}
		for _, j := range k.Joins {
			if j.Join == nil {
				return fmt.Errorf("who joined report %d: %w", k.ID, ErrDamaged)
			}
			j.Join.Receipt = j.Receipt
			if err := tx.PutJoin(j.Join); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeVotes(tx Tx, iv *Interview, w io.Writer) error {
	all, err := tx.Votes(iv.ID)
	if err != nil {
		return err
	}
	for _, v := range all {
		if err := json.NewEncoder(w).Encode(v); err != nil {
			return err
		}
	}
	return nil
}

func restoreVotes(tx Tx, iv *Interview, lines *json.Decoder) error {
	return eachLine(lines, func(v *Vote) error {
		if v.Interview != iv.ID {
			return fmt.Errorf("a vote belongs to interview %s: %w", v.Interview, ErrDamaged)
		}
		return tx.AddVote(v)
	})
}

func writeAccounts(tx Tx, _ *Interview, w io.Writer) error {
	all, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, acc := range all {
		if err := json.NewEncoder(w).Encode(acc); err != nil { // its JSON has no password
			return err
		}
	}
	return nil
}

func restoreAccounts(tx Tx, _ *Interview, lines *json.Decoder) error {
	return eachLine(lines, func(acc *Account) error { return tx.PutAccount(acc) })
}

// writeSettings writes what people edit and nothing else: the archive's own key
// is a setting too.
func writeSettings(tx Tx, _ *Interview, w io.Writer) error {
	all, err := tx.Settings()
	if err != nil {
		return err
	}
	kept := map[string]string{}
	for name, value := range all {
		if strings.HasPrefix(name, siteSettings) {
			kept[name] = value
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return writeJSON(w, kept)
}

func restoreSettings(tx Tx, _ *Interview, d *json.Decoder) error {
	return eachLine(d, func(all *map[string]string) error {
		for name, value := range *all {
			if !strings.HasPrefix(name, siteSettings) {
				return fmt.Errorf("setting %s: %w", name, ErrDamaged)
			}
			if err := tx.PutSetting(name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachLine reads one T after the other.
func eachLine[T any](d *json.Decoder, fn func(*T) error) error {
	for n := 1; ; n++ {
		v := new(T)
		switch err := d.Decode(v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("entry %d cannot be read (%v): %w", n, err, ErrDamaged)
		}
		if err := fn(v); err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
	}
}

func writeActs(tx Tx, iv *Interview, w io.Writer) error {
	id := ""
	if iv != nil {
		id = iv.ID
	}
	for after := int64(0); ; {
		page, err := tx.Acts(id, after, 500)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, act := range page {
			if err := json.NewEncoder(w).Encode(act); err != nil {
				return err
			}
			after = act.ID
		}
	}
}

func restoreActs(tx Tx, _ *Interview, lines *json.Decoder) error {
	return eachLine(lines, tx.AddAct)
}
