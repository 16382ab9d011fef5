package ui

import (
	"bytes"
	"fmt"
	"net/http"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

// sendTable answers with a table as a file of the kind that the path asks for.
func sendTable(c *gin.Context, t *export.Table, format string) error {
	kinds := map[string]struct {
		media string
		write func(*bytes.Buffer) error
	}{
		"csv":  {"text/csv; charset=utf-8", func(b *bytes.Buffer) error { return t.CSV(b) }},
		"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(b *bytes.Buffer) error { return t.XLSX(b) }},
	}
	kind, ok := kinds[format]
	if !ok {
		return archive.ErrNotFound
	}
	var b bytes.Buffer
	if err := kind.write(&b); err != nil {
		return fmt.Errorf("write %s as %s: %w", t.Name, format, err)
	}
	sendFile(c, t.Name+"."+format, kind.media, b.Bytes())
	return nil
}

// sendFile answers with a file to keep.
func sendFile(c *gin.Context, name, media string, body []byte) {
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, media, body)
}
