package ui

import (
	"fmt"
	"net/http"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiNote is how words came about, in the same sentences as a page, as text and
// for programs.
type apiNote struct {
	Title    string        `json:"title"`
	Address  string        `json:"address" doc:"Of the note as a page."`
	Sections []apiNotePart `json:"sections"`
}

type apiNotePart struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

type methodsNote struct {
	apiNote
	Subject *archive.Interview // nil for the whole archive
	Path    string
}

func (s *Server) note(c *gin.Context, title, path string) *methodsNote {
	return &methodsNote{apiNote: apiNote{Title: title, Address: s.base(c) + path}, Path: path}
}

func (n *methodsNote) part(title string, lines ...string) {
	var said []string
	for _, l := range lines {
		if l != "" {
			said = append(said, l)
		}
	}
	n.Sections = append(n.Sections, apiNotePart{title, said})
}

// text is the note as plain text. No line of it begins where it should not: what
// people wrote has no line breaks.
func (n *methodsNote) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", n.Title, n.Address)
	for _, p := range n.Sections {
		fmt.Fprintf(&b, "\n%s\n\n", p.Title)
		for _, l := range p.Lines {
			fmt.Fprintf(&b, "%s\n", l)
		}
	}
	return b.String()
}

// methodsShow answers GET /methods and, as text, GET /methods.txt.
func (s *Server) methodsShow(asText bool) func(*gin.Context) error {
	return func(c *gin.Context) error {
		n, err := s.archiveNote(c)
		if err != nil {
			return err
		}
		return s.sendNote(c, n, asText)
	}
}

// methodShow answers GET /interviews/:id/methods and, as text, methods.txt.
func (s *Server) methodShow(asText bool) func(*gin.Context) error {
	return func(c *gin.Context) error {
		n, err := s.interviewNote(c, c.Param("id"))
		if err != nil {
			return err
		}
		return s.sendNote(c, n, asText)
	}
}

func (s *Server) sendNote(c *gin.Context, n *methodsNote, asText bool) error {
	if asText {
		c.Header("Cache-Control", "private, no-store")
		c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(n.text()))
		return nil
	}
	s.render(c, http.StatusOK, "methods", n.Title, n)
	return nil
}

func (s *Server) interviewNote(c *gin.Context, id string) (*methodsNote, error) {
	m, err := s.Archive.Method(c.Request.Context(), s.viewer(c), id)
	if err != nil {
		return nil, err
	}
	iv := m.Interview
	n := s.note(c, "How the words of “"+iv.Title+"” came about", "/interviews/"+id+"/methods")
	n.Subject = iv
	n.part("Which words", fmt.Sprintf("This note is about version %d of the transcript, as it read on %s.", m.Transcript.Version, day(s.Now().UTC())),
		said("The recording is %s long.", spoken(iv.Recording.Duration), iv.Recording.Duration > 0))
	n.part("How they were made", madeBy(m)...)
	n.part("How they are put right", editing(m.Rule, ""), policy,
		said("Of this interview, only people who look after the archive put words right at once; everyone else’s fixes wait for them.", "", iv.Protected != nil),
		changed(m), "Every version stays readable in the history.")
	n.part("How much people checked", checkedShare(m.Checks.Seconds, iv.Recording.Duration))
	n.part("How right they are", measured("In this interview", m.Accuracy), measured("In the whole archive", m.Whole), byLot)
	n.part("What is left out", said("Some words of this interview were removed or are hidden.", "", len(iv.Withheld()) > 0), leftOut)
	return n, nil
}

func (s *Server) archiveNote(c *gin.Context) (*methodsNote, error) {
	m, err := s.Archive.Methods(c.Request.Context())
	if err != nil {
		return nil, err
	}
	n := s.note(c, "How the words in this archive came about", "/methods")
	n.part("Which words", fmt.Sprintf("This note is about the %s open to everyone in %s on %s.", plural(m.Interviews, "interview that is", "interviews that are"), s.Name, day(s.Now().UTC())),
		said("In all, there are %s of sound.", spoken(m.Seconds), m.Seconds > 0), languages(m.Languages))
	made := []string{"A machine writes down what it hears, unless captions came with the recording. The note of each interview names the engine and its model."}
	for _, e := range m.Engines {
		if e.Interviews > 0 {
			accuracy := "told below"
			if e.Accuracy.Clips == 0 {
				accuracy = "not measured"
			}
			made = append(made, fmt.Sprintf("The words of %s: %s. Accuracy: %s.", plural(e.Interviews, "interview", "interviews"), e.Engine, accuracy))
		}
	}
	n.part("How they were made", made...)
	var rules []string
	for _, r := range m.Rules {
		rules = append(rules, editing(r.Rule, r.Collection))
	}
	n.part("How they are put right", append(rules, policy, "Every version of every interview stays readable in its history.")...)
	n.part("How much people checked", checkedShare(m.Checked, m.Seconds))
	right := []string{measured("In the whole archive", m.Measured.All)}
	for _, e := range m.Engines {
		if e.Accuracy.Clips == 0 {
			right = append(right, "Of what "+e.Engine+" wrote: not measured.")
			continue
		}
		right = append(right, measured("Of what "+e.Engine+" wrote", e.Accuracy))
	}
	n.part("How right they are", append(right, byLot)...)
	n.part("What is left out", leftOut)
	return n, nil
}

