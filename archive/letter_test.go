package archive_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// pillar is a post that keeps what it is given, or fails.
type pillar struct {
	sent []archive.Mail
	fail error
}

func (p *pillar) Send(_ context.Context, m archive.Mail) error {
	if p.fail == nil {
		p.sent = append(p.sent, m)
	}
	return p.fail
}
func (p *pillar) Check(context.Context) error { return nil }

// post does the jobs of mails that wait.
func (h *house) post(p *pillar) error {
	h.t.Helper()
	var jobs []archive.Job
	err := h.store.View(h.ctx, func(tx archive.Tx) (err error) {
		jobs, err = tx.Jobs()
		return err
	})
	for _, j := range jobs {
		if j.Kind == archive.JobMail && err == nil {
			err = h.SendLetter(h.ctx, p, "https://earshot.example.org/", "Earshot", j)
		}
	}
	return err
}

func TestNewsGoesToWhoLeftAnAddress(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my sister Zebedee lives here")
	r, secret, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 3, Reason: archive.WrongWord, Key: "a"})
	if err != nil {
		t.Fatal(err)
	}
	_, joined, err := h.Join(h.ctx, h.ben, r.ID, "b")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Join(h.ctx, h.other, r.ID, "silent"); err != nil {
		t.Fatal(err)
	}
	for who, address := range map[string]string{secret: "ann@example.org", joined: "ben@example.org"} {
		if err := h.WriteTo(h.ctx, who, address); err != nil {
			t.Fatal(err)
		}
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "It is her name."}))(t)
	box := &pillar{fail: errors.New("the line is dead")}
	if err := h.post(box); err == nil {
		t.Fatal("a mail that could not be sent is done with")
	}
	box.fail = nil
	for range 2 { // what was sent is not sent again
		if err := h.post(box); err != nil {
			t.Fatal(err)
		}
	}
	if len(box.sent) != 2 {
		t.Fatalf("sent %+v", box.sent)
	}
	links := map[string]string{"ann@example.org": secret, "ben@example.org": joined}
	for _, m := range box.sent {
		link := "https://earshot.example.org/receipts/" + links[m.To]
		for _, want := range []string{"A talk", "the words stay as they are", "They say: It is her name.", link + "\n", link + "/mail\n"} {
			if !strings.Contains(m.Text, want) {
				t.Errorf("the mail to %s lacks %q:\n%s", m.To, want, m.Text)
			}
		}
		if strings.Contains(m.Text, "Zebedee") || m.Stop != link+"/mail" || m.Subject != "Your report number 1: the words were kept" {
			t.Errorf("the mail is %+v", m)
		}
	}

	// One who wants no more gets none, not even what waits already.
	must(h.StillWrong(h.ctx, joined, ""))(t)
	if err := h.WriteTo(h.ctx, joined, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	box.sent = nil
	if err := h.post(box); err != nil || len(box.sent) != 1 || box.sent[0].To != "ann@example.org" {
		t.Errorf("sent %+v, %v", box.sent, err)
	}
	if strings.Contains(box.sent[0].Text, "A talk") {
		t.Errorf("a mail names what is not public:\n%s", box.sent[0].Text)
	}
	if got := must(h.Receipt(h.ctx, secret))(t); !got.Mail {
		t.Error("the receipt does not say that an address is there")
	}
	if got := must(h.Receipt(h.ctx, joined))(t); got.Mail {
		t.Error("the receipt says that the deleted address is there")
	}
	must(h.WithdrawReport(h.ctx, joined))(t)
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportListening}))(t)
	if err := h.WriteTo(h.ctx, "guess", "eve@example.org"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("an address for a guessed receipt: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for _, good := range []string{"", "ann@example.org", " ann@example.org ", "o'neill+x_y.z@mail.example.co.uk"} {
		if got, err := archive.CleanAddress("mail", good); err != nil || got != strings.TrimSpace(good) {
			t.Errorf("%q gives %q, %v", good, got, err)
		}
	}
	for _, bad := range []string{"ann", "ann@", "@example.org", "ann@localhost", "Ann <ann@example.org>", "ann@example.org,eve@example.org", "ann@example.org\r\nBcc: eve@example.org",
		"ann @example.org", `"a b"@example.org`, "ann@[127.0.0.1]", "ann@example.org\u202e", "änn@example.org", strings.Repeat("a", 250) + "@b.org"} {
		if got, err := archive.CleanAddress("mail", bad); !errors.Is(err, archive.ErrInvalid) || got != "" {
			t.Errorf("%q gives %q, %v", bad, got, err)
		}
	}
}

// Addresses come from anyone and go into the head of a letter.
func FuzzCleanAddress(f *testing.F) {
	for _, s := range []string{"jo@example.org", " a.b+c@d.e.f ", "\"a b\"@x.org", "a@b@c.org", "a@[127.0.0.1]", "x@y.org\r\nBcc: z@y.org", "ü@x.org", "<a@x.org>", "a@x..org", "@x.org", strings.Repeat("a", 300) + "@x.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := archive.CleanAddress("mail", s)
		if err != nil {
			if !errors.Is(err, archive.ErrInvalid) || got != "" {
				t.Fatalf("%q: %q, %v", s, got, err)
			}
			return
		}
		if got == "" {
			return
		}
		if strings.TrimSpace(s) != got || len(got) > 254 || strings.Count(got, "@") != 1 || strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>,;:\"()[]\\", r) }) {
			t.Fatalf("%q is kept as %q", s, got)
		}
		if again, err := archive.CleanAddress("mail", got); err != nil || again != got {
			t.Fatalf("%q becomes %q, %v", got, again, err)
		}
	})
}
