package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

// base is the address of the site with its host, for what people take away:
// the configured one, else the one this request came to.
func (s *Server) base(c *gin.Context) string {
	if s.URL != "" {
		return s.URL
	}
	at := url.URL{Scheme: "http", Host: c.Request.Host}
	if s.Secure {
		at.Scheme = "https"
	}
	return at.String()
}

// citations is what a page shows of a source, ready to copy.
type citations struct {
	Note, Bibliography, BibTeX, RIS, DataCite, JSONLD string
	Fragment, Address, Hash                           string
	Files                                             string // address of the files, to which a format is added
}

func citationsOf(s *export.Source, files string) citations {
	form := func(name string) string { text, _ := s.As(name); return text }
	return citations{Note: form("note"), Bibliography: form("bibliography"), BibTeX: form("bibtex"), RIS: form("ris"), DataCite: form("datacite"), JSONLD: form("jsonld"),
		Fragment: s.Fragment(), Address: s.Address, Hash: s.Hash, Files: files}
}

// citePage offers the citations of an interview or of one version.
type citePage struct {
	*archive.Interview
	Version   int
	Older     bool // a version was asked for
	Named     bool
	Citations citations
}

// citeShow answers GET /interviews/:id/cite: how to cite the interview as it reads
// now, or with ?version= that version, or with ?quote= words of one. ?format=
// asks for one citation as a file.
func (s *Server) citeShow(c *gin.Context) error {
	src, err := s.source(c, c.Param("id"), c.Query("version"), c.Query("quote"))
	if err != nil {
		return err
	}
	if form := c.Query("format"); form != "" {
		return sendCitation(c, src, form)
	}
	at := "/interviews/" + src.Interview.ID
	if q := c.Query("quote"); q != "" {
		c.Redirect(http.StatusSeeOther, at+"/quotes/"+url.PathEscape(q))
		return nil
	}
	files := url.Values{}
	if v := c.Query("version"); v != "" {
		files.Set("version", v)
	}
	page := citePage{Interview: src.Interview, Version: src.Version, Older: c.Query("version") != "", Named: src.ByName && src.Interview.Storyteller != "",
		Citations: citationsOf(src, filesAt(at, files))}
	s.render(c, http.StatusOK, "cite", "How to cite “"+src.Interview.Title+"”", page)
	return nil
}

// filesAt is the address of the files of a citation; a format is added to it.
func filesAt(interview string, q url.Values) string {
	if len(q) > 0 {
		return interview + "/cite?" + q.Encode() + "&format="
	}
	return interview + "/cite?format="
}

func sendCitation(c *gin.Context, src *export.Source, form string) error {
	text, ok := src.As(form)
	if !ok {
		return archive.Invalid("format", "Please choose note, bibliography, bibtex, ris, datacite or jsonld.")
	}
	f := export.CiteForms[form]
	sendFile(c, src.FileName(f.Ending), f.Type, []byte(text))
	return nil
}

// source reads what is cited. An empty version is the newest; a quote names its own.
func (s *Server) source(c *gin.Context, id, version, quote string) (*export.Source, error) {
	if quote != "" {
		at, err := archive.ParseAnchor(quote)
		if err != nil {
			return nil, err
		}
		q, err := s.Archive.Quote(c.Request.Context(), s.viewer(c), id, at)
		if err != nil {
			return nil, err
		}
		if q.State == archive.QuoteWithheld {
			return nil, errWithheldQuote
		}
		return s.quoteSource(c, q)
	}
	n := -1
	if version != "" {
		var err error
		if n, err = strconv.Atoi(version); err != nil || n < 0 {
			return nil, archive.ErrNotFound
		}
	}
	src, err := s.versionSource(c, id, n)
	if err == nil && version == "" {
		src.Address = s.base(c) + "/interviews/" + id
	}
	return src, err
}

// errWithheldQuote is the answer for words that nobody may cite now.
var errWithheldQuote = &archive.Problem{Kind: archive.ErrForbidden, Sentence: "These words cannot be cited: some of them were removed or are hidden."}

// versionSource is a version as a source. The hash is of the words that the
// public may read, whoever asks.
func (s *Server) versionSource(c *gin.Context, id string, version int) (*export.Source, error) {
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), id, version)
	if err != nil {
		return nil, err
	}
	if r.Transcript == nil {
		return nil, &archive.Problem{Kind: archive.ErrState, Sentence: "There are no words to cite yet."}
	}
	credit, err := s.creditFor(c, r, export.Corrected)
	if err != nil {
		return nil, err
	}
	iv := r.Interview
	src := &export.Source{Interview: iv, ByName: r.May.CiteByName, Site: s.Name, Version: r.Transcript.Version, Hash: iv.ForPublic(r.Transcript).ContentHash(),
		Correctors: credit, Language: r.Transcript.Language, Accessed: s.Now().UTC()}
	if iv.Language != "" {
		src.Language = iv.Language
	}
	src.Address = s.base(c) + "/interviews/" + iv.ID + "/versions/" + strconv.Itoa(src.Version)
	if r.May.Listen {
		src.Sound = s.base(c) + "/interviews/" + iv.ID + "/sound"
	}
	return src, nil
}

// quoteSource is quoted words as a source.
func (s *Server) quoteSource(c *gin.Context, q *archive.Quote) (*export.Source, error) {
	src, err := s.versionSource(c, q.Interview.ID, q.At.Version)
	if err != nil {
		return nil, err
	}
	src.Quote, src.Span = q.Then, q.Span
	src.Address = s.base(c) + quoteAddress(q.Interview.ID, q.At)
	return src, nil
}

func quoteAddress(id string, at archive.Anchor) string {
	return "/interviews/" + id + "/quotes/" + at.String()
}

// wordsShow answers GET /interviews/:id/versions/:version/words: the words in the
// form that their hash is made of.
func (s *Server) wordsShow(c *gin.Context) error {
	n, err := strconv.Atoi(c.Param("version"))
	if err != nil || n < 0 {
		return archive.ErrNotFound
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), c.Param("id"), n)
	if err != nil {
		return err
	}
	if !r.May.Download {
		return archive.ErrForbidden
	}
	if r.Transcript == nil {
		return archive.ErrNotFound
	}
	c.Header("Content-Type", "text/plain; charset=utf-8")
	c.Header("Cache-Control", "private, no-cache")
	c.Status(http.StatusOK)
	return r.Interview.ForPublic(r.Transcript).WriteCanonical(c.Writer)
}