// said fills one value into a sentence that holds only sometimes.
func said(form, value string, holds bool) string {
	if !holds {
		return ""
	}
	return strings.Replace(form, "%s", value, 1)
}

const (
	policy  = "People write what is said, as it is said, and never turn it into standard English. Fixes of what was misheard, changes that a storyteller wishes, and removals are told apart, and each is kept with its author and the words before it."
	byLot   = "This is measured on clips of about ten seconds, drawn by lot, each heard by two people who agree and did not see each other’s answer. In 95 of 100 such lotteries the true figure lies between the two named. How it is measured: /accuracy."
	leftOut = "Storytellers can have words, or all of an interview, taken away at any time. Such words are then in no version, no file, no search and no sound that others get, and are never quoted, here or anywhere. “" + archive.RemovedText + "” stands where they were."
)

func madeBy(m *archive.Method) (lines []string) {
	lang, r := m.Transcript.Language, m.Recognition
	switch {
	case r == nil:
		lines = append(lines, "A machine wrote down what it heard.")
	case r.Source == "captions":
		lines = append(lines, "The text came as captions with the recording, on "+day(r.Made.UTC())+". No machine of this archive heard it.")
	default:
		lines = append(lines, fmt.Sprintf("A machine wrote down what it heard, on %s: the engine %s%s.", day(r.Made.UTC()), r.Engine, said(" with the model %s", r.Model, r.Model != "")))
	}
	if told := m.Interview.Language; told != "" {
		lines = append(lines, "Whoever brought the recording gave its language as “"+told+"”.")
	} else if lang != "" {
		lines = append(lines, "The machine took its language for “"+lang+"”.")
	}
	if n := len(m.Interview.Earlier); n > 0 {
		lines = append(lines, fmt.Sprintf("It was recognised anew %s; what people had corrected was carried over.", plural(n, "time", "times")))
	}
	return lines
}

// editing says who may change words and when others have to agree.
func editing(r archive.Rule, collection string) string {
	where := "Anyone"
	if collection != "" {
		where = "In the collection “" + collection + "”, anyone"
	}
	return fmt.Sprintf("%s who reads or listens can propose a fix, with no account. It waits until %d people who may change words themselves agree and none of them is against, or %d people of any kind agree who are at least %d percent of all who said something, and then only after it stood for %s. Everyone counts once. Reporters and custodians put words right at once.",
		where, r.Trusted, r.People, r.Share, spoken(archive.LeastApart.Seconds()))
}

func changed(m *archive.Method) string {
	if m.Changes == 0 {
		return "Nobody has changed anything yet."
	}
	line := "This transcript was changed " + plural(m.Changes, "time", "times")
	if m.Credits != "" {
		line += ", by " + m.Credits
	}
	return line + "."
}

func checkedShare(checked, of float64) string {
	switch {
	case checked <= 0:
		return "Nobody has said yet of any line that it is right."
	case of <= 0:
		return "People have listened to and checked " + spoken(checked) + "."
	}
	return fmt.Sprintf("People have listened to and checked %s of %s (%d percent).", spoken(checked), spoken(of), int(min(100*checked/of, 100)))
}

func languages(list []archive.LanguageCount) string {
	var parts []string
	for _, l := range list {
		name := "“" + l.Language + "”"
		if l.Language == "" {
			name = "left to the machine to find"
		}
		parts = append(parts, fmt.Sprintf("%s %d", name, l.Interviews))
	}
	if parts == nil {
		return ""
	}
	return "Languages, as those who brought the recordings gave them: " + strings.Join(parts, ", ") + "."
}

// measured says how right words are, or plainly that nobody can tell.
func measured(where string, a archive.Accuracy) string {
	if !a.Enough() {
		return fmt.Sprintf("%s, too few clips were checked to say how right the words are: %d of the %d that are needed.", where, a.Clips, archive.AccuracyClips)
	}
	return fmt.Sprintf("%s, measured on %d clips. As the machine heard it: %s As the pages say it: %s", where, a.Clips, inWords(a.Heard), inWords(a.Stood))
}

// apiMethods answers GET /methods.
func (s *Server) apiMethods(c *gin.Context, _ *nothing) (*apiNote, error) {
	n, err := s.archiveNote(c)
	if err != nil {
		return nil, err
	}
	return &n.apiNote, nil
}

// apiMethod answers GET /interviews/:id/methods.
func (s *Server) apiMethod(c *gin.Context, in *byID) (*apiNote, error) {
	n, err := s.interviewNote(c, in.ID)
	if err != nil {
		return nil, err
	}
	return &n.apiNote, nil
}
