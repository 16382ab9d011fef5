package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// IIIF writes a manifest of IIIF's Presentation API 3 for viewers of other
// archives: a canvas as long as the recording with the sound painted on it, and
// the captions of this version as a supplementing annotation. Its addresses are
// made of the document's, so that there has to be one.
func IIIF(w io.Writer, d Document) error {
	iv := d.Interview
	file := func(ending string) string {
		if d.View == Heard {
			return d.Address + "/transcript." + ending + "?view=heard"
		}
		return fmt.Sprintf("%s/transcript.%s?version=%d", d.Address, ending, d.Transcript.Version)
	}
	canvas := d.Address + "/canvas"
	long := max(d.length(), 1) // a canvas without a duration could not be played
	page := func(name, motivation string, body object) []object {
		if body == nil {
			return []object{{"id": canvas + "/" + name, "type": "AnnotationPage", "items": []object{}}}
		}
		return []object{{"id": canvas + "/" + name, "type": "AnnotationPage", "items": []object{
			{"id": canvas + "/" + name + "/1", "type": "Annotation", "motivation": motivation, "body": body, "target": canvas}}}}
	}
	var sound object
	if d.Sound != "" {
		sound = object{"id": d.Sound, "type": "Sound", "format": cmp.Or(iv.ListeningCopy.Type, "audio/mpeg"), "duration": long}
	}
	captions := object{"id": file("vtt"), "type": "Text", "format": "text/vtt", "label": iiifText("en", "Captions, version "+d.edition())}
	if lang := d.language(); lang != "" {
		captions["language"] = lang
	}
	var facts []object
	for _, f := range d.details() {
		facts = append(facts, object{"label": iiifText("en", f.name), "value": iiifText("none", f.value)})
	}
	manifest := object{
		"@context": "http://iiif.io/api/presentation/3/context.json", "id": file("iiif.json"), "type": "Manifest", "label": iiifText("none", iv.Title), "metadata": facts,
		"homepage":  []object{{"id": d.Address, "type": "Text", "format": "text/html", "label": iiifText("none", iv.Title)}},
		"rendering": []object{{"id": file("plain.txt"), "type": "Text", "format": "text/plain", "label": iiifText("en", "Transcript as text")}},
		"items": []object{{"id": canvas, "type": "Canvas", "duration": long,
			"items": page("sound", "painting", sound), "annotations": page("captions", "supplementing", captions)}},
	}
	if iv.Summary != "" {
		manifest["summary"] = iiifText("none", iv.Summary)
	}
	return json.NewEncoder(w).Encode(manifest)
}

// iiifText is a text in one language. A value that begins with "<" would be taken
// for HTML, so an invisible word joiner (U+2060) stands before it.
func iiifText(language, s string) object {
	if strings.HasPrefix(s, "<") {
		s = "\u2060" + s
	}
	return object{language: []string{s}}
}
