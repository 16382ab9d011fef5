package export

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	packages  = "http://schemas.openxmlformats.org/package/2006/"
	officeDoc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// xmlText writes a text as XML content or as the value of an attribute.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// DOCX writes a document for word processors, as ECMA-376 has it: the least parts
// that it asks for, and styles, so that people can change how it looks.
func DOCX(w io.Writer, d Document) error {
	z := zip.NewWriter(w)
	for _, part := range []struct {
		name  string
		write func(*bufio.Writer)
	}{
		{"[Content_Types].xml", func(b *bufio.Writer) {
			fmt.Fprintf(b, `<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="%sdocument.main+xml"/><Override PartName="/word/styles.xml" ContentType="%sstyles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`, packages, wordType, wordType)
		}},
		{"_rels/.rels", func(b *bufio.Writer) {
			fmt.Fprintf(b, `<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%sofficeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="%srelationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`, packages, officeDoc, packages)
		}},
		{"word/_rels/document.xml.rels", func(b *bufio.Writer) {
			fmt.Fprintf(b, `<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%sstyles" Target="styles.xml"/></Relationships>`, packages, officeDoc)
		}},
		{"docProps/core.xml", d.wordFacts},
		{"word/styles.xml", d.wordStyles},
		{"word/document.xml", d.wordText},
	} {
		err := add(z, part.name, d.Made, func(w io.Writer) error {
			b := bufio.NewWriter(w)
			b.WriteString(xmlHead)
			part.write(b)
			return b.Flush()
		})
		if err != nil {
			return err
		}
	}
	return z.Close()
}

func (d Document) wordFacts(b *bufio.Writer) {
	fmt.Fprintf(b, `<cp:coreProperties xmlns:cp="%smetadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`, packages)
	fmt.Fprintf(b, `<dc:title>%s</dc:title><dc:identifier>%s</dc:identifier><dc:description>Version %s</dc:description>`, xmlText(d.Interview.Title), xmlText(d.Interview.ID), xmlText(d.edition()))
	if lang := d.language(); lang != "" {
		fmt.Fprintf(b, `<dc:language>%s</dc:language>`, xmlText(lang))
	}
	fmt.Fprintf(b, `<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created></cp:coreProperties>`, stamp(d.Made))
}

func (d Document) wordStyles(b *bufio.Writer) {
	lang := ""
	if l := d.language(); l != "" {
		lang = `<w:lang w:val="` + xmlText(l) + `"/>`
	}
	fmt.Fprintf(b, `<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/>%s</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`, wordSpace, lang)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for _, s := range []struct{ id, name, paragraph, run string }{
		{"Title", "Title", "", `<w:b/><w:sz w:val="40"/>`},
		{"Fact", "Fact", `<w:spacing w:after="0"/>`, `<w:sz w:val="20"/>`},
		{"Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:sz w:val="28"/>`},
	} {
		fmt.Fprintf(b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, s.id, s.name, s.paragraph, s.run)
	}
	b.WriteString(`<w:style w:type="character" w:styleId="Speaker"><w:name w:val="Speaker"/><w:rPr><w:b/></w:rPr></w:style><w:style w:type="character" w:styleId="Time"><w:name w:val="Time"/><w:rPr><w:color w:val="595959"/><w:sz w:val="20"/></w:rPr></w:style></w:styles>`)
}

func (d Document) wordText(b *bufio.Writer) {
	run := func(style, s string) string {
		if style != "" {
			style = `<w:rPr><w:rStyle w:val="` + style + `"/></w:rPr>`
		}
		return `<w:r>` + style + `<w:t xml:space="preserve">` + xmlText(oneLine(s)+" ") + `</w:t></w:r>`
	}
	paragraph := func(style string, runs ...string) {
		if style != "" {
			style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
		}
		b.WriteString(`<w:p>` + style + strings.Join(runs, "") + `</w:p>`)
	}
	b.WriteString(`<w:document xmlns:w="` + wordSpace + `"><w:body>`)
	paragraph("Title", run("", d.Interview.Title))
	for _, f := range d.details() {
		paragraph("Fact", run("", f.name+": "+f.value))
	}
	paragraph("Heading1", run("", "Transcript"))
	for _, t := range turns(d.Transcript) {
		var runs []string
		if t.speaker != "" {
			runs = append(runs, run("Speaker", t.speaker))
		}
		paragraph("", append(runs, run("Time", minute(t.start())), run("", t.text()))...)
	}
	b.WriteString(`<w:sectPr/></w:body></w:document>`)
}
